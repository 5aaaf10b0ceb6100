"""A gate decision in words: the status's one line, the sticky comment, and the job summary.

The comment is read by the people who approve: what is asked of them comes first and is never cut; lists are cut, with the
number of what was left out, until the text fits.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from typing import Final

from aidlc.domain.decision import Comparison, Counted, GateDecision, State, Verdict
from aidlc.domain.explanation import tell_ignored
from aidlc.domain.facts import Account, Content, Entry, Frozen, PathChange
from aidlc.domain.phases import Phase
from aidlc.domain.sentences import name_scope
from prompts import render
from prompts.neutral import one_line

MARKER: Final = "<!-- aidlc:gate v1 -->"
"""First line of the gate's comment."""

DESCRIPTION_LIMIT: Final = 140
"""Characters that GitHub keeps of a commit status's description."""

COMMENT_LIMIT: Final = 65_536
"""Characters of a comment's body (GitHub answers 422 beyond)."""

SUMMARY_LIMIT: Final = 1024 * 1024 - 4096
"""Bytes of a step's summary, with room for what the step may append (github.com/actions/runner drops it beyond 1 MiB)."""

_SIGNS: Final = {State.SUCCESS: "✅", State.PENDING: "⏳", State.FAILURE: "⛔", State.ERROR: "⚠️"}
_WORDS: Final = {
    State.SUCCESS: "OPEN",
    State.PENDING: "CLOSED, waiting",
    State.FAILURE: "CLOSED, refused",
    State.ERROR: "ERROR",
}
_LIST_LENGTHS: Final = (400, 150, 50, 20, 8, 3)
_PAGE: Final = re.compile(r"https?://[A-Za-z0-9.-]+(:[0-9]{1,5})?(/[A-Za-z0-9._-]+){2,}")
_COMMIT: Final = re.compile(r"[0-9a-f]{40}([0-9a-f]{24})?")
_KINDS: Final = {"120000": "symbolic link", "160000": "submodule", "040000": "folder"}


class ChangedFile(Frozen):
    """One line of the table of changed files."""

    path: str
    what: str
    """added, changed, deleted; with the kind where it isn't a plain file."""
    size: int | None
    """Bytes of the new content; `None`: deleted or not known."""


def describe_status(decision: GateDecision) -> str:
    """Return the status's description: the sentence, one visible line of at most 140 characters."""
    return one_line(decision.sentence, DESCRIPTION_LIMIT)


def list_changes(content: Content) -> tuple[ChangedFile, ...]:
    """Return the pull request's changed files, records first, then by path."""
    files = [
        ChangedFile(
            path=change.path,
            what=_what(change),
            size=content.sizes.get(change.new.oid) if change.new else None,
        )
        for change in content.head.changes
    ]
    return tuple(sorted(files, key=lambda file: (not file.path.startswith("aidlc-records/"), file.path)))


def render_comment(decision: GateDecision, changes: Sequence[ChangedFile] = (), *, page: str = "") -> str:
    """Return the sticky comment, its marker on the first line, at most 65,536 characters.

    `page` is the repository's page (`https://github.com/owner/name`), for links to comparisons; without it there are none.
    """
    for length in _LIST_LENGTHS:
        text = _render("gate_comment.md.j2", decision, changes, length, page=page)
        if len(text) <= COMMENT_LIMIT:
            return text
    return _render("gate_comment_short.md.j2", decision, changes, _LIST_LENGTHS[-1])


def render_summary(
    decision: GateDecision, changes: Sequence[ChangedFile] = (), *, pull: int | None = None, page: str = ""
) -> str:
    """Return the job summary of the decision on pull request `pull` (`None`: on a merge group), at most 1 MiB of UTF-8.

    `page` as for the comment.
    """
    for length in (2000, *_LIST_LENGTHS):
        text = _render("gate_summary.md.j2", decision, changes, length, pull=pull, page=page)
        if len(text.encode()) <= SUMMARY_LIMIT:
            return text
    return _render("gate_comment_short.md.j2", decision, changes, _LIST_LENGTHS[-1])


def _render(
    template: str,
    decision: GateDecision,
    changes: Sequence[ChangedFile],
    length: int,
    *,
    pull: int | None = None,
    page: str = "",
) -> str:
    return render(
        template,
        marker=MARKER,
        sign="⚪" if decision.verdict is Verdict.NOT_APPLICABLE else _SIGNS[decision.state],
        word="NOT APPLICABLE" if decision.verdict is Verdict.NOT_APPLICABLE else _WORDS[decision.state],
        decision=decision,
        lines="\n".join(requirement.line for requirement in decision.requirements),
        needs=[_need(need.role, need.count, need.people, length) for need in decision.needed],
        wanting_line=any(need.digest_line for need in decision.needed),
        reasons=[
            r.why_digest_line for r in decision.requirements if r.digest_line_required and r.why_digest_line
        ],
        counted=[(_name(one.account), one.role, str(one.phase), _basis(one)) for one in decision.counted],
        ignored=[(_name(one.account), str(one.why), one.sentence) for one in tell_ignored(decision)],
        blocking=[(_name(one.account), one.sentence) for one in decision.blocking],
        changes=changes,
        comparisons=[_compared(one, page) for one in decision.comparisons],
        phases=(Phase.INCEPTION, Phase.CONSTRUCTION, Phase.OPERATION),
        length=length,
        pull=pull,
    )


def _need(role: str, count: int, people: Sequence[str], length: int) -> dict[str, object]:
    shown = tuple(people[: min(length, 20)])
    return {"role": role, "count": count, "people": shown, "more": len(people) - len(shown)}


def _compared(comparison: Comparison, page: str) -> dict[str, object]:
    """A comparison for the template; its link leads nowhere but to `page`, between two full commit ids."""
    ids = (comparison.base, comparison.head)
    safe = _PAGE.fullmatch(page) is not None and all(_COMMIT.fullmatch(each) for each in ids)
    return {
        "phase": comparison.phase,
        "scope": name_scope(comparison.phase, comparison.scope),
        "people": comparison.people,
        "known": bool(comparison.base),
        "base": comparison.base[:12],
        "url": f"{page}/compare/{comparison.base}...{comparison.head}" if safe else "",
        "rows": [(each.what, each.record, each.path) for each in comparison.differences],
        "more": comparison.left_out,
    }


def _name(account: Account | None) -> str:
    return account.login if account is not None else "a deleted account"


def _basis(counted: Counted) -> str:
    return "review and digest line" if counted.digest_line else "review"


def _what(change: PathChange) -> str:
    verb = "added" if change.old is None else "deleted" if change.new is None else "changed"
    kind = _kind(change.new or change.old)
    mode = change.old is not None and change.new is not None and change.old.mode != change.new.mode
    return ", ".join(word for word in (verb, kind, "mode changed" if mode else "") if word)


def _kind(entry: Entry | None) -> str:
    return _KINDS.get(entry.mode, "executable" if entry.mode == "100755" else "") if entry is not None else ""
