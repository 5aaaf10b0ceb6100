"""What `aidlc gate` says of its verdicts: lines or JSON, the job's summary, the step's outputs, the errors."""

from __future__ import annotations

import os
from collections.abc import Iterable, Sequence
from typing import Final

import click

from aidlc.adapters.runner import RunnerRequest, annotation, set_outputs, write_summary
from aidlc.cli.connection import Connection
from aidlc.cli.output import print_json, say, warn
from aidlc.domain.decision import Verdict
from aidlc.usecases.decide_gate import Judged, Outcome
from aidlc.usecases.decide_group import GroupOutcome
from aidlc.usecases.judge_many import Failure
from aidlc.usecases.publish import error_outputs, list_outputs
from prompts.gate import render_summary

_ORDER: Final = (Verdict.CLOSED, Verdict.OPEN, Verdict.NOT_APPLICABLE)


def report_pulls(
    connection: Connection, outcomes: Iterable[Outcome], failures: Sequence[Failure], *, as_json: bool
) -> tuple[Judged, ...]:
    """Print every verdict, write the summaries, set the outputs to what closes most; the verdicts in that order."""
    found = tuple(outcomes)
    runner = connection.runner
    judged = sorted(
        (each for outcome in found for each in outcome.judged),
        key=lambda each: _ORDER.index(each.decision.verdict),
    )
    for each in judged:
        decision = each.decision
        if as_json:
            print_json(decision.model_dump(mode="json") | {"pull_request": each.number})
        else:
            say(f"#{each.number} {decision.verdict} ({decision.state}): {decision.sentence}")
        write_summary(
            runner.summary_path,
            render_summary(decision, each.changes, pull=each.number, page=connection.page),
        )
    for outcome in found:
        if outcome.closed is not None:
            say(_tell_closed(outcome), err=as_json)
    for failure in failures:
        _report_failure(runner, failure, as_json=as_json)
    if failures:
        set_outputs(runner.output_path, error_outputs(failures[0].message))
    elif judged:
        set_outputs(runner.output_path, list_outputs(judged[0].decision))
    for warning in (warning for outcome in found for warning in outcome.warnings):
        warn(warning)
    return tuple(judged)


def _tell_closed(outcome: Outcome) -> str:
    if not outcome.withdrawn:
        return f"#{outcome.closed} is closed; no status was posted."
    commits = ", ".join(oid[:12] for oid in outcome.withdrawn)
    return f"#{outcome.closed} is closed: the success on {commits} is taken back until it is reopened and judged again."


def report_group(runner: RunnerRequest, outcome: GroupOutcome, *, as_json: bool) -> None:
    """Print the verdict on a merge group, write its summary and set the outputs."""
    tell_group(runner, outcome, as_json=as_json)
    set_outputs(runner.output_path, list_outputs(outcome.decision))


def tell_group(runner: RunnerRequest, outcome: GroupOutcome, *, as_json: bool) -> None:
    """Print the verdict on a merge group and write its summary."""
    decision = outcome.decision
    if as_json:
        print_json(decision.model_dump(mode="json") | {"pull_requests": list(outcome.numbers)})
    else:
        say(f"merge group {decision.head[:12]} {decision.verdict} ({decision.state}): {decision.sentence}")
    write_summary(runner.summary_path, render_summary(decision))


def _report_failure(runner: RunnerRequest, failure: Failure, *, as_json: bool) -> None:
    if as_json:
        print_json(error_outputs(failure.message) | {"pull_request": failure.number})
    if failure.trace and os.environ.get("AIDLC_DEBUG") == "1":
        click.echo(failure.trace, err=True)
    for line in failure.message.splitlines():
        if runner.on_runner:
            click.echo(annotation("error", f"#{failure.number}: {line}"), err=True)
        else:
            warn(f"#{failure.number}: {line}")
