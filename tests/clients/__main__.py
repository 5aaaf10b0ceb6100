"""`make clients`: outside clients against our real server, in a real repository."""

import json
import sys
import tempfile
from collections.abc import Callable, Iterator
from pathlib import Path

import click
from rich.console import Console
from rich.table import Table

from tests.clients.bundles import run_bundles
from tests.clients.claude import run_claude
from tests.clients.conformance import run_conformance
from tests.clients.ground import Ground
from tests.clients.inspector import run_inspector
from tests.clients.judging import learn_in_memory
from tests.clients.libraries import run_outside, run_sdk
from tests.clients.outcomes import Outcome
from tests.clients.peers.facts import Wire

_STYLES = {"passed": "green", "failed": "bold red", "not run": "yellow"}
Run = Callable[[], list[Outcome]]


@click.command()
@click.option("--json", "as_json", is_flag=True, help="Print the outcomes as one JSON list.")
@click.option("--only", default="", metavar="WORD", help="Only clients with this word in their name.")
@click.option(
    "--accept", is_flag=True, help="Write the conformance suite's baselines again; look at the diff."
)
def main(as_json: bool, only: str, accept: bool) -> None:
    """Install the outside clients, run each against our server, and tell what came of it. Exit status 1 when one fails."""
    with tempfile.TemporaryDirectory(prefix="aidlc-clients-") as temporary:
        folder = Path(temporary)
        _say("laying a repository with records")
        ground = Ground.lay(folder / "ground")
        expected = learn_in_memory(ground.copy(folder / "memory").root)
        outcomes = []
        for name, run in _runs(ground, folder, expected, accept=accept):
            if only.lower() in name.lower():
                _say(name)
                outcomes += run()
    if as_json:
        click.echo(json.dumps([outcome.as_json() for outcome in outcomes], indent=2))
    else:
        _show(outcomes)
    sys.exit(1 if any(outcome.result == "failed" for outcome in outcomes) else 0)


def _runs(ground: Ground, folder: Path, expected: Wire, *, accept: bool) -> Iterator[tuple[str, Run]]:
    yield "MCP Python SDK", lambda: run_sdk(ground, folder, expected)
    yield (
        "MCP Python SDK 1.x",
        lambda: [
            run_outside(
                ground, folder, expected, _say, client="MCP Python SDK 1.x", pins="sdk1", script="sdk1"
            )
        ],
    )
    yield (
        "fastmcp",
        lambda: [
            run_outside(
                ground, folder, expected, _say, client="fastmcp", pins="fastmcp", script="fastmcp_client"
            )
        ],
    )
    yield "MCP Inspector CLI", lambda: run_inspector(ground, folder, expected, _say)
    yield "Claude Code", lambda: run_claude(ground, folder, expected, _say)
    yield "Bundles", lambda: run_bundles(ground, folder, _say)
    yield "Conformance suite", lambda: run_conformance(ground, folder, _say, accept=accept)


def _say(text: str) -> None:
    click.echo(f"clients: {text}", err=True)


def _show(outcomes: list[Outcome]) -> None:
    console = Console(width=None if sys.stdout.isatty() else 200)
    table = Table(title="Clients against `aidlc serve`", title_justify="left")
    for column in ("client", "version", "transport", "protocol", "what it did", "result"):
        table.add_column(column, overflow="fold")
    for one in outcomes:
        result = f"[{_STYLES[one.result]}]{one.result}[/]"
        table.add_row(one.client, one.version, one.transport, one.protocol, one.did, result)
    console.print(table)
    for one in outcomes:
        for reason in one.reasons:
            console.print(f"{one.result}: {one.client}: {reason}", markup=False, soft_wrap=True)
    count = {result: sum(one.result == result for one in outcomes) for result in _STYLES}
    console.print(", ".join(f"{number} {result}" for result, number in count.items()) + ".")


if __name__ == "__main__":
    main()
