"""A Bolt's status on its issue, and the job summary of all Bolts that were written."""

from __future__ import annotations

from typing import Final

from aidlc.domain.facts import Frozen
from prompts import render

_SIGNS: Final = {
    "planned": "📋",
    "in-progress": "🔨",
    "blocked": "🚧",
    "in-review": "👀",
    "done": "✅",
    "finished": "🏁",
    "cancelled": "🗑️",
}


class BoltStatus(Frozen):
    """What the comment says; every text is somebody's own words."""

    reference: str
    """`intent/unit/bolt`."""
    state: str
    """Derived: planned, in-progress, blocked, in-review, done, cancelled."""
    goal: str
    unit_title: str
    intent_title: str
    stories: tuple[str, ...] = ()
    waits_for: tuple[str, ...] = ()
    """Bolts it depends on that aren't done."""
    timebox: int | None = None
    """Hours."""
    started: str = ""
    finished: str = ""
    blocked_by: str = ""
    tests: tuple[tuple[str, str], ...] = ()
    """Command and result."""
    links: tuple[str, ...] = ()
    pulls: tuple[int, ...] = ()
    """Open pull requests that carry the Bolt."""
    next_step: str = ""


class WrittenBolt(Frozen):
    """What came of one Bolt, for the summary."""

    reference: str
    state: str
    issue: int | None
    outcome: str
    """created, edited, unchanged; or why nothing was written."""


def marker_of(reference: str) -> str:
    """Return the first line of the Bolt's comment; a reference is slugs and `/`, so it can't end the HTML comment."""
    return f"<!-- aidlc:bolt v1 {reference} -->"


def render_bolt(status: BoltStatus) -> str:
    """Return the comment's body, its marker on the first line; equal statuses give equal text."""
    return render(
        "bolt_comment.md.j2",
        marker=marker_of(status.reference),
        bolt=status,
        sign=_SIGNS.get(status.state, "📋"),
    )


def render_bolts_summary(written: tuple[WrittenBolt, ...], warnings: tuple[str, ...]) -> str:
    """Return the job summary of the Bolts in order, with what went wrong."""
    return render("bolts_summary.md.j2", written=written, warnings=warnings, length=1000)
