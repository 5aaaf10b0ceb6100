"""What `make endurance` shows: records outlast crowds, kills, branches, damage and a full disk."""
