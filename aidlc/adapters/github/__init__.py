"""GitHub: reading through one client, and what the answers mean as facts."""
