"""Trees of records, written down shortly."""

from __future__ import annotations

from collections.abc import Mapping

from aidlc.adapters.codec import encode, read_tree
from aidlc.domain.layout import path_of
from aidlc.domain.records import Address, Kind, RecordTree
from schemas.registry import MODELS, schema_name

INTENT = "events"
Written = Mapping[Address, tuple[Mapping[str, object], str]]


def at(kind: Kind, unit: str = "", name: str = "", *, intent: str = INTENT) -> Address:
    return Address(kind, intent, unit, name)


def build_tree(written: Written) -> RecordTree:
    """The records as real files are read: through the codec, so that they have their lines."""
    entries = []
    for address, (fields, body) in written.items():
        model = MODELS[address.kind]
        record = model.model_validate({"schema": schema_name(address.kind), **fields})
        entries.append((path_of(address), "100644", encode(record, body)))
    tree = read_tree(entries)
    assert tree.problems == ()
    return tree


STORY = {"id": "scan", "as_a": "guard", "i_want": "to scan", "so_that": "it is quick"}
NFR = {"id": "speed", "category": "performance", "requirement": "fast"}
RISK = {"id": "crowd", "risk": "many come", "likelihood": "high", "impact": "low", "mitigation": "more gates"}
MEASURE = {"id": "queue", "measure": "time in line", "target": "5 minutes"}

COMPLETE: dict[Address, tuple[Mapping[str, object], str]] = {
    at(Kind.INTENT): ({"title": "Events", "workspace": "greenfield"}, "Build it.\n"),
    at(Kind.PRFAQ): ({}, "It is here.\n"),
    at(Kind.STORIES): ({"stories": [STORY]}, ""),
    at(Kind.NFRS): ({"nfrs": [NFR]}, ""),
    at(Kind.RISKS): ({"risks": [RISK]}, ""),
    at(Kind.MEASURES): ({"measures": [MEASURE]}, ""),
    at(Kind.UNIT, name="check-in"): (
        {"title": "Check-in", "stories": ["scan"], "bolts": [{"id": "qr", "goal": "scan codes"}]},
        "",
    ),
}
"""A complete inception of a greenfield intent with one Unit."""


def bolt(state: str = "planned", **fields: object) -> tuple[dict[str, object], str]:
    evidence = {"evidence": {"links": ["https://example.com/run/1"]}} if state == "finished" else {}
    blocked = {"blocked_by": "no scanner"} if state == "blocked" else {}
    return {"unit": "check-in", "goal": "scan codes", "state": state, **evidence, **blocked, **fields}, ""
