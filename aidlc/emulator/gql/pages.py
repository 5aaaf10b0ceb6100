from typing import Any

from aidlc.emulator.gql.connections import connect
from aidlc.emulator.gql.nodes import IssueNode, PullNode
from aidlc.emulator.state import Issue, Pull, Repository

SORT_KEYS = {"CREATED_AT": "created_at", "UPDATED_AT": "updated_at"}


def pull_state(pull: Pull) -> str:
    """OPEN, CLOSED or MERGED: a merged pull request is not CLOSED here, while REST says `closed`."""
    if pull.merged_at is not None:
        return "MERGED"
    return "OPEN" if pull.is_open else "CLOSED"


def pull_page(name: str, repository: Repository, arguments: dict[str, Any]) -> dict[str, Any]:
    """The pull requests that fit the arguments, oldest first unless told otherwise."""
    states, head, base = arguments.get("states"), arguments.get("headRefName"), arguments.get("baseRefName")
    found = [
        each
        for each in repository.pulls.values()
        if (not states or pull_state(each) in states)
        and (head is None or each.head_ref == head)
        and (base is None or each.base_ref == base)
        and _has_label(each.issue, arguments)
    ]
    found.sort(key=lambda each: _sort_key(each.issue, arguments), reverse=_descends(arguments))
    return connect(name, found, arguments, lambda pull: PullNode(repository, pull))


def issue_page(repository: Repository, arguments: dict[str, Any]) -> dict[str, Any]:
    """The issues (no pull requests) that fit the arguments."""
    states = arguments.get("states")
    found = [
        each
        for number, each in repository.issues.items()
        if number not in repository.pulls
        and (not states or each.state.upper() in states)
        and _has_label(each, arguments)
    ]
    found.sort(key=lambda each: _sort_key(each, arguments), reverse=_descends(arguments))
    return connect("issues", found, arguments, lambda issue: IssueNode(repository, issue))


def _has_label(issue: Issue, arguments: dict[str, Any]) -> bool:
    wanted = arguments.get("labels")
    return not wanted or any(label.name in wanted for label in issue.labels)


def _sort_key(issue: Issue, arguments: dict[str, Any]) -> tuple[Any, int]:
    field = (arguments.get("orderBy") or {}).get("field", "CREATED_AT")
    if field == "COMMENTS":
        return len(issue.comments), issue.id
    return getattr(issue, SORT_KEYS[field]), issue.id


def _descends(arguments: dict[str, Any]) -> bool:
    return (arguments.get("orderBy") or {}).get("direction") == "DESC"
