"""`python -m tests.gathering`: inject every fault of the matrix into a decision and print what came of it."""

from __future__ import annotations

import sys
import tempfile
import time
from pathlib import Path

from rich.console import Console
from rich.table import Table

from aidlc.emulator import EmbeddedGitHub
from tests.gathering.fault_stage import FaultStage
from tests.gathering.fault_table import cells, count, inject, survives

COLUMNS = ("approved: error", "approved: closed", "approved: open", "refused: error", "refused: closed")


def main() -> int:
    """Print the table; return 1 if a fault opened a gate that it shouldn't."""
    began = time.perf_counter()
    with tempfile.TemporaryDirectory() as folder, EmbeddedGitHub(Path(folder) / "github") as github:
        stage = FaultStage(github, Path(folder))
        runs = [(*cell, inject(stage, *cell)) for cell in cells()]
    wrong = [
        f"{kind.name} {trouble} {pull}"
        for kind, trouble, pull, run in runs
        if run.outcome == "open" and (pull.startswith("bad") or not survives(kind.name, trouble))
    ]
    table = Table("fault", *COLUMNS, "requests hit", "refused: open")
    for trouble, counted in count((trouble, pull, run) for _, trouble, pull, run in runs).items():
        hits = sum(run.hits for _, name, _, run in runs if name == trouble)
        figures = [str(counted[column]) for column in COLUMNS]
        table.add_row(trouble, *figures, str(hits), str(counted["refused: open"]))
    console = Console(width=None if Console().is_terminal else 160)
    console.print(table)
    console.print(
        f"{len(runs)} decisions with a fault, {sum(run.hits for *_, run in runs)} requests hit, "
        f"{len(wrong)} gates opened that should not be, {time.perf_counter() - began:.0f} s. "
        "An approved gate stays open where the fault took nothing that it needs: the comment, the same page twice, "
        "an activity list that may not be read while nothing moved."
    )
    for each in wrong:
        console.print(f"wrong: {each}", style="red")
    return 1 if wrong else 0


if __name__ == "__main__":
    sys.exit(main())
