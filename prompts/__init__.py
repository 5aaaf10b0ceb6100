"""The words: templates for comments, summaries and prompts."""
