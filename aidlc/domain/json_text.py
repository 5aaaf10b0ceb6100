"""JSON as people keep it in settings: with comments, trailing commas, their own indentation. Read, and changed in place.

Everything outside the one value that is put in stays character for character; so a file is never parsed and written anew.
"""

from __future__ import annotations

import json
import re
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Final

_SPACE: Final = re.compile(r"(?:[ \t\r\n]+|//[^\r\n]*|/\*.*?\*/)*", re.DOTALL)
_SCALAR: Final = re.compile(
    r'"(?:[^"\\\x00-\x1f]|\\.)*"|-?(?:0|[1-9]\d*)(?:\.\d+)?(?:[eE][+-]?\d+)?|true|false|null'
)
_DEPTH: Final = 100


class NotJson(ValueError):  # noqa: N818 -- says what the text is
    """The text can't be read; the message says what was expected, `line` where."""

    def __init__(self, text: str, at: int, expected: str) -> None:
        """Count the line of the offset `at`."""
        super().__init__(f"expected {expected}")
        self.line = text.count("\n", 0, at) + 1


@dataclass(frozen=True, slots=True)
class Node:
    """A value and where it stands: offsets of its first character and behind its last."""

    start: int
    end: int
    plain: object
    """The value as Python has it."""
    members: tuple[tuple[str, Node], ...] = ()
    """Of an object, in order."""
    comma: int | None = None
    """Offset behind the comma after an object's last member, where there is one."""

    def member(self, key: str) -> Node | None:
        """Return the value under `key`."""
        return next((node for name, node in self.members if name == key), None)


def read_json(text: str) -> Node:
    """Return the one value of `text`. Raises `NotJson`, also for a key that stands twice: which one counts is open."""
    start = _skip(text, 0)
    node = _read(text, start, 0)
    rest = _skip(text, node.end)
    if rest != len(text):
        raise NotJson(text, rest, "nothing behind the value")
    return node


def put_json(text: str, path: Sequence[str], value: object) -> str:
    """Return `text` with `value` under the keys `path`, making the objects on the way; what was there is replaced.

    Raises `NotJson`, also where something on the way is no object.
    """
    node = read_json(text)
    for depth, key in enumerate(path):
        if not isinstance(node.plain, dict):
            raise NotJson(text, node.start, "an object")
        found = node.member(key)
        if found is None:
            for outer in reversed(path[depth + 1 :]):
                value = {outer: value}
            return _insert(text, node, key, value)
        node = found
    margin = re.match(r"[ \t]*", text[text.rfind("\n", 0, node.start) + 1 :])
    rendered = _render(text, value, margin.group() if margin else "")
    return text[: node.start] + rendered + text[node.end :]


def _insert(text: str, node: Node, key: str, value: object) -> str:
    newline = "\r\n" if "\r\n" in text else "\n"
    outer, inner = _margins(text, node)
    pieces = []
    behind = node.members[-1][1].end if node.members else node.start + 1
    if node.members and node.comma is None:
        pieces = [text[:behind], ","]
    else:
        behind = node.comma or behind
        pieces = [text[:behind]]
    brace = node.end - 1
    kept = text[behind:brace].rstrip()
    space = text[behind + len(kept) : brace]
    comma = "," if node.comma is not None else ""
    pieces += [kept, newline, inner, json.dumps(key), ": ", _render(text, value, inner), comma]
    pieces += [space if "\n" in space else newline + outer, text[brace:]]
    return "".join(pieces)


def _margins(text: str, node: Node) -> tuple[str, str]:
    """The indentation of an object's closing brace and of its members."""
    line = text[text.rfind("\n", 0, node.start) + 1 : node.start]
    outer = line[: len(line) - len(line.lstrip())]
    lead = re.match(r"[ \t\r]*(?:\n[ \t\r]*)*\n([ \t]*)\"", text[node.start + 1 : node.end])
    return outer, lead[1] if lead else outer + _unit(text)


def _unit(text: str) -> str:
    found = re.search(r"^([ \t]+)\S", text, re.MULTILINE)
    return found[1] if found and len(found[1]) <= 8 else "  "


def _render(text: str, value: object, margin: str) -> str:
    newline = "\r\n" if "\r\n" in text else "\n"
    lines = json.dumps(value, indent=_unit(text), ensure_ascii=False).split("\n")
    return (newline + margin).join(lines)


def _skip(text: str, at: int) -> int:
    found = _SPACE.match(text, at)
    return found.end() if found else at


def _read(text: str, at: int, depth: int) -> Node:
    if depth > _DEPTH:
        raise NotJson(text, at, f"at most {_DEPTH} levels")
    if text.startswith("{", at):
        return _read_object(text, at, depth)
    if text.startswith("[", at):
        return _read_list(text, at, depth)
    found = _SCALAR.match(text, at)
    if found is None:
        raise NotJson(text, at, "a value")
    try:
        return Node(at, found.end(), json.loads(found.group()))
    except ValueError:
        raise NotJson(text, at, "a string as JSON writes it") from None


def _read_object(text: str, start: int, depth: int) -> Node:
    members: list[tuple[str, Node]] = []
    comma = None
    at = _skip(text, start + 1)
    while not text.startswith("}", at):
        if members and comma is None:
            raise NotJson(text, at, "a comma or }")
        if not text.startswith('"', at):
            raise NotJson(text, at, "a key in double quotes or }")
        key = _read(text, at, depth + 1)
        name = str(key.plain)
        if any(name == other for other, _ in members):
            raise NotJson(text, at, f"each key once: {name[:40]!a} is there again")
        at = _skip(text, key.end)
        if not text.startswith(":", at):
            raise NotJson(text, at, "a colon")
        node = _read(text, _skip(text, at + 1), depth + 1)
        members.append((name, node))
        at, comma = _behind_comma(text, node.end)
    return Node(start, at + 1, {name: node.plain for name, node in members}, tuple(members), comma)


def _read_list(text: str, start: int, depth: int) -> Node:
    items: list[object] = []
    comma = None
    at = _skip(text, start + 1)
    while not text.startswith("]", at):
        if items and comma is None:
            raise NotJson(text, at, "a comma or ]")
        node = _read(text, at, depth + 1)
        items.append(node.plain)
        at, comma = _behind_comma(text, node.end)
    return Node(start, at + 1, items)


def _behind_comma(text: str, at: int) -> tuple[int, int | None]:
    at = _skip(text, at)
    if not text.startswith(",", at):
        return at, None
    return _skip(text, at + 1), at + 1
