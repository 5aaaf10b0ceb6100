"""The designs of one Unit whose inception has landed, with the Bolts that it suggested as planned ones."""

from __future__ import annotations

from typing import Final

from aidlc.adapters.codec import encode
from aidlc.domain.drafts.wire_designs import Architecture, Decisions, DomainModel
from aidlc.domain.errors import InputError
from aidlc.domain.layout import path_of
from aidlc.domain.records import Address, Kind, RecordTree
from aidlc.usecases.drafting.parts import Drafter, Part
from schemas.construction import Bolt
from schemas.records import Unit

_PARTS: Final = (
    Part(DomainModel, Kind.DOMAIN_DESIGN),
    Part(Architecture, Kind.LOGICAL_DESIGN),
    Part(Decisions, Kind.ADR),
)


def find_unit(tree: RecordTree, intent: str, unit: str) -> Unit:
    """The Unit's record. Raises `InputError` that names the Units there are."""
    found = tree.find(Address(Kind.UNIT, intent, name=unit))
    if found is None or not isinstance(found.record, Unit):
        names = ", ".join(f"`{file.address.name}`" for file in tree.of(Kind.UNIT, intent)) or "none"
        raise InputError(f"There is no Unit `{unit}` of {intent} on the default branch; there are: {names}.")
    return found.record


def draft_designs(drafter: Drafter, unit: Unit, *, again: bool) -> None:
    """Plan the Unit's Bolts and draft its designs. Raises `ClaudeError`; what came before it is on the branch then."""
    place = drafter.place
    for suggested in unit.bolts:
        path = path_of(Address(Kind.BOLT, place.intent, place.unit, suggested.id))
        if drafter.branch.content(path) is None:
            bolt = Bolt(
                schema_="aidlc/bolt/v1", unit=place.unit, goal=suggested.goal, timebox=suggested.timebox
            )
            drafter.branch.put(path, encode(bolt, ""))
    for part in _PARTS:
        drafter.draft(part, again=again)
