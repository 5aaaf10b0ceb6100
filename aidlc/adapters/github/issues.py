"""Issues and their comments, as REST tells them."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Annotated, Any, Protocol

from pydantic import Field

from aidlc.adapters.github.wire import Time, Wire, read_shape
from aidlc.domain.errors import GitHubError, InputError


class Client(Protocol):
    """What this module needs of a client."""

    repository: str

    def get_or_none(self, path: str, params: Mapping[str, str] | None = None) -> Any:  # noqa: ANN401 -- JSON
        """Return the JSON of a path, `None` for GitHub's own 404."""

    def get_pages(self, path: str, params: Mapping[str, str] | None = None) -> list[Any]:
        """Return the items of all pages."""


class _User(Wire, extra="ignore"):
    id: int
    login: str


class Issue(Wire, extra="ignore"):
    """Source: GET /repos/{owner}/{repo}/issues/{issue_number}."""

    number: int
    title: str
    body: str | None = None
    state: str
    locked: bool = False
    html_url: str
    pull_request: dict[str, Any] | None = None


class IssueComment(Wire, extra="ignore"):
    """Source: GET /repos/{owner}/{repo}/issues/{issue_number}/comments."""

    id: int
    body: Annotated[str, Field(max_length=10_000_000)] = ""
    user: _User | None
    created_at: Time
    updated_at: Time

    @property
    def edited(self) -> bool:
        """Whether somebody changed it after it was written."""
        return self.updated_at != self.created_at

    @property
    def at(self) -> datetime:
        """When it was written."""
        return self.created_at


class _HeadRepository(Wire, extra="ignore"):
    full_name: str


class _Head(Wire, extra="ignore"):
    ref: str
    repo: _HeadRepository | None


class _Pull(Wire, extra="ignore"):
    head: _Head


@dataclass(frozen=True, slots=True)
class PullHead:
    """Where a pull request comes from."""

    ref: str
    same_repository: bool


def read_pull_head(client: Client, number: int) -> PullHead:
    """Return the branch that a pull request comes from. Raises `InputError`, `GitHubError`."""
    answer = client.get_or_none(f"/repos/{client.repository}/pulls/{number}")
    if answer is None:
        raise InputError(f"There is no pull request {number} in {client.repository}.")
    head = read_shape(_Pull, answer, f"pull request {number}").head
    same = head.repo is not None and head.repo.full_name.casefold() == client.repository.casefold()
    return PullHead(head.ref, same)


def read_issue(client: Client, number: int) -> Issue:
    """Return an issue or a pull request. Raises `InputError` where there is none, `GitHubError`."""
    answer = client.get_or_none(f"/repos/{client.repository}/issues/{number}")
    if answer is None:
        raise InputError(f"There is no issue {number} in {client.repository}, or the token doesn't see it.")
    return read_shape(Issue, answer, f"issue {number}")


def read_comments(client: Client, number: int) -> tuple[IssueComment, ...]:
    """Return the comments of an issue, oldest first. Raises `GitHubError`."""
    listed = client.get_pages(f"/repos/{client.repository}/issues/{number}/comments")
    if not all(isinstance(one, dict) for one in listed):
        raise GitHubError(f"GitHub's list of comments on issue {number} can't be used. Run again.")
    return tuple(read_shape(IssueComment, one, f"a comment on issue {number}") for one in listed)
