"""Clarifying questions that are still open, and answers that came from outside the assistant's own call."""

from __future__ import annotations

from collections.abc import Collection, Mapping

from aidlc.adapters.ledger import Ledger
from aidlc.domain.layout import path_of
from aidlc.domain.records import Address, Kind
from aidlc.usecases.recording import Recorded, checked, find, put, quote
from schemas.records import Question, Questions


def open_questions(ledger: Ledger, intent: str, ids: Collection[str]) -> tuple[Question, ...]:
    """The questions of these ids that have no answer, in the record's order."""
    current = find(ledger, Address(Kind.QUESTIONS, intent))
    if current is None or not isinstance(current.record, Questions):
        return ()
    return tuple(one for one in current.record.questions if one.id in ids and one.answer is None)


def answer_questions(ledger: Ledger, intent: str, answers: Mapping[Question, str], by: str) -> Recorded:
    """Write the answers to questions that are still as they were asked.

    Between question and answer time goes by: one that somebody else answered or changed meanwhile stays as they left it, and
    is named in a note.
    """
    address = Address(Kind.QUESTIONS, intent)
    with ledger.locked():
        current = find(ledger, address)
        there = current.record.questions if current and isinstance(current.record, Questions) else ()
        listed = [
            checked(
                Question,
                one.model_dump() | {"answer": answers[one], "answered_by": by},
                path_of(address),
                within=f"questions.{one.id}.",
            )
            if one in answers
            else one
            for one in there
        ]
        passed = sorted(one.id for one in answers if one not in there)
        notes = (f"Changed meanwhile, so kept as it is: {quote(passed)}.",) if passed else ()
        return Recorded((put(ledger, address, Questions, {"questions": listed}, None, current),), notes)
