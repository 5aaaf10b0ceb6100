"""Processes that die or write at the same time; each trial runs as processes of its own, see `crash_trial`."""

from __future__ import annotations

import json
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest

from aidlc.adapters.ledger import Ledger
from schemas.records import Intent, Workspace
from tests.records.crash_trial import SHARED

_ROOT = Path(__file__).resolve().parents[2]


@pytest.fixture
def root(tmp_path: Path) -> Path:
    subprocess.run(["git", "init", "-q", str(tmp_path)], check=True)
    return tmp_path


def _start(*arguments: str) -> subprocess.Popen[str]:
    command = [sys.executable, "-m", "tests.records.crash_trial", *arguments]
    return subprocess.Popen(
        command, cwd=_ROOT, stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True, encoding="utf-8"
    )


def _finish(process: subprocess.Popen[str]) -> list[dict[str, Any]]:
    out, err = process.communicate(timeout=120)
    assert process.returncode == 0, err
    return [json.loads(line) for line in out.splitlines()]


@pytest.mark.slow
def test_dying_at_any_call_leaves_the_old_record_or_the_new_one(root: Path) -> None:
    lines = _finish(_start("points", str(root)))
    assert len(lines) > 8
    assert [line["killed"] for line in lines] == [True] * (len(lines) - 1) + [False]
    present = "old"
    for line in lines:
        assert line["problems"] == []
        (title,) = line["titles"]
        assert title in {present, f"new {line['point']}"}
        assert line["leftovers"] <= 1
        present = title
    assert any(line["leftovers"] for line in lines)
    assert present == f"new {lines[-1]['point']}"
    assert lines[-1]["leftovers"] == 0


@pytest.mark.slow
def test_forty_killed_writers_leave_whole_records(root: Path) -> None:
    lines = _finish(_start("kills", str(root), "40"))
    assert len(lines) == 40
    for line in lines:
        assert line["problems"] == []
        (title,) = line["titles"]
        child, step = title.split()
        assert int(child) == line["child"]
        assert int(step) >= line["child"] % 5


@pytest.mark.slow
def test_six_writers_at_once_lose_no_update(root: Path) -> None:
    ledger = Ledger(root)
    start = Intent(schema_="aidlc/intent/v1", title="shared", workspace=Workspace.GREENFIELD, revision=1)
    ledger.save(SHARED, start, "", expected=None)
    # All wait for the lock, then run against one another.
    with ledger.locked():
        writers = [_start("writer", str(root), str(index)) for index in range(6)]
    reports = [line for writer in writers for line in _finish(writer)]

    assert len(reports) == 6
    tree = ledger.load()
    assert tree.problems == ()
    assert len(tree.files) == 7
    shared = ledger.read(SHARED).record
    assert isinstance(shared, Intent)
    assert shared.revision == 1 + 6 * 10
