"""Traces that end, parts that a phase still lacks, time that is up: each with a place and a remedy, never by the gate."""

from collections.abc import Mapping
from datetime import UTC, datetime, timedelta

import pytest

from aidlc.adapters.codec import read_tree
from aidlc.domain.layout import path_of
from aidlc.domain.links import check_links
from aidlc.domain.loose_ends import find_loose_ends
from aidlc.domain.records import Address, Kind, RecordTree
from tests.records.trees import COMPLETE, INTENT, STORY, Written, at, bolt, build_tree

NOW = datetime(2026, 11, 20, 12, 0, tzinfo=UTC)
IN = "aidlc-records/events/inception"
CON = "aidlc-records/events/construction/check-in"
OP = "aidlc-records/events/operation"
QR = at(Kind.BOLT, "check-in", "qr")
UNIT = at(Kind.UNIT, name="check-in")
STORIES = at(Kind.STORIES)
DESIGNED: Written = {
    at(Kind.DOMAIN_DESIGN, "check-in"): ({"entities": ["Ticket"]}, "x"),
    at(Kind.LOGICAL_DESIGN, "check-in"): ({"nfrs": ["speed"]}, "x"),
    at(Kind.TESTS, "check-in"): ({"runs": [{"command": "make test", "result": "passed"}]}, "x"),
}


def ends(written: Written, intent: str | None = None, now: datetime = NOW) -> list[str]:
    tree = build_tree({**COMPLETE, **written})
    assert check_links(tree) == ()  # a loose end is nothing that the gate looks at
    return [str(problem) for problem in find_loose_ends(tree, intent, now)]


def test_records_whose_traces_are_whole_have_no_loose_end() -> None:
    whole: Written = {QR: bolt("finished", stories=["scan"]), **DESIGNED}
    assert ends(whole, INTENT) == []
    assert ends(whole) == []


def test_story_that_no_unit_takes_is_named_with_its_line() -> None:
    two: Written = {STORIES: ({"stories": [STORY, {**STORY, "id": "sell"}]}, "")}
    assert ends(two) == [
        (
            f"{IN}/stories.md:8: stories[1].id: no Unit takes the story `sell`. Give it to one with `record_units`, or "
            "take it out."
        )
    ]
    alone = {key: value for key, value in {**COMPLETE, **two}.items() if key.kind is not Kind.UNIT}
    assert find_loose_ends(build_tree(alone), None, NOW) == ()  # before there are Units


def test_unit_without_stories_is_for_nothing() -> None:
    bare: Written = {at(Kind.UNIT, name="gates"): ({"title": "Gates"}, "")}
    assert ends(bare) == [
        (
            f"{IN}/units/gates.md:3: title: the Unit takes no story, so nothing says what it is for. Give it its stories "
            "with `record_units`."
        )
    ]
    none: Written = {
        STORIES: ({"status": "not-applicable", "reason": "A tool."}, ""),
        UNIT: ({"title": "A"}, ""),
    }
    assert ends(none) == []


def test_bolt_leads_to_stories_of_its_unit() -> None:
    two: Written = {
        STORIES: ({"stories": [STORY, {**STORY, "id": "sell"}]}, ""),
        at(Kind.UNIT, name="till"): ({"title": "Till", "stories": ["sell"]}, ""),
    }
    assert ends({**two, QR: bolt()}) == [
        (
            f"{CON}/bolts/qr.md:4: goal: the Bolt names no story, so nothing says what it is for. Name those of its Unit "
            "that it builds with `record_bolts`."
        )
    ]
    [strange] = ends({**two, QR: bolt(stories=["scan", "sell"])})
    assert strange.startswith(f"{CON}/bolts/qr.md:")
    assert " stories[1]: the story `sell` isn't one of the Unit's." in strange
    assert ends({**two, QR: bolt("cancelled")}) == [
        (
            f"{IN}/units/check-in.md:5: stories[0]: every Bolt is settled, and none built the story `scan`. Name it in the "
            "`stories` of the Bolt that did, or plan one with `record_bolts`."
        )
    ]


def test_story_is_expected_to_be_built_when_no_more_bolts_are_to_come() -> None:
    two: Written = {
        STORIES: ({"stories": [STORY, {**STORY, "id": "count"}]}, ""),
        UNIT: ({"title": "x", "stories": ["scan", "count"], "bolts": [{"id": "qr", "goal": "x"}]}, ""),
    }
    done = bolt("finished", stories=["scan"])
    assert [one.split(": ")[1] for one in ends({**two, QR: done})] == ["stories[1]"]
    assert ends({**two, QR: done, at(Kind.BOLT, "check-in", "more"): bolt(stories=["count"])}) == []
    suggested = {"title": "x", "stories": ["scan", "count"], "bolts": [{"id": "later", "goal": "x"}]}
    assert ends({**two, UNIT: (suggested, ""), QR: done}) == []
    assert ends(two) == []


@pytest.mark.parametrize(
    ("state", "started", "timebox", "said"),
    [
        ("in-progress", NOW - timedelta(hours=8), 8, ""),
        ("in-progress", NOW - timedelta(hours=8, seconds=1), 8, "started 8 hours ago with a timebox of 8."),
        ("in-progress", NOW - timedelta(hours=30), 8, "started 30 hours ago with a timebox of 8."),
        ("in-progress", NOW - timedelta(hours=30), None, ""),
        ("in-progress", None, 8, ""),
        ("blocked", NOW - timedelta(hours=30), 8, ""),
        ("planned", NOW - timedelta(hours=30), 8, ""),
    ],
)
def test_bolt_whose_time_is_up_is_named(
    state: str, started: datetime | None, timebox: int | None, said: str
) -> None:
    found = ends({QR: bolt(state, stories=["scan"], started=started, timebox=timebox)})
    assert len(found) == bool(said)
    assert all(f" timebox: {said} Show what there is and agree" in one for one in found)


def test_deployment_unit_that_carries_nothing_leads_back_to_nothing() -> None:
    empty: Written = {at(Kind.DEPLOYMENT_UNIT, name="api"): ({"title": "API"}, "")}
    assert ends(empty) == [
        (
            f"{OP}/deployment-units/api.md:3: title: it leads back to no Unit and no Bolt. Name those it carries with "
            "`record_deployment_unit`."
        )
    ]
    assert ends({at(Kind.DEPLOYMENT_UNIT, name="api"): ({"title": "API", "units": ["check-in"]}, "")}) == []


def _paths(found: list[str]) -> list[str]:
    return [one.split(": ")[0].removeprefix("aidlc-records/events/") for one in found]


def test_what_a_phase_lacks_is_told_of_one_intent_as_soon_as_the_phase_has_begun() -> None:
    only = build_tree({at(Kind.INTENT): COMPLETE[at(Kind.INTENT)]})
    assert len(find_loose_ends(only, INTENT, NOW)) == 6
    assert find_loose_ends(only, None, NOW) == ()
    designs = ["construction/check-in/domain-design.md", "construction/check-in/logical-design.md"]
    assert ends({QR: bolt(stories=["scan"])}, INTENT) == []
    assert _paths(ends({QR: bolt("in-progress", stories=["scan"])}, INTENT)) == designs
    tests = "construction/check-in/tests.md"
    assert _paths(ends({QR: bolt("finished", stories=["scan"])}, INTENT)) == [*designs, tests]
    more: Written = {at(Kind.BOLT, "check-in", "more"): bolt(stories=["scan"])}
    assert _paths(ends({**more, QR: bolt("finished", stories=["scan"])}, INTENT)) == designs
    named = {"title": "One", "environment": "production", "commit": "a" * 40}
    release: Written = {
        at(Kind.DEPLOYMENT_UNIT, name="api"): ({"title": "API", "units": ["check-in"]}, ""),
        at(Kind.RELEASE, name="v1"): ({**named, "deployment_units": [{"id": "api", "digest": "0" * 64}]}, ""),
    }
    assert len(ends(release, INTENT)) == 6  # the digest and the five assurances
    assert ends(release) == []


def test_file_that_can_not_be_read_is_no_loose_end_as_well() -> None:
    good: Mapping[Address, tuple[Mapping[str, object], str]] = {
        key: value for key, value in COMPLETE.items() if key.kind is not Kind.PRFAQ
    }
    broken = read_tree([(path_of(at(Kind.PRFAQ)), "100644", b"no front matter")])
    tree = RecordTree(build_tree(good).files, broken.problems)
    assert find_loose_ends(tree, INTENT, NOW) == ()
    assert len(find_loose_ends(build_tree(good), INTENT, NOW)) == 1


def test_other_intents_keep_their_loose_ends() -> None:
    other: Written = {at(Kind.DEPLOYMENT_UNIT, name="api", intent="other"): ({"title": "API"}, "")}
    assert ends(other, INTENT) == []
    assert len(ends(other)) == 1
