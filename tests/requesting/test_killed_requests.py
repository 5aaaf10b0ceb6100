"""A request for approval that is killed midway leaves the person's clone as it was, and is simply made again."""

from __future__ import annotations

from pathlib import Path

import pytest

from tests.requesting.killing import Clone


@pytest.fixture
def clone(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Clone:
    for role in ("AUTHOR", "COMMITTER"):
        monkeypatch.setenv(f"GIT_{role}_NAME", "dev")
        monkeypatch.setenv(f"GIT_{role}_EMAIL", "dev@example.com")
    return Clone(tmp_path)


@pytest.mark.slow
@pytest.mark.parametrize("goes_on", [True, False])
def test_a_killed_request_changes_nothing_of_the_clone_and_blocks_nobody(clone: Clone, goes_on: bool) -> None:
    before = clone.state()
    assert not clone.request_killed_before(0, goes_on=True)
    commands = clone.commands()
    assert commands > 10
    for command in (
        commands // 2,
        commands * 4 // 5,
    ):  # while a tree is built, and around the move of the branch
        clone.forget_request()
        assert clone.request_killed_before(command, goes_on=goes_on)
        assert clone.state() == before
        assert clone.locks() == []
        again = clone.request()
        assert not again.failed, again.text
        assert again.data["pushed"]
        assert clone.state() == before
