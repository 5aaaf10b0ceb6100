"""Which commits still carry a success of the gate. A status belongs to a commit and outlives the verdict on the next one."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from typing import Any, Final, Literal, Protocol

from pydantic import Field

from aidlc.adapters.github.publishing import CONTEXT
from aidlc.adapters.github.wire import AssociatedPull, Nodes, ObjectId, Wire, read_shape

_AT_ONCE: Final = 50
_FIELDS: Final = (
    "{ __typename ... on Commit { oid status { context(name: $context) { state } }"
    " associatedPullRequests(first: 50) { totalCount nodes { number state headRefOid } } } }"
)


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


def list_successes(client: Client, oids: Iterable[str], number: int) -> tuple[str, ...]:
    """Return those of the commits `oids` whose latest status of the gate is a success.

    Left out are heads of open pull requests other than `number`, which are judged for themselves. A commit that GitHub no
    longer has is none. Raises `GitHubError`.
    """
    found = []
    for group in _groups(sorted(set(oids))):
        for commit in _read(client, group):
            context = commit.status.context if commit.status is not None else None
            if context is not None and context.state == "SUCCESS" and not _heads_another(commit, number):
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


def _heads_another(commit: _Commit, number: int) -> bool:
    pulls = commit.associated_pull_requests.nodes if commit.associated_pull_requests is not None else ()
    return any(
        pull.state == "OPEN" and pull.head_ref_oid == commit.oid and pull.number != number for pull in pulls
    )


def _groups(oids: list[str]) -> Iterator[list[str]]:
    for start in range(0, len(oids), _AT_ONCE):
        yield oids[start : start + _AT_ONCE]
