"""The worked example is what people copy: canonical, complete, linked, and true to its story."""

from pathlib import Path

import pytest

from aidlc.adapters.codec import decode, encode, read_tree
from aidlc.domain.completeness import missing_for
from aidlc.domain.links import check_links
from aidlc.domain.phases import Phase
from aidlc.domain.progress import WorkState, summarize_intent
from aidlc.domain.records import Address, Kind, RecordTree
from schemas.construction import Adr, AdrStatus, Bolt, DomainDesign
from schemas.records import Intent, Unit, Workspace

INTENT = "event-management"
_ROOT = Path(__file__).resolve().parents[2] / "examples" / "event-management"
FILES = sorted(
    path.relative_to(_ROOT).as_posix() for path in (_ROOT / "aidlc-records").rglob("*") if path.is_file()
)


@pytest.fixture(scope="module")
def tree() -> RecordTree:
    return read_tree((path, "100644", (_ROOT / path).read_bytes()) for path in FILES)


@pytest.mark.parametrize("path", FILES)
def test_every_file_is_in_canonical_form(path: str) -> None:
    data = (_ROOT / path).read_bytes()
    read = decode(path, data)
    assert encode(read.record, read.body) == data


def test_inception_is_complete_and_everything_is_linked(tree: RecordTree) -> None:
    assert tree.problems == ()
    assert missing_for(Phase.INCEPTION, tree, INTENT) == ()
    assert missing_for(Phase.CONSTRUCTION, tree, INTENT, units=("check-in",)) == ()
    assert check_links(tree) == ()


def test_it_is_the_intent_and_the_units_of_the_method(tree: RecordTree) -> None:
    intent = tree.find(Address(Kind.INTENT, INTENT))
    assert intent is not None
    assert isinstance(intent.record, Intent)
    assert intent.record.workspace is Workspace.GREENFIELD
    stated = " ".join(intent.body.split())
    assert (
        "Build a scalable event management application that enables organisers to create and manage events"
        in stated
    )
    units = [file.record for file in tree.of(Kind.UNIT, INTENT) if isinstance(file.record, Unit)]
    assert {unit.title for unit in units} == {
        "Event Creation & Configuration",
        "Ticket Sales & Payments",
        "Capacity & Availability Management",
        "Event Day Entry & Check-In",
        "Reporting & Analytics",
    }
    assert all(unit.bolts for unit in units)


def test_every_story_belongs_to_a_unit(tree: RecordTree) -> None:
    from schemas.records import Stories

    stories = tree.find(Address(Kind.STORIES, INTENT))
    assert stories is not None
    assert isinstance(stories.record, Stories)
    owned = [
        story for file in tree.of(Kind.UNIT) if isinstance(file.record, Unit) for story in file.record.stories
    ]
    assert sorted(owned) == sorted(story.id for story in stories.record.stories)


def test_check_in_has_its_bolts_design_and_decision(tree: RecordTree) -> None:
    bolts = {file.address.name: file.record for file in tree.of(Kind.BOLT, INTENT, "check-in")}
    unit = tree.find(Address(Kind.UNIT, INTENT, name="check-in"))
    assert unit is not None
    assert isinstance(unit.record, Unit)
    assert [bolt.id for bolt in unit.record.bolts] == ["qr-validation", "offline-check-in", "entry-count"]
    assert set(bolts) == {bolt.id for bolt in unit.record.bolts}
    for suggested in unit.record.bolts:
        recorded = bolts[suggested.id]
        assert isinstance(recorded, Bolt)
        assert (recorded.goal, recorded.timebox) == (suggested.goal, suggested.timebox)

    design = tree.find(Address(Kind.DOMAIN_DESIGN, INTENT, "check-in"))
    assert design is not None
    assert isinstance(design.record, DomainDesign)
    assert design.record.entities == ("Event", "Ticket", "Attendee", "Venue")
    assert design.record.value_objects == ("TicketType", "CapacityLimit", "EntryStatus")
    assert design.record.aggregates == ("EventSession",)
    assert design.record.domain_events == ("TicketPurchased", "CapacityReached", "AttendeeCheckedIn")
    assert design.record.repositories == ("EventRepository", "TicketRepository")
    assert tree.find(Address(Kind.LOGICAL_DESIGN, INTENT, "check-in"))
    (decision,) = (file.record for file in tree.of(Kind.ADR))
    assert isinstance(decision, Adr)
    assert decision.status is AdrStatus.ACCEPTED


def test_what_comes_next_is_the_first_bolt(tree: RecordTree) -> None:
    found = summarize_intent(
        tree, INTENT, approved=frozenset({f"inception {INTENT}"}), default_branch_tree=tree
    )
    assert found.phase is Phase.CONSTRUCTION
    assert found.next_step == "event-management/check-in/qr-validation: Start it."
    assert {unit.state for unit in found.units} == {WorkState.PLANNED}
