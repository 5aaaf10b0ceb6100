"""`aidlc draft`: draft records from an Intent's issue with Claude, as a draft pull request that people argue about."""

from __future__ import annotations

import os
import signal
import sys
from dataclasses import dataclass, field
from types import FrameType
from urllib.parse import urlsplit

import click

from aidlc.adapters.claude.conversation import Conversation
from aidlc.adapters.claude.federation import sign_in
from aidlc.adapters.claude.settings import read_settings
from aidlc.adapters.github.viewer import read_viewer
from aidlc.adapters.issue_events import IssueEvent, read_actor, read_issue_event
from aidlc.adapters.runner import annotation, read_event, set_outputs, write_summary
from aidlc.cli.connection import Connection, connect
from aidlc.cli.judging import judge_pull
from aidlc.cli.output import json_option, print_json, print_table, say, warn
from aidlc.domain.drafts.pricing import Usage
from aidlc.domain.errors import AidlcError, InputError
from aidlc.usecases.drafting.run import Drafted, DraftRequest, run_draft
from aidlc.usecases.drafting.words import NotAllowed
from prompts.drafting import render_draft_summary

OUTPUTS = ("outcome", "pull-request", "commit", "cost-usd", "input-tokens", "output-tokens")
"""The action's outputs, in the manifest's order."""

LABEL = "aidlc:draft"
_SIGNALS = (signal.SIGINT, signal.SIGTERM)
_STEP = 2000  # characters between two lines of progress in a log


@click.command()
@click.option("--repo", "repository", metavar="OWNER/NAME", help="The repository; default GITHUB_REPOSITORY.")
@click.option("--issue", type=click.IntRange(min=1), help="The Intent's issue; default what the event says.")
@click.option("--unit", default="", metavar="UNIT", help="Draft the designs of this Unit instead.")
@click.option("--label", default=LABEL, show_default=True, help="The label that asks for a draft.")
@json_option
def draft(repository: str | None, issue: int | None, unit: str, label: str, *, as_json: bool) -> int:
    """Draft the inception of an Intent from its issue, or the designs of one Unit, as a draft pull request.

    Questions come first where the issue leaves open what matters. AIDLC_PROVIDER, AIDLC_MODEL, AIDLC_EFFORT and
    AIDLC_MAX_COST_USD choose how; ANTHROPIC_API_KEY or AWS credentials pay. Nothing people edited is overwritten.
    Exit status: 0 done, 2 unusable input, 1 it failed, 75 try again, 130 cancelled; what was drafted so far is kept.
    """
    settings = read_settings(os.environ)
    with connect(repository) as connection:
        runner = connection.runner
        viewer = read_viewer(connection.client)
        event = _event(connection, viewer.login, issue, unit, label)
        if event.nothing:
            say(event.nothing)
            return 0
        sign_in(os.environ)
        talk = Conversation(settings)
        for number in _SIGNALS:
            signal.signal(number, _cancel)
        try:
            drafted = run_draft(
                DraftRequest(
                    client=connection.client,
                    git_url=connection.git_url,
                    token=runner.token,
                    event=event,
                    talk=talk,
                    progress=_Progress(quiet=as_json),
                    viewer=viewer,
                    host=_mail_host(runner.server_url),
                )
            )
        except NotAllowed as error:
            if issue is not None:
                raise
            say(str(error))  # a stranger's comment is no failed run
            return 0
        except KeyboardInterrupt:
            warn("Cancelled before there was a draft to keep. Run it again.")
            raise
        finally:
            talk.close()
        _tell(connection, drafted, talk.usage, as_json=as_json)
        if drafted.pull is not None and drafted.account.commit:
            _judge(connection, drafted.pull.number)
        if drafted.failure is not None:
            raise drafted.failure
    return 0


def _judge(connection: Connection, number: int) -> None:
    """Have the gate say something on the draft; where it can't, people see that when they mark it ready."""
    try:
        judged = judge_pull(connection, number)
    except AidlcError as error:
        warn(f"The gate gave no verdict on #{number}: {error}")
        return
    if judged is not None:
        say(
            f"#{number} {judged.decision.verdict} ({judged.decision.state}): {judged.decision.sentence}",
            err=True,
        )


def _event(connection: Connection, login: str, issue: int | None, unit: str, label: str) -> IssueEvent:
    """What is asked, by options or by the event, in the name of who caused the event, else of the token's account."""
    runner = connection.runner
    if issue is not None:
        actor = read_actor(read_event(runner.event_path)) if runner.event_name else login
        return IssueEvent(issue, actor, unit=unit)
    if not runner.event_name:
        raise InputError("Which issue? Give --issue, or start this by an event of the issue.")
    return read_issue_event(runner.event_name, read_event(runner.event_path), label)


def _mail_host(server_url: str) -> str:
    host = urlsplit(server_url).hostname or "github.com"
    return "github.com" if host in {"127.0.0.1", "localhost", "::1"} else host


def _cancel(_number: int, _frame: FrameType | None) -> None:
    """Stop asking, once: a runner sends SIGINT, then SIGTERM, and what is drafted is being pushed meanwhile."""
    for number in _SIGNALS:
        signal.signal(number, signal.SIG_IGN)
    raise KeyboardInterrupt


@dataclass
class _Progress:
    """A line a part, and how long the answer is so far: one that grows on a terminal, a few in a log."""

    quiet: bool
    _name: str = ""
    _shown: int = 0
    _terminal: bool = field(default_factory=sys.stderr.isatty)

    def part(self, name: str) -> None:
        self._name, self._shown = name, 0
        self._show(f"{name}: asking", last=False)

    def written(self, characters: int) -> None:
        if characters - self._shown >= (100 if self._terminal else _STEP):
            self._shown = characters
            self._show(f"{self._name}: {characters:,} characters", last=False)

    def done(self, name: str, outcome: str) -> None:
        self._show(f"{name}: {outcome}", last=True)

    def _show(self, text: str, *, last: bool) -> None:
        if self.quiet:
            return
        if self._terminal:
            click.echo(f"\r\x1b[2K{text}", nl=last, err=True)
        else:
            click.echo(text, err=True)


def _tell(connection: Connection, drafted: Drafted, usage: Usage, *, as_json: bool) -> None:
    runner, account = connection.runner, drafted.account
    outputs = {
        "outcome": drafted.outcome,
        "pull-request": str(account.pull or ""),
        "commit": account.commit,
        "cost-usd": account.cost.removeprefix("$"),
        "input-tokens": str(usage.prompt),
        "output-tokens": str(usage.written),
    }
    if as_json:
        print_json({**outputs, **account.model_dump(mode="json")})
    else:
        rows = [
            (one.name, one.outcome, f"{one.read + one.cached:,}", f"{one.written:,}", one.cost)
            for one in account.parts
        ]
        print_table("Draft", ("Part", "", "Tokens in", "Out", "Cost"), rows)
        say(_sentence(drafted))
    for note in account.notes:
        click.echo(annotation("notice", note), err=True) if runner.on_runner else warn(note)
    write_summary(runner.summary_path, render_draft_summary(account))
    set_outputs(runner.output_path, {name: outputs[name] for name in OUTPUTS})


def _sentence(drafted: Drafted) -> str:
    account = drafted.account
    cost = f"Estimated cost {account.cost}."
    match drafted.outcome:
        case "asked":
            return f"Questions are on issue {account.issue}; answer them there with `/aidlc answer`. {cost}"
        case "unchanged":
            return f"Nothing was left to draft; `/aidlc revise` drafts again what nobody edited. {cost}"
        case "partial":
            return f"Part of it is in pull request {account.pull}; `/aidlc draft` in a comment goes on from there. {cost}"
        case _:
            return f"The draft is in pull request {account.pull}. {cost}"
