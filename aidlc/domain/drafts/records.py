"""A model's answers as records: the same models as hand-written ones, so that nothing passes here that wouldn't there."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from functools import singledispatch
from typing import NamedTuple, TypeVar

from aidlc.domain.drafts.untrusted import make_readable
from aidlc.domain.drafts.wire import (
    Criteria,
    Decomposition,
    ExistingSystem,
    KnownRisks,
    PressRelease,
    Requirements,
    UserStories,
    Wire,
)
from aidlc.domain.drafts.wire_designs import Architecture, Decisions, DomainModel, Element
from aidlc.domain.records import Address, Kind
from schemas.common import Strict
from schemas.construction import Adr, DomainDesign, LogicalDesign
from schemas.records import (
    Context,
    Measure,
    Measures,
    Nfr,
    Nfrs,
    Prfaq,
    Risk,
    Risks,
    Stories,
    Story,
    SuggestedBolt,
    Unit,
)

Shape = TypeVar("Shape", bound=Wire)


class Place(NamedTuple):
    """Whose draft it is: an Intent's, or one Unit's."""

    intent: str
    unit: str = ""


class DraftedRecord(NamedTuple):
    """A record that an answer became, and the part of the answer that its body is written from."""

    address: Address
    record: Strict
    said: Wire


def clean(answer: Shape) -> tuple[Shape, tuple[str, ...]]:
    """Return `answer` without what a page would hide from people, and what was taken out.

    Raises pydantic's `ValidationError` where nothing is left of a text that must not be empty.
    """
    removed: list[str] = []

    def walk(value: object) -> object:
        match value:
            case str():
                readable = make_readable(value)
                removed.extend(one for one in readable.removed if one not in removed)
                return readable.text
            case list():
                return [walk(one) for one in value]
            case dict():
                return {key: walk(one) for key, one in value.items()}
            case _:
                return value

    return type(answer).model_validate(walk(answer.model_dump())), tuple(removed)


@singledispatch
def to_records(answer: Wire, place: Place) -> Iterator[DraftedRecord]:
    """Yield the records that `answer` becomes. Raises pydantic's `ValidationError` for what no record may hold."""
    msg = f"{type(answer).__name__} of {place.intent} becomes no record"
    raise TypeError(msg)


@to_records.register
def _(answer: ExistingSystem, place: Place) -> Iterator[DraftedRecord]:
    yield DraftedRecord(Address(Kind.CONTEXT, place.intent), _new(Context, Kind.CONTEXT), answer)


@to_records.register
def _(answer: PressRelease, place: Place) -> Iterator[DraftedRecord]:
    yield DraftedRecord(Address(Kind.PRFAQ, place.intent), _new(Prfaq, Kind.PRFAQ), answer)


@to_records.register
def _(answer: UserStories, place: Place) -> Iterator[DraftedRecord]:
    stories = tuple(
        Story(
            id=one.id, as_a=one.as_a, i_want=one.i_want, so_that=one.so_that, acceptance=tuple(one.acceptance)
        )
        for one in answer.stories
    )
    yield DraftedRecord(
        Address(Kind.STORIES, place.intent), _new(Stories, Kind.STORIES, stories=stories), answer
    )


@to_records.register
def _(answer: Requirements, place: Place) -> Iterator[DraftedRecord]:
    nfrs = tuple(Nfr(**one.model_dump()) for one in answer.nfrs)
    yield DraftedRecord(Address(Kind.NFRS, place.intent), _new(Nfrs, Kind.NFRS, nfrs=nfrs), answer)


@to_records.register
def _(answer: KnownRisks, place: Place) -> Iterator[DraftedRecord]:
    risks = tuple(Risk(**one.model_dump()) for one in answer.risks)
    yield DraftedRecord(Address(Kind.RISKS, place.intent), _new(Risks, Kind.RISKS, risks=risks), answer)


@to_records.register
def _(answer: Criteria, place: Place) -> Iterator[DraftedRecord]:
    measures = tuple(Measure(**one.model_dump()) for one in answer.measures)
    yield DraftedRecord(
        Address(Kind.MEASURES, place.intent), _new(Measures, Kind.MEASURES, measures=measures), answer
    )


@to_records.register
def _(answer: Decomposition, place: Place) -> Iterator[DraftedRecord]:
    for one in answer.units:
        bolts = tuple(SuggestedBolt(id=bolt.id, goal=bolt.goal, timebox=bolt.hours) for bolt in one.bolts)
        record = _new(
            Unit,
            Kind.UNIT,
            title=one.title,
            depends_on=tuple(one.depends_on),
            stories=tuple(one.stories),
            bolts=bolts,
        )
        yield DraftedRecord(Address(Kind.UNIT, place.intent, name=one.id), record, one)


@to_records.register
def _(answer: DomainModel, place: Place) -> Iterator[DraftedRecord]:
    record = _new(
        DomainDesign,
        Kind.DOMAIN_DESIGN,
        entities=_names(answer.entities),
        value_objects=_names(answer.value_objects),
        aggregates=_names(answer.aggregates),
        domain_events=_names(answer.domain_events),
        repositories=_names(answer.repositories),
    )
    yield DraftedRecord(Address(Kind.DOMAIN_DESIGN, place.intent, place.unit), record, answer)


@to_records.register
def _(answer: Architecture, place: Place) -> Iterator[DraftedRecord]:
    record = _new(LogicalDesign, Kind.LOGICAL_DESIGN, nfrs=tuple(one.id for one in answer.nfrs))
    yield DraftedRecord(Address(Kind.LOGICAL_DESIGN, place.intent, place.unit), record, answer)


@to_records.register
def _(answer: Decisions, place: Place) -> Iterator[DraftedRecord]:
    for one in answer.decisions:
        record = _new(Adr, Kind.ADR, title=one.title)
        yield DraftedRecord(Address(Kind.ADR, place.intent, place.unit, one.id), record, one)


Record = TypeVar("Record", bound=Strict)


def _new(model: type[Record], kind: Kind, **fields: object) -> Record:
    return model.model_validate({"schema": f"aidlc/{kind}/v1", **fields})


def _names(elements: Iterable[Element]) -> tuple[str, ...]:
    return tuple(element.name for element in elements)
