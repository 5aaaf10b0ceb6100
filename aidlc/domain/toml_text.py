"""One table in a TOML file, put in or replaced without touching a character of the rest."""

from __future__ import annotations

import re
import tomllib
from collections.abc import Mapping
from typing import Any, Final

from aidlc.domain.assistants import toml_table

_HEADER: Final = re.compile(r"\s*\[")
_IDLE: Final = re.compile(r"\s*(?:#.*)?\s*\Z")


class NotToml(ValueError):  # noqa: N818 -- says what the text is
    """The text can't be read, or can't be changed without risk to the rest; the message says why."""


def read_toml(text: str) -> dict[str, Any]:
    """Return what `text` says. Raises `NotToml`."""
    try:
        return tomllib.loads(text)
    except (tomllib.TOMLDecodeError, RecursionError) as error:
        raise NotToml(str(error)) from None


def put_toml(text: str, path: tuple[str, str], values: Mapping[str, object]) -> str:
    """Return `text` with the table `path` saying `values`, in the place of the one that is there or at the end.

    What comes out is read again and compared: raises `NotToml` unless it says the same beside that table.
    """
    outer, name = path
    before = read_toml(text)
    servers = before.get(outer, {})
    if not isinstance(servers, dict):
        raise NotToml(f"{outer} is no table")
    newline = "\r\n" if "\r\n" in text else "\n"
    table = toml_table(path, values).replace("\n", newline)
    after = _replace(text, path, table) if name in servers else _append(text, table, newline)
    try:
        found = tomllib.loads(after)
    except tomllib.TOMLDecodeError:
        raise NotToml(f"{outer} is written in a form that can't be extended line by line") from None
    if found != before | {outer: servers | {name: dict(values)}}:
        raise NotToml(f"the table {outer}.{name} is spread over the file")
    return after


def _append(text: str, table: str, newline: str) -> str:
    if not text.strip():
        return table
    return text + ("" if text.endswith("\n") else newline) + newline + table


def _replace(text: str, path: tuple[str, str], table: str) -> str:
    name = rf"\s*(?:\"{path[1]}\"|'{path[1]}'|{path[1]})\s*"
    ours = re.compile(rf"\s*\[\s*{path[0]}\s*\.{name}(?:\.[^\]]*)?\]")
    kept: list[str] = []
    held: list[str] = []
    inside = put = False
    for line in text.splitlines(keepends=True):
        if _HEADER.match(line):
            inside = bool(ours.match(line))
            if inside and not put:
                kept.append(table)
                put = True
            if not inside:
                kept += held
            held = []
        if not inside:
            kept.append(line)
        elif _IDLE.match(line):
            held.append(line)  # blank lines and comments above the next table are that table's
        else:
            held = []
    return "".join(kept + held)
