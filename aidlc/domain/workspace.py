"""Greenfield or brownfield: whether an Intent starts on an empty repository or on an existing system."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Final

from schemas.records import Workspace

_FOLDERS_OF_NO_SYSTEM: Final = frozenset({"aidlc-records", "docs", "doc", ".github", "LICENSES"})
_NAMES_OF_NO_SYSTEM: Final = frozenset(
    {
        "license",
        "licence",
        "notice",
        "codeowners",
        "authors",
        "readme",
        "changelog",
        "contributing",
        "security",
    }
)
_PROSE: Final = frozenset({"md", "rst", "adoc"})
_PLAIN: Final = frozenset({"", "txt"})
EXAMPLES_SHOWN: Final = 5


def tell_workspace(paths: Iterable[str]) -> tuple[Workspace, tuple[str, ...]]:
    """Say whether the repository's `paths` hold a system already, with up to five of the files that do.

    Records, documentation, licences and configuration (names that begin with a dot) are no system; anything else is:
    a build file without code is what somebody has begun.
    """
    system = [path for path in paths if _belongs_to_system(path)]
    kind = Workspace.BROWNFIELD if system else Workspace.GREENFIELD
    return kind, tuple(sorted(system)[:EXAMPLES_SHOWN])


def _belongs_to_system(path: str) -> bool:
    parts = path.split("/")
    if parts[0] in _FOLDERS_OF_NO_SYSTEM or any(part.startswith(".") for part in parts):
        return False
    stem, dot, suffix = parts[-1].lower().rpartition(".")
    if not dot:
        stem, suffix = suffix, ""
    return suffix not in _PROSE and not (suffix in _PLAIN and stem in _NAMES_OF_NO_SYSTEM)
