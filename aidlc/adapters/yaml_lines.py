"""A quick reading of the plainest YAML: the form in which records are written here, line by line.

Most records are exactly that, and ruamel.yaml's pure parser takes ten times as long for them. Whatever isn't the plainest
form beyond doubt is left to `yaml_subset`, which also finds every problem: this module reports none. That both read the same
nodes wherever this one reads anything is held by a property test.
"""

from __future__ import annotations

import re
from typing import Final

from aidlc.adapters.yaml_nodes import Mapping, Node, Scalar, Sequence

_MAX_LINES: Final = 2_000
_MAX_INDENT: Final = 8
"""Far from the limits of values and depth, so that nothing needs counting here."""

# Letters of ASCII and the scripts that are neither invisible nor line breaks to anybody; combining marks among them.
_LETTERS: Final = (
    r"A-Za-z\u00c0-\u024f\u0370-\u03ff\u0400-\u052f\u3041-\u3096\u30a1-\u30fa\u4e00-\u9fff\uac00-\ud7a3"
)
_PLAIN_TEXT: Final = rf"[{_LETTERS}0-9/_(](?:[{_LETTERS}0-9!\"$-9;-~]|:(?=[^ ])|#| (?=[^ #:]))*"
_QUOTED: Final = rf"\"[{_LETTERS} !#-\[\]-~]*\""
_KEY: Final = r"[a-z][a-z0-9_-]{0,60}"
_LINE: Final = re.compile(rf"( *)(- )?(?:({_KEY}):(?: |\Z))?(?:(\|-?)|({_PLAIN_TEXT})|({_QUOTED}))?")
_BLOCK_LINE: Final = re.compile(rf" *[{_LETTERS}!-~][{_LETTERS}!-~ ]*")


class _NotPlain(Exception):  # noqa: N818 -- ends the reading, carries nothing
    """The text isn't of the plainest form."""


def read_plainest(text: str, first_line: int) -> Node | None:
    """The mapping that `text` holds, or None when it has anything but the plainest form."""
    if not text.endswith("\n"):
        return None
    lines = text[:-1].split("\n")
    if len(lines) > _MAX_LINES:
        return None
    reader = _Reader(lines, first_line)
    try:
        node = reader.mapping(0)
        return node if reader.at == len(lines) else None
    except _NotPlain:
        return None


class _Reader:
    """One pass over the lines; `at` is the next one."""

    def __init__(self, lines: list[str], first_line: int) -> None:
        self.lines = lines
        self.first_line = first_line
        self.at = 0
        self.dash_read = False

    def mapping(self, indent: int) -> Mapping:
        """The mapping whose keys stand at `indent`; the first of them may have stood beside a dash."""
        if indent > _MAX_INDENT:
            raise _NotPlain
        items: dict[str, Node] = {}
        key_lines: dict[str, int] = {}
        start = self.at + self.first_line
        while (found := self.line(indent)) is not None:
            key, block, plain, quoted = found
            if key is None or key in items:
                raise _NotPlain
            here = self.at + self.first_line
            key_lines[key] = here
            self.at += 1
            items[key] = self.value(indent, here, block, plain, quoted)
        if not items:
            raise _NotPlain
        return Mapping(items, start, key_lines)

    def line(self, indent: int) -> tuple[str | None, str | None, str | None, str | None] | None:
        """Key, block mark, plain and quoted text of the next line; None when it stands further left."""
        if self.at == len(self.lines):
            return None
        found = _LINE.fullmatch(self.lines[self.at])
        if found is None:
            raise _NotPlain
        spaces, dash, key, block, plain, quoted = found.groups()
        if self.dash_read:
            self.dash_read = False
            return key, block, plain, quoted
        if len(spaces) < indent:
            return None
        if dash is not None or len(spaces) > indent:
            raise _NotPlain
        return key, block, plain, quoted

    def value(self, indent: int, here: int, block: str | None, plain: str | None, quoted: str | None) -> Node:
        """What stands after a key at `indent`, on its line or below."""
        if plain is not None:
            return Scalar(plain, plain=True, line=here)
        if quoted is not None:
            return Scalar(quoted[1:-1], plain=False, line=here)
        if block is not None:
            return Scalar(self.block(indent + 2, final_newline=block == "|"), plain=False, line=here)
        if self.at < len(self.lines) and self.lines[self.at].startswith(f"{' ' * (indent + 2)}- "):
            return self.sequence(indent + 2)
        return self.mapping(indent + 2)

    def sequence(self, indent: int) -> Sequence:
        """A list of texts or of mappings, with its dashes at `indent`."""
        start = self.at + self.first_line
        mark = f"{' ' * indent}- "
        items: list[Node] = []
        while self.at < len(self.lines) and self.lines[self.at].startswith(mark):
            found = _LINE.fullmatch(self.lines[self.at])
            if found is None:
                raise _NotPlain
            _, _, key, block, plain, quoted = found.groups()
            if key is not None:
                self.dash_read = True
                items.append(self.mapping(indent + 2))
            elif block is None and (plain is not None or quoted is not None):
                items.append(self.value(indent, self.at + self.first_line, None, plain, quoted))
                self.at += 1
            else:
                raise _NotPlain
        return Sequence(tuple(items), start)

    def block(self, indent: int, *, final_newline: bool) -> str:
        """A literal block; blank lines only between lines of text."""
        mark = " " * indent
        texts: list[str] = []
        while self.at < len(self.lines):
            line = self.lines[self.at]
            if line and not line.startswith(mark):
                break
            text = line[indent:]
            if line and _BLOCK_LINE.fullmatch(text) is None:
                raise _NotPlain
            texts.append(text)
            self.at += 1
        if not texts or texts[0][:1] in {"", " "} or not texts[-1]:
            raise _NotPlain
        return "\n".join(texts) + ("\n" if final_newline else "")
