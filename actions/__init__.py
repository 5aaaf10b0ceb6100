"""What GitHub Actions run, one folder an action."""
