"""Who posted which status on a commit. REST: only there does a status say who made it and nothing is left out."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any, Protocol

from pydantic import Field

from aidlc.adapters.github.wire import Wire, read_shape
from aidlc.domain.audit_report import GateStatus
from aidlc.domain.decision import State
from aidlc.domain.facts import Account, AccountType


class Client(Protocol):
    """What this module needs of a client."""

    repository: str

    def get_pages(self, path: str, params: Mapping[str, str] | None = None) -> list[Any]:
        """Return the items of all pages."""


class _Creator(Wire, extra="ignore"):
    id: int
    login: str
    type: AccountType = Field(strict=False)


class _Status(Wire, extra="ignore"):
    """Source: GET /repos/{owner}/{repo}/commits/{ref}/statuses."""

    context: str
    state: State = Field(strict=False)
    creator: _Creator | None


def read_statuses(client: Client, sha: str, context: str) -> tuple[GateStatus, ...]:
    """Return the statuses of `context` on the commit `sha`, newest first as GitHub lists them. Raises `GitHubError`."""
    listed = client.get_pages(f"/repos/{client.repository}/commits/{sha}/statuses")
    read = [read_shape(_Status, each, f"the statuses of {sha[:12]}") for each in listed]
    return tuple(
        GateStatus(state=each.state, creator=_account(each.creator))
        for each in read
        if each.context == context
    )


def _account(given: _Creator | None) -> Account | None:
    return Account(id=given.id, login=given.login, type=given.type) if given is not None else None
