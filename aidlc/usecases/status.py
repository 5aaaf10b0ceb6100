"""Where things stand: the workspace, each Intent, what its next gate misses, and the one thing to do next."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Final

from aidlc.domain.errors import InputError
from aidlc.domain.progress import IntentSummary, summarize_intent
from aidlc.domain.records import Kind, RecordTree
from aidlc.domain.workspace import tell_workspace
from aidlc.usecases.recording import quote
from aidlc.usecases.validating import problems_of
from aidlc.usecases.workspace import Workspace, asked_scopes, merged_scopes
from schemas.records import Workspace as WorkspaceKind

_BEGIN: Final = (
    "Ask the human what they want to build and why, then call record_intent with their words. "
    "Nothing is built before they have approved the inception."
)


@dataclass(frozen=True, slots=True)
class IntentStatus:
    """One Intent in short; lists are cut to the limit asked for."""

    intent: str
    phase: str
    next: str
    missing: tuple[str, ...]
    units: Mapping[str, str]
    """Unit to its derived state."""
    bolts: Mapping[str, str]
    """Full reference to the Bolt's derived state."""
    left_out: tuple[int, int, int]
    """How many Units, Bolts and missing points the limit left out."""


@dataclass(frozen=True, slots=True)
class Status:
    """The whole answer."""

    workspace: str
    intents: tuple[IntentStatus, ...]
    problems: int
    next: str
    text: str


def read_status(workspace: Workspace, intent: str | None, limit: int) -> Status:
    """Where the repository stands, or one Intent; the network isn't asked. Raises InputError for an unknown Intent."""
    tree = workspace.ledger.load()
    kind, examples = tell_workspace(workspace.worktree.files())
    names = _intents(tree)
    if intent is not None and intent not in names:
        known = f"Known: {quote(names)}." if names else "None is recorded yet: call record_intent."
        raise InputError(f"There is no Intent `{intent}`. {known}")
    chosen = [intent] if intent is not None else names
    summaries = [_summary(workspace, tree, name) for name in chosen[:limit]]
    problems = problems_of(tree, intent)
    following = _next(summaries, [str(problem) for problem in problems])
    intents = tuple(_short(one, limit) for one in summaries)
    text = [
        f"Workspace: {kind}"
        + (f" (already there: {', '.join(examples)})" if kind is WorkspaceKind.BROWNFIELD else ""),
        *(line for one in intents for line in _lines(one, alone=len(intents) == 1)),
    ]
    if len(chosen) > limit:
        text.append(f"{len(chosen) - limit} more Intents: name one, or raise `limit`.")
    if problems:
        text.append(f"{len(problems)} problems with records: validate_records lists them.")
    text.append(f"Next: {following}")
    return Status(
        workspace=str(kind), intents=intents, problems=len(problems), next=following, text="\n".join(text)
    )


def next_step(workspace: Workspace, intent: str) -> str:
    """The one thing to do next for an Intent: mend what is wrong with its records, else what their summary says."""
    tree = workspace.ledger.load()
    summaries = [_summary(workspace, tree, intent)] if intent in _intents(tree) else []
    return _next(summaries, [str(problem) for problem in problems_of(tree, intent)])


def _intents(tree: RecordTree) -> list[str]:
    return sorted({file.address.intent for file in tree.files if file.address.kind is Kind.INTENT})


def _summary(workspace: Workspace, tree: RecordTree, intent: str) -> IntentSummary:
    landed = workspace.default_tree
    return summarize_intent(
        tree,
        intent,
        approved=merged_scopes(tree, landed),
        default_branch_tree=landed,
        asked=asked_scopes(workspace, tree),
    )


def _next(summaries: Sequence[IntentSummary], problems: Sequence[str]) -> str:
    if problems:
        return f"Mend the records first: {problems[0]}"
    if not summaries:
        return _BEGIN
    return summaries[0].next_step if len(summaries) == 1 else "Ask the human which Intent to go on with."


def _short(summary: IntentSummary, limit: int) -> IntentStatus:
    units = [(unit.unit, str(unit.state)) for unit in summary.units]
    bolts = [(bolt.reference, str(bolt.state)) for unit in summary.units for bolt in unit.bolts]
    return IntentStatus(
        intent=summary.intent,
        phase=str(summary.phase),
        next=summary.next_step,
        missing=tuple(str(problem) for problem in summary.missing[:limit]),
        units=dict(units[:limit]),
        bolts=dict(bolts[:limit]),
        left_out=(len(units[limit:]), len(bolts[limit:]), len(summary.missing[limit:])),
    )


def _lines(status: IntentStatus, *, alone: bool) -> list[str]:
    said = [f"{status.intent}: {status.phase}."]
    if status.units:
        said.append(f"Units: {_states(status.units)}{_rest(status.left_out[0])}")
    if status.bolts:
        said.append(f"Bolts: {_states(status.bolts)}{_rest(status.left_out[1])}")
    said += [f"Missing: {problem}" for problem in status.missing]
    if status.left_out[2]:
        said.append(f"Missing: {status.left_out[2]} more points.")
    if not alone:
        said.append(f"Next for {status.intent}: {status.next}")
    return said


def _states(states: Mapping[str, str]) -> str:
    return ", ".join(f"{name} {state}" for name, state in states.items())


def _rest(count: int) -> str:
    return f" and {count} more" if count else ""
