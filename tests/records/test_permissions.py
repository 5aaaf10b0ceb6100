"""What the system doesn't let us read or write: named with what to do, and in nobody's way."""

from __future__ import annotations

import json
import os
import shutil
import subprocess
import sys
import tempfile
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from aidlc.adapters.ledger import Ledger
from aidlc.domain.records import Address, Kind
from schemas.records import Intent, Workspace

_PROJECT = Path(__file__).resolve().parents[2]


@pytest.fixture
def root() -> Iterator[Path]:
    """A repository that any user may read and write, unlike pytest's own folders."""
    folder = Path(tempfile.mkdtemp(prefix="aidlc-permissions-"))
    subprocess.run(["git", "init", "-q", str(folder)], check=True)
    ledger = Ledger(folder)
    for intent in ("good", "hidden", "locked"):
        record = Intent(schema_="aidlc/intent/v1", title=intent, workspace=Workspace.GREENFIELD)
        ledger.save(Address(Kind.INTENT, intent), record, "", expected=None)
    for path in (folder, *folder.rglob("*")):
        path.chmod(0o777 if path.is_dir() else 0o666)
    yield folder
    for path in (folder, *folder.rglob("*")):
        if path.is_dir():
            path.chmod(0o700)
    shutil.rmtree(folder)


def _as_somebody(root: Path, *intents: str) -> dict[str, Any]:
    command = [sys.executable, "-m", "tests.records.unprivileged", str(root), *intents]
    done = subprocess.run(command, cwd=_PROJECT, capture_output=True, encoding="utf-8", check=False)
    assert done.returncode == 0, done.stderr
    told: dict[str, Any] = json.loads(done.stdout)
    return told


def test_unreadable_files_and_folders_are_named_and_the_rest_is_read(root: Path) -> None:
    records = root / "aidlc-records"
    (records / "hidden/inception/intent.md").chmod(0)
    (records / "locked/inception").chmod(0)
    told = _as_somebody(root, "hidden", "locked", "fresh")
    assert told["files"] == ["aidlc-records/good/inception/intent.md"]
    assert [problem.split(":")[0] for problem in told["problems"]] == [
        "aidlc-records/hidden/inception/intent.md",
        "aidlc-records/locked/inception",
    ]
    assert all("Give the user who runs aidlc the right to read it." in each for each in told["problems"])
    assert "can't be read: Permission denied" in told["saves"]["hidden"]
    assert "can't be read: Permission denied" in told["saves"]["locked"]
    assert told["saves"]["fresh"] == "created"


def test_a_folder_of_records_that_cannot_be_read_is_one_problem(root: Path) -> None:
    (root / "aidlc-records").chmod(0)
    told = _as_somebody(root)
    assert told["files"] == []
    (problem,) = told["problems"]
    assert problem.startswith("aidlc-records: the system doesn't let us read this.")


def test_a_read_only_folder_is_one_sentence_and_nothing_changes(root: Path) -> None:
    folder = root / "aidlc-records"
    folder.chmod(0o555)
    told = _as_somebody(root, "fresh")
    assert "can't be written: Permission denied. It is as it was." in told["saves"]["fresh"]
    assert "the right to that file and its folder, and call again." in told["saves"]["fresh"]
    assert sorted(path.name for path in folder.iterdir()) == ["good", "hidden", "locked"]


def test_a_lock_that_cannot_be_opened_is_one_sentence(root: Path) -> None:
    for path in (root / ".git").glob("aidlc-*"):
        path.chmod(0o444)
    (root / ".git").chmod(0o555)
    told = _as_somebody(root, "fresh")
    assert "aidlc-ledger.lock can't be opened: Permission denied." in told["saves"]["fresh"]
    assert not os.path.lexists(root / "aidlc-records/fresh")
