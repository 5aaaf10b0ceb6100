"""Drafts from an issue: gather what people said, ask a model part by part, propose the records as a draft pull request."""
