"""Where things stand: the workspace, each Intent, what its next gate misses, and the one thing to do next."""

from __future__ import annotations

from collections import Counter
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
    """One Intent in short. Of several Intents only counts are told, of one a page of each list."""

    intent: str
    phase: str
    next: str
    missing: tuple[str, ...]
    units: Mapping[str, str]
    """Unit to its derived state."""
    bolts: Mapping[str, str]
    """Full reference to the Bolt's derived state."""
    lines: tuple[str, ...]
    """The same for a reader."""


@dataclass(frozen=True, slots=True)
class Status:
    """The whole answer."""

    workspace: str
    intents: tuple[IntentStatus, ...]
    problems: int
    next: str
    text: str
    cursor: int | None = None
    """Where the next page begins; None: this was the last one."""


def read_status(workspace: Workspace, intent: str | None, limit: int, cursor: int = 0) -> Status:
    """Where the repository stands, or one Intent: from number `cursor` of each list at most `limit`.

    The network isn't asked. Raises InputError for an unknown Intent.
    """
    tree = workspace.ledger.load()
    kind, examples = tell_workspace(workspace.worktree.files())
    names = intents_of(tree)
    if intent is not None and intent not in names:
        known = f"Known: {quote(names)}." if names else "None is recorded yet: call record_intent."
        raise InputError(f"There is no Intent `{intent}`. {known}")
    chosen = [intent] if intent is not None else names
    alone = len(chosen) == 1
    page = chosen if alone else chosen[cursor : cursor + limit]
    summaries = [summarize(workspace, tree, name) for name in page]
    problems = problems_of(tree, intent)
    following = _mend(str(problems[0])) if problems else _next(summaries if alone or not chosen else None)
    intents = tuple(_detail(one, cursor, limit) if alone else _brief(one) for one in summaries)
    longest = max((_length(one) for one in summaries), default=0) if alone else len(chosen)
    rest = longest > cursor + limit
    text = [
        f"Workspace: {kind}"
        + (f" (already there: {', '.join(examples)})" if kind is WorkspaceKind.BROWNFIELD else ""),
        *(line for one in intents for line in one.lines),
    ]
    if rest:
        more = "More of it" if alone else f"{longest - cursor - limit} more Intents"
        text.append(f"{more}: call again with cursor {cursor + limit}.")
    if problems:
        text.append(f"{len(problems)} problems with records: validate_records lists them.")
    text.append(f"Next: {following}")
    return Status(
        workspace=str(kind),
        intents=intents,
        problems=len(problems),
        next=following,
        text="\n".join(text),
        cursor=cursor + limit if rest else None,
    )


def next_step(workspace: Workspace, intent: str) -> str:
    """The one thing to do next for an Intent: mend what is wrong with its records, else what their summary says."""
    tree = workspace.ledger.load()
    problems = problems_of(tree, intent)
    if problems:
        return _mend(str(problems[0]))
    return _next([summarize(workspace, tree, intent)] if intent in intents_of(tree) else [])


def intents_of(tree: RecordTree) -> list[str]:
    """The Intents that can be read, sorted."""
    return sorted({file.address.intent for file in tree.files if file.address.kind is Kind.INTENT})


def summarize(workspace: Workspace, tree: RecordTree, intent: str) -> IntentSummary:
    """Where `intent` stands, as far as git knows here; the network isn't asked."""
    landed = workspace.default_tree
    return summarize_intent(
        tree,
        intent,
        approved=merged_scopes(tree, landed),
        default_branch_tree=landed,
        asked=asked_scopes(workspace, tree),
    )


def _mend(problem: str) -> str:
    return f"Mend the records first: {problem}"


def _next(summaries: Sequence[IntentSummary] | None) -> str:
    """The step of the only Intent; None: there are several."""
    if summaries is None:
        return "Ask the human which Intent to go on with; get_status of that one tells more."
    return summaries[0].next_step if summaries else _BEGIN


def _length(summary: IntentSummary) -> int:
    """The length of the longest of the lists that are paged."""
    return max(len(summary.units), sum(len(unit.bolts) for unit in summary.units), len(summary.missing))


def _detail(summary: IntentSummary, start: int, limit: int) -> IntentStatus:
    page = slice(start, start + limit)
    units = [(unit.unit, str(unit.state)) for unit in summary.units]
    bolts = [(bolt.reference, str(bolt.state)) for unit in summary.units for bolt in unit.bolts]
    missing = [str(problem) for problem in summary.missing]
    lines = [f"{summary.intent}: {summary.phase}."]
    for name, states in (("Units", units), ("Bolts", bolts)):
        if states[page]:
            told = ", ".join(f"{one} {state}" for one, state in states[page])
            lines.append(f"{name}: {told}{_rest(len(states) - start - limit)}")
    lines += [f"Missing: {problem}" for problem in missing[page]]
    if len(missing) > start + limit:
        lines.append(f"Missing: {len(missing) - start - limit} more points.")
    return IntentStatus(
        intent=summary.intent,
        phase=str(summary.phase),
        next=summary.next_step,
        missing=tuple(missing[page]),
        units=dict(units[page]),
        bolts=dict(bolts[page]),
        lines=tuple(lines),
    )


def _brief(summary: IntentSummary) -> IntentStatus:
    units = Counter(str(unit.state) for unit in summary.units)
    bolts = Counter(str(bolt.state) for unit in summary.units for bolt in unit.bolts)
    counted = [
        f"{name}: {', '.join(f'{count} {state}' for state, count in sorted(states.items()))}."
        for name, states in (("Units", units), ("Bolts", bolts))
        if states
    ]
    if summary.missing:
        counted.append(f"Missing: {len(summary.missing)}.")
    return IntentStatus(
        intent=summary.intent,
        phase=str(summary.phase),
        next=summary.next_step,
        missing=(),
        units={},
        bolts={},
        lines=(" ".join([f"{summary.intent}: {summary.phase}.", *counted, f"Next: {summary.next_step}"]),),
    )


def _rest(count: int) -> str:
    return f" and {count} more" if count > 0 else ""
