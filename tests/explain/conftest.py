from collections.abc import Iterator
from pathlib import Path

import pytest

from aidlc.emulator import EmbeddedGitHub
from tests.e2e_gate.stage import GateStage
from tests.emulator.stage import objections


@pytest.fixture
def github(tmp_path: Path) -> Iterator[EmbeddedGitHub]:
    """A GitHub whose every exchange is held against GitHub's official descriptions at the end."""
    with EmbeddedGitHub(tmp_path / "github") as started:
        yield started
    assert objections(started.requests) == []


@pytest.fixture
def stage(github: EmbeddedGitHub, tmp_path: Path) -> GateStage:
    return GateStage(github, tmp_path)
