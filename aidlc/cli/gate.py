"""`aidlc gate`: decide whether a pull request, or a merge queue's group of them, may be merged, and post the verdict."""

from __future__ import annotations

import click

from aidlc.adapters.events import Selection, parse_number, pull_numbers
from aidlc.adapters.github.reading import list_open_pulls, list_pulls_at, read_repository
from aidlc.adapters.github.standing_statuses import list_closed_pulls
from aidlc.adapters.runner import read_event, set_outputs
from aidlc.cli.connection import Connection, connect
from aidlc.cli.gate_report import report_group, report_pulls, tell_group
from aidlc.cli.output import json_option, say
from aidlc.domain.decision import GateDecision, Verdict
from aidlc.domain.errors import AidlcError
from aidlc.usecases.decide_gate import GateRequest
from aidlc.usecases.decide_group import GroupRequest, decide_group
from aidlc.usecases.judge_many import judge_many
from aidlc.usecases.publish import error_outputs
from aidlc.usecases.queued_groups import judge_queued

_CLOSED = 3  # the status of --enforce


@click.command()
@click.option("--repo", "repository", metavar="OWNER/NAME", help="The repository; default GITHUB_REPOSITORY.")
@click.option("--pr", "number", metavar="N", help="The pull request; default: those the event is about.")
@click.option("--enforce", is_flag=True, help="Exit with 3 when the gate is closed.")
@click.option("--dry-run", is_flag=True, help="Judge, but write nothing on GitHub.")
@json_option
def gate(repository: str | None, number: str | None, *, enforce: bool, dry_run: bool, as_json: bool) -> int:
    """Decide whether a pull request may be merged, and post the verdict as the status `aidlc/gate`.

    Exit status: 0 a verdict was reached (with --enforce 3 when it is CLOSED), 2 the policy or the input can't be used,
    1 facts could not be gathered.
    """
    with connect(repository) as connection:
        selection = _select(connection, number)
        judge = _judge_pulls if selection.group is None else _judge_group
        decisions, failed = judge(connection, selection, publish=not dry_run, as_json=as_json)
        closed = any(each.verdict is Verdict.CLOSED for each in decisions)
        return failed or (_CLOSED if enforce and closed else 0)


def _select(connection: Connection, number: str | None) -> Selection:
    """What to judge: the pull request named, or what the runner's event is about."""
    if number is not None:
        return Selection(numbers=(parse_number(number),))
    runner = connection.runner
    selection = pull_numbers(runner.event_name, read_event(runner.event_path))
    if selection.nothing:
        say(selection.nothing, err=True)
    return selection


def _numbers(connection: Connection, selection: Selection) -> list[int]:
    """The pull requests to look at; closed ones too, whose success must not wait for them to be reopened."""
    numbers = set(selection.numbers)
    if selection.head is not None:
        found = set(list_pulls_at(connection.client, selection.head))
        if not found:  # GitHub tells of a commit only what is open or merged
            closed = list_closed_pulls(connection.client)
            found = {pull.number for pull in closed if pull.head == selection.head}
        numbers |= found
    if selection.every:
        default = read_repository(connection.client).default_branch_ref.name
        numbers |= set(list_open_pulls(connection.client, default))
        numbers |= {pull.number for pull in list_closed_pulls(connection.client) if pull.success}
    return sorted(numbers)


def _judge_pulls(
    connection: Connection, selection: Selection, *, publish: bool, as_json: bool
) -> tuple[list[GateDecision], int]:
    """Judge every pull request selected: the decisions, and the exit status where one has no verdict, else 0."""
    runner = connection.runner
    request = GateRequest(
        client=connection.client,
        git_url=connection.git_url,
        token=runner.token,
        number=0,
        target_url=runner.run_url or None,
        publish=publish,
    )
    outcomes, failures = judge_many(request, _numbers(connection, selection), turn=runner.run)
    judged = report_pulls(connection, outcomes, failures, as_json=as_json)
    if not judged and not failures and all(outcome.closed is None for outcome in outcomes):
        say("There is no open pull request to judge; no status was posted.", err=as_json)
    for queued in judge_queued(request, outcomes, failures):
        tell_group(runner, queued, as_json=as_json)
    return [each.decision for each in judged], max((each.exit_status for each in failures), default=0)


def _judge_group(
    connection: Connection, selection: Selection, *, publish: bool, as_json: bool
) -> tuple[list[GateDecision], int]:
    """Judge a merge queue's group, in which one without a verdict leaves all without."""
    runner = connection.runner
    request = GroupRequest(
        client=connection.client,
        git_url=connection.git_url,
        token=runner.token,
        head=selection.group or "",
        number=next(iter(selection.numbers), None),
        target_url=runner.run_url or None,
        publish=publish,
    )
    try:
        outcome = decide_group(request)
    except AidlcError as error:
        set_outputs(runner.output_path, error_outputs(str(error), request.head))
        raise
    report_group(runner, outcome, as_json=as_json)
    return [outcome.decision], 0
