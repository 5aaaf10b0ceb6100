"""Bolts on their issues: what the default branch and the open pull requests say, written where people follow it."""
