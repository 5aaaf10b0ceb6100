"""What git prints about trees and differences, read strictly. Pure functions over bytes.

Paths are git's bytes decoded with `surrogateescape`, so that no two paths become one.
"""

from __future__ import annotations

import re
from typing import Final

from aidlc.domain.errors import GitError
from aidlc.domain.facts import Entry, PathChange

_TREE_LINE: Final = re.compile(
    rb"([0-7]{6}) (blob|tree|commit) ([0-9a-f]{40}(?:[0-9a-f]{24})?)\t(.+)", re.DOTALL
)
_RAW_LINE: Final = re.compile(
    rb":([0-7]{6}) ([0-7]{6}) ([0-9a-f]{40}(?:[0-9a-f]{24})?) ([0-9a-f]{40}(?:[0-9a-f]{24})?) [A-Z][0-9]*"
)
_NO_MODE: Final = "000000"
_SUBMODULE: Final = "160000"


def decode_path(path: bytes) -> str:
    """Return a path as text from which `encode_path` makes the same bytes again.

    Raises `GitError` for one with an empty, `.` or `..` segment: no ordinary git writes such a tree, and whose rules would
    hold for it depends on who resolves it.
    """
    if {b"", b".", b".."} & set(path.split(b"/")):
        raise GitError(
            f"A tree has the path {path!a}, which leads elsewhere. Commit it again with an ordinary git."
        )
    return path.decode("utf-8", "surrogateescape")


def read_entries(printed: bytes) -> dict[str, Entry]:
    """Return the entries that `git ls-tree -r -z` printed, by path.

    Raises `GitError` for a tree that lists a path twice: what it shows would depend on who looks.
    """
    entries: dict[str, Entry] = {}
    for line in _split(printed):
        found = _TREE_LINE.fullmatch(line)
        if found is None:
            raise GitError("git printed a tree in a form that can't be read. Install a current git.")
        path = decode_path(found[4])
        if path in entries:
            raise GitError(f"A tree lists {path!a} twice. Commit the folder again with an ordinary git.")
        entries[path] = Entry(mode=found[1].decode(), type=found[2].decode(), oid=found[3].decode())
    return entries


def read_changes(printed: bytes) -> tuple[PathChange, ...]:
    """Return the differences that `git diff-tree -r -z --no-renames` printed, in git's order.

    Raises `GitError`, also for a path that differs twice: its tree lists it twice or is out of order, and a digest would
    cover only one of the two.
    """
    parts = _split(printed)
    if len(parts) % 2:
        raise GitError("git printed a difference in a form that can't be read. Install a current git.")
    changes = []
    for raw, path in zip(parts[::2], parts[1::2], strict=True):
        found = _RAW_LINE.fullmatch(raw)
        if found is None:
            raise GitError("git printed a difference in a form that can't be read. Install a current git.")
        old_mode, new_mode, old, new = (part.decode() for part in found.groups())
        changes.append(
            PathChange(path=decode_path(path), old=_entry(old_mode, old), new=_entry(new_mode, new))
        )
    if len({change.path for change in changes}) != len(changes):
        raise GitError("A tree lists a path twice. Commit the folder again with an ordinary git.")
    return tuple(changes)


def read_blobs(printed: bytes) -> dict[str, bytes]:
    """Return the contents that `git cat-file --batch` printed, by object id; what isn't a blob or is missing is left out.

    Raises `GitError`.
    """
    blobs: dict[str, bytes] = {}
    at = 0
    while at < len(printed):
        end = printed.find(b"\n", at)
        header = printed[at:end].decode("ascii", "replace").split(" ")
        at = end + 1
        if len(header) == 2 and header[1] == "missing":
            continue
        if end < 0 or len(header) != 3 or not header[2].isdecimal():
            raise GitError("git printed objects in a form that can't be read. Install a current git.")
        size = int(header[2])
        if header[1] == "blob":
            blobs[header[0]] = printed[at : at + size]
        at += size + 1
    return blobs


def _entry(mode: str, oid: str) -> Entry | None:
    if mode == _NO_MODE:
        return None
    return Entry(mode=mode, type="commit" if mode == _SUBMODULE else "blob", oid=oid)


def _split(printed: bytes) -> list[bytes]:
    """Split at NUL, which also ends the last part. Raises `GitError` for output that was cut."""
    if printed and not printed.endswith(b"\0"):
        raise GitError("git's output was cut. Run again.")
    return printed.split(b"\0")[:-1] if printed else []
