from collections.abc import Iterator
from datetime import UTC, datetime
from pathlib import Path

import pytest

from aidlc.emulator import Clock, EmbeddedGitHub
from tests.emulator.stage import Clone, Person, Stage, objections

START = datetime(2026, 3, 2, 9, 0, tzinfo=UTC)


@pytest.fixture
def github(tmp_path: Path) -> Iterator[EmbeddedGitHub]:
    """A GitHub whose every answer is held against GitHub's official descriptions at the end."""
    with EmbeddedGitHub(tmp_path / "github", clock=Clock(START)) as started:
        yield started
    assert objections(started.requests) == []


@pytest.fixture
def stage(github: EmbeddedGitHub, tmp_path: Path) -> Stage:
    """`dev` has pushed `main` and `feature` and opened pull request 1; `po` may push too, `admin` is one."""
    people = {
        "dev": Person(github, github.add_user("dev", emails=["dev@example.com"])),
        "po": Person(github, github.add_user("po", emails=["po@example.com"])),
        "admin": Person(github, github.add_user("admin", permission="admin")),
    }
    clone = Clone.init(tmp_path / "dev", github, people["dev"].user)
    clone.commit("docs/readme.md", "hello\n", "first")
    clone.push("main")
    clone.git("checkout", "-q", "-b", "feature")
    clone.commit("feature.txt", "one\n", "add the feature")
    clone.push("feature")
    people["dev"].post("pulls", title="The feature", body="Please.", head="feature", base="main").expect(201)
    return Stage(github, clone, people)
