"""`make endurance`: what records went through, in figures. Exit status 1 when anything was lost, torn or hidden."""

import os
import random
import sys
import tempfile
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Final

import click

from aidlc.cli.output import print_table
from tests.endurance.branches import run_branches
from tests.endurance.corpus import run_corpus
from tests.endurance.crowd import run_crowd
from tests.endurance.ground import Outcome, quiet
from tests.endurance.kills import run_kills
from tests.endurance.requests import run_killed_requests
from tests.endurance.room import run_room

SERVERS: Final = 8
EACH: Final = 25
KILLS: Final = 200
LONGEST_LINGER: Final = 0.06  # seconds: a call takes about half of it
LONGEST_WAIT: Final = 1.0  # seconds


def _trials(folder: Path) -> Iterator[tuple[str, Callable[[], list[Outcome]]]]:
    chance = random.Random(f"{KILLS} kills")  # noqa: S311 -- points in time, and no secrets
    yield f"{SERVERS} processes at once", lambda: run_crowd(folder, SERVERS, EACH)
    yield (
        f"{KILLS} kills (takes minutes)",
        lambda: run_kills(folder, KILLS, lambda: chance.uniform(0, LONGEST_LINGER), LONGEST_WAIT),
    )
    yield "kills in request_approval (takes minutes)", lambda: [run_killed_requests(folder)]
    yield "branches and clones", lambda: run_branches(folder, EACH)
    yield "a damaged folder", lambda: run_corpus(folder)
    yield "no room on the disk", lambda: [run_room(folder, 10)]


def main() -> int:
    """Run every trial and print what came of it."""
    os.environ.update(quiet())
    outcomes = []
    with tempfile.TemporaryDirectory(prefix="aidlc-endurance-") as folder:
        for name, run in _trials(Path(folder)):
            click.echo(f"endurance: {name}", err=True)
            outcomes += run()
    rows = [(one.trial, one.figures, "failed" if one.faults else "held") for one in outcomes]
    print_table("Endurance", ("Trial", "Figures", "Result"), rows)
    faults = [f"{one.trial}: {fault}" for one in outcomes for fault in one.faults]
    for fault in faults:
        click.echo(f"endurance: {fault}", err=True)
    click.echo(f"endurance: {len(outcomes)} trials, {len(faults)} faults", err=True)
    return int(bool(faults))


if __name__ == "__main__":
    sys.exit(main())
