import subprocess
from collections.abc import Iterator
from pathlib import Path

import pytest

from aidlc.emulator import EmbeddedGitHub
from tests.e2e_gate.stage import GateStage
from tests.emulator.stage import objections
from tests.mcp_server.assistant import Assistant
from tests.mcp_server.workshop import Workshop


@pytest.fixture
def repository(tmp_path: Path) -> Path:
    """An empty git repository without a remote."""
    root = tmp_path / "repository"
    subprocess.run(["git", "init", "-q", "-b", "main", str(root)], check=True)
    return root


@pytest.fixture
def assistant(repository: Path) -> Assistant:
    return Assistant(repository)


@pytest.fixture
def github(tmp_path: Path) -> Iterator[EmbeddedGitHub]:
    """A GitHub whose every exchange is held against GitHub's official descriptions at the end."""
    with EmbeddedGitHub(tmp_path / "github") as started:
        yield started
    assert objections(started.requests) == []


@pytest.fixture
def workshop(github: EmbeddedGitHub, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Workshop:
    for role in ("AUTHOR", "COMMITTER"):
        monkeypatch.setenv(f"GIT_{role}_NAME", "dev")
        monkeypatch.setenv(f"GIT_{role}_EMAIL", "dev@example.com")
    return Workshop(GateStage(github, tmp_path), tmp_path)
