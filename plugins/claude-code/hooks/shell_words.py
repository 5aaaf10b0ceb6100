"""A shell command taken apart as far as it can be without running it: simple commands, each a list of words.

Quotes and escapes are undone, variables that the same text sets are filled in, substitutions are commands of their own.
"""

from __future__ import annotations

import re

_NAME = re.compile(r"[A-Za-z_][A-Za-z0-9_]*")
_ASSIGNMENT = re.compile(r"([A-Za-z_][A-Za-z0-9_]*)=(.*)\Z", re.DOTALL)
_HEREDOC = re.compile(
    r"<<-?[ \t]*(['\"\\]?)(\w+)['\"]?([^\n]*)\n(.*?)(?:\n[ \t]*\2[ \t]*(?=\n|\)|\Z)|\Z)", re.DOTALL
)
_BRACES = re.compile(r"\{([^{},\s]*(?:,[^{},\s]*)+)\}")
_DEEP = 8


class UnreadableError(Exception):
    """The text isn't a complete command."""


def take_out_heredocs(text: str) -> tuple[str, list[str]]:
    """Return the text without here-documents, and their bodies."""
    bodies = [found.group(4) for found in _HEREDOC.finditer(text)]
    return _HEREDOC.sub(lambda found: found.group(3) + "\n", text), bodies


def split_commands(text: str, known: dict[str, str] | None = None, depth: int = 0) -> list[list[str]]:
    """Return every simple command of `text`, those of substitutions as well. Raises UnreadableError."""
    if depth > _DEEP:
        raise UnreadableError
    reader = _Reader(text, {} if known is None else known, depth)
    reader.read()
    return reader.commands


class _Reader:
    def __init__(self, text: str, known: dict[str, str], depth: int) -> None:
        self.text, self.known, self.depth = text, known, depth
        self.at = 0
        self.commands: list[list[str]] = []
        self.words: list[str] = []
        self.word: str | None = None

    def read(self) -> None:
        text = self.text
        while self.at < len(text):
            char = text[self.at]
            if char in " \t\r<>":
                self.end_word()
            elif char in "\n;&|()":
                self.end_command()
            elif char == "#" and self.word is None:
                end = text.find("\n", self.at)
                self.at = len(text) if end < 0 else end
                continue
            elif char == "'":
                self.add(self.until("'"))
            elif char == '"':
                self.double()
            else:
                self.unquoted(char)
            self.at += 1
        self.end_command()

    def unquoted(self, char: str) -> None:
        """Read one character outside quotes, or what it begins."""
        if char == "\\":
            self.at += 1
            following = self.text[self.at : self.at + 1]
            if following != "\n":
                self.add(following)
        elif char == "$":
            self.dollar(quoted=False)
        elif char == "`":
            self.substitute(self.until("`"))
        else:
            self.add(char)

    def add(self, piece: str) -> None:
        self.word = (self.word or "") + piece

    def until(self, mark: str) -> str:
        end = self.text.find(mark, self.at + 1)
        if end < 0:
            raise UnreadableError
        piece, self.at = self.text[self.at + 1 : end], end
        return piece

    def double(self) -> None:
        self.add("")
        self.at += 1
        while self.at < len(self.text):
            char = self.text[self.at]
            if char == '"':
                return
            if char == "\\" and self.text[self.at + 1 : self.at + 2] in '$`"\\\n':
                self.at += 1
                if self.text[self.at : self.at + 1] != "\n":
                    self.add(self.text[self.at : self.at + 1])
            elif char == "$":
                self.dollar(quoted=True)
            elif char == "`":
                self.substitute(self.until("`"))
            else:
                self.add(char)
            self.at += 1
        raise UnreadableError

    def dollar(self, *, quoted: bool) -> None:
        following = self.text[self.at + 1 : self.at + 2]
        if following == "'" and not quoted:
            self.at += 1
            piece = self.until("'")
            self.add(piece.encode("latin-1", "backslashreplace").decode("unicode_escape", "replace"))
        elif following == "(":
            self.at += 1
            self.substitute(self.inside())
        elif following == "{":
            self.at += 1
            self.variable(self.until("}"), quoted=quoted)
        else:
            name = _NAME.match(self.text, self.at + 1)
            if name:
                self.at = name.end() - 1
                self.variable(name.group(), quoted=quoted)
            else:
                self.add("$")

    def variable(self, name: str, *, quoted: bool) -> None:
        default = re.match(r"(\w+):?[-=+](.*)\Z", name, re.DOTALL)
        value = self.known.get(default.group(1) if default else name)
        if value is None:
            value = " " if name.startswith("IFS") else default.group(2) if default else "$" + name
        if quoted:
            self.add(value)
            return
        for position, piece in enumerate(re.split(r"\s+", value)):
            if position:
                self.end_word()
            if piece:
                self.add(piece)

    def inside(self) -> str:
        """Return what stands in the parentheses at hand; those in quotes count as well, as balanced text does."""
        level, start = 0, self.at + 1
        while self.at < len(self.text):
            level += {"(": 1, ")": -1}.get(self.text[self.at], 0)
            if level == 0:
                return self.text[start : self.at]
            self.at += 1
        raise UnreadableError

    def substitute(self, inner: str) -> None:
        found = split_commands(inner, self.known, self.depth + 1)
        self.commands += found
        said = found[-1] if found else []
        self.add(" ".join(said[1:]) if said[:1] in (["echo"], ["printf"]) else "$(" + inner + ")")

    def end_word(self) -> None:
        if self.word is None:
            return
        braces = _BRACES.search(self.word)
        pieces = [self.word]
        if braces and "$" not in self.word:
            head, tail = self.word[: braces.start()], self.word[braces.end() :]
            pieces = [head + each + tail for each in braces.group(1).split(",")]
        self.words += pieces
        self.word = None

    def end_command(self) -> None:
        self.end_word()
        if not self.words:
            return
        position = 1 if self.words[0] in {"export", "declare", "local", "readonly", "typeset", "alias"} else 0
        for word in self.words[position:]:
            found = _ASSIGNMENT.match(word)
            if not found:
                break
            self.known[found.group(1)] = found.group(2)
        if self.words[0] in self.known and self.words[0].isidentifier():  # an alias of the same text
            self.words[:1] = self.known[self.words[0]].split()
        self.commands.append(self.words)
        self.words = []


def positional(words: list[str], with_value: set[str]) -> list[str]:
    """Return the words that are neither options nor the values of those in `with_value`."""
    found: list[str] = []
    skip = False
    for word in words:
        if skip:
            skip = False
        elif word.startswith("-"):
            skip = word in with_value
        else:
            found.append(word)
    return found
