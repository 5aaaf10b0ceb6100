"""Path patterns of the policy and of Units: anchored at the root, `?` and `*` within a segment, `**` whole segments.

Matching takes time proportional to pattern times path at worst: patterns come from people, paths from an adversary, and a
translation to regular expressions would backtrack.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import Final

MANY: Final = "**"


def matches(pattern: str, path: str) -> bool:
    """Whether `path` (git's path, relative to the root) matches `pattern`; case counts.

    `**` stands for any number of whole segments, at the end for at least one; names with a leading dot are like others.
    """
    wanted = pattern.split("/")
    if wanted[-1] == MANY:
        wanted.append("*")  # `docs/**` is what lies below docs, not docs itself
    return _glob(wanted, path.split("/"), many=MANY, one=_segment_matches)


def covers(pattern: str, path: str) -> bool:
    """Whether `pattern` matches `path`, or `path` would stand in the place of the folder that the pattern is about.

    A symbolic link or submodule named `deploy` replaces everything that `deploy/**` guards.
    """
    folder = pattern.removesuffix("/**")
    return matches(pattern, path) or (folder != pattern and matches(folder, path))


def flaws(pattern: str) -> str:
    """Return what is wrong with `pattern` as half a sentence, or "" for a good one."""
    segments = pattern.split("/")
    if any(segment in {"", ".", ".."} for segment in segments):
        return "has an empty, `.` or `..` segment"
    if any(MANY in segment and segment != MANY for segment in segments):
        return "uses `**` beside other characters of a segment"
    return ""


def matches_everything(pattern: str) -> bool:
    """Whether `pattern` names nothing in particular (`**`, `*`, `**/*`, `*.*` and the like)."""
    return not any(character.isalnum() for character in pattern)


def _segment_matches(wanted: str, segment: str) -> bool:
    return _glob(wanted, segment, many="*", one=lambda token, character: token in {"?", character})


def _glob(tokens: Sequence[str], items: Sequence[str], *, many: str, one: Callable[[str, str], bool]) -> bool:
    """Match greedily, returning to the latest `many` only: enough for patterns without alternatives."""
    token = item = 0
    star = resume = -1
    while item < len(items):
        if token < len(tokens) and tokens[token] == many:
            star, resume = token, item
            token += 1
        elif token < len(tokens) and one(tokens[token], items[item]):
            token += 1
            item += 1
        elif star >= 0:
            resume += 1
            token, item = star + 1, resume
        else:
            return False
    return all(left == many for left in tokens[token:])
