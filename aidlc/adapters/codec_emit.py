"""The canonical form: one way to write a record, so that equal records are equal bytes.

Keys stand in the model's order, `schema` first; a key whose value is the model's default is left out; lists and mappings
are in block style, indented by two. Text is plain where every YAML reader sees the same text, a literal block where it
has several lines and can be one exactly, and else in double quotes with invisible characters escaped.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from datetime import UTC, datetime
from typing import Final

from pydantic import BaseModel

_INDENT: Final = "  "
# What a reader of the raw file can't see or may take for a line break. Fixed: Python's own tables change by version.
_ESCAPED: Final = re.compile(
    "[\x00-\x1f\x7f-\xa0\xad\u034f\u061c\u115f\u1160\u1680\u17b4\u17b5\u180b-\u180f\u2000-\u200f\u2028-\u202f"
    "\u205f-\u206f\u3000\u3164\ud800-\udfff\ufdd0-\ufdef\ufeff\uffa0\ufff0-\ufffc\ufffe\uffff"
    "\U000e0000-\U000e0fff]"
)
# Letters that start a plain text, or a count with its noun ("3 seconds"); any other start is quoted.
_PLAIN_START: Final = re.compile(
    r"[A-Za-z_/(\u00c0-\u024f\u0370-\u052f\u3040-\u30ff\u4e00-\u9fff\uac00-\ud7a3]|[0-9]+ [A-Za-z]"
)
# Words that some YAML reader takes for something else than text.
_TAKEN: Final = re.compile(r"(null|true|false|yes|no|on|off|y|n|nan|inf)\Z", re.IGNORECASE)
_SHORT: Final = {"\\": "\\\\", '"': '\\"', "\n": "\\n", "\t": "\\t"}


def emit(record: BaseModel) -> str:
    """The canonical YAML of a record or policy, ending in a line feed."""
    return "".join(_mapping(_written(record), ""))


def to_json_value(value: object) -> object:
    """A record's value for JSON: fields by their keys, times as text, nothing left out."""
    match value:
        case BaseModel():
            fields = type(value).model_fields
            return {
                field.alias or name: to_json_value(getattr(value, name)) for name, field in fields.items()
            }
        case tuple():
            return [to_json_value(item) for item in value]
        case datetime():
            return _moment(value)
        case _:
            return value


def _moment(value: datetime) -> str:
    return value.astimezone(UTC).isoformat().replace("+00:00", "Z")


def _written(record: BaseModel) -> list[tuple[str, object]]:
    """The keys that are written, in order, with their values."""
    # Fields of a base class come first in pydantic's order; `schema` goes before them.
    fields = sorted(type(record).model_fields.items(), key=lambda item: item[0] != "schema_")
    values = ((field, field.alias or name, getattr(record, name)) for name, field in fields)
    return [
        (key, value) for field, key, value in values if field.is_required() or value != field.get_default()
    ]


def _mapping(items: list[tuple[str, object]], indent: str) -> Iterator[str]:
    for key, value in items:
        yield from _entry(f"{indent}{_line(key)}:", value, indent + _INDENT)


def _entry(head: str, value: object, indent: str) -> Iterator[str]:
    """A key (or the dash of a list) with its value; `indent` is that of lines below."""
    children = _children(value)
    if children is None:
        yield f"{head} {_scalar(value, indent)}\n"
    elif not children:
        yield f"{head} {'[]' if isinstance(value, tuple) else '{}'}\n"
    elif isinstance(value, tuple):
        yield f"{head}\n"
        for item in value:
            yield from _item(item, indent)
    else:
        yield f"{head}\n"
        yield from _mapping(children, indent)


def _item(item: object, indent: str) -> Iterator[str]:
    """An item of a list; the first key of a mapping stands beside the dash."""
    children = _children(item)
    if children and not isinstance(item, tuple):
        lines = "".join(_mapping(children, indent + _INDENT))
        yield f"{indent}- {lines.removeprefix(indent + _INDENT)}"
    else:
        yield from _entry(f"{indent}-", item, indent + _INDENT)


def _children(value: object) -> list[tuple[str, object]] | None:
    """The keys of a mapping, the items of a list (their keys are empty), or None for a scalar."""
    match value:
        case BaseModel():
            return _written(value)
        case dict():
            return list(value.items())
        case tuple():
            return [("", item) for item in value]
        case _:
            return None


def _scalar(value: object, indent: str) -> str:
    match value:
        case None:
            return "null"
        case bool():
            return "true" if value else "false"
        case int():
            return str(value)
        case datetime():
            return _moment(value)
        case _:
            return _text(str(value), indent)


def _text(text: str, indent: str) -> str:
    """A text, on one line or as a literal block whose lines have `indent`."""
    if not _is_block(text):
        return _line(text)
    end = "" if text.endswith("\n") else "-"
    lines = text.removesuffix("\n").split("\n")
    return f"|{end}\n" + "\n".join(f"{indent}{line}" if line else "" for line in lines)


def _is_block(text: str) -> bool:
    lines = text.removesuffix("\n").split("\n")
    return (
        "\n" in text
        and bool(lines[-1])
        and lines[0][:1] not in {"", " "}
        and all(not _ESCAPED.search(line) and (not line or not line.isspace()) for line in lines)
    )


def _line(text: str) -> str:
    return text if _is_plain(text) else f'"{_ESCAPED_OR_QUOTE.sub(_escape, text)}"'


def _is_plain(text: str) -> bool:
    return (
        _PLAIN_START.match(text) is not None
        and _TAKEN.match(text) is None
        and _ESCAPED.search(text) is None
        and ": " not in text
        and " #" not in text
        and text[-1] not in ": "
    )


_ESCAPED_OR_QUOTE: Final = re.compile(rf'[\\"]|{_ESCAPED.pattern}')


def _escape(found: re.Match[str]) -> str:
    char = found[0]
    code = ord(char)
    return _SHORT.get(char) or (f"\\u{code:04x}" if code <= 0xFFFF else f"\\U{code:08x}")
