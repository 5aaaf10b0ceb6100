from collections.abc import Mapping

import pytest

from aidlc.domain.phases import Phase
from aidlc.domain.progress import IntentSummary, WorkState, summarize_bolt, summarize_intent
from aidlc.domain.records import Kind, RecordTree
from tests.records.trees import COMPLETE, INTENT, Written, at, bolt, build_tree

QR = at(Kind.BOLT, "check-in", "qr")
OFFLINE = at(Kind.BOLT, "check-in", "offline")
REFERENCE = "events/check-in/qr"
APPROVED = frozenset({"inception events"})


def _tree(written: Written) -> RecordTree:
    return build_tree({**COMPLETE, **written})


def _summary(
    written: Written, default: Written | None = None, pulls: Mapping[str, int] | None = None
) -> IntentSummary:
    known = None if default is None else _tree(default)
    return summarize_intent(
        _tree(written), INTENT, approved=APPROVED, default_branch_tree=known, open_pulls=pulls or {}
    )


@pytest.mark.parametrize(
    ("stored", "on_default", "pull", "derived"),
    [
        ("planned", None, None, "planned"),
        ("in-progress", None, None, "in-progress"),
        ("in-progress", None, 7, "in-review"),
        ("blocked", None, None, "blocked"),
        ("blocked", None, 7, "blocked"),
        ("finished", None, None, "finished"),
        ("finished", None, 7, "in-review"),
        ("finished", "in-progress", 7, "in-review"),
        ("finished", "finished", None, "done"),
        ("finished", "finished", 7, "done"),
        ("in-progress", "finished", None, "in-progress"),
        ("cancelled", None, 7, "cancelled"),
        ("cancelled", "finished", None, "cancelled"),
    ],
)
def test_the_state_of_a_bolt_is_derived(
    stored: str, on_default: str | None, pull: int | None, derived: str
) -> None:
    default = _tree({QR: bolt(on_default)}) if on_default else None
    pulls = {REFERENCE: pull} if pull else {}
    found = summarize_bolt(
        _tree({QR: bolt(stored)}), REFERENCE, default_branch_tree=default, open_pulls=pulls
    )
    assert found is not None
    assert found.state is WorkState(derived)
    assert found.pull == pull


def test_a_bolt_summary_says_what_people_ask() -> None:
    tree = _tree(
        {QR: bolt("blocked", issue=12, stories=["scan"], timebox=8, depends_on=["events/check-in/offline"])}
    )
    found = summarize_bolt(tree, REFERENCE)
    assert found is not None
    assert (found.intent_title, found.unit_title, found.issue, found.timebox) == ("Events", "Check-in", 12, 8)
    assert found.suggested
    assert found.waits_for == ("events/check-in/offline",)
    assert found.next_step == "Clear what blocks it: no scanner"


@pytest.mark.parametrize("reference", ["events/check-in/none", "events/check-in", "", "../../x"])
def test_a_bolt_that_is_not_there_has_no_summary(reference: str) -> None:
    assert summarize_bolt(_tree({QR: bolt()}), reference) is None


def test_a_bolt_nobody_suggested_is_shown_as_such() -> None:
    found = summarize_bolt(_tree({OFFLINE: bolt()}), "events/check-in/offline")
    assert found is not None
    assert not found.suggested


def test_inception_lasts_until_it_is_approved() -> None:
    complete = summarize_intent(build_tree(COMPLETE), INTENT)
    assert complete.phase is Phase.INCEPTION
    assert complete.title == "Events"
    assert complete.next_step.startswith("Request the approval of inception for `events`")
    partial = {key: value for key, value in COMPLETE.items() if key.kind not in {Kind.PRFAQ, Kind.RISKS}}
    lacking = summarize_intent(build_tree(partial), INTENT)
    assert len(lacking.missing) == 2
    assert "prfaq.md: there is no such record. Call `record_artifact`" in lacking.next_step
    assert lacking.next_step.endswith("1 more point is missing.")


def test_an_intent_nobody_recorded_starts_with_recording_it() -> None:
    nothing = summarize_intent(RecordTree(), "events")
    assert nothing.phase is Phase.INCEPTION
    assert "Call `record_intent`" in nothing.next_step


def test_another_intents_approval_approves_nothing_here() -> None:
    other = summarize_intent(build_tree(COMPLETE), INTENT, approved=frozenset({"inception event"}))
    assert other.phase is Phase.INCEPTION


@pytest.mark.parametrize(
    ("bolts", "done", "state"),
    [
        ({}, (), "planned"),
        ({QR: "planned"}, (), "planned"),
        ({QR: "in-progress"}, (), "in-progress"),
        ({QR: "blocked", OFFLINE: "in-progress"}, (), "in-progress"),
        ({QR: "blocked", OFFLINE: "planned"}, (), "blocked"),
        ({QR: "finished"}, (), "in-progress"),
        ({QR: "finished"}, (QR,), "done"),
        ({QR: "finished", OFFLINE: "planned"}, (QR,), "in-progress"),
        ({QR: "finished", OFFLINE: "cancelled"}, (QR,), "done"),
        ({QR: "cancelled"}, (), "cancelled"),
        ({OFFLINE: "cancelled"}, (), "planned"),
        ({OFFLINE: "finished"}, (OFFLINE,), "in-progress"),
    ],
)
def test_the_state_of_a_unit_follows_its_bolts(
    bolts: dict[object, str], done: tuple[object, ...], state: str
) -> None:
    written: Written = {address: bolt(bolts[address]) for address in (QR, OFFLINE) if address in bolts}
    default: Written = {address: bolt("finished") for address in (QR, OFFLINE) if address in done}
    (unit,) = _summary(written, default).units
    assert unit.state is WorkState(state)


def test_suggested_bolts_without_a_file_are_named() -> None:
    found = _summary({})
    assert found.units[0].not_recorded == ("qr",)
    assert found.next_step == "Record the Bolts of `check-in`: qr."


def test_the_next_step_of_construction_is_what_waits_for_people_first() -> None:
    both: Written = {QR: bolt("finished"), OFFLINE: bolt("in-progress")}
    assert _summary(both, pulls={REFERENCE: 7}).next_step == "events/check-in/qr: Review pull request #7."
    assert (
        _summary(both).next_step
        == "events/check-in/qr: Request the approval of construction, with the paths of its code."
    )
    waiting: Written = {QR: bolt(depends_on=["events/check-in/offline"]), OFFLINE: bolt()}
    assert _summary(waiting).next_step == "events/check-in/offline: Start it."


def test_all_units_done_leads_to_operation() -> None:
    done: Written = {QR: bolt("finished")}
    assert _summary(done).phase is Phase.CONSTRUCTION
    found = _summary(done, done)
    assert found.phase is Phase.OPERATION
    assert found.next_step == "Record the Deployment Units."
    deployed: Written = {**done, at(Kind.DEPLOYMENT_UNIT, name="entry"): ({"title": "Entry"}, "")}
    assert "Record a release" in _summary(deployed, done).next_step
    named = [{"id": "entry", "digest": "0" * 64}]
    release: dict[str, object] = {
        "title": "One",
        "environment": "production",
        "commit": "a" * 40,
        "deployment_units": named,
    }
    released: Written = {**deployed, at(Kind.RELEASE, name="v1"): (release, "")}
    assert "Complete the release" in _summary(released, done).next_step


def test_what_is_left_to_do_is_never_nothing() -> None:
    waiting: Written = {QR: bolt(depends_on=["events/check-in/none"])}
    assert _summary(waiting).next_step == "events/check-in/qr: Wait for events/check-in/none."
    without_bolts: Written = {at(Kind.UNIT, name="check-in"): ({"title": "Check-in"}, "")}
    assert _summary(without_bolts).next_step == "Record a Bolt for `check-in`."
    nothing = summarize_intent(RecordTree(), INTENT, approved=APPROVED)
    assert (nothing.phase, nothing.next_step) == (Phase.CONSTRUCTION, "Record the Units of this intent.")


def test_a_complete_release_asks_for_its_approval() -> None:
    done: Written = {QR: bolt("finished")}
    assured = {name: ["checked"] for name in ("secured", "instrumented", "de_risked", "tested", "packaged")}
    deployed: Written = {
        **done,
        at(Kind.DEPLOYMENT_UNIT, name="entry"): ({"title": "Entry", "assurances": assured}, ""),
    }
    unit = _tree(deployed).find(at(Kind.DEPLOYMENT_UNIT, name="entry"))
    assert unit is not None
    named = [{"id": "entry", "digest": unit.sha256}]
    release = {"title": "One", "environment": "production", "commit": "a" * 40, "deployment_units": named}
    found = _summary({**deployed, at(Kind.RELEASE, name="v1"): (release, "")}, done)
    assert found.next_step == "Request the approval of operation for release `v1`."
    released: Written = {**deployed, at(Kind.RELEASE, name="v1"): (release, "")}
    assert _summary(released, released).next_step.startswith("Release `v1` is on the default branch")


def test_unit_that_others_depend_on_is_built_first() -> None:
    first: Written = {
        at(Kind.UNIT, name="check-in"): ({"title": "Check-in", "depends_on": ["tickets"]}, ""),
        at(Kind.UNIT, name="tickets"): ({"title": "Tickets"}, ""),
        QR: bolt(),
        at(Kind.BOLT, "tickets", "sell"): bolt(),
    }
    assert _summary(first).next_step == "events/tickets/sell: Start it."


def test_inception_begins_with_questions_and_what_is_there_already() -> None:
    only: Written = {at(Kind.INTENT): ({"title": "Events", "workspace": "brownfield"}, "Sell tickets.")}
    begun = summarize_intent(build_tree(only), INTENT).next_step
    assert begun.startswith("Ask the human what is unclear (`record_questions`). Complete inception: ")
    assert "/context.md" in begun
    asked: Written = {**only, at(Kind.QUESTIONS): ({"questions": [{"id": "q1", "question": "Who?"}]}, "")}
    step = summarize_intent(build_tree(asked), INTENT).next_step
    assert step.startswith("Complete inception: ")
    assert "question `q1` is open" in step


def test_without_a_default_branch_nothing_is_done() -> None:
    assert _summary({QR: bolt("finished")}, None).units[0].state is WorkState.IN_PROGRESS


def test_approval_of_a_unit_is_shown() -> None:
    approved = frozenset({"inception events", "construction events/check-in"})
    assert summarize_intent(build_tree(COMPLETE), INTENT, approved=approved).units[0].approved
    assert not summarize_intent(build_tree(COMPLETE), INTENT, approved=APPROVED).units[0].approved


def test_next_step_is_to_wait_once_the_approval_was_asked_for() -> None:
    asked = frozenset({f"inception {INTENT}"})
    waiting = summarize_intent(build_tree(COMPLETE), INTENT, asked=asked)
    assert waiting.next_step.startswith(f"The approval of inception for `{INTENT}` is asked for")
    partial = {path: text for path, text in COMPLETE.items() if path.kind is not Kind.PRFAQ}
    assert summarize_intent(build_tree(partial), INTENT, asked=asked).next_step.startswith(
        "Complete inception"
    )
