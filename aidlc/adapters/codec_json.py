"""Approval evidence is JSON: read strictly by the standard library, located by the YAML reader (JSON is flow-style YAML)."""

from __future__ import annotations

import json
import re
from typing import Final, NoReturn

from aidlc.adapters import yaml_subset
from aidlc.adapters.codec_text import fail
from aidlc.adapters.yaml_nodes import Mapping, Node

_MAX_DIGITS: Final = 18
_STRINGS: Final = re.compile(r'"(?:[^"\\]|\\.)*"', re.DOTALL)


class _NotOurs(ValueError):  # noqa: N818 -- carries the sentence to report
    """Valid for Python's parser, refused by us."""


def load(text: str, *, path: str) -> tuple[object, Node]:
    """The value, and a node that knows where its keys stand.

    Raises `RecordProblems` for what isn't JSON, duplicate keys, NaN and infinities, fractions and numbers of more than 18
    digits, and deep nesting: each is something that two parsers may read differently.
    """
    _refuse_depth(text, path)
    try:
        value = json.loads(
            text,
            object_pairs_hook=_pairs,
            parse_constant=_refuse_number,
            parse_float=_refuse_number,
            parse_int=_integer,
        )
    except json.JSONDecodeError as error:
        message = f"this isn't JSON: {error.msg[:1].lower()}{error.msg[1:]}."
        raise fail(path, message, "Run `check_approval` again to write it.", line=error.lineno) from None
    except _NotOurs as error:
        line = _line_of(text, str(error.args[1]))
        raise fail(path, str(error.args[0]), "Run `check_approval` again to write it.", line=line) from None
    node, problems = yaml_subset.load(text, path=path)
    # Where the two readers don't agree, JSON decides and only the lines are lost.
    return value, node if node is not None and not problems else Mapping({}, 1)


def dump(value: object) -> str:
    """The canonical form: keys in the model's order, indented by two, ASCII only, a final line feed."""
    return json.dumps(value, indent=2, allow_nan=False) + "\n"


def _refuse_depth(text: str, path: str) -> None:
    depth = 0
    for found in re.finditer(r"[\[{\]}]", _STRINGS.sub("", text)):
        depth += 1 if found[0] in "[{" else -1
        if depth > yaml_subset.MAX_DEPTH:
            raise fail(path, f"values nest deeper than {yaml_subset.MAX_DEPTH} levels.", "Flatten them.")


def _pairs(pairs: list[tuple[str, object]]) -> dict[str, object]:
    result: dict[str, object] = {}
    for key, value in pairs:
        if key in result:
            raise _NotOurs(f"the key `{key[:60]!a}` is there twice.", json.dumps(key, ensure_ascii=False))
        result[key] = value
    return result


def _integer(digits: str) -> int:
    if len(digits.lstrip("-")) > _MAX_DIGITS:
        raise _NotOurs(f"a number has more than {_MAX_DIGITS} digits.", digits)
    return int(digits)


def _refuse_number(written: str) -> NoReturn:
    raise _NotOurs(f"`{written[:60]}` isn't a whole number.", written)


def _line_of(text: str, token: str) -> int | None:
    """The line of the last place where `token` stands: for a duplicate that is the second one."""
    at = text.rfind(token)
    return None if at < 0 else text.count("\n", 0, at) + 1
