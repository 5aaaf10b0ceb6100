"""Text that others wrote, made harmless before it is shown: titles, branch names, logins, review bodies, paths.

Three places read what we print and would act on it: a terminal (escape sequences, characters that reorder a line),
the runner's log (workflow commands), and GitHub's Markdown (mentions, links, images, HTML). The first two are here, the
third in `prompts.markdown`.
"""

from __future__ import annotations

import re
import unicodedata
from typing import Final

_HIDDEN: Final = frozenset({"Cc", "Cf", "Cs", "Co", "Cn", "Zl", "Zp"})
"""Unicode categories that show nothing, or change how their neighbours are shown."""

_LEGACY_COMMAND: Final = re.compile(r"##(?=\[)")


def show_hidden(text: str, *, keep: str = "") -> str:
    r"""Return `text` with every character that a reader can't see written as an escape: `\x1b`, `\u202e`, `\udc80`.

    `keep` names control characters to leave alone, such as a line feed.
    """
    if text.isprintable():  # by far the most text, and by far the fastest answer
        return text
    return "".join(
        character
        if character in keep or unicodedata.category(character) not in _HIDDEN
        else _escape(character)
        for character in text
    )


def one_line(text: str, limit: int | None = None) -> str:
    """Return `text` as a single visible line, white space folded, cut at `limit` characters with an ellipsis."""
    line = " ".join(text.split())
    if limit is None:
        return show_hidden(line)
    return cut(show_hidden(line[: limit + 1]), limit)


def cut(text: str, limit: int) -> str:
    """Return `text`, at most `limit` characters, the last one an ellipsis where something was cut."""
    return text if len(text) <= limit else text[: limit - 1].rstrip() + "…"


def log_line(text: str, limit: int | None = None) -> str:
    """Return `text` as one line that no runner takes for a workflow command.

    `::name::` counts only at the start of a line (after white space), the older `##[name]` anywhere in it
    (github.com/actions/runner, ActionCommand.cs).
    """
    line = _LEGACY_COMMAND.sub("# #", one_line(text, limit))
    return line if not line.startswith("::") else f": :{line[2:]}"


def _escape(character: str) -> str:
    code = ord(character)
    if code <= 0xFF:
        return f"\\x{code:02x}"
    return f"\\u{code:04x}" if code <= 0xFFFF else f"\\U{code:08x}"
