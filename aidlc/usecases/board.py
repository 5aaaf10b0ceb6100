"""The board of the records in the working tree, a page at a time."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Sequence
from typing import Final, TypeVar

from aidlc.domain.errors import InputError
from aidlc.domain.progress import IntentSummary
from aidlc.domain.trace import trace_intent
from aidlc.usecases.status import intents_of, summarize
from aidlc.usecases.validating import problems_of
from aidlc.usecases.workspace import Workspace
from prompts.board import BoardIntent, BoardRow, Page, render_board, render_intent_board

ROWS: Final = 50
"""Rows of a page."""

_MOST_MISSING: Final = 20
_TRACED: Final = 100
"""Lines of the trace on an Intent's first page."""
_Row = TypeVar("_Row")


def show_board(workspace: Workspace, page: int = 1) -> str:
    """Page `page` (from 1) of all Intents, as Markdown."""
    tree = workspace.ledger.load()
    names, at = _page(intents_of(tree), page)
    rows = tuple(_row(summarize(workspace, tree, name)) for name in names)
    return render_board(rows, at, len(problems_of(tree)))


def show_intent_board(workspace: Workspace, intent: str, page: int = 1) -> str:
    """Page `page` (from 1) of the Units and Bolts of `intent`, as Markdown. Raises `InputError` for an unknown Intent."""
    tree = workspace.ledger.load()
    if intent not in intents_of(tree):
        raise InputError(
            f"There is no Intent `{intent}` that can be read. aidlc://board lists those that can."
        )
    summary = summarize(workspace, tree, intent)
    rows, at = _page(list(_rows(summary)), page)
    missing = tuple(str(problem) for problem in summary.missing[:_MOST_MISSING])
    trace = tuple(trace_intent(tree, intent).lines()[:_TRACED]) if at.number == 1 else ()
    return render_intent_board(_row(summary), tuple(rows), missing, at, trace)


def _page(rows: Sequence[_Row], number: int) -> tuple[Sequence[_Row], Page]:
    count = max(1, -(-len(rows) // ROWS))
    return rows[(number - 1) * ROWS : number * ROWS], Page(number=number, count=count)


def _row(summary: IntentSummary) -> BoardIntent:
    return BoardIntent(
        intent=summary.intent,
        title=summary.title,
        phase=str(summary.phase),
        units=_counted(str(unit.state) for unit in summary.units),
        bolts=_counted(str(bolt.state) for unit in summary.units for bolt in unit.bolts),
        next=summary.next_step,
    )


def _counted(states: Iterable[str]) -> str:
    return ", ".join(f"{count} {state}" for state, count in sorted(Counter(states).items()))


def _rows(summary: IntentSummary) -> Iterable[BoardRow]:
    for unit in summary.units:
        if not unit.bolts:
            yield BoardRow(unit=unit.unit, unit_state=str(unit.state))
        for bolt in unit.bolts:
            yield BoardRow(
                unit=unit.unit,
                unit_state=str(unit.state),
                bolt=bolt.bolt,
                goal=bolt.goal,
                state=str(bolt.state),
                waits_for=bolt.waits_for,
            )
