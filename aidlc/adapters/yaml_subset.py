"""The one YAML reader: a small subset of YAML 1.2 over ruamel.yaml's event stream.

Read: mappings, sequences (block or flow), plain, quoted and literal (`|`) scalars. Refused, each with its line: anchors,
aliases, tags, merge keys, duplicate keys, keys that aren't one line of text, folded scalars, empty values, directives,
further documents, and anything over the limits. Nothing is resolved: a scalar stays text until a model types it.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import Final, NoReturn

from aidlc.adapters.yaml_events import Event, NotYaml, read_events
from aidlc.adapters.yaml_nodes import Mapping, Node, Scalar, Sequence
from aidlc.domain.errors import Problem

MAX_DEPTH: Final = 8
"""How deep mappings and sequences may nest."""

MAX_NODES: Final = 20_000
"""How many mappings, sequences, keys and values a file may have."""

MAX_PROBLEMS: Final = 50
"""How many problems of a file are reported; more help nobody, and a hostile file has as many as it has bytes."""

FORBIDDEN: Final = re.compile("[\x00-\x08\x0b-\x1f\x7f-\x9f\ud800-\udfff\ufdd0-\ufdef\ufffe\uffff]")
"""Characters that no value may hold, written out or escaped: control characters but tab and line feed, surrogates."""

_HIDDEN_BREAKS: Final = re.compile("[\u2028\u2029\ufeff]")


class _Stop(Exception):  # noqa: N818 -- ends the reading, carries nothing
    """The rest can't be read; the problems say why."""


def load(
    text: str, *, path: str, first_line: int = 1, comments: bool = True
) -> tuple[Node | None, tuple[Problem, ...]]:
    """Read one document.

    `first_line` is the line of the file on which `text` starts; with `comments=False` a comment is a problem, because it
    would be lost when a tool writes the file. The node is None when the text can't be read to its end; nodes that a
    problem was reported for are marked `broken`. Never raises for what the text holds.
    """
    reader = _Reader(text, path, first_line)
    try:
        node = reader.document()
        if not comments:
            reader.refuse_comments()
    except _Stop:
        return None, tuple(reader.problems)
    return node, tuple(reader.problems)


class _Reader:
    """One pass over the events of one text."""

    def __init__(self, text: str, path: str, first_line: int) -> None:
        self.text = text
        self.path = path
        self.first_line = first_line
        self.problems: list[Problem] = []
        self.nodes = 0
        self.spans: list[tuple[int, int]] = []
        self.events: Iterator[Event] = iter(())

    def document(self) -> Node:
        """The single document of the text."""
        if found := _HIDDEN_BREAKS.search(self.text):
            line = self.text.count("\n", 0, found.start())
            self.stop(
                line,
                f"the invisible character U+{ord(found[0]):04X} isn't allowed here",
                "Delete it or escape it.",
            )
        self.events = read_events(self.text)
        self.take()  # the stream's start
        start = self.take()
        if _name(start) == "StreamEnd":
            self.stop(0, "there is nothing here", "Write the keys of this record.")
        if start.version is not None or start.tags:
            self.stop(0, "directives (`%…`) aren't read", "Delete the lines that start with `%`.")
        node = self.node(self.take(), 1, "")
        end = self.take()
        if end.explicit:
            self.stop(_line(end), "`...` isn't read", "Delete the line.")
        extra = self.take()
        if _name(extra) != "StreamEnd":
            self.stop(_line(extra), "a second document starts here", "Keep one document in the file.")
        return node

    def take(self) -> Event:
        """The next event. Syntax errors become problems."""
        try:
            return next(self.events)
        except NotYaml as error:
            self.stop(error.line, f"this isn't valid YAML: {error}", error.remedy)

    def node(self, event: Event, depth: int, key: str) -> Node:
        """The node that starts with `event`."""
        self.count(event, depth, key)
        broken = self.refuse_decoration(event, key)
        match _name(event):
            case "Scalar":
                return self.scalar(event, key, broken=broken)
            case "SequenceStart":
                items: list[Node] = []
                while _name(child := self.take()) != "SequenceEnd":
                    items.append(self.node(child, depth + 1, f"{key}[{len(items)}]"))
                return Sequence(tuple(items), self.line(event), broken)
            case "MappingStart":
                return self.mapping(event, depth, key, broken=broken)
            case _:  # an alias, already reported
                return Scalar("", plain=True, line=self.line(event), broken=True)

    def mapping(self, event: Event, depth: int, key: str, *, broken: bool) -> Mapping:
        """A mapping; of duplicate keys the first is kept."""
        items: dict[str, Node] = {}
        lines: dict[str, int] = {}
        while _name(child := self.take()) != "MappingEnd":
            name = self.key(child, key)
            where = f"{key}.{name}" if key else name
            value = self.node(self.take(), depth + 1, where)
            if name in items:
                self.report(
                    _line(child), where, f"the key is there twice (first in line {lines[name]})", "Keep one."
                )
                continue
            items[name] = value
            lines[name] = self.line(child)
        return Mapping(items, self.line(event), lines, broken)

    def key(self, event: Event, parent: str) -> str:
        """A key as text. A key that is no one-line text ends the reading: what it means can't be told."""
        self.count(event, 1, parent)
        if _name(event) != "Scalar" or event.style in {"|", ">"} or "\n" in self.span(event):
            self.stop(_line(event), "a key must be one line of text", "Write `key: value`.", parent)
        name = str(event.value)
        if name == "<<" and event.style is None:
            self.stop(_line(event), "merge keys (`<<`) aren't read", "Write the keys out.", parent)
        if not name:
            self.stop(_line(event), "a key is empty", "Write `key: value`.", parent)
        self.refuse_decoration(event, f"{parent}.{name}" if parent else name)
        self.refuse_characters(event, name, parent)
        return name

    def scalar(self, event: Event, key: str, *, broken: bool) -> Scalar:
        """A scalar in one of the three styles."""
        span = self.span(event)
        if event.style == ">":
            broken = self.report(
                _line(event), key, "folded text (`>`) isn't read", "Write it as a block with `|`."
            )
        elif event.style == "|":
            if "#" in span.partition("\n")[0]:
                broken = self.report(
                    _line(event), key, "a comment may not follow `|`", "Put it on its own line or delete it."
                )
        elif "\n" in span:
            broken = self.report(
                _line(event), key, "text over several lines isn't read", "Write it as a block with `|`."
            )
        elif event.style is None and not event.value and not broken:
            broken = self.report(
                self.key_line(event), key, "there is no value", "Write a value, `null`, or delete the key."
            )
        broken = self.refuse_characters(event, event.value, key) or broken
        return Scalar(str(event.value), event.style is None, self.line(event), broken)

    def key_line(self, event: Event) -> int:
        """The line (from 0) of an empty value's `:` or `-`: ruamel places the value on the next token's line."""
        return self.text[: event.start_mark.index].rstrip().count("\n")

    def span(self, event: Event) -> str:
        """The event's own characters in the text."""
        start, end = event.start_mark.index, event.end_mark.index
        self.spans.append((start, end))
        return self.text[start:end].strip() if event.style != "|" else self.text[start:end]

    def count(self, event: Event, depth: int, key: str) -> None:
        """Stop when the limits are passed, before anything more is read."""
        self.nodes += 1
        if self.nodes > MAX_NODES:
            self.stop(_line(event), f"there are more than {MAX_NODES:,} values", "Split the record.", key)
        if depth > MAX_DEPTH and _name(event) != "Scalar":
            self.stop(_line(event), f"values nest deeper than {MAX_DEPTH} levels", "Flatten them.", key)

    def refuse_decoration(self, event: Event, key: str) -> bool:
        """Report anchors, aliases and tags; true when there was one."""
        if _name(event) == "Alias":
            return self.report(_line(event), key, "aliases (`*…`) aren't read", "Write the value out.")
        broken = False
        if event.anchor is not None:
            broken = self.report(_line(event), key, "anchors (`&…`) aren't read", "Delete the anchor.")
        if event.tag is not None:
            broken = self.report(_line(event), key, "tags (`!…`) aren't read", "Delete the tag.")
        return broken

    def refuse_characters(self, event: Event, value: str, key: str) -> bool:
        """Report characters that a value may not hold even when escaped."""
        if found := FORBIDDEN.search(value):
            said = f"the character U+{ord(found[0]):04X} isn't allowed, not even escaped"
            return self.report(_line(event), key, said, "Delete it.")
        return False

    def refuse_comments(self) -> None:
        """Report every comment: what lies outside of scalars and has a `#`."""
        position = 0
        for start, end in [*self.spans, (len(self.text), len(self.text))]:
            between = self.text[position:start]
            for found in re.finditer("#.*", between):
                line = self.text.count("\n", 0, position + found.start())
                self.report(
                    line,
                    "",
                    "a comment here would be lost when a tool writes the file",
                    "Move it below the `---`.",
                )
            position = max(position, end)

    def line(self, event: Event) -> int:
        """The line of the file on which `event` starts, from 1."""
        return _line(event) + self.first_line

    def report(self, line: int, key: str, message: str, remedy: str) -> bool:
        """Note a problem on `line` of the text (from 0); always true. Stops when there are too many."""
        self.problems.append(
            Problem(
                path=self.path,
                line=line + self.first_line,
                key=key or None,
                message=f"{message}.",
                remedy=remedy,
            )
        )
        if len(self.problems) >= MAX_PROBLEMS:
            raise _Stop
        return True

    def stop(self, line: int, message: str, remedy: str, key: str = "") -> NoReturn:
        """Note a problem after which the rest can't be read."""
        self.report(line, key, message, remedy)
        raise _Stop


def _name(event: Event) -> str:
    return type(event).__name__.removesuffix("Event")


def _line(event: Event) -> int:
    return int(event.start_mark.line)
