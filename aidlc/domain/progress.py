"""Where an intent stands. Everything here is derived: no file stores the state of a phase, a Unit or an Intent."""

from __future__ import annotations

from collections.abc import Mapping

from aidlc.domain.bolt_progress import NO_PULLS, BoltSummary, WorkState, summarize_bolt
from aidlc.domain.completeness import missing_for
from aidlc.domain.errors import Problem
from aidlc.domain.facts import Frozen
from aidlc.domain.layout import bolt_reference, path_of
from aidlc.domain.phases import Phase
from aidlc.domain.records import Address, Kind, RecordTree
from schemas.records import Intent, Unit

__all__ = ["BoltSummary", "IntentSummary", "UnitSummary", "WorkState", "summarize_bolt", "summarize_intent"]


class UnitSummary(Frozen):
    """A Unit with its Bolts."""

    unit: str
    title: str
    state: WorkState
    approved: bool
    """Whether what of it is on the default branch was approved."""
    bolts: tuple[BoltSummary, ...] = ()
    not_recorded: tuple[str, ...] = ()
    """Suggested Bolts that have no file yet."""


class IntentSummary(Frozen):
    """An intent with its phase, its Units and what comes next."""

    intent: str
    title: str
    phase: Phase
    units: tuple[UnitSummary, ...] = ()
    missing: tuple[Problem, ...] = ()
    """What inception still lacks before its approval can be asked for; later phases are asked for by Unit or release."""
    next_step: str


def summarize_intent(
    tree: RecordTree,
    intent: str,
    *,
    approved: frozenset[str] = frozenset(),
    default_branch_tree: RecordTree | None = None,
    open_pulls: Mapping[str, int] = NO_PULLS,
    asked: frozenset[str] = frozenset(),
) -> IntentSummary:
    """Where `intent` stands in `tree`.

    `approved` holds scopes as `inception <intent>` and `construction <intent>/<unit>`; `default_branch_tree` is None
    where the default branch isn't known (then nothing is *done*); `open_pulls` maps a Bolt's reference to the open pull
    request that carries it; `asked` holds the scopes (also `operation <intent>/<release>`) whose approval was requested for
    exactly these records. The phase is inception until that is approved, construction until every Unit is done, then
    operation.
    """
    found = tree.find(Address(Kind.INTENT, intent))
    title = found.record.title if found and isinstance(found.record, Intent) else intent
    units = tuple(
        _summarize_unit(
            tree, intent, file.address.name, file.record, approved, default_branch_tree, open_pulls
        )
        for file in tree.of(Kind.UNIT, intent)
        if isinstance(file.record, Unit)
    )
    if f"inception {intent}" not in approved:
        missing = missing_for(Phase.INCEPTION, tree, intent)
        step = _inception_step(tree, intent, missing, asked)
        return IntentSummary(
            intent=intent, title=title, phase=Phase.INCEPTION, units=units, missing=missing, next_step=step
        )
    if units and all(unit.state in {WorkState.DONE, WorkState.CANCELLED} for unit in units):
        step = _operation_step(tree, intent, asked, default_branch_tree)
        return IntentSummary(intent=intent, title=title, phase=Phase.OPERATION, units=units, next_step=step)
    return IntentSummary(
        intent=intent,
        title=title,
        phase=Phase.CONSTRUCTION,
        units=units,
        next_step=_construction_step(_ready_first(tree, intent, units), asked),
    )


def _summarize_unit(
    tree: RecordTree,
    intent: str,
    name: str,
    unit: Unit,
    approved: frozenset[str],
    default: RecordTree | None,
    open_pulls: Mapping[str, int],
) -> UnitSummary:
    references = [bolt_reference(file.address) for file in tree.of(Kind.BOLT, intent, name)]
    found = (
        summarize_bolt(tree, each, default_branch_tree=default, open_pulls=open_pulls) for each in references
    )
    bolts = tuple(bolt for bolt in found if bolt is not None)
    recorded = {bolt.bolt for bolt in bolts}
    not_recorded = tuple(bolt.id for bolt in unit.bolts if bolt.id not in recorded)
    return UnitSummary(
        unit=name,
        title=unit.title,
        state=_unit_state([bolt.state for bolt in bolts], has_more=bool(not_recorded)),
        approved=f"construction {intent}/{name}" in approved,
        bolts=bolts,
        not_recorded=not_recorded,
    )


def _unit_state(bolts: list[WorkState], *, has_more: bool) -> WorkState:
    """A Unit is done when all its Bolts are, suggested ones included; else it is where its liveliest Bolt is."""
    live = [state for state in bolts if state is not WorkState.CANCELLED]
    if not live:
        return WorkState.CANCELLED if bolts and not has_more else WorkState.PLANNED
    if all(state is WorkState.DONE for state in live):
        return WorkState.IN_PROGRESS if has_more else WorkState.DONE
    for state in (WorkState.IN_REVIEW, WorkState.IN_PROGRESS, WorkState.FINISHED, WorkState.BLOCKED):
        if state in live:
            return WorkState.IN_PROGRESS if state is WorkState.FINISHED else state
    return WorkState.IN_PROGRESS if WorkState.DONE in live else WorkState.PLANNED


def _wait(what: str) -> str:
    return f"The approval of {what} is asked for: people review its pull request. `check_approval` tells how it stands."


def _inception_step(
    tree: RecordTree, intent: str, missing: tuple[Problem, ...], asked: frozenset[str]
) -> str:
    if not missing and f"inception {intent}" in asked:
        return _wait(f"inception for `{intent}`")
    if not missing:
        return f"Request the approval of inception for `{intent}`; people then review its pull request."
    first, more = _most_urgent(missing, intent), len(missing) - 1
    rest = f" {more} more {'points are' if more > 1 else 'point is'} missing." if more else ""
    ask = "" if _is_under_way(tree, intent) else "Ask the human what is unclear (`record_questions`). "
    return f"{ask}Complete inception: {first.path}: {first.message} {first.remedy}".rstrip() + rest


def _most_urgent(missing: tuple[Problem, ...], intent: str) -> Problem:
    """What the others rest on comes first: answers to open questions, then what is there already."""
    for kind in (Kind.QUESTIONS, Kind.CONTEXT):
        path = path_of(Address(kind, intent))
        found = next((problem for problem in missing if problem.path == path), None)
        if found is not None:
            return found
    return missing[0]


def _is_under_way(tree: RecordTree, intent: str) -> bool:
    """Whether anything but the Intent itself was recorded."""
    return any(file.address.intent == intent and file.address.kind is not Kind.INTENT for file in tree.files)


def _ready_first(tree: RecordTree, intent: str, units: tuple[UnitSummary, ...]) -> tuple[UnitSummary, ...]:
    """Units that depend on no unfinished one, then the others."""
    settled = {WorkState.DONE, WorkState.CANCELLED}
    unfinished = {unit.unit for unit in units if unit.state not in settled}
    waiting = {
        file.address.name
        for file in tree.of(Kind.UNIT, intent)
        if isinstance(file.record, Unit) and unfinished.intersection(file.record.depends_on)
    }
    return tuple(sorted(units, key=lambda unit: unit.unit in waiting))


def _construction_step(units: tuple[UnitSummary, ...], asked: frozenset[str]) -> str:
    """The one thing to do next: what waits for people first, then what is under way, then what can be started."""
    bolts = [bolt for unit in units for bolt in unit.bolts]
    order = (
        WorkState.IN_REVIEW,
        WorkState.FINISHED,
        WorkState.IN_PROGRESS,
        WorkState.BLOCKED,
        WorkState.PLANNED,
    )
    for state in order:
        for bolt in bolts:
            if (
                state is WorkState.FINISHED is bolt.state
                and f"construction {bolt.intent}/{bolt.unit}" in asked
            ):
                return _wait(f"construction for `{bolt.reference}`")
            if bolt.state is state and not (state is WorkState.PLANNED and bolt.waits_for):
                return f"{bolt.reference}: {bolt.next_step}"
    for unit in units:
        if unit.not_recorded:
            return f"Record the Bolts of `{unit.unit}`: {', '.join(unit.not_recorded)}."
    if units and (waiting := [bolt for bolt in bolts if bolt.state is WorkState.PLANNED]):
        return f"{waiting[0].reference}: {waiting[0].next_step}"
    unfinished = [unit.unit for unit in units if unit.state not in {WorkState.DONE, WorkState.CANCELLED}]
    return f"Record a Bolt for `{unfinished[0]}`." if unfinished else "Record the Units of this intent."


def _operation_step(tree: RecordTree, intent: str, asked: frozenset[str], default: RecordTree | None) -> str:
    if next(tree.of(Kind.DEPLOYMENT_UNIT, intent), None) is None:
        return "Record the Deployment Units."
    release = next(tree.of(Kind.RELEASE, intent), None)
    if release is None:
        return "Record a release that names its Deployment Units, commit and environment."
    missing = missing_for(Phase.OPERATION, tree, intent, release=release.address.name)
    if missing:
        return f"Complete the release: {missing[0]}"
    landed = default.find(release.address) if default is not None else None
    if landed is not None and landed.sha256 == release.sha256:
        return (
            f"Release `{release.address.name}` is on the default branch: its job asks `aidlc deploy-gate` and deploys it. "
            "Then look at the measures with the humans."
        )
    if f"operation {intent}/{release.address.name}" in asked:
        return _wait(f"operation for release `{release.address.name}`")
    return f"Request the approval of operation for release `{release.address.name}`."
