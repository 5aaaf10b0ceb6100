"""Recording the Intent, its questions and its artefacts: what was handed in joins what is there, and is saved once.

Every function holds the ledger's lock from reading to writing, so that two assistants who add to one file both stay in it.
A record that can't be read is never overwritten: its problems are raised instead.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Final, TypeVar

from pydantic import ValidationError

from aidlc.adapters.ledger import Ledger
from aidlc.domain.errors import InputError, Problem, RecordConflict, RecordProblems
from aidlc.domain.layout import path_of
from aidlc.domain.records import Address, Kind, RecordFile
from aidlc.usecases.complaints import complaints
from aidlc.usecases.proposals import QuestionProposal
from schemas.common import Strict
from schemas.construction import Adr, DomainDesign, LogicalDesign, TestReport
from schemas.records import (
    Context,
    Intent,
    Measures,
    Nfrs,
    Prfaq,
    Question,
    Questions,
    Risks,
    Stories,
    Workspace,
)

_Record = TypeVar("_Record", bound=Strict)

ARTEFACTS: Final[Mapping[Kind, type[Strict]]] = {
    Kind.CONTEXT: Context,
    Kind.PRFAQ: Prfaq,
    Kind.STORIES: Stories,
    Kind.NFRS: Nfrs,
    Kind.RISKS: Risks,
    Kind.MEASURES: Measures,
    Kind.DOMAIN_DESIGN: DomainDesign,
    Kind.LOGICAL_DESIGN: LogicalDesign,
    Kind.ADR: Adr,
    Kind.TESTS: TestReport,
}
"""The kinds that `record_artifact` writes, with their models."""

_OF_A_UNIT: Final = (Kind.DOMAIN_DESIGN, Kind.LOGICAL_DESIGN, Kind.ADR, Kind.TESTS)


@dataclass(frozen=True, slots=True)
class Change:
    """What became of one record: `created`, `updated` or `unchanged`, and the digest of the file as it is now."""

    path: str
    outcome: str
    sha256: str


@dataclass(frozen=True, slots=True)
class Recorded:
    """What a call recorded, with what the assistant should know about it."""

    changes: tuple[Change, ...]
    notes: tuple[str, ...] = ()


def record_intent(
    ledger: Ledger,
    intent: str,
    *,
    fields: Mapping[str, object],
    body: str | None = None,
    workspace: Workspace,
    expected: str | None = None,
) -> Recorded:
    """Create or update an Intent: `fields` of `schemas.records.Intent`; `workspace` is used where nothing says it yet."""
    address = Address(Kind.INTENT, intent)
    with ledger.locked():
        current = find(ledger, address)
        start: Mapping[str, object] = {} if current else {"workspace": workspace}
        return Recorded(
            (put(ledger, address, Intent, {**start, **fields}, body, current, expected=expected),)
        )


def record_questions(ledger: Ledger, intent: str, questions: Sequence[QuestionProposal]) -> Recorded:
    """Add questions and answers by id; the order is that of first mention."""
    address = Address(Kind.QUESTIONS, intent)
    with ledger.locked():
        require(ledger, Address(Kind.INTENT, intent), "Call record_intent first.")
        current = find(ledger, address)
        known: dict[str, dict[str, object]] = {}
        if current is not None and isinstance(current.record, Questions):
            known = {one.id: one.model_dump(exclude_none=True) for one in current.record.questions}
        for proposal in questions:
            if proposal.id not in known and proposal.question is None:
                raise InputError(
                    f"There is no question `{proposal.id}` yet: give its `question`, or the id of one of "
                    f"{quote(known) or 'none so far'}."
                )
            known[proposal.id] = {"id": proposal.id} | known.get(proposal.id, {}) | proposal.given()
        listed = [
            checked(Question, one, path_of(address), within=f"questions.{one['id']}.")
            for one in known.values()
        ]
        return Recorded((put(ledger, address, Questions, {"questions": listed}, None, current),))


def record_artifact(
    ledger: Ledger,
    intent: str,
    kind: Kind,
    *,
    unit: str = "",
    name: str = "",
    fields: Mapping[str, object],
    body: str | None = None,
    expected: str | None = None,
) -> Recorded:
    """Create or update an artefact of `ARTEFACTS`; a list in `fields` replaces the one in the record.

    `unit` is needed for the artefacts of construction, `name` for an ADR. Raises InputError, RecordProblems.
    """
    if kind in _OF_A_UNIT and not unit:
        raise InputError(f"A {kind} belongs to a Unit: give `unit`.")
    if kind not in _OF_A_UNIT and unit:
        raise InputError(f"A {kind} belongs to the whole Intent: leave `unit` out.")
    if (kind is Kind.ADR) != bool(name):
        raise InputError(
            "An adr needs a `name`, a slug such as `qr-codes-are-signed`."
            if kind is Kind.ADR
            else f"There is one {kind} only: leave `name` out."
        )
    address = Address(kind, intent, unit, name)
    with ledger.locked():
        require(ledger, Address(Kind.INTENT, intent), "Call record_intent first.")
        if unit:
            require(ledger, Address(Kind.UNIT, intent, name=unit), "Call record_units first.")
        current = find(ledger, address)
        given = dict(fields)
        if "reason" in ARTEFACTS[kind].model_fields and given.get("status") in {"draft", "complete"}:
            given.setdefault("reason", None)  # what applies now needs none any more
        return Recorded((put(ledger, address, ARTEFACTS[kind], given, body, current, expected=expected),))


def find(ledger: Ledger, address: Address) -> RecordFile | None:
    """The record at `address`, or None where there is no file. Raises RecordProblems for one that can't be read."""
    return ledger.read(address) if ledger.holds(address) else None


def require(ledger: Ledger, address: Address, remedy: str) -> None:
    """Raise InputError that says `remedy` where there is no such file; a broken one doesn't stop work on the others."""
    if not ledger.holds(address):
        raise InputError(f"There is no {path_of(address)} yet. {remedy}")


def need(ledger: Ledger, address: Address, remedy: str) -> RecordFile:
    """The record at `address`. Raises InputError that says `remedy` where there is none."""
    require(ledger, address, remedy)
    return ledger.read(address)


@dataclass(frozen=True, slots=True)
class Draft:
    """A record that is ready to be saved: everything about it was checked."""

    address: Address
    record: Strict
    body: str
    current: RecordFile | None


def draft(
    address: Address,
    model: type[_Record],
    fields: Mapping[str, object],
    body: str | None,
    current: RecordFile | None,
    *,
    expected: str | None = None,
) -> Draft:
    """`current` with `fields` (and `body`, where given) replaced, or a new record of them; nothing is written.

    `expected` is the digest of the file as the caller last saw it; a file that differs raises RecordConflict.
    """
    path = path_of(address)
    if expected and (current is None or current.sha256 != expected):
        now = f"it is {current.sha256} now" if current else "it is gone"
        raise RecordConflict(
            f"{path} changed since you read it ({now}). Read it again, merge your change, and give the new digest."
        )
    before = current.record.model_dump(by_alias=True) if current else {"schema": f"aidlc/{address.kind}/v1"}
    record = checked(model, {**before, **fields}, path)
    text = _normal(body) if body is not None else current.body if current else ""
    return Draft(address, record, text, current)


def save(ledger: Ledger, ready: Draft) -> Change:
    """Save a draft where it differs from what is there."""
    current = ready.current
    if current is not None and (ready.record, ready.body) == (current.record, current.body):
        return Change(current.path, "unchanged", current.sha256)
    saved = ledger.save(ready.address, ready.record, ready.body, expected=current.sha256 if current else None)
    return Change(saved.path, "updated" if current else "created", saved.sha256)


def put(
    ledger: Ledger,
    address: Address,
    model: type[_Record],
    fields: Mapping[str, object],
    body: str | None,
    current: RecordFile | None,
    *,
    expected: str | None = None,
) -> Change:
    """Draft and save in one step."""
    return save(ledger, draft(address, model, fields, body, current, expected=expected))


def checked(model: type[_Record], fields: Mapping[str, object], path: str, *, within: str = "") -> _Record:
    """`fields` as a `model`. Raises RecordProblems that name each key (after `within`) and what was expected."""
    try:
        return model.model_validate(dict(fields))
    except ValidationError as error:
        raise RecordProblems(
            tuple(
                Problem(path=path, key=f"{within}{key}" or None, message=message)
                for key, message in complaints(error, model)
            )
        ) from error


def quote(names: Iterable[str]) -> str:
    """The names in backticks with commas between."""
    return ", ".join(f"`{name}`" for name in names)


def _normal(body: str) -> str:
    """Line feeds only, a blank line before and a line feed at the end: what people and diffs expect of a text file."""
    text = body.replace("\r\n", "\n").replace("\r", "\n").strip("\n")
    return f"\n{text}\n" if text else ""
