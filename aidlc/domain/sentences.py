"""A decision in one sentence that fits a commit status."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Final

from aidlc.domain.decision import Blocking, Counted, Need
from aidlc.domain.errors import Problem
from aidlc.domain.phases import Phase

LIMIT: Final = 140
"""Characters of a commit status's description."""

_LINE: Final = "with the digest line"
_RELEASE_PARTS: Final = 4  # intent, release, environment, commit


def refusal_sentence(problems: tuple[Problem, ...]) -> str:
    """Say the first problem, how to mend it if that fits, and how many more there are."""
    first = problems[0]
    more = f" ({len(problems) - 1} more)" if len(problems) > 1 else ""
    said = _said(first)
    full = f"{said} {first.remedy}" if first.remedy else said
    return _cut(full if len(full) + len(more) <= LIMIT else said, LIMIT - len(more)) + more


def blocking_sentence(blocking: tuple[Blocking, ...]) -> str:
    """Say who requested changes."""
    names = sorted({each.account.login if each.account else "a deleted account" for each in blocking})
    return shorten(f"Changes were requested by {_all(names)}.")


def approved_sentence(counted: tuple[Counted, ...], *, self_approved: bool) -> str:
    """Say who approved, in which roles."""
    people: dict[str, set[str]] = {}
    for each in counted:
        people.setdefault(each.account.login, set()).add(each.role)
    own = "Self-approved" if self_approved else "Approved"
    named = [f"{login} ({', '.join(sorted(roles))})" for login, roles in sorted(people.items())]
    full = f"{own} by {_all(named)}."
    return full if len(full) <= LIMIT else f"{own} by {len(people)} people."


def waiting_sentence(needed: tuple[Need, ...]) -> str:
    """Say who is still needed, with as many names as fit, and whose review must carry the digest line."""
    lines = {need.digest_line for need in needed}
    end = f", {_LINE}" if lines == {True} else ""
    for names in (99, 3, 0):
        parts = [_need(need, names, line=len(lines) > 1) for need in needed]
        sentence = f"Waiting for {_all(parts)}{end}."
        if len(sentence) <= LIMIT:
            return sentence
    return f"Waiting for {sum(need.count for need in needed)} more approvals{f', {_LINE}' if True in lines else ''}."


def name_scope(phase: str, scope: str) -> str:
    """Return a scope as people say it; a release without its commit, whose digits would leave no room for the reason.

    `shop/first/production/<commit>` of operation is `shop/first for production`. The digest line keeps the whole scope.
    """
    parts = scope.split("/")
    if phase == Phase.OPERATION and len(parts) == _RELEASE_PARTS:
        return f"{parts[0]}/{parts[1]} for {parts[2]}"
    return scope


def shorten(text: str) -> str:
    """Return `text` as one line of at most 140 printable characters."""
    return _cut(text, LIMIT)


def _said(problem: Problem) -> str:
    """Say a problem without its remedy: a whole sentence as it is, else with what it is about in front."""
    if problem.message[:1].isupper():
        return problem.message
    if problem.path == "pull request" or problem.path.startswith("commit "):
        subject = f"the {problem.path}" if problem.path == "pull request" else problem.path
        return f"{subject[0].upper()}{subject[1:]} {problem.message}"
    return str(problem.model_copy(update={"remedy": ""}))


def _need(need: Need, names: int, *, line: bool) -> str:
    what = f"{need.count} {need.role}"
    end = f" {_LINE}" if line and need.digest_line else ""
    if not need.people:
        return f"{what} (nobody listed could){end}"
    shown = need.people[:names]
    if not shown:
        return f"{what}{end}"
    rest = " or others" if len(need.people) > len(shown) else ""
    return f"{what} ({' or '.join(shown)}{rest}){end}"


def _all(parts: Iterable[str]) -> str:
    *first, last = list(parts) or ["nobody"]
    return f"{', '.join(first)} and {last}" if first else last


def _cut(text: str, limit: int) -> str:
    line = "".join(character if character.isprintable() else "?" for character in text)
    return line if len(line) <= limit else f"{line[: limit - 1].rstrip()}…"
