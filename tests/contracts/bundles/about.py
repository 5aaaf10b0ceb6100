"""What every bundle says about the server: one name, one version, one repository, one command."""

import tomllib
from pathlib import Path
from typing import Any

from aidlc.domain.assistants import ASSISTANTS, Assistant, pinned
from prompts.repository import PLACEHOLDER

_PROJECT: dict[str, Any] = tomllib.loads(
    (Path(__file__).resolve().parents[3] / "pyproject.toml").read_text(encoding="utf-8")
)["project"]

NAME = "aidlc"
TITLE = "AI-DLC"
VERSION: str = _PROJECT["version"]
LICENCE: str = _PROJECT["license"]
AUTHOR: str = _PROJECT["authors"][0]["name"]
KEYWORDS = ["ai-dlc", "intent", "approval", "gate", "pull request", "mob elaboration", "bolt"]
DESCRIPTION = (
    "AI-DLC with the approval outside: the assistant records Intents, Units, Bolts and designs; "
    "people approve by pull request review."
)
SHORT = "Record Intents, Units and Bolts; people approve by pull request review on GitHub."
"""The registry takes at most 100 characters."""

REPOSITORY = PLACEHOLDER[0]
"""`owner/name` as the README has it; whoever publishes the project replaces it here, and runs `make contracts`."""
HOME = f"https://github.com/{REPOSITORY}"
TAG = f"v{VERSION}"
LAUNCH = pinned(HOME, TAG)
"""A bundle can't know the commit that it is part of, so it names the release's tag. `aidlc install` names a commit."""

TOKEN = ("AIDLC_GITHUB_TOKEN", "A GitHub token that isn't an approver's, for requests for approval only.")


def assistant(name: str) -> Assistant:
    (found,) = (each for each in ASSISTANTS if each.name == name)
    return found


def entry(name: str) -> dict[str, object]:
    """How the assistant `name` is told to start the server."""
    return assistant(name).entry(LAUNCH)
