"""The request's inputs as arguments of `aidlc open-request`. Standard library only: it runs before anything is installed."""

from __future__ import annotations

from collections.abc import Mapping


def arguments(environ: Mapping[str, str]) -> list[str]:
    """Return the command line that the inputs mean."""
    branch = environ.get("AIDLC_BRANCH", "").strip()
    return ["open-request", f"--branch={branch}"]
