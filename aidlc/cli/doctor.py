"""`aidlc doctor`: how well the lock holds for a repository, and exactly what to do about it."""

from __future__ import annotations

import os
import sys
from collections.abc import Iterable
from pathlib import Path
from typing import Final

import click

from aidlc.cli.connection import connect
from aidlc.cli.here import repository_of
from aidlc.cli.output import json_option, print_json, print_table, say
from aidlc.domain.findings import Diagnosis, Finding, Level, Outlook
from aidlc.usecases.examine import examine

_FAILED: Final = 3
_ORDER: Final = (Level.FAIL, Level.UNKNOWN, Level.WARN, Level.OK)
_COLOURS: Final = {Level.FAIL: "red", Level.UNKNOWN: "magenta", Level.WARN: "yellow", Level.OK: "green"}


@click.command()
@click.option(
    "--repo", "repository", metavar="OWNER/NAME", help="The repository; default: the one of this clone."
)
@json_option
def doctor(repository: str | None, *, as_json: bool) -> int:
    """Examine a repository's settings: rules, workflows, people, environments; say what to mend and the tier reached.

    Reads only. A token of an administrator sees everything; with less, what can't be seen is UNKNOWN and counts as not
    proven. Exit status: 0 no FAIL, 3 a FAIL, 2 unusable input, 1 facts could not be gathered.
    """
    name = repository or os.environ.get("GITHUB_REPOSITORY") or repository_of(Path.cwd())
    with connect(name) as connection:
        found = examine(connection.client, connection.git_url, connection.runner.token)
    if as_json:
        print_json(found.model_dump(mode="json") | {"failed": found.failed})
    else:
        _print(found)
    return _FAILED if found.failed else 0


def _print(found: Diagnosis) -> None:
    ordered = sorted(found.findings, key=lambda each: _ORDER.index(each.level))
    if sys.stdout.isatty():
        _print_findings(found, ordered)
    else:
        rows = ((each.level, each.id, each.sentence, each.remedy) for each in ordered)
        print_table("Findings", ("Level", "Check", "Finding", "Remedy"), rows)
    columns = ("Opened by", "Phase", "Possible", "Who could approve")
    print_table("Who could approve", columns, (_row(each) for each in found.outlooks))
    counts = ", ".join(f"{sum(f.level is level for f in ordered)} {level}" for level in _ORDER)
    say(f"{found.repository}: tier {found.tier.tier}, {found.tier.meaning}. {counts}.")
    for sentence in found.tier.missing:
        say(f"For the next tier: {sentence}")


def _row(outlook: Outlook) -> tuple[str, str, str, str]:
    possible = "yes" if outlook.possible else "NO"
    return outlook.author, outlook.phase, possible, "; ".join(outlook.approvers)


def _print_findings(found: Diagnosis, ordered: Iterable[Finding]) -> None:
    """Print the findings as a table; what is wrong comes first."""
    from rich.console import Console
    from rich.table import Table
    from rich.text import Text

    from prompts.neutral import log_line

    table = Table(title=Text(log_line(found.repository)), title_justify="left", box=None, pad_edge=False)
    for column in ("Level", "Check", "Finding"):
        table.add_column(column, no_wrap=column != "Finding")
    for each in ordered:
        said = Text(log_line(each.sentence))
        if each.remedy:
            said.append(f"\n→ {log_line(each.remedy)}", style="dim")
        table.add_row(Text(each.level, style=f"bold {_COLOURS[each.level]}"), Text(each.id), said)
    Console().print(table)
