"""A process is killed in the middle of request_approval, before each of the git commands that it runs."""

from __future__ import annotations

from pathlib import Path

from tests.endurance.ground import Outcome
from tests.requesting.killing import Clone


def run_killed_requests(folder: Path) -> Outcome:
    """Each command twice, with git going on and not; then the clone must be as it was, and the same request go through."""
    (folder / "requests").mkdir()
    clone = Clone(folder / "requests")
    before = clone.state()
    clone.request_killed_before(0, goes_on=True)
    commands = clone.commands()
    faults = []
    for command in range(1, commands + 1):
        for goes_on in (True, False):
            clone.forget_request()
            killed = clone.request_killed_before(command, goes_on=goes_on)
            same, locks = clone.state() == before, clone.locks()
            again = clone.request()
            if not killed or not same or locks or again.failed or clone.state() != before:
                faults.append(f"before git command {command}: {killed=} {same=} {locks=}, then: {again.text}")
    figures = (
        f"{2 * commands} kills before {commands} git commands: {len(faults)} changed the index, a file or a branch, "
        "left a lock of git's or stopped the next request"
    )
    return Outcome("kill -9 in request_approval", figures, tuple(faults))
