"""The Bolts' inputs as arguments of `aidlc bolts`. Standard library only: it runs before anything is installed."""

from __future__ import annotations

from collections.abc import Mapping

from actions.installation import flag


def arguments(environ: Mapping[str, str]) -> list[str]:
    """Return the command line that the inputs mean. Raises `LaunchError`."""
    return ["bolts", *(["--all"] if flag(environ, "AIDLC_ALL", "all") else [])]
