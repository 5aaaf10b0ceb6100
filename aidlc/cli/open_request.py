"""`aidlc open-request`: open the pull request of a branch that asks for an approval, and judge it at once."""

from __future__ import annotations

import click

from aidlc.adapters.runner import annotation, set_outputs, write_summary
from aidlc.cli.connection import Connection, connect
from aidlc.cli.judging import judge_pull
from aidlc.cli.output import json_option, print_json, say, warn
from aidlc.domain.errors import AidlcError, FactsError
from aidlc.usecases.decide_gate import Judged
from aidlc.usecases.open_request import OUTPUTS, OpenedRequest, open_request
from prompts.gate import render_summary


@click.command("open-request")
@click.option(
    "--branch", required=True, metavar="NAME", help="The branch that request_approval pushed: aidlc/…"
)
@click.option("--repo", "repository", metavar="OWNER/NAME", help="The repository; default GITHUB_REPOSITORY.")
@json_option
def open_request_command(branch: str, repository: str | None, *, as_json: bool) -> int:
    """Open a pull request that asks for an approval, as whoever the token belongs to, and judge it.

    Run by the workflow aidlc-request, so that the repository's Action is its author and not the developer who asked. What
    a workflow's token opens wakes no other workflow, so the gate's verdict is posted here, too.
    Exit status: 0 it is open and judged, 2 the branch holds no request or the policy can't be used, 1 GitHub or git failed.
    """
    with connect(repository) as connection:
        runner = connection.runner
        opened = open_request(connection.client, connection.git_url, runner.token, branch.strip())
        try:
            judged = judge_pull(connection, opened.number)
        except AidlcError as error:
            _tell(connection, opened, None, as_json=as_json)
            raise FactsError(f"{opened.url} is open, but the gate gave no verdict: {error}") from error
        _tell(connection, opened, judged, as_json=as_json)
    return 0


def _tell(connection: Connection, opened: OpenedRequest, judged: Judged | None, *, as_json: bool) -> None:
    runner, decision = connection.runner, judged.decision if judged is not None else None
    outputs = {
        "pull-request": str(opened.number),
        "url": opened.url,
        "opened": "true" if opened.new else "false",
        "verdict": str(decision.verdict) if decision is not None else "ERROR",
        "state": str(decision.state) if decision is not None else "error",
        "sentence": decision.sentence if decision is not None else "",
    }
    set_outputs(runner.output_path, {name: outputs[name] for name in OUTPUTS})
    if as_json:
        number = {"pull_request": opened.number, "opened": opened.new, "notes": list(opened.notes)}
        print_json({name: outputs[name] for name in ("url", "verdict", "state", "sentence")} | number)
    else:
        say(f"{'Opened' if opened.new else 'Updated'} {opened.url}")
        if decision is not None:
            say(f"#{opened.number} {decision.verdict} ({decision.state}): {decision.sentence}")
    for note in opened.notes:
        click.echo(annotation("warning", note), err=True) if runner.on_runner else warn(note)
    if judged is not None:
        summary = render_summary(judged.decision, judged.changes, pull=opened.number, page=connection.page)
        write_summary(runner.summary_path, summary)
