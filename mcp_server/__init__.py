"""What the IDE runs: tools that record and ask, none that approve."""
