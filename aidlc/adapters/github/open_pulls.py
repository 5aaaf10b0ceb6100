"""The open pull requests into a branch with what the gate says of each: everything that Bolts are told from, in one look."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from http import HTTPStatus
from typing import Any, Final, Protocol

from aidlc.adapters.github.publishing import CONTEXT
from aidlc.adapters.github.wire import Nodes, ObjectId, Page, Time, Wire, read_shape
from aidlc.domain.errors import GitHubError

_STATUS: Final = "status { context(name: $context) { state description } }"
_QUERY: Final = """
query OpenPulls($owner: String!, $name: String!, $base: String!, $ref: String!, %s $page: Int!, $after: String) {
  repository(owner: $owner, name: $name) {
    ref(qualifiedName: $ref) { target { oid } }
    pullRequests(states: [OPEN], baseRefName: $base, first: $page, after: $after) {
      pageInfo { hasNextPage endCursor }
      nodes {
        number createdAt isDraft headRefOid
        tip: commits(last: 1) { nodes { commit { oid %s } } }
      }
    }
  }
}
"""
_PAGE: Final = 50


class Client(Protocol):
    """What this module needs of a client."""

    @property
    def repository(self) -> str:
        """`owner/name`."""

    def graphql(self, query: str, variables: Mapping[str, object]) -> dict[str, Any]:
        """Return the `data` of a query."""


class _Context(Wire):
    state: str
    description: str | None


class _Status(Wire):
    context: _Context | None


class _Commit(Wire):
    oid: ObjectId
    status: _Status | None = None


class _Tip(Wire):
    commit: _Commit


class _Pull(Wire):
    number: int
    created_at: Time
    is_draft: bool
    head_ref_oid: ObjectId
    tip: Nodes[_Tip]


class _Target(Wire):
    oid: ObjectId


class _Ref(Wire):
    target: _Target


class _Repository(Wire):
    ref: _Ref | None
    pull_requests: Page[_Pull]


@dataclass(frozen=True, slots=True)
class OpenPull:
    """An open pull request and the latest status of the gate on its head."""

    number: int
    head: str
    opened: datetime
    draft: bool
    state: str = ""
    """success, pending, failure or error; empty: none was posted, or the token may not read statuses."""
    sentence: str = ""


@dataclass(frozen=True, slots=True)
class Moving:
    """What changes while a run writes: the branch's newest commit and the open pull requests."""

    tip: str
    pulls: tuple[OpenPull, ...]
    gates: bool
    """Whether the token may read statuses."""


def read_moving(client: Client, branch: str) -> Moving:
    """Return where `branch` is and which pull requests into it are open, each with the gate's verdict.

    Without the permission `statuses: read` the verdicts are left out. Raises `GitHubError`.
    """
    try:
        return _read(client, branch, gates=True)
    except GitHubError as error:
        if error.status != HTTPStatus.FORBIDDEN:
            raise
        return _read(client, branch, gates=False)


def _read(client: Client, branch: str, *, gates: bool) -> Moving:
    owner, _, name = client.repository.partition("/")
    query = _QUERY % (("$context: String!,", _STATUS) if gates else ("", ""))
    variables: dict[str, object] = {"owner": owner, "name": name, "base": branch}
    variables |= {"ref": f"refs/heads/{branch}", "page": _PAGE}
    if gates:
        variables["context"] = CONTEXT
    pulls: dict[int, OpenPull] = {}
    after: str | None = None
    while True:
        answer = client.graphql(query, variables | {"after": after}).get("repository")
        found = read_shape(_Repository, answer, "the open pull requests")
        if found.ref is None:
            raise GitHubError(f"The branch {branch} isn't there any more. Run again.")
        pulls |= {pull.number: _open_pull(pull) for pull in found.pull_requests.nodes}
        info = found.pull_requests.page_info
        if not info.has_next_page or info.end_cursor in {None, after}:
            return Moving(found.ref.target.oid, tuple(pulls[number] for number in sorted(pulls)), gates)
        after = info.end_cursor


def _open_pull(pull: _Pull) -> OpenPull:
    heads = (tip.commit.status for tip in pull.tip.nodes if tip.commit.oid == pull.head_ref_oid)
    status = next((each for each in heads if each is not None), None)
    context = status.context if status is not None else None
    return OpenPull(
        number=pull.number,
        head=pull.head_ref_oid,
        opened=pull.created_at,
        draft=pull.is_draft,
        state=context.state.lower() if context is not None else "",
        sentence=(context.description or "") if context is not None else "",
    )
