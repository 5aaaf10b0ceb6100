"""Starts the MCP server in the environment that the host made from pyproject.toml."""

from aidlc.cli import main

main(["serve"])
