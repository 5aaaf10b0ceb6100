"""ruamel.yaml's event stream, with what it says of broken text in our words."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Final, Protocol, cast

_QUOTE: Final = "Put text with special characters in double quotes."
_MESSAGES: Final = (
    ("mapping values are not allowed", "there is a second `: ` in this line", _QUOTE),
    ("found character '\\t'", "there is a tab where only spaces may stand", "Indent with spaces."),
    (
        "expected <block end>",
        "the indentation doesn't match the lines above",
        "Indent it as its neighbours are.",
    ),
    ("could not find expected ':'", "a key has no `:` after it", "Write it as `key: value`."),
    ("while scanning a quoted scalar", "a quoted text doesn't end", "Close the quotes."),
    (
        "while scanning a double-quoted scalar",
        "a double-quoted text has an escape that isn't one",
        "Write a backslash twice, or use single quotes.",
    ),
    (
        "sequence entries are not allowed",
        "a list entry (`- …`) must start on a line of its own",
        "Begin a new line before it.",
    ),
    ("expected '<document start>'", "a line starts with `%`, or a second document starts here", _QUOTE),
    ("cannot start any token", "a text starts with a character that needs quotes", _QUOTE),
    ("flow sequence", "a list in `[…]` doesn't end or lacks a comma", "Add the comma or the `]`."),
    ("flow mapping", "keys in `{…}` don't end or lack a comma", "Add the comma or the `}`."),
)


class Mark(Protocol):
    """A place in the text, from 0."""

    line: int
    index: int


class Event(Protocol):
    """What is used of ruamel.yaml's events; which attributes an event has depends on its class."""

    start_mark: Mark
    end_mark: Mark
    anchor: str | None
    tag: str | None
    style: str | None
    value: str
    version: object
    explicit: bool
    tags: object


class NotYaml(Exception):  # noqa: N818 -- reads as what it says
    """The text isn't YAML; the message says why, `line` (from 0) says where, `remedy` what to do."""

    def __init__(self, message: str, line: int, remedy: str = _QUOTE) -> None:
        """Keep line and remedy beside the message."""
        super().__init__(message)
        self.line = line
        self.remedy = remedy


def read_events(text: str) -> Iterator[Event]:
    """Yield the events of `text` one by one, so that a reader can stop before more is read. Raises `NotYaml`."""
    from ruamel.yaml import YAML
    from ruamel.yaml.error import MarkedYAMLError

    reached = 0
    try:
        for event in YAML(typ="safe", pure=True, plug_ins=[]).parse(text):
            reached = event.end_mark.line
            yield cast("Event", event)
    except MarkedYAMLError as error:
        # Of a quoted text that doesn't end, its start says more than the end of the file.
        unended = "unexpected end of stream" in str(error.problem)
        mark = (unended and error.context_mark) or error.problem_mark or error.context_mark
        said = f"{error.context or ''} {error.problem or ''}"
        found = ((ours, remedy) for theirs, ours, remedy in _MESSAGES if theirs in said)
        words, remedy = next(found, (said.strip(), _QUOTE))
        raise NotYaml(words, mark.line if mark else reached, remedy) from None
    except Exception as error:  # noqa: BLE001 -- such as an escape beyond Unicode: whatever it is, the text can't be read
        raise NotYaml(str(error).partition("\n")[0], reached) from None
