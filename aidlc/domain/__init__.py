"""Pure rules: no clock, disk, network or environment."""
