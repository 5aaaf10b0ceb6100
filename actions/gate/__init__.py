"""The gate: the pull request's reviews open or close it."""
