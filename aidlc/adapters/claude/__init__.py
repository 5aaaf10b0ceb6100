"""Claude through the Anthropic SDK: the only place that imports it, and only when a client is made."""
