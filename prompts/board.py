"""The board: where all Intents stand, and one Intent with its Units and Bolts, as Markdown with a diagram."""

from __future__ import annotations

from aidlc.domain.facts import Frozen
from prompts import render
from prompts.neutral import show_hidden


class BoardIntent(Frozen):
    """A row of the board of all Intents."""

    intent: str
    title: str
    phase: str
    units: str
    """Counts by state (`1 done, 2 planned`); empty without any."""
    bolts: str
    next: str


class BoardRow(Frozen):
    """A Bolt of one Intent's board, or a Unit without any."""

    unit: str
    unit_state: str
    bolt: str = ""
    """Its slug; empty: the Unit has no Bolt yet."""
    goal: str = ""
    state: str = ""
    waits_for: tuple[str, ...] = ()
    """References of Bolts that come first and aren't done."""


class Page(Frozen):
    """Which part of a longer board this is, from 1."""

    number: int
    count: int


def render_board(intents: tuple[BoardIntent, ...], page: Page, problems: int) -> str:
    """Return the board of all Intents; `problems` counts what is wrong with records."""
    return render("board.md.j2", intents=intents, page=page, problems=problems)


def render_intent_board(
    intent: BoardIntent,
    rows: tuple[BoardRow, ...],
    missing: tuple[str, ...],
    page: Page,
    trace: tuple[str, ...] = (),
) -> str:
    """Return one Intent's board; `missing` is what its inception still lacks, `trace` what leads to what, line by line."""
    nodes = {f"{intent.intent}/{row.unit}/{row.bolt}": number for number, row in enumerate(rows) if row.bolt}
    return render(
        "board_intent.md.j2",
        intent=intent,
        rows=rows,
        missing=missing,
        page=page,
        nodes=nodes,
        trace="\n".join(show_hidden(line) for line in trace),
    )
