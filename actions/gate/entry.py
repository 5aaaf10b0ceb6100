"""The gate's inputs as arguments of `aidlc gate`. Standard library only: it runs before anything is installed."""

from __future__ import annotations

from collections.abc import Mapping

from actions.installation import flag


def arguments(environ: Mapping[str, str]) -> list[str]:
    """Return the command line that the inputs mean; the number is checked by the command itself. Raises `LaunchError`."""
    number = environ.get("AIDLC_PULL_REQUEST", "").strip()
    enforce = flag(environ, "AIDLC_ENFORCE", "enforce")
    return ["gate", *([f"--pr={number}"] if number else []), *(["--enforce"] if enforce else [])]
