"""What happened to a Bolt and when, from its record and from the versions that came to the default branch."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import UTC, datetime
from typing import Final

from aidlc.domain.facts import Frozen
from schemas.construction import Bolt, BoltState

MOST: Final = 20
"""Entries that are kept, the newest; the first always is."""

_LANDED: Final = {
    BoltState.PLANNED: "planned",
    BoltState.IN_PROGRESS: "in progress",
    BoltState.BLOCKED: "blocked",
    BoltState.FINISHED: "done",
    BoltState.CANCELLED: "cancelled",
}


class TimelineEntry(Frozen):
    """One line of a timeline."""

    at: datetime
    what: str
    """planned, started, in progress, blocked, resumed, taken up again, finished, done, cancelled, in review."""
    detail: str = ""
    """Somebody's own words: what blocked it."""
    commit: str = ""
    """The commit of the default branch that brought it; empty where the record itself says so."""
    pull: int | None = None
    """The open pull request that began it."""


def tell_timeline(
    bolt: Bolt,
    versions: Iterable[tuple[str, datetime, Bolt]],
    reviews: Iterable[tuple[int, datetime]] = (),
) -> tuple[TimelineEntry, ...]:
    """Return what happened to `bolt`, oldest first.

    `versions` are its versions on the default branch as commit, time (UTC) and content, oldest first; `reviews` the open
    pull requests that carry it with the times they were opened. What the record says of its start and end are somebody's
    words; when it was planned, blocked and done is what git says.
    """
    entries: list[TimelineEntry] = []
    before: BoltState | None = None
    for commit, at, version in versions:
        if version.state is before:
            continue
        what = _landed(before, version.state)
        said = what == "in progress" and bolt.started is not None  # the record's own time is the better one
        if not said:
            detail = version.blocked_by or "" if version.state is BoltState.BLOCKED else ""
            entries.append(TimelineEntry(at=at, what=what, detail=detail, commit=commit))
        before = version.state
    for moment, what in ((bolt.started, "started"), (bolt.finished, "finished")):
        if moment is not None:
            entries.append(TimelineEntry(at=moment.astimezone(UTC), what=what))
    entries += (TimelineEntry(at=at, what="in review", pull=number) for number, at in reviews)
    ordered = sorted(entries, key=lambda entry: entry.at)
    return tuple(ordered if len(ordered) <= MOST else [ordered[0], *ordered[1 - MOST :]])


def _landed(before: BoltState | None, now: BoltState) -> str:
    if now is BoltState.IN_PROGRESS and before is BoltState.BLOCKED:
        return "resumed"
    if before in {BoltState.FINISHED, BoltState.CANCELLED}:
        return "taken up again" if now is not BoltState.CANCELLED else _LANDED[now]
    return _LANDED[now]
