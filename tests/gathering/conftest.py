from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

from aidlc.adapters.github.client import GitHubClient
from aidlc.emulator import EmbeddedGitHub
from tests.e2e_gate.stage import GateStage
from tests.emulator.stage import objections
from tests.gathering.fault_stage import FaultStage

Connect = Callable[..., GitHubClient]


@pytest.fixture
def github(tmp_path: Path) -> Iterator[EmbeddedGitHub]:
    """A GitHub whose every exchange is held against GitHub's official descriptions at the end."""
    with EmbeddedGitHub(tmp_path / "github") as started:
        yield started
    assert objections(started.requests) == []


@pytest.fixture
def stage(github: EmbeddedGitHub, tmp_path: Path) -> GateStage:
    return GateStage(github, tmp_path)


@pytest.fixture
def waits() -> list[float]:
    """How long the client would have waited, in seconds; nothing waits."""
    return []


@pytest.fixture
def client(stage: GateStage, waits: list[float]) -> Iterator[GitHubClient]:
    made = GitHubClient(
        api_url=stage.github.api_url, token=stage.token, repository="acme/events", pause=waits.append
    )
    yield made
    made.close()


@pytest.fixture(scope="session")
def faulty(tmp_path_factory: pytest.TempPathFactory) -> Iterator[FaultStage]:
    """The pull requests of the fault matrix, made once a process; every run leaves them as they were."""
    with EmbeddedGitHub(tmp_path_factory.mktemp("github")) as github:
        yield FaultStage(github, tmp_path_factory.mktemp("stage"))
