"""Which commits still carry a success of the gate. A status belongs to a commit and outlives the verdict on the next one."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from typing import Any, Final, Literal, Protocol

from pydantic import Field

from aidlc.adapters.github.publishing import CONTEXT
from aidlc.adapters.github.wire import AssociatedPull, Nodes, ObjectId, Wire, read_shape

_AT_ONCE: Final = 50
_CLOSED_PULLS: Final = 100
_FIELDS: Final = (
    "{ __typename ... on Commit { oid status { context(name: $context) { state } }"
    " associatedPullRequests(first: 50) { totalCount nodes { number state headRefOid } } } }"
)


_CLOSED: Final = """
query ClosedPulls($owner: String!, $name: String!, $context: String!, $page: Int!) {
  repository(owner: $owner, name: $name) {
    pullRequests(states: [CLOSED], first: $page, orderBy: {field: UPDATED_AT, direction: DESC}) {
      nodes {
        number
        headRefOid
        tip: commits(last: 1) { nodes { commit { oid status { context(name: $context) { state } } } } }
      }
    }
  }
}
"""
"""The newest closed pull requests that weren't merged: closing one is an update of it."""


class Client(Protocol):
    """What this module needs of a client."""

    repository: str

    def graphql(self, query: str, variables: Mapping[str, object]) -> dict[str, Any]:
        """Return the `data` of a query."""


class _Context(Wire):
    """A status of one context."""

    state: str


class _Status(Wire):
    """The statuses of a commit."""

    context: _Context | None


class _Commit(Wire):
    """A commit with its status and the pull requests it belongs to."""

    typename: Literal["Commit"] = Field(alias="__typename")
    oid: ObjectId
    status: _Status | None
    associated_pull_requests: Nodes[AssociatedPull] | None


class _TipCommit(Wire):
    """The last commit of a pull request."""

    oid: ObjectId
    status: _Status | None


class _Tip(Wire):
    """A pull request's commit."""

    commit: _TipCommit


class _ClosedPull(Wire):
    """A pull request that was closed without a merge."""

    number: int
    head_ref_oid: ObjectId
    tip: Nodes[_Tip]


@dataclass(frozen=True, slots=True)
class ClosedPull:
    """A pull request that was closed without a merge, and whether its head may still carry a success of the gate."""

    number: int
    head: str
    success: bool


def list_closed_pulls(client: Client) -> tuple[ClosedPull, ...]:
    """Return the hundred pull requests that were closed (or, closed, updated) last. Raises `GitHubError`."""
    owner, _, name = client.repository.partition("/")
    data = client.graphql(_CLOSED, {"owner": owner, "name": name, "context": CONTEXT, "page": _CLOSED_PULLS})
    listed = (data.get("repository") or {}).get("pullRequests")
    pulls = read_shape(Nodes[_ClosedPull], listed, "the closed pull requests").nodes
    return tuple(
        ClosedPull(pull.number, pull.head_ref_oid, success=_may_carry_a_success(pull)) for pull in pulls
    )


def list_successes(client: Client, oids: Iterable[str], number: int | None = None) -> tuple[str, ...]:
    """Return those of the commits `oids` whose latest status of the gate is a success.

    With a `number`, heads of open pull requests other than that are left out: they are judged for themselves. A commit that
    GitHub no longer has is none. Raises `GitHubError`.
    """
    found = []
    for group in _groups(sorted(set(oids))):
        for commit in _read(client, group):
            context = commit.status.context if commit.status is not None else None
            if context is None or context.state != "SUCCESS":
                continue
            if number is None or not _heads_another(commit, number):
                found.append(commit.oid)
    return tuple(found)


def _read(client: Client, oids: list[str]) -> Iterator[_Commit]:
    asked = range(len(oids))
    declared = "".join(f", $oid{place}: GitObjectID!" for place in asked)
    wanted = " ".join(f"c{place}: object(oid: $oid{place}) {_FIELDS}" for place in asked)
    query = (
        f"query Successes($owner: String!, $name: String!, $context: String!{declared}) "
        f"{{ repository(owner: $owner, name: $name) {{ {wanted} }} }}"
    )
    owner, _, name = client.repository.partition("/")
    variables: dict[str, object] = {"owner": owner, "name": name, "context": CONTEXT}
    data = client.graphql(query, variables | {f"oid{place}": oids[place] for place in asked})
    repository = data.get("repository") or {}
    for place in asked:
        if repository.get(f"c{place}") is not None:
            yield read_shape(_Commit, repository[f"c{place}"], f"commit {oids[place]}")


def _may_carry_a_success(pull: _ClosedPull) -> bool:
    found = [each.commit for each in pull.tip.nodes if each.commit.oid == pull.head_ref_oid]
    if not found:
        return True  # GitHub doesn't tell: whoever asks looks at the commit itself
    context = found[0].status.context if found[0].status is not None else None
    return context is not None and context.state == "SUCCESS"


def _heads_another(commit: _Commit, number: int) -> bool:
    pulls = commit.associated_pull_requests.nodes if commit.associated_pull_requests is not None else ()
    return any(
        pull.state == "OPEN" and pull.head_ref_oid == commit.oid and pull.number != number for pull in pulls
    )


def _groups(oids: list[str]) -> Iterator[list[str]]:
    for start in range(0, len(oids), _AT_ONCE):
        yield oids[start : start + _AT_ONCE]
