"""What a model refuses, in our words: which line, which key, what was expected, what to write instead."""

from __future__ import annotations

import difflib
import re
from collections.abc import Mapping as Map
from types import UnionType
from typing import TYPE_CHECKING, Annotated, Any, Final, Union, get_args, get_origin

from pydantic import BaseModel

from aidlc.adapters.yaml_nodes import Mapping, Node, Sequence
from aidlc.adapters.yaml_subset import MAX_PROBLEMS
from aidlc.domain.errors import Problem
from schemas.policy import AccountReference
from schemas.scalars import Quoted

if TYPE_CHECKING:
    from pydantic import ValidationError
    from pydantic_core import ErrorDetails

Location = tuple[int | str, ...]

_SLUG_WORDS: Final = (
    "an identifier (lower-case letters, digits, single hyphens, at most 64 characters, like `check-in`)"
)
_ACCOUNT: Final = str(get_args(AccountReference)[1].pattern)
_PATTERN_WORDS: Final[Map[str, str]] = {
    r"^[a-z0-9](-?[a-z0-9])*$": _SLUG_WORDS,
    r"^[a-z0-9](-?[a-z0-9])*(/[a-z0-9](-?[a-z0-9])*){2}$": "a full reference, like `events/check-in/qr-validation`",
    r"^([0-9a-f]{40}|[0-9a-f]{64})$": "a full git object id (40 or 64 lower-case hexadecimal digits)",
    r"^[0-9a-f]{64}$": "a SHA-256 (64 lower-case hexadecimal digits)",
    r"^sha256:[0-9a-f]{64}$": "a digest like `sha256:` and 64 lower-case hexadecimal digits",
    r"^[^\n\r]*\S[^\n\r]*$": "one line of text",
    r"\S": "text",
    _ACCOUNT: "an account with its id, like `alice#583231`",
    r"^[^/\n\r\\][^\n\r\\]*$": "a path pattern relative to the repository's root, like `src/check-in/**`",
}
_PATTERN_REMEDIES: Final[Map[str, str]] = {
    get_args(AccountReference)[1].pattern: "Run `aidlc policy resolve`, which finds the id and writes it.",
}


def describe_errors(
    error: ValidationError, model: type[BaseModel], node: Node, *, path: str, first_line: int = 1
) -> tuple[Problem, ...]:
    """Pydantic's errors as problems, without those of nodes that already have one; in the file's order, not without end."""
    details = error.errors(include_url=False)[: 2 * MAX_PROBLEMS]
    newer = [
        detail for detail in details if detail["loc"] == ("schema",) and detail["type"] == "literal_error"
    ]
    # Of another version or kind, nothing else can be judged.
    wanted = newer or [detail for detail in details if not _follows(detail, details)]
    problems = [
        _describe(detail, model, node, path, first_line)
        for detail in wanted
        if not _is_broken(node, detail["loc"])
    ]
    return tuple(sorted(problems, key=lambda problem: problem.line or 0)[:MAX_PROBLEMS])


def _follows(detail: ErrorDetails, details: list[ErrorDetails]) -> bool:
    """Whether a list is only too short because of entries that were refused themselves."""
    depth = len(detail["loc"])
    return detail["type"] == "too_short" and any(
        len(other["loc"]) > depth and other["loc"][:depth] == detail["loc"] for other in details
    )


def dotted(location: Location) -> str:
    """`("stories", 0, "id")` as `stories[0].id`."""
    key = ""
    for part in location:
        key += f"[{part}]" if isinstance(part, int) else f".{part}" if key else part
    return key


def _describe(
    detail: ErrorDetails, model: type[BaseModel], node: Node, path: str, first_line: int
) -> Problem:
    location = tuple(part for part in detail["loc"] if part != "[key]")
    message, remedy = _words(detail, model, location)
    line = _line_of(node, location, first_line)
    return Problem(path=path, line=line, key=dotted(location) or None, message=message, remedy=remedy)


def _words(detail: ErrorDetails, model: type[BaseModel], location: Location) -> tuple[str, str]:
    """What is wrong and what to do, for one of pydantic's error types."""
    context: dict[str, Any] = detail.get("ctx", {})
    given = _show(detail["input"])
    match detail["type"]:
        case "missing":
            return "the key is missing.", f"Add `{location[-1]}: …`."
        case "extra_forbidden":
            return _unknown_key(model, location)
        case "literal_error" if location == ("schema",):
            return _wrong_schema(str(detail["input"]), context["expected"])
        case "enum" | "literal_error":
            return f"expected one of {context['expected']}, not {given}.", _closest(
                given, context["expected"]
            )
        case "string_pattern_mismatch":
            pattern = str(context["pattern"])
            words = _PATTERN_WORDS.get(pattern, "text of the form that this key has")
            return f"expected {words}, not {given}.", _PATTERN_REMEDIES.get(pattern, "Write it in this form.")
        case "string_too_short" | "string_too_long":
            bound = context.get("max_length", context.get("min_length"))
            side = "at most" if "max_length" in context else "at least"
            return (
                f"expected {side} {bound:,} characters.",
                "Shorten it." if side == "at most" else "Write it out.",
            )
        case "too_short" | "too_long":
            bound = context.get("max_length", context.get("min_length"))
            side = "at most" if "max_length" in context else "at least"
            remedy = "Shorten the list." if side == "at most" else "Add entries."
            return f"expected {side} {bound:,} entries, found {context['actual_length']:,}.", remedy
        case "greater_than_equal" | "less_than_equal":
            side, bound = (
                ("at least", context.get("ge")) if "ge" in context else ("at most", context.get("le"))
            )
            return f"expected a number of {side} {bound:,}, not {given}.", "Write such a number."
        case _:
            return _other_words(detail, given)


def _other_words(detail: ErrorDetails, given: str) -> tuple[str, str]:
    match detail["type"]:
        case "string_type":
            remedy = 'For the word itself write `"null"`.' if given == "null" else "Write it as `key: text`."
            return f"expected text, not {given}.", remedy
        case "tuple_type" | "list_type":
            return f"expected a list, not {given}.", "Write each entry on a line of its own, `- …`."
        case "dict_type" | "model_type" | "model_attributes_type":
            return f"expected keys with values, not {given}.", "Write `key: value` lines."
        case "integer" | "flag" | "moment":
            return f"{detail['msg']}, not {given}.", "Write it in this form, without quotes."
        case "value_error":
            return f"{detail['msg'].removeprefix('Value error, ')}.", "Correct it."
        case _:
            return f"isn't valid: {detail['msg']}.", "Correct the value."


def _wrong_schema(given: str, expected: str) -> tuple[str, str]:
    wanted = expected.strip("'")
    newer = re.fullmatch(r"aidlc/[a-z-]+/v([0-9]+)", given)
    if newer and given.rpartition("/v")[0] == wanted.rpartition("/v")[0]:
        return (
            f"this version reads `{wanted}`, the file is `{given}`.",
            "Upgrade aidlc to a version that reads it; nothing was changed.",
        )
    return f"a record at this path has `schema: {wanted}`, not {_show(given)}.", f"Write `schema: {wanted}`."


def _unknown_key(model: type[BaseModel], location: Location) -> tuple[str, str]:
    owner = _model_at(model, location[:-1])
    names = [field.alias or name for name, field in owner.model_fields.items()] if owner else []
    known = sorted(names, key=lambda name: name != "schema")
    close = difflib.get_close_matches(str(location[-1]), known, n=1)
    if close:
        return f"the key isn't known; did you mean `{close[0]}`?", f"Write `{close[0]}` or delete the key."
    return (
        "the key isn't known.",
        f"Known are: {', '.join(known)}. Delete the key or move its text to the body.",
    )


def _closest(given: str, expected: str) -> str:
    choices = re.findall(r"'([^']*)'", expected)
    close = difflib.get_close_matches(given.strip('`"'), choices, n=1)
    return f"Did you mean `{close[0]}`?" if close else "Write one of these."


def _model_at(annotation: Any, location: Location) -> type[BaseModel] | None:  # noqa: ANN401 -- a type form
    """The model that is expected at `location` below `annotation`; None when there is none."""
    if get_origin(annotation) is Annotated:
        return _model_at(get_args(annotation)[0], location)
    if get_origin(annotation) in {Union, UnionType}:
        found = (_model_at(choice, location) for choice in get_args(annotation) if choice is not type(None))
        return next(filter(None, found), None)
    if isinstance(annotation, type) and issubclass(annotation, BaseModel):
        if not location:
            return annotation
        fields = {field.alias or name: field for name, field in annotation.model_fields.items()}
        field = fields.get(str(location[0]))
        return _model_at(field.annotation, location[1:]) if field else None
    if get_origin(annotation) is tuple and location:
        return _model_at(get_args(annotation)[0], location[1:])
    if get_origin(annotation) is dict and location:
        return _model_at(get_args(annotation)[1], location[1:])
    return None


def _walk(node: Node, location: Location) -> list[tuple[Node, int]]:
    """The nodes on the way down `location`, as far as they exist, each with the line of its key."""
    steps = [(node, node.line)]
    for part in location:
        match steps[-1][0]:
            case Mapping(items, key_lines=lines) if part in items:
                steps.append((items[str(part)], lines[str(part)]))
            case Sequence(items) if isinstance(part, int) and part < len(items):
                steps.append((items[part], items[part].line))
            case _:
                break
    return steps


def _line_of(node: Node, location: Location, first_line: int) -> int:
    """The line of the key at `location`, of its parent when it isn't there, never before `first_line`."""
    return max(_walk(node, location)[-1][1], first_line)


def _is_broken(node: Node, location: Location) -> bool:
    return any(step.broken for step, _ in _walk(node, tuple(part for part in location if part != "[key]")))


def _show(value: object) -> str:
    """A value as an error shows it: short, on one line, with nothing in it that a terminal obeys."""
    match value:
        case None:
            return "null"
        case str():
            text = value if len(value) <= 60 else f"{value[:57]}…"
            shown = text.encode("unicode_escape").decode("ascii")
            return f'`"{shown}"`' if isinstance(value, Quoted) else f"`{shown}`"
        case list() | tuple():
            return "a list"
        case dict():
            return "keys with values"
        case _:
            return f"`{value}`"
