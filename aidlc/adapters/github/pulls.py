"""Pull requests that ask for an approval: finding, opening and updating them. Nothing here reviews or merges anything."""

from __future__ import annotations

from collections.abc import Iterable
from http import HTTPStatus
from typing import Final, TypeVar

from pydantic import BaseModel, ConfigDict, ValidationError

from aidlc.adapters.github.client import GitHubClient
from aidlc.domain.errors import GitHubError
from aidlc.domain.facts import Account, AccountType

_MOST_REVIEWERS: Final = 15  # GitHub asks no more of one pull request

_Wire = TypeVar("_Wire", bound=BaseModel)


class _Answer(BaseModel):
    """What we read of an answer; GitHub may say more."""

    model_config = ConfigDict(extra="ignore", frozen=True, strict=True)


class _Named(_Answer):
    full_name: str


class Repository(_Answer):
    """What we read of a repository."""

    id: int
    default_branch: str
    full_name: str
    fork: bool
    parent: _Named | None = None


class _User(_Answer):
    id: int
    login: str
    type: str


class PullRequest(_Answer):
    """A pull request as the list and the single call tell it."""

    number: int
    html_url: str
    state: str
    title: str
    body: str | None
    merged_at: str | None
    user: _User | None

    @property
    def author(self) -> Account | None:
        """The account that opened it; None for a deleted one or a type we don't know."""
        if self.user is None or self.user.type not in set(AccountType):
            return None
        return Account(id=self.user.id, login=self.user.login, type=AccountType(self.user.type))


def read_repository(client: GitHubClient) -> Repository:
    """The repository's id, its default branch, and whose fork it is. Raises GitHubError."""
    return _read(Repository, client.get(f"/repos/{client.repository}"))


def find_pulls(client: GitHubClient, branch: str, owner: str = "") -> tuple[PullRequest, ...]:
    """Every pull request from `branch`, the newest first; `owner` is whose the branch is, else the repository's."""
    owner = owner or client.repository.partition("/")[0]
    listed = client.get_pages(
        f"/repos/{client.repository}/pulls",
        {"head": f"{owner}:{branch}", "state": "all", "sort": "created", "direction": "desc"},
    )
    return tuple(sorted((_read(PullRequest, one) for one in listed), key=lambda one: -one.number))


def open_pull(
    client: GitHubClient,
    *,
    branch: str,
    base: str,
    title: str,
    body: str,
    owner: str = "",
    draft: bool = False,
) -> PullRequest:
    """Open a pull request, from a fork's branch where `owner` is another's. Raises GitHubError."""
    head = f"{owner}:{branch}" if owner else branch
    answer = client.send(
        "POST",
        f"/repos/{client.repository}/pulls",
        {
            "title": title,
            "head": head,
            "base": base,
            "body": body,
            "draft": draft,
            "maintainer_can_modify": False,
        },
    )
    return _read(PullRequest, answer)


def update_pull(client: GitHubClient, pull: PullRequest, *, title: str, body: str) -> PullRequest:
    """Write title and body again where they differ. Raises GitHubError."""
    if (pull.title, pull.body) == (title, body):
        return pull
    path = f"/repos/{client.repository}/pulls/{pull.number}"
    return _read(PullRequest, client.send("PATCH", path, {"title": title, "body": body}))


def ask_reviewers(client: GitHubClient, number: int, logins: Iterable[str]) -> bool:
    """Ask people for a review; False when GitHub asks none of them (one isn't a collaborator, for instance)."""
    reviewers = sorted(set(logins))[:_MOST_REVIEWERS]
    if not reviewers:
        return False
    try:
        client.send(
            "POST", f"/repos/{client.repository}/pulls/{number}/requested_reviewers", {"reviewers": reviewers}
        )
    except GitHubError as error:
        if error.status in {HTTPStatus.UNPROCESSABLE_ENTITY, HTTPStatus.FORBIDDEN, HTTPStatus.NOT_FOUND}:
            return False
        raise
    return True


def _read(model: type[_Wire], answer: object) -> _Wire:
    try:
        return model.model_validate(answer)
    except ValidationError as error:
        keys = ", ".join(
            sorted({str(one["loc"][0]) if one["loc"] else "all of it" for one in error.errors()})
        )
        raise GitHubError(
            f"GitHub's answer about a pull request can't be used ({keys}). Ask again."
        ) from error
