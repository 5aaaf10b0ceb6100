"""One status comment per Bolt on its issue."""
