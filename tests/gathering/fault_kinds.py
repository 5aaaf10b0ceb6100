"""Which requests a decision makes, and what may befall each: the two sides of the fault matrix."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from aidlc.emulator import Fault, faults

Change = Callable[[Any], Any]


@dataclass(frozen=True)
class Kind:
    """One kind of request: how it is told from others, and which pull requests make it."""

    name: str
    path: str = ""
    graphql: str | None = None
    method: str | None = None
    skip: int = 0
    long: bool = False
    """Only a pull request of more than 250 commits asks this."""
    lists: bool = True
    """Whether the answer has a list in it."""

    @property
    def is_git(self) -> bool:
        return "info/refs" in self.path or "upload-pack" in self.path

    def fault(self, action: faults.Action, times: int | None = None) -> Fault:
        """The action on this kind of request: every one of them, or the first `times`."""
        return Fault(
            action, method=self.method, path=self.path, graphql=self.graphql, times=times, skip=self.skip
        )


KINDS = (
    Kind("pull", graphql=r"query Pull\("),
    Kind("page", graphql=r"query More\("),
    Kind("commit", graphql=r"query Commit\(", long=True),
    Kind("merger", graphql=r"query PullsOfCommit\("),
    Kind("merged", graphql=r"query Pull\(", skip=1),
    Kind("mark", graphql=r"query Mark\("),
    Kind("viewer", graphql=r"viewer \{", lists=False),
    Kind("activity", path="/activity$"),
    Kind("permission", path="/permission$", lists=False),
    Kind("team", path="/teams/core$", lists=False),
    Kind("members", path="/members$"),
    Kind("status", path="/statuses/", method="POST", lists=False),
    Kind("statuses", path="/commits/.*/statuses$", method="GET"),
    Kind("comments", path="/comments$", method="GET"),
    Kind("comment", path="/comments", method="PATCH", lists=False),
    Kind("refs", path="/info/refs$"),
    Kind("pack", path="/git-upload-pack$"),
)


def _everywhere(change: Change) -> Change:
    """Do `change` to a REST list, or to every connection of a GraphQL answer."""

    def walk(value: Any) -> Any:
        if isinstance(value, dict):
            walked = {key: walk(part) for key, part in value.items()}
            return {**walked, "nodes": change(walked["nodes"])} if "nodes" in walked else walked
        return value

    return lambda body: change(body) if isinstance(body, list) else walk(body)


def _no_connections(value: Any) -> Any:
    """The answer with null for every connection, and for a REST list."""
    if isinstance(value, dict):
        return None if "nodes" in value else {key: _no_connections(part) for key, part in value.items()}
    return None if isinstance(value, list) else value


LIMIT = "You have exceeded a secondary rate limit. Please wait."
ERRORS = '{"data": null, "errors": [{"message": "Something went wrong while executing your query."}]}'
STATUSES: dict[str, faults.Action] = {
    "401": faults.Status(401, "Bad credentials"),
    "403": faults.Status(403, "Resource not accessible by integration"),
    "403 limit": faults.Status(403, LIMIT),
    "404": faults.Status(404, "Not Found"),
    "422": faults.Status(422, "Validation Failed"),
    "429": faults.Status(429, LIMIT),
    "429 after": faults.Status(429, LIMIT, (("Retry-After", "5"),)),
    "500": faults.Status(500),
    "502": faults.Status(502),
}
"""What is told by the status."""
WRITES: dict[str, faults.Action] = {"502 done": faults.Status(502, after=True)}
"""What GitHub did although the answer was lost."""
BODIES: dict[str, faults.Action] = {
    "cut": faults.CutBody(),
    "html": faults.Body(),
    "null": faults.Body("null", "application/json"),
    "errors": faults.Body(ERRORS, "application/json"),
}
"""A good status above a body that is none."""
LISTS: dict[str, faults.Action] = {
    "no list": faults.Rewrite(_no_connections),
    "repeated": faults.Rewrite(_everywhere(lambda items: items * 2)),
    "vanished": faults.Rewrite(_everywhere(lambda _: [])),
}
"""Whole answers whose lists aren't: a null connection, a page that comes twice, a page that is gone."""


def troubles(kind: Kind) -> dict[str, faults.Action]:
    """What may befall a kind of request. git has no JSON, and not every answer has a list."""
    if kind.is_git:
        return {**STATUSES, "cut": BODIES["cut"], "html": BODIES["html"]}
    if kind.method in {"POST", "PATCH"}:
        return {**STATUSES, **WRITES, **BODIES}
    return {**STATUSES, **BODIES, **(LISTS if kind.lists else {})}
