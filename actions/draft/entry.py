"""The draft's inputs as arguments of `aidlc draft`. Standard library only: it runs before anything is installed."""

from __future__ import annotations

from collections.abc import Mapping

from actions.installation import LaunchError

_PROVIDERS = {
    "": "requirements/draft.txt",
    "anthropic": "requirements/draft.txt",
    "bedrock": "requirements/bedrock.txt",
}


def arguments(environ: Mapping[str, str]) -> list[str]:
    """Return the command line that the inputs mean. Everything else travels in the environment. Raises `LaunchError`."""
    given = {
        "--issue": environ.get("AIDLC_ISSUE", "").strip(),
        "--unit": environ.get("AIDLC_UNIT", "").strip(),
        "--label": environ.get("AIDLC_LABEL", "").strip(),
    }
    issue, unit = given["--issue"], given["--unit"]
    if issue and not (issue.isascii() and issue.isdecimal()):
        raise LaunchError("The input `issue` is the number of an issue.")
    if unit and not issue:
        raise LaunchError("The input `unit` needs `issue` beside it.")
    return ["draft", *(f"{option}={value}" for option, value in given.items() if value)]


def requirements(environ: Mapping[str, str]) -> tuple[str, ...]:
    """Return the pinned files to install from: AWS's signing comes only with Bedrock. Raises `LaunchError`."""
    provider = environ.get("AIDLC_PROVIDER", "").strip()
    if provider not in _PROVIDERS:
        raise LaunchError("The input `provider` is anthropic or bedrock.")
    return (_PROVIDERS[provider], "requirements/build.txt")
