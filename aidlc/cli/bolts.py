"""`aidlc bolts`: keep Bolts and Intents on their issues."""

from __future__ import annotations

import click

from aidlc.adapters.events import read_push
from aidlc.adapters.runner import annotation, read_event, set_outputs, write_summary
from aidlc.cli.connection import Connection, connect
from aidlc.cli.output import json_option, print_json, print_table, say, warn
from aidlc.domain.errors import InputError
from aidlc.usecases.bolts.report import report_bolts
from aidlc.usecases.bolts.request import BoltsReport, BoltsRequest, Options, check_since
from prompts.bolts import render_bolts_summary

_EVERYTHING = frozenset({"schedule", "workflow_dispatch", "repository_dispatch"})


@click.command()
@click.option("--repo", "repository", metavar="OWNER/NAME", help="The repository; default GITHUB_REPOSITORY.")
@click.option("--all", "every", is_flag=True, help="Report every Bolt, not only those that the push changed.")
@click.option("--since", metavar="COMMIT", help="Report the Bolts that changed since this commit (full id).")
@click.option(
    "--create-issues", is_flag=True, help="Open an issue for each Bolt under way, below the Intent's."
)
@click.option("--labels", is_flag=True, help="Show the state as a label aidlc:<state>.")
@click.option("--close-issues", is_flag=True, help="Close settled Bolts' issues, reopen those that go back.")
@json_option
def bolts(
    repository: str | None,
    since: str | None,
    *,
    every: bool,
    create_issues: bool,
    labels: bool,
    close_issues: bool,
    as_json: bool,
) -> int:
    """Keep each Bolt's status as one comment on its issue, and a board on the Intent's issue.

    Exit status: 0 done, with warnings for what could not be read or written; 2 unusable input or only broken records,
    1 nothing could be read or written.
    """
    if every and since is not None:
        raise InputError("Give --all or --since, not both.")
    options = Options(create_issues=create_issues, labels=labels, close_issues=close_issues)
    with connect(repository) as connection:
        report = report_bolts(_request(connection, check_since(since), options, every=every))
        _tell(connection, report, as_json=as_json)
    return 0


def _request(connection: Connection, since: str | None, options: Options, *, every: bool) -> BoltsRequest:
    """What to report: options first, then the push that the event tells of; a schedule asks for every Bolt."""
    runner = connection.runner
    ref: str | None = None
    live = False
    if not every and since is None:
        if runner.event_name == "push":
            push = read_push(read_event(runner.event_path))
            ref, since = push.ref, push.before
        elif runner.event_name == "workflow_run":
            live = (
                True  # which pull request it was isn't believed: all that one can have changed is looked at
            )
        elif runner.event_name not in _EVERYTHING:
            raise InputError(
                "Which Bolts? Start this by a push to the default branch, or give --all or --since."
            )
    return BoltsRequest(
        connection.client,
        connection.git_url,
        runner.token,
        ref=ref,
        since=since,
        live=live,
        options=options,
    )


def _tell(connection: Connection, report: BoltsReport, *, as_json: bool) -> None:
    runner = connection.runner
    if as_json:
        listed = [one.model_dump(mode="json") for one in report.written]
        boards = [one.model_dump(mode="json") for one in report.boards]
        # `boards` lists them here; the action's output of that name counts those that were written
        print_json({"warnings": list(report.warnings), **report.counts, "bolts": listed, "boards": boards})
    elif report.written or report.boards:
        rows = [
            (
                one.reference,
                one.state,
                f"#{one.issue}" if one.issue else "",
                ", ".join((one.outcome, *one.also)),
            )
            for one in report.written
        ]
        rows += [(one.intent, "board", f"#{one.issue}", one.outcome) for one in report.boards]
        print_table("Bolts", ("Bolt", "State", "Issue", ""), rows)
    else:
        say("No Bolt changed.")
    for warning in report.warnings:
        click.echo(annotation("warning", warning), err=True) if runner.on_runner else warn(warning)
    write_summary(runner.summary_path, render_bolts_summary(report.written, report.warnings, report.boards))
    set_outputs(runner.output_path, {name: str(count) for name, count in report.counts.items()})
