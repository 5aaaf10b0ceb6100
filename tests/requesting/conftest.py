from collections.abc import Iterator
from pathlib import Path

import pytest

from aidlc.emulator import EmbeddedGitHub
from tests.e2e_gate.stage import GateStage
from tests.emulator.stage import objections
from tests.mcp_server.shop import record_inception
from tests.mcp_server.workshop import Workshop
from tests.requesting.developer import let_actions_open, work_as


@pytest.fixture
def github(tmp_path: Path) -> Iterator[EmbeddedGitHub]:
    """A GitHub whose every exchange is held against GitHub's official descriptions at the end."""
    with EmbeddedGitHub(tmp_path / "github") as started:
        yield started
    assert objections(started.requests) == []


@pytest.fixture
def workshop(github: EmbeddedGitHub, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Workshop:
    """The developer's clone, with a complete inception in its working tree."""
    made = Workshop(GateStage(github, tmp_path), tmp_path)
    work_as(made, "dev", monkeypatch)
    record_inception(made.assistant)
    return made


@pytest.fixture
def bob(workshop: Workshop, monkeypatch: pytest.MonkeyPatch) -> Workshop:
    """The workshop as bob's, who is a developer of the policy, in a repository whose Action opens pull requests."""
    let_actions_open(workshop)
    work_as(workshop, "bob", monkeypatch)
    return workshop
