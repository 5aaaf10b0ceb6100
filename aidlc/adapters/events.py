"""Which pull requests an event asks about. Numbers and commit ids only: nothing else of a payload is believed."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any, Final

from aidlc.domain.errors import InputError

RECHECK: Final = "/aidlc recheck"
"""The comment that asks for a new evaluation; it can't weaken one, so anybody may write it."""

_WITH_PULL: Final = frozenset(
    {"pull_request", "pull_request_target", "pull_request_review", "pull_request_review_comment"}
)
_WITHOUT: Final = frozenset({"push", "schedule", "repository_dispatch"})
_QUEUED: Final = re.compile(r"refs/heads/gh-readonly-queue/.+/pr-([1-9][0-9]{0,8})-[0-9a-f]{40,64}")
_COMMIT: Final = re.compile(r"[0-9a-f]{40}([0-9a-f]{24})?")


@dataclass(frozen=True, slots=True)
class Selection:
    """What to evaluate: the pull requests `numbers`, every open one at commit `head`, `every` open one, or a `group`."""

    numbers: tuple[int, ...] = ()
    head: str | None = None
    every: bool = False
    group: str | None = None
    """The head commit of a merge queue's group: every pull request in it is judged, and they all together."""
    nothing: str = ""
    """Why there is nothing to do, where nothing is to be done."""


def pull_numbers(event_name: str, event: Mapping[str, Any]) -> Selection:
    """Return which pull requests the event is about.

    `workflow_run` names none for forks: then the commit is given, to look for them. Raises `InputError` for an event that
    the gate doesn't know, and for a payload without what its event has.
    """
    if event_name in _WITH_PULL:
        return Selection(numbers=(_number(event.get("pull_request"), event_name),))
    if event_name in _WITHOUT:
        return Selection(every=True)
    match event_name:
        case "workflow_run":
            return _of_run(event)
        case "issue_comment":
            return _of_comment(event)
        case "workflow_dispatch":
            return _of_dispatch(event)
        case "merge_group":
            return _of_group(event)
        case _:
            raise InputError(
                f"The gate doesn't know the event `{event_name}`. Start it by pull_request, pull_request_review, "
                "workflow_run, issue_comment, merge_group, push, schedule or workflow_dispatch, or give --pr."
            )


def _of_run(event: Mapping[str, Any]) -> Selection:
    run = event.get("workflow_run")
    run = run if isinstance(run, dict) else {}
    listed = run.get("pull_requests")
    numbers = tuple(_number(pull, "workflow_run") for pull in listed) if isinstance(listed, list) else ()
    head = run.get("head_sha")
    if not isinstance(head, str) or _COMMIT.fullmatch(head) is None:
        raise InputError(
            "The workflow_run event names no commit. Start the gate by the aidlc-signal workflow."
        )
    # Always the commit as well: the list leaves out forks, and a sibling with the same head shares the status.
    return Selection(numbers=numbers, head=head)


def _of_group(event: Mapping[str, Any]) -> Selection:
    group = event.get("merge_group")
    group = group if isinstance(group, dict) else {}
    if event.get("action") == "destroyed":
        return Selection(nothing="The merge group is gone.")
    head, ref = group.get("head_sha"), group.get("head_ref")
    if not isinstance(head, str) or _COMMIT.fullmatch(head) is None:
        raise InputError("The merge_group event names no commit. Start the gate by GitHub's merge queue.")
    number = queued_number(ref) if isinstance(ref, str) else None
    return Selection(numbers=() if number is None else (number,), group=head)


def queued_number(ref: str) -> int | None:
    """Return the number of the pull request that a merge queue's branch is named after, `None` for any other ref."""
    named = _QUEUED.fullmatch(ref)
    return int(named[1]) if named is not None else None


def _of_comment(event: Mapping[str, Any]) -> Selection:
    issue, comment = event.get("issue"), event.get("comment")
    if not isinstance(issue, dict) or not isinstance(issue.get("pull_request"), dict):
        return Selection(nothing="The comment isn't on a pull request.")
    text = comment.get("body") if isinstance(comment, dict) else None
    if not isinstance(text, str) or text.strip() != RECHECK:
        return Selection(nothing=f"The comment isn't `{RECHECK}`.")
    return Selection(numbers=(_number(issue, "issue_comment"),))


def _of_dispatch(event: Mapping[str, Any]) -> Selection:
    inputs = event.get("inputs")
    given = inputs.get("pull-request") if isinstance(inputs, dict) else None
    return Selection(every=True) if given in (None, "") else Selection(numbers=(parse_number(str(given)),))


@dataclass(frozen=True, slots=True)
class Push:
    """A push: the full ref, and the commit it pointed to before; `None` where it is new or the event doesn't say."""

    ref: str
    before: str | None


def read_push(event: Mapping[str, Any]) -> Push:
    """Return what a push event says. Raises `InputError` for a payload without a ref."""
    ref, before = event.get("ref"), event.get("before")
    if not isinstance(ref, str) or not ref.startswith("refs/"):
        raise InputError(
            "The push event names no ref. Start the Bolts by push, schedule or workflow_dispatch."
        )
    known = isinstance(before, str) and _COMMIT.fullmatch(before) is not None and before.strip("0") != ""
    return Push(ref, str(before) if known else None)


def parse_number(text: str) -> int:
    """Return the pull request's number that a person wrote. Raises `InputError`."""
    digits = text.strip().removeprefix("#")
    if not (digits.isascii() and digits.isdecimal() and 0 < len(digits) < 10 and int(digits) > 0):
        raise InputError("That is no pull request number: write it in digits, such as 12.")
    return int(digits)


def _number(value: object, event_name: str) -> int:
    number = value.get("number") if isinstance(value, dict) else None
    if not isinstance(number, int) or isinstance(number, bool) or number < 1:
        raise InputError(f"The {event_name} event names no pull request. Name it with --pr.")
    return number
