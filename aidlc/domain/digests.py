"""What an approval is bound to: one SHA-256 over repository, phase, scope and a manifest of git objects."""

from __future__ import annotations

import hashlib
from collections.abc import Iterable, Mapping
from typing import Final

from aidlc.domain.facts import Entry
from aidlc.domain.phases import Phase

FORMAT: Final = b"aidlc-approval/v1"
DELETED: Final = Entry(mode="000000", type="blob", oid="0" * 40)
"""How a path that a change removes stands in a manifest: git's null object id, always forty zeros."""


def digest(repository: int, phase: str, scope: str, entries: Iterable[tuple[str, Entry | None]]) -> str:
    """Return 64 lower-case hexadecimal digits that stand for exactly this content.

    SHA-256 over `aidlc-approval/v1` NUL `repository` (GitHub's id, decimal) NUL `phase` NUL `scope` NUL manifest. The
    manifest holds `mode SP type SP oid TAB path NUL` for each entry, sorted by the path's raw bytes; `None` is a deletion.
    Paths are git's bytes decoded with `surrogateescape`. Phases and scopes never contain NUL.
    """
    lines = sorted((raw_path(path), _line(entry or DELETED)) for path, entry in entries)
    manifest = b"".join(line + b"\t" + path + b"\0" for path, line in lines)
    head = (FORMAT, str(repository).encode(), _raw(phase), _raw(scope), manifest)
    return hashlib.sha256(b"\0".join(head)).hexdigest()


def folder_digest(repository: int, intent: str, records: Mapping[str, Entry]) -> str:
    """Return the inception digest of `intent`: every entry of its `inception/` folder among `records` (path to entry)."""
    folder = inception_folder(intent)
    inside = ((path, entry) for path, entry in records.items() if path.startswith(folder))
    return digest(repository, Phase.INCEPTION, intent, inside)


def inception_folder(intent: str) -> str:
    """Return the folder, with a slash at its end, whose whole content an approval of inception covers."""
    return f"aidlc-records/{intent}/inception/"


def raw_path(path: str) -> bytes:
    """Return a path as git's bytes; `surrogateescape` undoes how they were decoded."""
    return _raw(path)


def _line(entry: Entry) -> bytes:
    return _raw(f"{entry.mode} {entry.type} {entry.oid}")


def _raw(text: str) -> bytes:
    try:
        return text.encode(errors="surrogateescape")
    except UnicodeEncodeError:  # other lone surrogates: git never gives them, but a digest must not raise
        return text.encode(errors="surrogatepass")
