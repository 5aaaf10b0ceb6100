import os
from collections.abc import Iterator
from pathlib import Path

import pytest

from aidlc.emulator import EmbeddedGitHub
from tests.drafting.stage import DraftStage
from tests.emulator.stage import objections


@pytest.fixture
def stage(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[DraftStage]:
    """No credentials of whoever runs the tests; every exchange is held against GitHub's official descriptions."""
    for name in list(os.environ):
        if name.startswith(("ANTHROPIC_", "AWS_", "AIDLC_")):
            monkeypatch.delenv(name)
    monkeypatch.setenv("ANTHROPIC_API_KEY", "sk-ant-test-key-of-nobody")
    with EmbeddedGitHub(tmp_path / "github") as github:
        yield DraftStage(github, tmp_path, monkeypatch)
    assert objections(github.requests) == []
