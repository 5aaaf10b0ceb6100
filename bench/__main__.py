"""Run every benchmark and print a table; with `--peers`, only the comparison with another server."""

from __future__ import annotations

import sys

from rich.console import Console
from rich.table import Table

from bench.decision import measure_decision
from bench.peers import measure_peers
from bench.start import measure_start


def main() -> None:
    """Print each figure; ratios compare what ran in the same minute on the same machine."""
    if "--peers" in sys.argv[1:]:
        _compare()
        return
    figures = measure_start()
    figures["start to first result, aidlc : bare SDK server"] = (
        figures["aidlc first result ms"] / figures["bare first result ms"]
    )
    for reviews in (1, 100, 1000):
        figures |= measure_decision(reviews)
    table = Table("what", "figure")
    table.columns[1].justify = "right"
    for what, figure in figures.items():
        table.add_row(what, f"{figure:.2f}" if figure < 10 else f"{figure:.0f}")
    Console(width=100).print(table)


def _compare() -> None:
    head, *rows = measure_peers()
    table = Table(*head)
    for row in rows:
        table.add_row(*row)
    for column in table.columns[1:]:
        column.justify = "right"
    Console(width=100).print(table)


if __name__ == "__main__":
    main()
