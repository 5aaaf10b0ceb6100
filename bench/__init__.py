"""Benchmarks, run by `make bench`: each figure is measured beside its yardstick in the same run."""
