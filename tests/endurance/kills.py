"""A server is killed in the middle of creating and updating; what it had acknowledged is there, whole."""

import statistics
import time
from collections.abc import Callable
from dataclasses import dataclass, field
from pathlib import Path

from filelock import FileLock

from aidlc.adapters.ledger_lock import LOCK_NAME, find_common_folder
from tests.endurance.ground import INTENT, Outcome, lay, leftovers, titles
from tests.endurance.wire import Server

PADDING = "Words of a person.\n" * 2000  # a write that takes a while


@dataclass
class Tally:
    """What was acknowledged so far, what the dying call may have left, and how long others waited."""

    titles: dict[str, str]
    lock: list[float] = field(default_factory=list)
    first: list[float] = field(default_factory=list)
    acknowledged: int = 0
    temporary: int = 0
    landed: int = 0
    faults: list[str] = field(default_factory=list)


def run_kills(
    folder: Path, kills: int, linger: Callable[[], float], longest: float | None = None
) -> list[Outcome]:
    """Kill so many servers, each after some answers and `linger()` seconds into the next call.

    With `longest`, a lock or a first call of a fresh process that takes longer, in seconds, is a fault.
    """
    root = lay(folder / "kills")
    tally = Tally(titles(root))
    for trial in range(kills):
        _kill_one(root, trial, tally, linger())
    tally.faults += _check_temporary(root)
    if longest is not None:
        slow = [f"{1000 * one:.0f} ms" for one in (*tally.lock, *tally.first) if one > longest]
        tally.faults += [f"a lock or first call took {one}" for one in slow]
    figures = (
        f"{kills} kills: {tally.acknowledged} writes acknowledged, {len(tally.faults)} lost or torn; the dying "
        f"call had landed {tally.landed} times, left a temporary file {tally.temporary} times"
    )
    lock, first = ([1000 * one for one in taken] for taken in (tally.lock, tally.first))
    waits = (
        f"lock free after {max(lock):.1f} ms at most; first call of the next process "
        f"{statistics.median(first):.0f} ms (median), {max(first):.0f} ms at most"
    )
    return [
        Outcome("kill -9 while creating and updating", figures, tuple(tally.faults)),
        Outcome("what the next process waits for", waits),
    ]


def _kill_one(root: Path, trial: int, tally: Tally, linger: float) -> None:
    server = Server(root)
    for step in range(trial % 4 + 1):  # the last one dies
        name, title = _write(trial, step)
        given = {"intent": name, "title": title, "body": PADDING}
        if step == trial % 4:
            server.begin("record_intent", **given)
            break
        began = time.perf_counter()
        succeeded, said = server.call("record_intent", **given)
        if step == 0:
            tally.first.append(time.perf_counter() - began)
        if not succeeded:
            tally.faults.append(f"trial {trial}: a call was refused: {said}")
        else:
            tally.acknowledged += 1
            tally.titles[name] = title
    server.kill(linger)
    began = time.perf_counter()
    with FileLock(find_common_folder(root) / LOCK_NAME):
        tally.lock.append(time.perf_counter() - began)
    found = titles(root)
    if found.get(name) == title and tally.titles.get(name) != title:
        tally.landed += 1
        tally.titles[name] = title
    lost = {one for one in {*found, *tally.titles} if found.get(one) != tally.titles.get(one)}
    tally.faults += [f"trial {trial}: {one} is {found.get(one)!r}" for one in sorted(lost)]
    tally.temporary += bool(leftovers(root))


def _write(trial: int, step: int) -> tuple[str, str]:
    """A new Intent and the one that is there, in turn."""
    return (f"new-{trial}-{step}" if (trial + step) % 2 else INTENT), f"{trial} {step}"


def _check_temporary(root: Path) -> list[str]:
    """The next writer cleans up."""
    server = Server(root)
    server.call("record_intent", intent=INTENT, title="The end", body="Done.")
    server.stop()
    return [f"left: {path.name}" for path in leftovers(root)]
