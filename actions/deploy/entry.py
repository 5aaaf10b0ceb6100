"""The deployment gate's inputs as arguments of `aidlc deploy-gate`. Standard library only: it runs before installation."""

from __future__ import annotations

from collections.abc import Mapping

from actions.installation import LaunchError


def arguments(environ: Mapping[str, str]) -> list[str]:
    """Return the command line that the inputs mean. Raises `LaunchError`."""
    given = {
        "--release": environ.get("AIDLC_RELEASE", "").strip(),
        "--environment": environ.get("AIDLC_ENVIRONMENT", "").strip(),
    }
    for option, value in given.items():
        if not value:
            raise LaunchError(f"The input `{option.removeprefix('--')}` is needed.")
    return ["deploy-gate", *(f"{option}={value}" for option, value in given.items())]
