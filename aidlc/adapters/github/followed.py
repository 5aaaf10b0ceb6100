"""The issues that Bolts are followed on: read, opened, put below another, labelled, closed. Every write is one request."""

from __future__ import annotations

from collections.abc import Iterable
from http import HTTPStatus
from typing import Any, Final, Literal
from urllib.parse import quote

from pydantic import Field

from aidlc.adapters.github.patient import PatientClient
from aidlc.adapters.github.wire import Wire, read_shape
from aidlc.domain.errors import GitHubError

Reason = Literal["completed", "not_planned"]

LABELS: Final = {
    "planned": ("d0d7de", "An AI-DLC Bolt that can be started"),
    "in-progress": ("54aeff", "An AI-DLC Bolt that is being built"),
    "blocked": ("ff8182", "An AI-DLC Bolt that something stops"),
    "in-review": ("eac54f", "An AI-DLC Bolt in an open pull request"),
    "done": ("4ac26b", "An AI-DLC Bolt on the default branch"),
    "cancelled": ("8c959f", "An AI-DLC Bolt that isn't built"),
}
"""State to colour and description of its label; no other label is ever touched."""

_PREFIX: Final = "aidlc:"


class _Account(Wire, extra="ignore"):
    id: int


class _Label(Wire, extra="ignore"):
    name: str


class FollowedIssue(Wire, extra="ignore"):
    """Source: GET /repos/{owner}/{repo}/issues/{issue_number}."""

    id: int
    """The database id, by which a sub-issue is named."""
    number: int
    body: str | None = None
    state: Literal["open", "closed"]
    locked: bool = False
    comments: int = 0
    user: _Account | None = None
    closed_by: _Account | None = None
    labels: tuple[_Label | str, ...] = Field(default=(), strict=False)
    pull_request: dict[str, Any] | None = None

    @property
    def first_line(self) -> str:
        """Where a marker stands."""
        return (self.body or "").replace("\r\n", "\n").split("\n", 1)[0].rstrip()


def read_followed(client: PatientClient, number: int) -> FollowedIssue:
    """Return an issue. Raises `GitHubError`: 404 or 410 for one that is gone, 301 for one that was transferred."""
    return _issue(client.get(_path(client, number)))


def list_issues_by(client: PatientClient, login: str) -> tuple[FollowedIssue, ...]:
    """Return the issues that an account opened, closed ones included. Raises `GitHubError`."""
    listed = client.get_pages(f"/repos/{client.repository}/issues", {"state": "all", "creator": login})
    return tuple(issue for issue in map(_issue, listed) if issue.pull_request is None)


def list_sub_issues(client: PatientClient, parent: int) -> tuple[FollowedIssue, ...]:
    """Return the issues below an issue. Raises `GitHubError`."""
    return tuple(map(_issue, client.get_pages(f"{_path(client, parent)}/sub_issues")))


def open_issue(client: PatientClient, title: str, body: str) -> FollowedIssue:
    """Open an issue. Raises `GitHubError`; without a status below 500 it may have been opened all the same."""
    return _issue(client.send("POST", f"/repos/{client.repository}/issues", {"title": title, "body": body}))


def put_below(client: PatientClient, parent: int, child: FollowedIssue) -> None:
    """Put an issue below another unless it has a parent already. Raises `GitHubError`."""
    try:
        client.send("POST", f"{_path(client, parent)}/sub_issues", {"sub_issue_id": child.id})
    except GitHubError as error:
        refused = error.status == HTTPStatus.UNPROCESSABLE_ENTITY
        if not refused or client.get_or_none(f"{_path(client, child.number)}/parent") is None:
            raise


def retire_duplicate(client: PatientClient, duplicate: FollowedIssue, kept: int) -> None:
    """Close an issue of ours that another run opened at the same time; its text says so and is no marker any more."""
    words = f"A duplicate of #{kept}: two runs opened an issue for this Bolt at the same time."
    wish = {"body": words, "state": "closed", "state_reason": "not_planned"}
    client.send("PATCH", _path(client, duplicate.number), wish)


def close_issue(client: PatientClient, number: int, reason: Reason) -> None:
    """Close an issue. Raises `GitHubError`."""
    client.send("PATCH", _path(client, number), {"state": "closed", "state_reason": reason})


def reopen_issue(client: PatientClient, number: int) -> None:
    """Open an issue again. Raises `GitHubError`."""
    client.send("PATCH", _path(client, number), {"state": "open"})


def set_state_label(client: PatientClient, issue: FollowedIssue, state: str, known: set[str]) -> bool:
    """Give the issue the label of `state` and take our other ones off; whether anything changed.

    `known` are labels that exist; it grows. Raises `GitHubError`.
    """
    carried = {label if isinstance(label, str) else label.name for label in issue.labels}
    wanted = f"{_PREFIX}{state}"
    stale = sorted((carried & {f"{_PREFIX}{name}" for name in LABELS}) - {wanted})
    if wanted not in carried:
        _make_label(client, state, known)
        client.send("POST", f"{_path(client, issue.number)}/labels", {"labels": [wanted]})
    for name in stale:
        try:
            client.send("DELETE", f"{_path(client, issue.number)}/labels/{quote(name, safe='')}", {})
        except GitHubError as error:
            if error.status != HTTPStatus.NOT_FOUND:  # somebody else took it off
                raise
    return bool(stale) or wanted not in carried


def _make_label(client: PatientClient, state: str, known: set[str]) -> None:
    """Make the label unless the repository has it, in whatever colour."""
    name = f"{_PREFIX}{state}"
    labels = f"/repos/{client.repository}/labels"
    if name in known or client.get_or_none(f"{labels}/{quote(name, safe='')}") is not None:
        known.add(name)
        return
    color, description = LABELS[state]
    try:
        client.send("POST", labels, {"name": name, "color": color, "description": description})
    except GitHubError as error:
        if error.status != HTTPStatus.UNPROCESSABLE_ENTITY:  # another run made it meanwhile
            raise
    known.add(name)


def oldest_first(issues: Iterable[FollowedIssue]) -> list[FollowedIssue]:
    """Return each issue once, by number: GitHub counts them in the order in which they were opened."""
    return sorted({issue.number: issue for issue in issues}.values(), key=lambda issue: issue.number)


def _issue(answer: object) -> FollowedIssue:
    return read_shape(FollowedIssue, answer, "an issue")


def _path(client: PatientClient, number: int) -> str:
    return f"/repos/{client.repository}/issues/{number}"
