"""Recording Units and Bolts, and moving a Bolt along its states."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from datetime import datetime

from aidlc.adapters.ledger import Ledger
from aidlc.domain.errors import InputError
from aidlc.domain.layout import bolt_address, path_of
from aidlc.domain.lifecycle import change_bolt
from aidlc.domain.records import Address, Kind
from aidlc.usecases.proposals import BoltProposal, TestProposal, UnitProposal
from aidlc.usecases.recording import Draft, Recorded, checked, draft, find, need, put, quote, require, save
from schemas.construction import Bolt, BoltEvidence, BoltState, TestRun
from schemas.records import SuggestedBolt, Unit

_ONLY_IN_BOLT_FILES = ("stories", "depends_on", "issue")


def unit_address(intent: str, unit: str) -> Address:
    """Where a Unit's own file lies."""
    return Address(Kind.UNIT, intent, name=unit)


def record_units(ledger: Ledger, intent: str, units: Sequence[UnitProposal]) -> Recorded:
    """Create or update Units by id; the Bolts they suggest stay as they are."""
    with ledger.locked():
        require(ledger, Address(Kind.INTENT, intent), "Call record_intent first.")
        ready = []
        for proposal in units:
            address = unit_address(intent, proposal.id)
            ready.append(draft(address, Unit, proposal.given(), proposal.body, find(ledger, address)))
        return Recorded(tuple(save(ledger, one) for one in ready))


def record_bolts(
    ledger: Ledger, intent: str, unit: str, bolts: Sequence[BoltProposal], *, inception_merged: bool
) -> Recorded:
    """Suggest Bolts in the Unit's file; once the Intent's inception has landed, create or update Bolt files.

    An approved Unit file must not change any more, or its approval ends.
    """
    with ledger.locked():
        if inception_merged:
            return _plan(ledger, intent, unit, bolts)
        return _suggest(ledger, intent, unit, bolts)


def _suggest(ledger: Ledger, intent: str, unit: str, bolts: Sequence[BoltProposal]) -> Recorded:
    address = unit_address(intent, unit)
    current = need(ledger, address, "Call record_units first.")
    suggested: dict[str, dict[str, object]] = {}
    if isinstance(current.record, Unit):
        suggested = {one.id: one.model_dump(exclude_none=True) for one in current.record.bolts}
    left_out: set[str] = set()
    for bolt in bolts:
        given = bolt.model_dump(exclude_none=True)
        left_out |= {key for key in (*_ONLY_IN_BOLT_FILES, "body") if key in given}
        kept = {key: value for key, value in given.items() if key in SuggestedBolt.model_fields}
        suggested[bolt.id] = suggested.get(bolt.id, {}) | kept
    listed = [
        checked(SuggestedBolt, one, path_of(address), within=f"bolts.{one['id']}.")
        for one in suggested.values()
    ]
    change = put(ledger, address, Unit, {"bolts": listed}, None, current)
    notes = ["Suggested in the Unit's file; Bolt files begin when the inception is approved and merged."]
    if left_out:
        notes.append(
            f"Not kept: {quote(sorted(left_out))}. Give them again then; suggestions hold id, goal, timebox."
        )
    return Recorded((change,), tuple(notes))


def _plan(ledger: Ledger, intent: str, unit: str, bolts: Sequence[BoltProposal]) -> Recorded:
    approved = need(ledger, unit_address(intent, unit), "Call record_units first.").record
    suggestions = {one.id: one for one in approved.bolts} if isinstance(approved, Unit) else {}
    ready: list[Draft] = []
    notes: list[str] = []
    for bolt in bolts:
        address = Address(Kind.BOLT, intent, unit, bolt.id)
        current = find(ledger, address)
        start: dict[str, object] = {}
        suggestion = suggestions.get(bolt.id)
        if current is None:
            start = {"unit": unit} | (
                suggestion.model_dump(exclude={"id"}, exclude_none=True) if suggestion else {}
            )
            if suggestion is None:
                notes.append(
                    f"`{bolt.id}` isn't among the Bolts that the approved Unit suggests; reviewers will see that."
                )
        ready.append(draft(address, Bolt, start | bolt.given(), bolt.body, current))
    return Recorded(tuple(save(ledger, one) for one in ready), tuple(notes))


def update_bolt(
    ledger: Ledger,
    reference: str,
    *,
    now: Callable[[], datetime],
    state: BoltState | None = None,
    blocked_by: str | None = None,
    tests: Sequence[TestProposal] = (),
    links: Sequence[str] = (),
) -> Recorded:
    """Move a Bolt to `state`, and add what tested it; `tests` and `links` join those it has.

    Raises IllegalTransition that names the legal states, InputError for a Bolt that doesn't exist.
    """
    address = bolt_address(reference)
    if address is None:
        raise InputError(f"`{reference}` names no Bolt: give the full reference `intent/unit/bolt`.")
    with ledger.locked():
        current = need(
            ledger, address, "Call record_bolts first; it creates Bolts once inception is approved."
        )
        bolt = current.record
        if not isinstance(bolt, Bolt):  # the ledger types what it reads by its path
            raise InputError(f"{current.path} holds no Bolt.")
        # Without a new state it is the present one again, which takes over what is given with it.
        evidence = _joined(bolt.evidence, tests, links) if tests or links else None
        bolt = change_bolt(bolt, state or bolt.state, now=now(), blocked_by=blocked_by, evidence=evidence)
        return Recorded((put(ledger, address, Bolt, bolt.model_dump(by_alias=True), None, current),))


def _joined(
    evidence: BoltEvidence | None, tests: Sequence[TestProposal], links: Sequence[str]
) -> BoltEvidence:
    """The evidence with new tests and links; the same command counts once, with its latest result."""
    before = evidence or BoltEvidence()
    runs = {run.command: run for run in before.tests}
    runs |= {test.command: TestRun(command=test.command, result=test.result) for test in tests}
    return checked(
        BoltEvidence,
        {"tests": tuple(runs.values()), "links": tuple(dict.fromkeys((*before.links, *links)))},
        "evidence",
    )
