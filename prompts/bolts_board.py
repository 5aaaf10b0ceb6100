"""The board on an Intent's issue: its Units and Bolts as a table and a picture, how far they are, what comes next."""

from __future__ import annotations

from typing import Final

from aidlc.domain.facts import Frozen
from prompts import render
from prompts.bolts import SIGNS

MOST_ROWS: Final = 50
"""Bolts that a board shows: a comment takes 65,536 characters, and nobody reads a larger picture."""

MOST_BARE: Final = 15
"""Units with Bolts that have no record yet."""

_BLOCKS: Final = 20


class BoardBolt(Frozen):
    """A Bolt's row."""

    unit: str
    bolt: str
    goal: str
    state: str
    issue: int | None = None
    pull: int | None = None
    """The open pull request that carries it."""
    waits_for: tuple[str, ...] = ()
    """References of Bolts that come first and aren't done."""
    depends_on: tuple[str, ...] = ()
    """References of all Bolts that come first, for the picture's arrows."""


class BoardUnit(Frozen):
    """A Unit's row and the group of its Bolts in the picture."""

    unit: str
    title: str
    state: str
    not_recorded: tuple[str, ...] = ()
    """Suggested Bolts that have no record yet."""


class IssueBoard(Frozen):
    """What a board says; every text is somebody's own words."""

    intent: str
    title: str
    phase: str
    units: tuple[BoardUnit, ...] = ()
    bolts: tuple[BoardBolt, ...] = ()
    """In order; those over `MOST_ROWS` are only counted, settled ones first."""
    next_step: str = ""


def board_marker_of(intent: str) -> str:
    """Return the first line of an Intent's board; an Intent's name is a slug."""
    return f"<!-- aidlc:board v1 {intent} -->"


def render_issue_board(board: IssueBoard) -> str:
    """Return the comment's body, its marker on the first line; equal boards give equal text."""
    rows = _rows(board.bolts)
    done = sum(bolt.state == "done" for bolt in board.bolts)
    live = sum(bolt.state != "cancelled" for bolt in board.bolts)
    waiting = sum(len(unit.not_recorded) for unit in board.units)
    shown = {row.unit for row in rows}
    known = {bolt.unit for bolt in board.bolts}
    bare = [unit for unit in board.units if unit.not_recorded or unit.unit not in known]
    groups = [
        (unit, [row for row in rows if row.unit == unit.unit]) for unit in board.units if unit.unit in shown
    ]
    return render(
        "bolts_board.md.j2",
        marker=board_marker_of(board.intent),
        board=board,
        rows=rows,
        bare=bare[:MOST_BARE],
        more=len(bare) - MOST_BARE,
        groups=[*groups, *((unit, []) for unit in bare[:MOST_BARE] if unit.unit not in shown)],
        nodes={f"{board.intent}/{row.unit}/{row.bolt}": number for number, row in enumerate(rows)},
        signs=SIGNS,
        done=done,
        live=live,
        waiting=waiting,
        bar=_bar(done, live + waiting),
        percent=100 * done // (live + waiting) if live + waiting else 0,
    )


def _rows(bolts: tuple[BoardBolt, ...]) -> tuple[BoardBolt, ...]:
    """The rows that are shown: all, or what is still to do before what is settled."""
    if len(bolts) <= MOST_ROWS:
        return bolts
    settled = {"done", "cancelled"}
    ranked = sorted(range(len(bolts)), key=lambda place: (bolts[place].state in settled, place))
    return tuple(bolts[place] for place in sorted(ranked[:MOST_ROWS]))


def _bar(done: int, whole: int) -> str:
    filled = _BLOCKS * done // whole if whole else 0
    return "█" * filled + "░" * (_BLOCKS - filled)
