"""What leads to what, as the records say it."""

from aidlc.domain.records import Kind, RecordTree
from aidlc.domain.trace import trace_intent
from tests.records.trees import COMPLETE, INTENT, STORY, Written, at, bolt, build_tree

REST: Written = {
    at(Kind.STORIES): ({"stories": [STORY, {**STORY, "id": "sell"}, {**STORY, "id": "count"}]}, ""),
    at(Kind.UNIT, name="check-in"): ({"title": "Check-in", "stories": ["scan", "count"]}, ""),
    at(Kind.UNIT, name="gates"): ({"title": "Gates", "depends_on": ["check-in"]}, ""),
    at(Kind.DOMAIN_DESIGN, "check-in"): ({"entities": ["Ticket"]}, "x"),
    at(Kind.ADR, "check-in", "signed"): ({"title": "Signed"}, "x"),
    at(Kind.BOLT, "check-in", "qr"): bolt("finished", stories=["scan"]),
    at(Kind.BOLT, "check-in", "old"): bolt("cancelled", stories=["count"]),
    at(Kind.DEPLOYMENT_UNIT, name="entry"): (
        {"title": "Entry", "units": ["check-in"], "bolts": ["events/check-in/qr"]},
        "",
    ),
    at(Kind.RELEASE, name="v1"): (
        {
            "title": "One",
            "environment": "production",
            "commit": "a" * 40,
            "deployment_units": [{"id": "entry", "digest": "0" * 64}],
        },
        "",
    ),
}


def test_everything_leads_back_to_its_story_unit_and_intent() -> None:
    trace = trace_intent(build_tree({**COMPLETE, **REST}), INTENT)
    assert [(one.story, one.units, one.bolts) for one in trace.stories] == [
        ("scan", ("check-in",), ("events/check-in/qr",)),
        ("sell", (), ()),
        ("count", ("check-in",), ()),  # a cancelled Bolt builds nothing
    ]
    unit = trace.units[0]
    assert unit.designs == ("domain-design", "adr/signed")
    assert unit.deployment_units == ("entry",)
    assert [(one.reference, one.deployment_units) for one in unit.bolts] == [
        ("events/check-in/old", ()),
        ("events/check-in/qr", ("entry",)),
    ]
    assert [(one.release, one.deployment_units) for one in trace.releases] == [("v1", ("entry",))]


def test_trace_reads_as_a_tree() -> None:
    assert trace_intent(build_tree({**COMPLETE, **REST}), INTENT).lines() == [
        "Intent events: Events",
        "  Unit check-in: Check-in; stories: scan, count",
        "    designed in domain-design, adr/signed",
        "    Bolt old (cancelled); stories: count",
        "    Bolt qr (finished); stories: scan; goes out with: entry",
        "  Unit gates: Gates; after: check-in",
        "  Deployment Unit entry; released in: v1 to production",
        "  In no Unit: sell",
    ]


def test_intent_that_is_not_there_leads_nowhere() -> None:
    trace = trace_intent(RecordTree(), "none")
    assert (trace.title, trace.stories, trace.units, trace.lines()) == ("none", (), (), ["Intent none: none"])
