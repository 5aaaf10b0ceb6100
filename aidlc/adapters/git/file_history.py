"""How files of the default branch came to be: which commit of its first-parent line brought which version, and when."""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Collection
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Final

from aidlc.adapters.git.bare import BareRepository
from aidlc.adapters.git.process import checked_id, run_git
from aidlc.domain.errors import GitError

_COMMIT: Final = re.compile(rb"\x01([0-9a-f]{40}(?:[0-9a-f]{24})?) ([0-9]{1,12})")
_CHANGE: Final = re.compile(rb":[0-7]{6} [0-7]{6} [0-9a-f]+ ([0-9a-f]{40}(?:[0-9a-f]{24})?) ([A-Z])[0-9]*")


@dataclass(frozen=True, slots=True)
class Version:
    """One version of a file, as it came to the branch."""

    commit: str
    at: datetime
    """The committer's time, UTC. Whoever makes a commit chooses it."""
    oid: str
    """The file's blob."""


def read_versions(
    git: BareRepository, tip: str, folder: str, paths: Collection[str]
) -> dict[str, tuple[Version, ...]]:
    """Return the versions of the files `paths` below `folder` on the first-parent line of `tip`, oldest first.

    One walk for all of them. A deletion is no version. Raises `GitError`.
    """
    printed = run_git(
        [
            "--literal-pathspecs", "log", "--first-parent", "--diff-merges=first-parent", "--format=%x01%H %ct",
            "--raw", "-z", "--no-abbrev", "--no-renames", checked_id(tip), "--", folder,
        ],
        cwd=git.path,
    )  # fmt: skip
    found: dict[str, list[Version]] = defaultdict(list)
    tokens = iter(printed.split(b"\0"))
    commit, at = "", datetime.fromtimestamp(0, UTC)
    for token in tokens:
        line = token.lstrip(b"\n")
        if started := _COMMIT.fullmatch(line):
            commit, at = started[1].decode(), _moment(started[2])
        elif changed := _CHANGE.fullmatch(line):
            path = next(tokens, b"").decode("utf-8", "surrogateescape")
            if path in paths and changed[2] != b"D":
                found[path].append(Version(commit, at, changed[1].decode()))
        elif line:
            raise GitError("git printed a history in a form that can't be read. Install a current git.")
    return {path: tuple(reversed(versions)) for path, versions in found.items()}


def _moment(seconds: bytes) -> datetime:
    try:
        return datetime.fromtimestamp(int(seconds), UTC)
    except (ValueError, OverflowError, OSError):
        return datetime.fromtimestamp(0, UTC)
