"""The audit's inputs as arguments of `aidlc audit`. Standard library only: it runs before anything is installed."""

from __future__ import annotations

from collections.abc import Mapping


def arguments(environ: Mapping[str, str]) -> list[str]:
    """Return the command line that the inputs mean."""
    given = ["audit"]
    for option, name in (("--since", "AIDLC_SINCE"), ("--until", "AIDLC_UNTIL")):
        value = environ.get(name, "").strip()
        given += [f"{option}={value}"] if value else []
    return given + [f"--status-by={login}" for login in environ.get("AIDLC_STATUS_BY", "").split()]
