"""What people ask about one Bolt. *In review* and *done* are derived here from pull requests and the default branch."""

from __future__ import annotations

from collections.abc import Mapping
from enum import StrEnum
from types import MappingProxyType
from typing import Final

from aidlc.domain.facts import Frozen
from aidlc.domain.layout import bolt_address
from aidlc.domain.records import Address, Kind, RecordTree
from schemas.construction import Bolt, BoltEvidence, BoltState
from schemas.records import Intent, Unit
from schemas.scalars import Moment

NO_PULLS: Final[Mapping[str, int]] = MappingProxyType({})


class WorkState(StrEnum):
    """How far a Bolt or a Unit is; `in-review` and `done` are never stored, `finished` is what waits for a review."""

    PLANNED = "planned"
    IN_PROGRESS = "in-progress"
    BLOCKED = "blocked"
    FINISHED = "finished"
    IN_REVIEW = "in-review"
    DONE = "done"
    CANCELLED = "cancelled"


class BoltSummary(Frozen):
    """A Bolt with all that people ask about it."""

    reference: str
    """`intent/unit/bolt`."""
    path: str
    intent: str
    unit: str
    bolt: str
    intent_title: str
    unit_title: str
    goal: str
    state: WorkState
    suggested: bool
    """Whether the approved kind of record, the Unit's file, names this Bolt."""
    issue: int | None = None
    pull: int | None = None
    """The open pull request that carries it."""
    stories: tuple[str, ...] = ()
    waits_for: tuple[str, ...] = ()
    """References of the Bolts it depends on that aren't done."""
    timebox: int | None = None
    """Hours."""
    started: Moment | None = None
    finished: Moment | None = None
    blocked_by: str | None = None
    evidence: BoltEvidence | None = None
    next_step: str


def summarize_bolt(
    tree: RecordTree,
    reference: str,
    *,
    default_branch_tree: RecordTree | None = None,
    open_pulls: Mapping[str, int] = NO_PULLS,
) -> BoltSummary | None:
    """The Bolt `intent/unit/bolt` of `tree`; None when there is no such Bolt that can be read."""
    address = bolt_address(reference)
    file = tree.find(address) if address else None
    if file is None or not isinstance(file.record, Bolt):
        return None
    bolt, at = file.record, file.address
    intent = tree.find(Address(Kind.INTENT, at.intent))
    unit = tree.find(Address(Kind.UNIT, at.intent, name=at.unit))
    pull = open_pulls.get(reference)
    state = _bolt_state(bolt, on_default=_is_done(default_branch_tree, reference), in_review=pull is not None)
    waits_for = tuple(name for name in bolt.depends_on if not _is_done(default_branch_tree, name))
    return BoltSummary(
        reference=reference,
        path=file.path,
        intent=at.intent,
        unit=at.unit,
        bolt=at.name,
        intent_title=intent.record.title if intent and isinstance(intent.record, Intent) else at.intent,
        unit_title=unit.record.title if unit and isinstance(unit.record, Unit) else at.unit,
        goal=bolt.goal,
        state=state,
        suggested=bool(
            unit and isinstance(unit.record, Unit) and any(bolt.id == at.name for bolt in unit.record.bolts)
        ),
        issue=bolt.issue,
        pull=pull,
        stories=bolt.stories,
        waits_for=waits_for,
        timebox=bolt.timebox,
        started=bolt.started,
        finished=bolt.finished,
        blocked_by=bolt.blocked_by,
        evidence=bolt.evidence,
        next_step=_bolt_step(state, bolt, waits_for, pull),
    )


def _is_done(default: RecordTree | None, reference: str) -> bool:
    """Finished on the default branch."""
    address = bolt_address(reference)
    file = default.find(address) if default and address else None
    return file is not None and isinstance(file.record, Bolt) and file.record.state is BoltState.FINISHED


def _bolt_state(bolt: Bolt, *, on_default: bool, in_review: bool) -> WorkState:
    if bolt.state is BoltState.FINISHED and on_default:
        return WorkState.DONE
    # What stops the work is worth more to a reader than that a pull request is open.
    if in_review and bolt.state not in {BoltState.CANCELLED, BoltState.BLOCKED}:
        return WorkState.IN_REVIEW
    return WorkState(bolt.state.value)


def _bolt_step(state: WorkState, bolt: Bolt, waits_for: tuple[str, ...], pull: int | None) -> str:
    match state:
        case WorkState.PLANNED if waits_for:
            return f"Wait for {', '.join(waits_for)}."
        case WorkState.PLANNED:
            return "Start it."
        case WorkState.IN_PROGRESS:
            return "Build and test it, then finish it with evidence."
        case WorkState.BLOCKED:
            return f"Clear what blocks it: {(bolt.blocked_by or 'not recorded').splitlines()[0]}"
        case WorkState.FINISHED:
            return "Request the approval of construction, with the paths of its code."
        case WorkState.IN_REVIEW:
            return f"Review pull request #{pull}."
        case WorkState.DONE | WorkState.CANCELLED:
            return "Nothing; it is closed."
