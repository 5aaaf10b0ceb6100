"""What people said on the issue: who may give a command, and whose words count."""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import dataclass
from typing import Final

from aidlc.adapters.github.client import GitHubClient
from aidlc.adapters.github.issues import Issue, IssueComment, read_comments, read_issue, read_pull_head
from aidlc.adapters.github.people import read_account, read_permission
from aidlc.adapters.github.pulls import find_pulls
from aidlc.adapters.issue_events import IssueEvent
from aidlc.domain.drafts.course import Command, Said, read_command
from aidlc.domain.drafts.untrusted import ReadableText, make_readable
from aidlc.domain.errors import InputError
from aidlc.domain.facts import Account, AccountType
from aidlc.domain.layout import is_slug
from schemas.policy import Permission

_MAY: Final = frozenset({Permission.WRITE, Permission.ADMIN})
_BRANCH: Final = re.compile(r"aidlc/draft-(?P<issue>[1-9][0-9]{0,8})(?:-(?P<unit>[a-z0-9-]{1,64}))?")
_ANSWERS: Final = frozenset({Command.ANSWER, Command.REVISE})


@dataclass(frozen=True, slots=True)
class Words:
    """Everything that was said on the issue and on the draft's pull request, as a reader of the page sees it."""

    issue: Issue
    title: str
    body: ReadableText
    said: Said
    """The command that started this run."""
    answers: tuple[Said, ...]
    """All answers and revisions so far, oldest first, the present one included."""
    comments: tuple[IssueComment, ...]
    """Those of the issue."""
    notes: tuple[str, ...] = ()
    """What was taken out or left aside, for the people who read the draft."""


class NotAllowed(InputError):  # noqa: N818 -- names what happened
    """Somebody asked who may not: no failure of ours, and nothing to tell everybody about."""


def gather_words(client: GitHubClient, event: IssueEvent) -> Words:
    """Read the issue and its comments, and make sure that whoever asks may.

    Raises `InputError` where they may not, where the issue is closed or no issue, `GitHubError`.
    """
    issue, unit = _find_issue(client, event.number)
    if issue.state != "open":
        raise InputError(f"Issue {event.number} is closed. Reopen it to have it drafted.")
    actor = _check_actor(client, event.actor)
    given = read_command(event.comment[1]) if event.comment is not None else None
    if event.comment is not None and given is None:
        raise InputError(
            "That command isn't known. Write `/aidlc draft`, `/aidlc answer`, `/aidlc revise` or `/aidlc design <unit>` "
            "at the beginning of a comment."
        )
    said = given or Said(command=Command.DESIGN if event.unit else Command.DRAFT, unit=event.unit)
    said = said.model_copy(update={"unit": said.unit or unit})
    then = event.words if issue.number == event.number else None  # a pull request's own words are no Intent
    title, body = then or (issue.title, issue.body or "")
    comments = read_comments(client, issue.number)
    talk = (*comments, *_on_drafts(client, issue.number, said.unit))
    earlier, notes = _earlier_answers(client, sorted(talk, key=lambda one: one.id), event)
    text, said_notes = _readable(said)
    said = said.model_copy(update={"text": text, "by": actor})
    readable, head = make_readable(body), make_readable(" ".join(title.split()), 250)
    notes += [f"From the issue's text: {one}." for one in readable.removed + head.removed]
    notes += [f"From the comment: {one}." for one in said_notes]
    if then is not None and (issue.title, issue.body or "") != then:
        notes.append("The issue was edited after this was asked for; its words at that time were used.")
    present = (said,) if said.command in _ANSWERS and said.text else ()
    return Words(issue, head.text, readable, said, (*earlier, *present), comments, tuple(notes))


def _find_issue(client: GitHubClient, number: int) -> tuple[Issue, str]:
    """The issue, and the Unit whose designs a draft's own pull request holds: a comment may be written on either."""
    issue = read_issue(client, number)
    if issue.pull_request is None:
        return issue, ""
    head = read_pull_head(client, number)
    found = _BRANCH.fullmatch(head.ref) if head.same_repository else None
    if found is None:
        raise InputError(f"#{number} is a pull request, and no draft's: write on the Intent's issue.")
    return read_issue(client, int(found["issue"])), found["unit"] or ""


def _check_actor(client: GitHubClient, login: str) -> Account:
    account = read_account(client, login) if login else None
    who = f"@{login}" if login else "Whoever started this"
    if account is not None and account.type is not AccountType.USER:
        raise NotAllowed(f"{who} is no person, so nothing is drafted. Ask somebody with write access.")
    if account is None or read_permission(client, account) not in _MAY:
        raise NotAllowed(f"{who} has no write access here, so nothing is drafted. Ask somebody who has.")
    return account


def _on_drafts(client: GitHubClient, issue: int, unit: str) -> list[IssueComment]:
    """The comments on the draft's pull requests, the Unit's included: there people answer as well."""
    branches = [f"aidlc/draft-{issue}", *([f"aidlc/draft-{issue}-{unit}"] if is_slug(unit) else [])]
    numbers = sorted(pull.number for branch in branches for pull in find_pulls(client, branch))
    return [comment for number in numbers for comment in read_comments(client, number)]


def _earlier_answers(
    client: GitHubClient, comments: Iterable[IssueComment], event: IssueEvent
) -> tuple[list[Said], list[str]]:
    """Answers by people with write access that nobody edited, written before the present comment."""
    known: dict[str, Account | None] = {}
    found: list[Said] = []
    notes: list[str] = []
    for comment in comments:
        said = read_command(comment.body)
        present = event.comment is not None and comment.id >= event.comment[0]
        if said is None or said.command not in _ANSWERS or comment.user is None or present:
            continue
        login = comment.user.login
        if login not in known:
            account = read_account(client, login)
            person = account is not None and account.type is AccountType.USER
            able = person and account is not None and read_permission(client, account) in _MAY
            known[login] = account if able else None
        account = known[login]
        if account is None:
            notes.append(f"An answer by @{login}, who has no write access, was left aside.")
        elif comment.edited:
            notes.append(f"An answer by @{login} was edited after it was written and was left aside.")
        else:
            text, removed = _readable(said)
            notes += [f"From an answer by @{login}: {one}." for one in removed]
            found.append(said.model_copy(update={"text": text, "by": account}))
    return found, notes


def _readable(said: Said) -> tuple[str, tuple[str, ...]]:
    readable = make_readable(said.text)
    return readable.text.strip(), readable.removed
