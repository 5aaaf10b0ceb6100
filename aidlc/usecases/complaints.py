"""What pydantic found wrong, as sentences a person or an assistant can act on: which key, what was expected."""

from __future__ import annotations

import re
from collections.abc import Sequence
from typing import TYPE_CHECKING, Final

from pydantic import BaseModel, ValidationError

from aidlc.usecases.known_keys import tell_known_keys
from schemas.common import SLUG_PATTERN

if TYPE_CHECKING:
    from pydantic_core import ErrorDetails

_MOST: Final = 10
_LONGEST_VALUE: Final = 80
_EXAMPLES: Final = {
    SLUG_PATTERN: "lower-case letters, digits and single hyphens, such as `check-in`",
    r"^([0-9a-f]{40}|[0-9a-f]{64})$": "a full commit id of 40 (or 64) hexadecimal digits",
    r"^sha256:[0-9a-f]{64}$": "`sha256:` and 64 hexadecimal digits",
    r"^[0-9a-f]{64}$": "64 lower-case hexadecimal digits",
    r"\S": "text that isn't blank",
    r"^[^\n\r]*\S[^\n\r]*$": "one line of text that isn't blank",
}

_WANTED: Final = {
    "bool_type": "true or false",
    "bool_parsing": "true or false",
    "dict_type": "an object with keys",
    "int_type": "a whole number",
    "int_parsing": "a whole number",
    "int_from_float": "a whole number",
    "list_type": "a list",
    "model_type": "an object with keys",
    "string_type": "text",
    "tuple_type": "a list",
}


def complaints(error: ValidationError, model: type[BaseModel] | None = None) -> list[tuple[str, str]]:
    """Key (`risks[0].impact`) and sentence of each finding, at most ten and a last one that counts the rest.

    Where `model` is given, what was found wrong by it, an unknown key is told with the known ones.
    """
    details = error.errors(include_url=False, include_context=True)
    found = [(_key(one["loc"]), _sentence(one, model)) for one in details[:_MOST]]
    if len(details) > _MOST:
        found.append(("", f"And {len(details) - _MOST} more of the same kind."))
    return found


def _key(location: Sequence[str | int]) -> str:
    """The key as problems of files write it too."""
    parts = [f"[{part}]" if isinstance(part, int) else f".{part}" for part in location]
    return "".join(parts).removeprefix(".")


def _sentence(detail: ErrorDetails, model: type[BaseModel] | None) -> str:
    context = detail.get("ctx", {})
    kind = detail["type"]
    if kind == "extra_forbidden":
        known = tell_known_keys(model, detail["loc"]) if model is not None else ""
        return f"Unknown key. {known}" if known else "Unknown key; leave it out."
    if kind in {"missing", "missing_argument"}:
        return "Missing; it is required."
    if kind == "string_pattern_mismatch":
        pattern = str(context.get("pattern", ""))
        if "/" in pattern and "){2}" in pattern:
            wanted = "a full reference `intent/unit/bolt`"
        else:
            wanted = _EXAMPLES.get(pattern, f"text that matches {pattern}")
        return f"{_value(detail)} must be {wanted}."
    if kind in {"literal_error", "enum"}:
        return f"{_value(detail)} must be {context.get('expected', '')}."
    if kind == "value_error":
        return re.sub(r"^Value error, ", "", detail["msg"]) + "."
    if kind in _WANTED:
        return f"{_value(detail)} must be {_WANTED[kind]}."
    said = re.sub(r"^Input should be ", "must be ", detail["msg"])
    said = re.sub(r"^String should ", "must ", said)
    return f"{_value(detail)} {said[:1].lower()}{said[1:]}."


def _value(detail: ErrorDetails) -> str:
    shown = repr(detail["input"])
    return shown if len(shown) <= _LONGEST_VALUE else f"{shown[:_LONGEST_VALUE]}…"
