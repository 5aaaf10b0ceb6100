"""The console program `aidlc`."""
