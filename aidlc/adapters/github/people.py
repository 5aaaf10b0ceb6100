"""What GitHub knows of people and of a branch's life: permissions, teams, the activity list. REST only."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime
from http import HTTPStatus
from typing import Annotated, Any, Literal, Protocol, TypeVar
from urllib.parse import quote

from pydantic import BaseModel, Field

from aidlc.adapters.github.answers import TransientError
from aidlc.adapters.github.wire import ObjectId, Time, Wire, read_shape
from aidlc.domain.errors import FactsError, GitHubError
from aidlc.domain.facts import Account, AccountType, Activity
from schemas.policy import Permission

_Shape = TypeVar("_Shape", bound=BaseModel)


class Client(Protocol):
    """What this module needs of a client."""

    repository: str

    def get_or_none(self, path: str, params: Mapping[str, str] | None = None) -> Any:  # noqa: ANN401 -- JSON
        """Return the JSON of a path, `None` for GitHub's own 404."""

    def get_pages(self, path: str, params: Mapping[str, str] | None = None) -> list[Any]:
        """Return the items of all pages."""


class _RestAccount(Wire, extra="ignore"):
    """A REST account; REST writes `[bot]` itself."""

    id: int
    login: str
    type: AccountType = Field(strict=False)


class _PermissionAnswer(Wire, extra="ignore"):
    """Source: GET /repos/{owner}/{repo}/collaborators/{username}/permission."""

    permission: Literal["admin", "write", "read", "none"]
    user: _RestAccount | None


class _ActivityAnswer(Wire, extra="ignore"):
    """Source: GET /repos/{owner}/{repo}/activity."""

    before: Annotated[str, Field(pattern=r"^[0-9a-f]{40}([0-9a-f]{24})?$")]
    after: ObjectId
    ref: str
    timestamp: Time
    actor: _RestAccount | None


class _Team(Wire, extra="ignore"):
    """Source: GET /orgs/{org}/teams/{team_slug}."""

    id: int


def read_account(client: Client, login: str) -> Account | None:
    """Return the account of a login; `None`: there is none, or it was renamed. Raises `GitHubError`.

    Source: GET /users/{username}.
    """
    answer = client.get_or_none(f"/users/{quote(login, safe='')}")
    if answer is None:
        return None
    read = read_shape(_RestAccount, answer, f"the account {login}")
    return _account(read) if read.login.casefold() == login.casefold() else None


def read_permission(client: Client, account: Account) -> Permission | None:
    """Return what `account` may do in the repository now; `None`: nothing, or the login is somebody else's by now.

    Raises `GitHubError` when the token may not ask (it needs push access or `metadata: read`).
    """
    answer = client.get_or_none(
        f"/repos/{client.repository}/collaborators/{quote(account.login, safe='')}/permission"
    )
    if answer is None:
        return None
    read = read_shape(_PermissionAnswer, answer, f"the permission of {account.login}")
    if read.user is None or read.user.id != account.id or read.permission == "none":
        return None
    return Permission(read.permission)


def read_team(client: Client, reference: str) -> tuple[int, frozenset[int]]:
    """Return a team's id and the ids of its active members. `reference` is `organisation/slug#id`.

    Raises `FactsError` when the team isn't seen (renamed, secret, or a token without `members: read`: GitHub answers
    404 to all of them) or has another id.
    """
    name, _, number = reference.partition("#")
    organisation, _, slug = name.partition("/")
    path = f"/orgs/{quote(organisation, safe='')}/teams/{quote(slug, safe='')}"
    remedy = "Check its name in .github/aidlc.yml, and that the token has the organisation permission `members: read`."
    answer = client.get_or_none(path)
    if answer is None:
        raise FactsError(f"GitHub doesn't show the team {name}. {remedy}")
    found = read_shape(_Team, answer, f"the team {name}").id
    if str(found) != number:
        raise FactsError(f"The team {name} has the id {found}, not {number}. {remedy}")
    members = _read_list(client.get_pages(f"{path}/members"), _RestAccount, f"the team {name}")
    return found, frozenset(member.id for member in members)


def read_activity(
    client: Client, branch: str, *, until: datetime | None = None
) -> tuple[Activity, ...] | None:
    """Return the pushes to `branch`, oldest first, as GitHub's server saw them; `until` for one that is merged.

    `None` where the list can't be read: then nothing is proven by it. Whether it is whole is for the rules to judge. Raises
    `GitHubError` for answers that are no answer.
    Source: https://docs.github.com/en/rest/repos/repos#list-repository-activities
    """
    ref = f"refs/heads/{branch}"
    try:
        listed = client.get_pages(f"/repos/{client.repository}/activity", {"ref": ref})
    except TransientError:  # a rate limit is a 403 as well, and says nothing about what the token may read
        raise
    except GitHubError as error:
        if error.status in {HTTPStatus.FORBIDDEN, HTTPStatus.NOT_FOUND}:
            return None
        raise
    return tuple(
        Activity(at=entry.timestamp, before=entry.before, after=entry.after, actor=_account(entry.actor))
        for entry in reversed(_read_list(listed, _ActivityAnswer, f"the activity of {branch}"))
        if entry.ref == ref and (until is None or entry.timestamp <= until)
    )


def _account(given: _RestAccount | None) -> Account | None:
    return Account(id=given.id, login=given.login, type=given.type) if given is not None else None


def _read_list(items: list[Any], shape: type[_Shape], what: str) -> list[_Shape]:
    """Return `items` as `shape`s. Raises `GitHubError`."""
    return [read_shape(shape, item, what) for item in items]
