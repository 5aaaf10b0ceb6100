"""Text that others wrote, as GitHub Markdown that shows it and does nothing else: no mention, link, image, HTML or comment.

Backslashes alone don't do it: GitHub looks for `@name`, `#12` and `www.` in the rendered text, so those are broken by a
zero-width space, written as an entity. Every function returns `Markdown`, which `render` prints as it is; any other
string that a template prints goes through `prose` first.
"""

from __future__ import annotations

import re
from typing import Final

from prompts.neutral import cut, one_line, show_hidden


class Markdown(str):
    """Text that is safe to put into a Markdown document as it is."""

    __slots__ = ()


_BREAK: Final = "&#8203;"
_ENTITIES: Final = {"&": "&amp;", "<": "&lt;", ">": "&gt;", "$": "&#36;"}
_MEANINGFUL: Final = re.compile(
    r"(?P<special>[\\`*_\[\]|~!])"
    r"|(?P<entity>[&<>$])"
    r"|(?P<mark>[@#](?=\w)|(?<=gh)-(?=\d)|:(?=//|[\w+-]+:))"
    r"|(?P<dot>(?<=www)\.)",
    re.IGNORECASE,
)
_BLOCK_START: Final = re.compile(r"^(?:([#+=-])|(\d{1,9})([.)]))")
_CODE: Final = re.compile(r"`([^`|]+)`")  # no `|`: it would end the cell of a table


def prose(text: object, limit: int | None = None) -> Markdown:
    """Return `text` as one line of Markdown that reads as it was written; `quoted` parts become code spans."""
    line = one_line(str(text), limit)
    parts = _CODE.split(line)
    rendered = [code(part) if index % 2 else _escape(part) for index, part in enumerate(parts)]
    return Markdown(_BLOCK_START.sub(_disarm, "".join(rendered)))


def code(text: object, limit: int | None = None) -> Markdown:
    """Return `text` as one code span that nothing in it can end."""
    given = str(text)
    shown = show_hidden(given) if limit is None else cut(show_hidden(given[: limit + 1]), limit)
    marks = "`" * (_longest_run(shown) + 1)
    space = " " if shown.startswith(("`", " ")) or shown.endswith(("`", " ")) or not shown else ""
    return Markdown(f"{marks}{space}{shown}{space}{marks}")


def cell(text: object, limit: int | None = None) -> Markdown:
    r"""Return `text` as a code span for a table, where GitHub splits cells before it sees code: `|` becomes `\|`."""
    return Markdown(code(text, limit).replace("|", "\\|"))


def fence(text: object, limit: int | None = None) -> Markdown:
    """Return `text`, lines kept, as a fenced block that no line in it can end."""
    given = str(text).replace("\r\n", "\n").strip("\n")
    shown = (
        show_hidden(given, keep="\n")
        if limit is None
        else cut(show_hidden(given[: limit + 1], keep="\n"), limit)
    )
    marks = "`" * max(3, _longest_run(shown) + 1)
    return Markdown(f"{marks}text\n{shown}\n{marks}")


def label(text: object, limit: int = 60) -> Markdown:
    """Return `text` for a label in a Mermaid diagram: letters, digits and harmless punctuation, the rest as `_`."""
    return Markdown(re.sub(r"[^A-Za-z0-9 ,./+_-]", "_", one_line(str(text), limit)))


def trusted(text: object) -> Markdown:
    """Return `text` as it is: only for Markdown that a person already reviews as such."""
    return Markdown(text)


def _escape(text: str) -> str:
    return _MEANINGFUL.sub(_as_written, text)


def _as_written(found: re.Match[str]) -> str:
    character = found[0]
    match found.lastgroup:
        case "special":
            return f"\\{character}"
        case "entity":
            return _ENTITIES[character]
        case "mark":
            return f"{character}{_BREAK}"
        case _:
            return f"{_BREAK}{character}"


def _disarm(found: re.Match[str]) -> str:
    """A heading, list or underline begins with these: only at the start of a line."""
    return f"\\{found[1]}" if found[1] else f"{found[2]}\\{found[3]}"


def _longest_run(text: str) -> int:
    return max((len(run) for run in re.findall(r"`+", text)), default=0)
