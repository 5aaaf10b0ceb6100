"""A Bolt's status on its issue, the issue itself, and the job summary of all that was written."""

from __future__ import annotations

from typing import Final

from aidlc.domain.bolt_timeline import TimelineEntry
from aidlc.domain.facts import Frozen
from prompts import render
from prompts.neutral import one_line

SIGNS: Final = {
    "planned": "📋",
    "in-progress": "🔨",
    "blocked": "🚧",
    "in-review": "👀",
    "done": "✅",
    "finished": "🏁",
    "cancelled": "🗑️",
}
GATE_SIGNS: Final = {"success": "✅", "pending": "⏳", "failure": "⛔", "error": "⚠️"}

_TITLE: Final = 200


class CarryingPull(Frozen):
    """An open pull request that carries a Bolt."""

    number: int
    draft: bool = False
    state: str = ""
    """The gate's: success, pending, failure or error; empty where it isn't known."""
    sentence: str = ""
    """The gate's, as its status says it."""


class BoltStatus(Frozen):
    """What the comment says; every text is somebody's own words."""

    reference: str
    """`intent/unit/bolt`."""
    state: str
    """Derived: planned, in-progress, blocked, in-review, done, cancelled."""
    goal: str
    unit_title: str
    intent_title: str
    path: str = ""
    """The record's, shown so that a reader finds it."""
    stories: tuple[str, ...] = ()
    waits_for: tuple[str, ...] = ()
    """Bolts it depends on that aren't done."""
    timebox: int | None = None
    """Hours."""
    blocked_by: str = ""
    timeline: tuple[TimelineEntry, ...] = ()
    tests: tuple[tuple[str, str], ...] = ()
    """Command and result."""
    links: tuple[str, ...] = ()
    pulls: tuple[CarryingPull, ...] = ()
    """Open pull requests that carry the Bolt."""
    next_step: str = ""


class WrittenBolt(Frozen):
    """What came of one Bolt, for the summary."""

    reference: str
    state: str
    issue: int | None
    outcome: str
    """created, edited, unchanged; or why nothing was written."""
    also: tuple[str, ...] = ()
    """What else was done: opened, labelled, closed, reopened."""


class WrittenBoard(Frozen):
    """What came of one Intent's board."""

    intent: str
    issue: int
    outcome: str


def marker_of(reference: str) -> str:
    """Return the first line of the Bolt's comment; a reference is slugs and `/`, so it can't end the HTML comment."""
    return f"<!-- aidlc:bolt v1 {reference} -->"


def issue_marker_of(reference: str) -> str:
    """Return the first line of a Bolt's issue that we opened."""
    return f"<!-- aidlc:bolt-issue v1 {reference} -->"


def render_bolt(status: BoltStatus) -> str:
    """Return the comment's body, its marker on the first line; equal statuses give equal text."""
    return render(
        "bolt_comment.md.j2",
        marker=marker_of(status.reference),
        bolt=status,
        sign=SIGNS.get(status.state, "📋"),
        gate_signs=GATE_SIGNS,
    )


def render_bolt_issue(status: BoltStatus) -> tuple[str, str]:
    """Return title and body of a Bolt's issue; a title is plain text everywhere GitHub shows it."""
    title = one_line(f"Bolt {status.reference.partition('/')[2]}: {status.goal}", _TITLE)
    return title, render("bolt_issue.md.j2", marker=issue_marker_of(status.reference), bolt=status)


def render_bolts_summary(
    written: tuple[WrittenBolt, ...], warnings: tuple[str, ...], boards: tuple[WrittenBoard, ...] = ()
) -> str:
    """Return the job summary of the Bolts in order, with what went wrong."""
    return render("bolts_summary.md.j2", written=written, boards=boards, warnings=warnings, length=1000)
