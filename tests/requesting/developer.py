"""Whoever works with the assistant, and a repository whose Action may open what they ask for."""

from pathlib import Path
from typing import Any

import pytest

from tests.e2e_gate.records import POLICY_PATH
from tests.e2e_gate.stage import Ran
from tests.mcp_server.assistant import Assistant
from tests.mcp_server.workshop import Workshop

ROOT = Path(__file__).resolve().parents[2]
WORKFLOW = ".github/workflows/aidlc-request.yml"
ASSISTANT = "assistant@noreply.example"
BRANCH = "aidlc/inception/shop"
ASK: dict[str, Any] = {"intent": "shop", "phase": "inception"}


def work_as(workshop: Workshop, login: str, monkeypatch: pytest.MonkeyPatch) -> None:
    """Let `login` be whose name git knows and whose token the server has."""
    for role in ("AUTHOR", "COMMITTER"):
        monkeypatch.setenv(f"GIT_{role}_NAME", login)
        monkeypatch.setenv(f"GIT_{role}_EMAIL", f"{login}@example.com")
    token = workshop.stage.people[login].user.token
    workshop.environ["AIDLC_GITHUB_TOKEN"] = token
    workshop.assistant = Assistant(workshop.root, workshop.environ)


def let_actions_open(workshop: Workshop, *, independence: str = "author", emails: bool = True) -> None:
    """Merge the workflow that `aidlc init` writes, name the assistant's address, and allow Actions to open."""
    stage = workshop.stage
    policy = stage.policy.replace("independence: author", f"independence: {independence}")
    if emails:
        policy += f"agents: {{emails: [{ASSISTANT}]}}\n"
    workflow = (ROOT / "examples/repository" / WORKFLOW).read_text(encoding="utf-8")
    stage.push_to_main({POLICY_PATH: f"{policy}# as merged\n", WORKFLOW: workflow})
    stage.github.repository.actions_can_approve = True


def run_action(workshop: Workshop, branch: str = BRANCH, *arguments: str) -> Ran:
    """What the workflow runs, with the token that a workflow gets."""
    return workshop.stage.run("open-request", "--branch", branch, *arguments)
