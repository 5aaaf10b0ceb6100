"""AI-DLC: an assistant records, a human approves, the gate opens."""
