"""A prompt of the method, filled with where things stand."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Final

from aidlc.domain.bolt_progress import WorkState
from aidlc.domain.focus import Focus, find_focus
from aidlc.domain.progress import IntentSummary
from aidlc.domain.records import Address, Kind, RecordTree
from aidlc.domain.workspace import tell_workspace
from aidlc.usecases.status import summarize
from aidlc.usecases.workspace import Workspace
from prompts.method import Surface, render_method
from prompts.method_state import describe
from prompts.neutral import one_line
from schemas.records import Intent
from schemas.records import Workspace as WorkspaceKind

_MOST: Final = 20
_START: Final = "start"
_CONSTRUCTION: Final = "mob-construction"


def guide(workspace: Workspace, prompt: str, given: Mapping[str, str]) -> str:
    """The prompt of that name for an IDE, with the present state; the network isn't asked.

    `given` may hold `goal`, `intent`, `unit`, `bolt` and `release`; blank ones count as left out. Raises InputError that
    lists what is recorded for an id that isn't.
    """
    tree = workspace.ledger.load()
    kind, examples = tell_workspace(workspace.worktree.files())
    state = [one_line(f"Workspace: {kind}" + (f" ({', '.join(examples)})" if examples else ""), 400)]
    focus = find_focus(tree, given)
    if prompt == _START or not focus.intent:
        state += _intents(tree, prompt)
    else:
        kind = _workspace_of(tree, focus.intent) or kind
        summary = summarize(workspace, tree, focus.intent)
        if prompt == _CONSTRUCTION and not focus.bolt:
            focus = focus.model_copy(update={"bolt": _next_bolt(summary, focus)})
        state = [f"Workspace: {kind}", *describe(prompt, tree, summary, focus)]
    if tree.problems:
        state.append(
            f"{len(tree.problems)} problems with files that can't be read: validate_records lists them"
        )
    said = "; ".join(f"{name}: {value.strip()}" for name, value in given.items() if value.strip())
    return render_method(prompt, Surface.IDE, given=said, state=state, workspace=kind.value)


def _intents(tree: RecordTree, prompt: str) -> list[str]:
    """Every Intent there is, and what to do about which one is meant."""
    found = [
        f"Intent {file.address.intent}: {one_line(file.record.title, 200)}"
        for file in tree.of(Kind.INTENT)
        if isinstance(file.record, Intent)
    ]
    listed = found[:_MOST] + ([f"Intent: {len(found) - _MOST} more"] if len(found) > _MOST else [])
    if prompt == _START:
        return listed or ["Intent: none is recorded yet"]
    if not listed:
        return ["Intent: none is recorded yet; begin with the prompt `start`"]
    return [*listed, "Next: ask the human which Intent is meant"]


def _workspace_of(tree: RecordTree, intent: str) -> WorkspaceKind | None:
    """What the Intent began on; the code it has got since makes it no brownfield one."""
    found = tree.find(Address(Kind.INTENT, intent))
    return found.record.workspace if found is not None and isinstance(found.record, Intent) else None


def _next_bolt(summary: IntentSummary, focus: Focus) -> str:
    """The Unit's Bolt that is under way, else the first that waits for nothing; empty where there is none."""
    bolts = [bolt for unit in summary.units if unit.unit == focus.unit for bolt in unit.bolts]
    for state in (WorkState.IN_PROGRESS, WorkState.BLOCKED, WorkState.PLANNED):
        for bolt in bolts:
            if bolt.state is state and not (state is WorkState.PLANNED and bolt.waits_for):
                return bolt.reference
    return ""
