"""`aidlc gate`: decide whether a pull request may be merged, and post the verdict."""

from __future__ import annotations

from collections.abc import Iterable

import click

from aidlc.adapters.events import parse_number, pull_numbers
from aidlc.adapters.github.reading import list_open_pulls, list_pulls_at, read_repository
from aidlc.adapters.runner import annotation, read_event, set_outputs, write_summary
from aidlc.cli.connection import Connection, connect
from aidlc.cli.output import json_option, print_json, say, warn
from aidlc.domain.decision import Verdict
from aidlc.domain.errors import AidlcError
from aidlc.usecases.decide_gate import GateRequest, Judged, Outcome, decide
from aidlc.usecases.publish import error_outputs, list_outputs
from prompts.gate import render_summary

_CLOSED = 3  # the status of --enforce
_ORDER = (Verdict.CLOSED, Verdict.OPEN, Verdict.NOT_APPLICABLE)


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
        numbers = [parse_number(number)] if number is not None else _numbers_of_event(connection)
        outcomes, failures = _judge_all(connection, numbers, publish=not dry_run)
        judged = sorted(
            (each for outcome in outcomes for each in outcome.judged),
            key=lambda each: _ORDER.index(each.decision.verdict),
        )
        _report(connection, judged, failures, as_json=as_json)
        for outcome in outcomes:
            for warning in outcome.warnings:
                warn(warning)
        if failures:
            return max(error.exit_status for _, error in failures)
        if not judged:
            say("There is no open pull request to judge; no status was posted.", err=as_json)
        return _CLOSED if enforce and any(each.decision.verdict is Verdict.CLOSED for each in judged) else 0


def _numbers_of_event(connection: Connection) -> list[int]:
    """The pull requests that the runner's event is about. The payload gives numbers and a commit, nothing else."""
    runner = connection.runner
    selection = pull_numbers(runner.event_name, read_event(runner.event_path))
    numbers = set(selection.numbers)
    if selection.head is not None:
        numbers |= set(list_pulls_at(connection.client, selection.head))
    if selection.every:
        default = read_repository(connection.client).default_branch_ref.name
        numbers |= set(list_open_pulls(connection.client, default))
    if selection.nothing:
        say(selection.nothing, err=True)
    return sorted(numbers)


def _judge_all(
    connection: Connection, numbers: Iterable[int], *, publish: bool
) -> tuple[list[Outcome], list[tuple[int, AidlcError]]]:
    """Judge each pull request once (siblings are judged together); one that fails doesn't stop the others."""
    outcomes: list[Outcome] = []
    failures: list[tuple[int, AidlcError]] = []
    done: set[int] = set()
    for number in numbers:
        if number in done:
            continue
        request = GateRequest(
            client=connection.client,
            git_url=connection.git_url,
            token=connection.runner.token,
            number=number,
            target_url=connection.runner.run_url or None,
            publish=publish,
        )
        try:
            outcome = decide(request)
        except AidlcError as error:
            failures.append((number, error))
            continue
        outcomes.append(outcome)
        done |= {each.number for each in outcome.judged}
    return outcomes, failures


def _report(
    connection: Connection, judged: list[Judged], failures: list[tuple[int, AidlcError]], *, as_json: bool
) -> None:
    """Print every verdict, write the summaries, and set the outputs to what closes most."""
    runner = connection.runner
    for each in judged:
        decision = each.decision
        if as_json:
            print_json(decision.model_dump(mode="json") | {"pull_request": each.number})
        else:
            say(f"#{each.number} {decision.verdict} ({decision.state}): {decision.sentence}")
        write_summary(runner.summary_path, render_summary(decision, each.changes, pull=each.number))
    for number, error in failures:
        if as_json:
            print_json(error_outputs(str(error)) | {"pull_request": number})
        for line in str(error).splitlines():
            click.echo(annotation("error", line), err=True) if runner.on_runner else warn(
                f"#{number}: {line}"
            )
    if failures:
        set_outputs(runner.output_path, error_outputs(str(failures[0][1])))
    elif judged:
        set_outputs(runner.output_path, list_outputs(judged[0].decision))
