"""The Bolts' inputs as arguments of `aidlc bolts`. Standard library only: it runs before anything is installed."""

from __future__ import annotations

from collections.abc import Mapping

from actions.installation import flag

_FLAGS = (
    ("AIDLC_ALL", "all"),
    ("AIDLC_CREATE_ISSUES", "create-issues"),
    ("AIDLC_LABELS", "labels"),
    ("AIDLC_CLOSE_ISSUES", "close-issues"),
)


def arguments(environ: Mapping[str, str]) -> list[str]:
    """Return the command line that the inputs mean. Raises `LaunchError`."""
    return ["bolts", *(f"--{name}" for variable, name in _FLAGS if flag(environ, variable, name))]
