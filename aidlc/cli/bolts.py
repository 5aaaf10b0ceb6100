"""`aidlc bolts`: keep one status comment per Bolt on its issue."""

from __future__ import annotations

import click

from aidlc.adapters.events import read_push
from aidlc.adapters.runner import annotation, read_event, set_outputs, write_summary
from aidlc.cli.connection import Connection, connect
from aidlc.cli.output import json_option, print_json, print_table, say, warn
from aidlc.domain.errors import InputError
from aidlc.usecases.report_bolts import BoltsReport, BoltsRequest, check_since, report_bolts
from prompts.bolts import render_bolts_summary


@click.command()
@click.option("--repo", "repository", metavar="OWNER/NAME", help="The repository; default GITHUB_REPOSITORY.")
@click.option("--all", "every", is_flag=True, help="Report every Bolt, not only those that the push changed.")
@click.option("--since", metavar="COMMIT", help="Report the Bolts that changed since this commit (full id).")
@json_option
def bolts(repository: str | None, since: str | None, *, every: bool, as_json: bool) -> int:
    """Write each changed Bolt's status into a comment on its issue: created once, edited when it differs.

    Exit status: 0 done, with warnings for what could not be read or written; 2 unusable input or only broken records,
    1 nothing could be read or written.
    """
    if every and since is not None:
        raise InputError("Give --all or --since, not both.")
    with connect(repository) as connection:
        report = report_bolts(_request(connection, check_since(since), every=every))
        _tell(connection, report, as_json=as_json)
    return 0


def _request(connection: Connection, since: str | None, *, every: bool) -> BoltsRequest:
    """What to report: options first, then the push that the event tells of; a schedule asks for every Bolt."""
    runner = connection.runner
    ref: str | None = None
    if not every and since is None:
        if runner.event_name == "push":
            push = read_push(read_event(runner.event_path))
            ref, since = push.ref, push.before
        elif runner.event_name not in {"schedule", "workflow_dispatch", "repository_dispatch"}:
            raise InputError(
                "Which Bolts? Start this by a push to the default branch, or give --all or --since."
            )
    return BoltsRequest(connection.client, connection.git_url, runner.token, ref=ref, since=since)


def _tell(connection: Connection, report: BoltsReport, *, as_json: bool) -> None:
    runner = connection.runner
    if as_json:
        listed = [one.model_dump(mode="json") for one in report.written]
        print_json({"bolts": listed, "warnings": list(report.warnings), **report.counts})
    elif report.written:
        rows = [
            (one.reference, one.state, f"#{one.issue}" if one.issue else "", one.outcome)
            for one in report.written
        ]
        print_table("Bolts", ("Bolt", "State", "Issue", ""), rows)
    else:
        say("No Bolt changed.")
    for warning in report.warnings:
        click.echo(annotation("warning", warning), err=True) if runner.on_runner else warn(warning)
    write_summary(runner.summary_path, render_bolts_summary(report.written, report.warnings))
    set_outputs(runner.output_path, {name: str(count) for name, count in report.counts.items()})
