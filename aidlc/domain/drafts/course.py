"""What a run does for an issue, decided from what was said there and what exists already."""

from __future__ import annotations

import re
from enum import StrEnum
from typing import Final

from aidlc.domain.drafts.wire import Clarification
from aidlc.domain.facts import Account, Frozen
from schemas.records import Question

_COMMAND: Final = re.compile(
    r"/aidlc (draft|answer|revise|design)(?:[ \t]+([a-z0-9-]{1,64}))?[ \t]*(?:\n|\Z)"
)
_ON_THE_LINE: Final = re.compile(r"/aidlc (answer|revise)[ \t]+(\S.*)", re.DOTALL)
_NUMBERED: Final = re.compile(r"^[ \t]*(\d{1,2})[.):](?!\d)[ \t]*", re.MULTILINE)


class Command(StrEnum):
    """What somebody asks for."""

    DRAFT = "draft"
    """Ask what is open, then draft; what is there stays."""
    ANSWER = "answer"
    REVISE = "revise"
    DESIGN = "design"


class Said(Frozen):
    """A comment with a command, by somebody who may give one."""

    command: Command
    text: str = ""
    unit: str = ""
    by: Account | None = None


def read_command(comment: str) -> Said | None:
    """Return the command at the beginning of a comment, `None` for any other comment.

    `/aidlc draft`, `/aidlc design <unit>`, `/aidlc answer` and `/aidlc revise`, whose words follow on the line or below it.
    """
    text = comment.replace("\r\n", "\n").strip()
    on_the_line = _ON_THE_LINE.fullmatch(text)
    if on_the_line is not None:
        return Said(command=Command(on_the_line[1]), text=on_the_line[2].strip())
    found = _COMMAND.match(text)
    if found is None:
        return None
    command, rest = Command(found[1]), text[found.end() :].strip()
    return Said(command=command, text=rest, unit=found[2] or "" if command is Command.DESIGN else "")


def match_answers(questions: Clarification, said: tuple[Said, ...]) -> tuple[Question, ...]:
    """Return the questions with what people answered, oldest first in `said`; a later answer replaces an earlier one.

    Numbered parts (`2. …`) answer the question of that number; words without a number answer the first question that is
    open, and the other open ones refer to it. No model is asked who meant what.
    Words of another command answer nothing.
    """
    answers: dict[int, tuple[str, str]] = {}
    for one in (each for each in said if each.command is Command.ANSWER):
        who = f"@{one.by.login}" if one.by is not None else ""
        parts = _numbered(one.text, len(questions.questions))
        if parts:
            answers |= {number: (text, who) for number, text in parts.items()}
            continue
        open_ones = [number for number in range(1, len(questions.questions) + 1) if number not in answers]
        if one.text and open_ones:
            first, *others = open_ones
            answers[first] = (one.text, who)
            name = questions.questions[first - 1].id
            answers |= dict.fromkeys(others, (f"See the answer to `{name}`.", who))
    return tuple(
        Question(
            id=question.id,
            question=question.question,
            options=tuple(question.options),
            answer=answers.get(number, (None, ""))[0],
            answered_by=answers.get(number, ("", ""))[1] or None,
        )
        for number, question in enumerate(questions.questions, start=1)
    )


def _numbered(text: str, most: int) -> dict[int, str]:
    """The parts of a text that begin with a number of 1 to `most` at the start of a line."""
    marks = [mark for mark in _NUMBERED.finditer(text) if 1 <= int(mark[1]) <= most]
    ends = [*(mark.start() for mark in marks[1:]), len(text)]
    parts = {int(mark[1]): text[mark.end() : end].strip() for mark, end in zip(marks, ends, strict=True)}
    return {number: part for number, part in parts.items() if part}


class Step(StrEnum):
    """What the run does."""

    ASK = "ask"
    """Ask the model what is open; questions come first where there are any."""
    DRAFT = "draft"
    """Draft what is missing."""
    REDRAFT = "redraft"
    """Draft again, except what people edited."""
    DESIGN = "design"


class Standing(Frozen):
    """What exists already for an issue."""

    asked: bool = False
    """Whether our comment with questions is there."""
    drafted: bool = False
    """Whether the draft's branch is there."""


def choose_step(said: Said, standing: Standing) -> Step:
    """Return what to do for `said`. A draft begins without answers only where somebody asks for it a second time."""
    match said.command:
        case Command.DESIGN:
            return Step.DESIGN
        case Command.ANSWER | Command.REVISE if standing.drafted:
            return Step.REDRAFT
        case Command.DRAFT if standing.drafted:
            return Step.DRAFT
        case Command.REVISE:
            return Step.DRAFT
    if not standing.asked:
        return Step.ASK
    return Step.DRAFT
