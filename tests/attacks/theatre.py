"""Plays an attack both ways: each time on a GitHub of its own, where it takes one."""

from __future__ import annotations

from pathlib import Path

from aidlc.emulator import EmbeddedGitHub
from tests.attacks.book import Attack, taken_out
from tests.e2e_gate.stage import GateStage
from tests.emulator.stage import objections


def played(each: Attack, folder: Path) -> tuple[str, str]:
    """The states that an attack comes to: with its rules, and without; `folder` is empty."""
    stopped = _play(each, folder / "with")
    with taken_out(each.rules):
        return stopped, _play(each, folder / "without")


def _play(each: Attack, folder: Path) -> str:
    if not each.on_stage:
        return each.play()
    folder.mkdir()
    with EmbeddedGitHub(folder / "github") as github:
        state = each.play(GateStage(github, folder))
        assert objections(github.requests) == []
    return state
