"""What an event asks of a draft: the issue's number, who asks, and the words as they were when they asked.

Words are material, never trusted; an event's are used because a later edit must not slip in what the person who asked
hadn't read. Who may ask is for GitHub to say.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from aidlc.adapters.events import RECHECK, parse_number
from aidlc.domain.errors import InputError


@dataclass(frozen=True, slots=True)
class IssueEvent:
    """An event about an issue; `nothing` says why there is nothing to do, where that is so."""

    number: int = 0
    actor: str = ""
    """Login of whoever caused it."""
    words: tuple[str, str] | None = None
    """The issue's title and body then; `None` where the event doesn't hold them."""
    comment: tuple[int, str] | None = None
    """Id and text of the comment."""
    unit: str = ""
    on_pull: bool = False
    """Whether `number` is a pull request's."""
    nothing: str = ""


def read_actor(event: Mapping[str, Any]) -> str:
    """Return the login of whoever caused an event, empty where it names nobody."""
    return _text(_object(event.get("sender")).get("login"))


def read_issue_event(name: str, event: Mapping[str, Any], label: str) -> IssueEvent:
    """Return what `issues` (labelled with `label`), `issue_comment` or `workflow_dispatch` ask. Raises `InputError`."""
    actor = read_actor(event)
    match name:
        case "issues":
            return _of_label(event, actor, label)
        case "issue_comment":
            return _of_comment(event, actor)
        case "workflow_dispatch":
            inputs = _object(event.get("inputs"))
            number = parse_number(_text(inputs.get("issue")))
            return IssueEvent(number, actor, unit=_text(inputs.get("unit")).strip())
        case _:
            raise InputError(
                f"The event `{name}` starts no draft. Start it by issues (labeled), issue_comment or workflow_dispatch, "
                "or give --issue."
            )


def _of_label(event: Mapping[str, Any], actor: str, label: str) -> IssueEvent:
    given = _text(_object(event.get("label")).get("name"))
    if event.get("action") != "labeled" or given != label:
        return IssueEvent(nothing=f"The issue wasn't given the label `{label}`.")
    issue = _object(event.get("issue"))
    return IssueEvent(_number(issue), actor, words=_words(issue))


def _of_comment(event: Mapping[str, Any], actor: str) -> IssueEvent:
    issue, comment = _object(event.get("issue")), _object(event.get("comment"))
    text, identity = comment.get("body"), comment.get("id")
    if event.get("action") != "created" or not isinstance(text, str) or not isinstance(identity, int):
        return IssueEvent(nothing="The comment isn't new.")
    if not text.lstrip().startswith("/aidlc ") or text.strip() == RECHECK:
        return IssueEvent(nothing="The comment holds no command for a draft.")
    return IssueEvent(
        _number(issue),
        actor,
        words=_words(issue),
        comment=(identity, text),
        on_pull=isinstance(issue.get("pull_request"), dict),
    )


def _words(issue: Mapping[str, Any]) -> tuple[str, str]:
    return _text(issue.get("title")), _text(issue.get("body"))


def _number(issue: Mapping[str, Any]) -> int:
    number = issue.get("number")
    if not isinstance(number, int) or isinstance(number, bool) or number < 1:
        raise InputError("The event names no issue. Name it with --issue.")
    return number


def _object(value: object) -> Mapping[str, Any]:
    return value if isinstance(value, dict) else {}


def _text(value: object) -> str:
    return value if isinstance(value, str) else ""
