from collections.abc import Iterator
from pathlib import Path

import pytest

from aidlc.emulator import EmbeddedGitHub
from tests.e2e_gate.stage import GateStage
from tests.emulator.stage import objections


@pytest.fixture
def stage(tmp_path: Path) -> Iterator[GateStage]:
    """A repository with a policy, whose every exchange is held against GitHub's official descriptions at the end."""
    with EmbeddedGitHub(tmp_path / "github") as github:
        yield GateStage(github, tmp_path)
    assert objections(github.requests) == []
