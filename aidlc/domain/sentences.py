"""A decision in one sentence that fits a commit status."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Final

from aidlc.domain.decision import Blocking, Counted, Need
from aidlc.domain.errors import Problem

LIMIT: Final = 140
"""Characters of a commit status's description."""


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
    """Say who is still needed, with as many names as fit."""
    for names in (99, 3, 0):
        parts = [_need(need, names) for need in needed]
        sentence = f"Waiting for {_all(parts)}."
        if len(sentence) <= LIMIT:
            return sentence
    return f"Waiting for {sum(need.count for need in needed)} more approvals."


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


def _need(need: Need, names: int) -> str:
    what = f"{need.count} {need.role}"
    if not need.people:
        return f"{what} (nobody listed could)"
    shown = need.people[:names]
    if not shown:
        return what
    rest = " or others" if len(need.people) > len(shown) else ""
    return f"{what} ({' or '.join(shown)}{rest})"


def _all(parts: Iterable[str]) -> str:
    *first, last = list(parts) or ["nobody"]
    return f"{', '.join(first)} and {last}" if first else last


def _cut(text: str, limit: int) -> str:
    line = "".join(character if character.isprintable() else "?" for character in text)
    return line if len(line) <= limit else f"{line[: limit - 1].rstrip()}…"
