"""Run as a process: writes records, kills itself or a child at chosen points, and prints what was found afterwards.

crash_trial.py points ROOT    dies before every call of a save into the system, in turn
crash_trial.py kills ROOT N   N children that write without end, each killed after some of its writes
crash_trial.py writer ROOT I  one of several writers: creates a record of its own, adds to one that all share
"""

from __future__ import annotations

import json
import os
import signal
import sys
from pathlib import Path

from aidlc.adapters.ledger import Ledger
from aidlc.domain.errors import RecordConflict
from aidlc.domain.records import Address, Kind
from schemas.records import Intent, Workspace

SHARED = Address(Kind.INTENT, "shared")
_CALLS = ("open", "write", "fsync", "replace", "mkdir", "unlink")


def _intent(title: str, revision: int = 1) -> Intent:
    return Intent(schema_="aidlc/intent/v1", title=title, workspace=Workspace.GREENFIELD, revision=revision)


def _save_over(root: Path, title: str) -> None:
    ledger = Ledger(root)
    present = ledger.read(SHARED)
    ledger.save(SHARED, _intent(title), "text\n" * 2000, expected=present.sha256)


def _arm(point: int) -> None:
    """Make the process kill itself just before its `point`-th call into the system about a file."""
    left = [point]
    for name in _CALLS:
        original = getattr(os, name)

        def dying(*args: object, _original: object = original, **kwargs: object) -> object:
            left[0] -= 1
            if left[0] == 0:
                os.kill(os.getpid(), signal.SIGKILL)
            assert callable(_original)
            return _original(*args, **kwargs)

        setattr(os, name, dying)


def _titles(root: Path) -> dict[str, object]:
    tree = Ledger(root).load()
    titles = [file.record.title for file in tree.files if isinstance(file.record, Intent)]
    leftovers = [path.name for path in root.rglob(".aidlc-*.tmp")]
    return {"titles": titles, "problems": [str(each) for each in tree.problems], "leftovers": len(leftovers)}


def try_points(root: Path) -> None:
    """One line for each point: whether the child was killed there, and what the ledger then holds."""
    Ledger(root).save(SHARED, _intent("old"), "", expected=None)
    point = 0
    killed = True
    while killed:
        point += 1
        child = os.fork()
        if child == 0:
            _arm(point)
            _save_over(root, f"new {point}")
            os._exit(0)
        killed = os.WIFSIGNALED(os.waitpid(child, 0)[1])
        sys.stdout.write(json.dumps({"point": point, "killed": killed, **_titles(root)}) + "\n")


def try_kills(root: Path, count: int) -> None:
    """One line for each child, killed from outside while it writes."""
    Ledger(root).save(SHARED, _intent("0"), "", expected=None)
    for index in range(count):
        reads, writes = os.pipe()
        child = os.fork()
        if child == 0:
            for step in range(1_000_000):
                _save_over(root, f"{index} {step}")
                os.write(writes, b".")
        for _ in range(1 + index % 5):
            os.read(reads, 1)
        os.kill(child, signal.SIGKILL)
        os.waitpid(child, 0)
        os.close(reads)
        os.close(writes)
        sys.stdout.write(json.dumps({"child": index, **_titles(root)}) + "\n")


def write_beside_others(root: Path, name: str) -> None:
    """Create a record, then raise the shared record's revision ten times, reading again on every conflict."""
    ledger = Ledger(root)
    ledger.save(Address(Kind.INTENT, f"own-{name}"), _intent(f"own {name}"), "", expected=None)
    conflicts = 0
    for _ in range(10):
        while True:
            present = ledger.read(SHARED)
            assert isinstance(present.record, Intent)
            try:
                ledger.save(
                    SHARED, _intent("shared", present.record.revision + 1), "", expected=present.sha256
                )
            except RecordConflict:
                conflicts += 1
            else:
                break
    sys.stdout.write(json.dumps({"writer": name, "conflicts": conflicts}) + "\n")


if __name__ == "__main__":
    match sys.argv[1:]:
        case ["points", folder]:
            try_points(Path(folder))
        case ["kills", folder, times]:
            try_kills(Path(folder), int(times))
        case ["writer", folder, who]:
            write_beside_others(Path(folder), who)
        case _:
            sys.exit(2)
