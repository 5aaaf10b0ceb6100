"""Which approvals a pull request needs, and the content that each one covers."""

from __future__ import annotations

from typing import Any

import pytest

from aidlc.adapters.codec import read_tree
from aidlc.domain.classification import Classification, classify
from aidlc.domain.decision import GateDecision
from aidlc.domain.demands import Demand, Digests, demands_of, release_manifest
from aidlc.domain.gate import evaluate_gate
from aidlc.domain.phases import Phase
from tests.gate import samples
from tests.gate.builder import FACTS, Build
from tests.gate.gitworld import entry_of, oid

CON = "aidlc-records/events/construction"
UNITS = "aidlc-records/events/inception/units"
TESTING = {"phases": {"construction": {"testing": [{"role": "product-owner"}]}}}


def decide(**words: Any) -> GateDecision:
    made = Build({"start": "construction", **words})
    return evaluate_gate(made.policy, made.facts)


def demanded(**words: Any) -> tuple[Demand, ...]:
    made = Build({"start": "construction", **words})
    return demands_of(made.policy, classify(made.policy, made.content.head.changes), made.content)


def asked(**words: Any) -> dict[str, int]:
    return {rule.role: rule.count for rule in demanded(policy=TESTING, **words)[0].rules}


BOTH = {"developer": 1, "product-owner": 1}
ONE = {"developer": 1}


@pytest.mark.parametrize(
    ("bolts", "expected"),
    [
        ({"qr": "$bolt:in-progress"}, ONE),
        ({"qr": "$bolt:planned"}, ONE),
        ({"qr": "$bolt:blocked"}, ONE),
        ({"qr": "$bolt:finished"}, BOTH),
        ({"qr": "$bolt:cancelled"}, ONE),
        ({"qr": "$bolt:finished", "more": "$bolt:planned"}, ONE),
        ({"qr": "$bolt:finished", "more": "$bolt:blocked"}, ONE),
        ({"qr": "$bolt:finished", "more": "$bolt:in-progress"}, ONE),
        ({"qr": "$bolt:finished", "more": "$bolt:cancelled"}, BOTH),
        ({"qr": "$bolt:finished", "more": "$bolt:finished"}, BOTH),
        ({"qr": "$bolt:cancelled", "more": "$bolt:cancelled"}, ONE),
        ({"qr": None, "more": "$bolt:finished"}, ONE),
    ],
)
def test_testing_is_asked_for_by_the_last_bolt_of_a_unit(
    bolts: dict[str, str | None], expected: dict[str, int]
) -> None:
    files = {f"{samples.CON}/bolts/{name}.md": text for name, text in bolts.items()}

    assert asked(files=files) == expected


def test_bolt_that_was_finished_before_asks_for_no_testing() -> None:
    finished = f"{samples.CON}/bolts/more.md"

    assert asked(base={finished: samples.bolt("finished")}, files={samples.BOLT: "$bolt:cancelled"}) == ONE
    assert asked(base={finished: samples.bolt("finished")}, files={samples.BOLT: "$bolt:finished"}) == BOTH


def test_bolts_of_another_unit_or_intent_are_not_this_ones() -> None:
    other_unit = {f"{CON}/other/bolts/more.md": samples.bolt("planned").replace("check-in", "other")}
    other_intent = {"aidlc-records/later/construction/check-in/bolts/more.md": samples.bolt("planned")}

    for base in (other_unit, other_intent):
        assert asked(base=base, files={samples.BOLT: "$bolt:finished"}) == BOTH
        assert asked(base=base, files={samples.BOLT: "$bolt:planned"}) == ONE


def test_suggested_bolt_without_a_file_is_left_open() -> None:
    more = {f"{UNITS}/check-in.md": samples.unit("Entry").replace("id: qr", "id: more")}
    other = {f"{UNITS}/other.md": samples.unit("Other").replace("id: qr", "id: more")}
    elsewhere = {
        "aidlc-records/a-first/inception/units/check-in.md": samples.unit("Entry").replace(
            "id: qr", "id: more"
        )
    }

    assert asked(base=more, files={samples.BOLT: "$bolt:finished"}) == ONE
    assert asked(base=other, files={samples.BOLT: "$bolt:finished"}) == BOTH
    assert asked(base=elsewhere, files={samples.BOLT: "$bolt:finished"}) == BOTH


def test_unit_that_inception_does_not_know_suggests_nothing() -> None:
    bolt = samples.bolt("finished").replace("check-in", "other")

    assert asked(only=True, files={f"{CON}/other/bolts/x.md": bolt, "src/door.py": "x"}) == BOTH


def test_testing_asks_of_each_role_for_whichever_is_more() -> None:
    policy = {
        "phases": {
            "construction": {
                "approvals": [{"role": "developer", "count": 2}, {"role": "product-owner"}],
                "testing": [
                    {"role": "developer"},
                    {"role": "product-owner", "count": 1},
                    {"role": "maintainer", "count": 2},
                ],
                "independence": "author",
                "evidence": "digest",
            }
        },
        "roles": {"maintainer": {"users": ["dave#14", "erin#15"]}},
    }

    (demand,) = demanded(policy=policy, files={samples.BOLT: "$bolt:finished"})

    assert [(rule.role, rule.count) for rule in demand.rules] == [
        ("developer", 2),
        ("product-owner", 1),
        ("maintainer", 2),
    ]
    assert (demand.phase, demand.scope) == ("construction", "events/check-in")
    assert (demand.independence, demand.level) == ("author", "digest")


def test_demand_carries_what_the_policy_asks_of_its_phase() -> None:
    policy = {
        "phases": {"construction": {"independence": "solo", "evidence": "digest"}},
        "guarded": {"independence": "author", "evidence": "review"},
    }
    first, second = demanded(policy=policy, files={"deploy/run.sh": "faster"})

    assert (first.phase, first.independence, first.level) == ("construction", "solo", "digest")
    assert (second.phase, second.independence, second.level) == ("guarded", "author", "review")
    assert (second.scope, second.why_line) == ("repository", "")


def test_release_names_environment_commit_and_its_files() -> None:
    built = oid("merge of construction")
    (demand,) = demanded(start="operation")

    assert (demand.phase, demand.scope) == ("operation", f"events/first/production/{built}")
    assert demand.files == (f"{samples.OP}/deployment-units/scanning.md", f"{samples.OP}/releases/first.md")
    assert (demand.folder, demand.why_line) == ("", "")


def test_release_that_cannot_be_read_demands_and_covers_nothing() -> None:
    path = f"{samples.OP}/releases/first.md"
    unreadable = read_tree([(path, "100644", b"no front matter")])
    readable = read_tree([(path, "100644", samples.release(oid("x")).encode())])
    entries = {path: entry_of("x")}

    assert release_manifest(unreadable, "events", "first", entries) == {}
    assert release_manifest(readable, "events", "second", entries) == {}
    assert release_manifest(readable, "events", "first", entries) == {
        path: entry_of("x"),
        f"{samples.OP}/deployment-units/scanning.md": None,
    }
    assert demanded(start="operation", files={path: None}) == ()
    assert demanded(start="operation", files={path: "no front matter"}) == ()


@pytest.mark.parametrize("start", ["inception", "construction", "operation", "guarded"])
def test_head_and_landing_have_the_same_digest_where_nothing_else_lands(start: str) -> None:
    made = Build({"start": start})
    (demand,) = demands_of(made.policy, classify(made.policy, made.content.head.changes), made.content)
    digests = Digests(made.policy, FACTS, made.pull, made.content)
    blind = Digests(made.policy, FACTS, made.pull, made.content.model_copy(update={"landing": None}))
    conflict = Digests(made.policy, FACTS, made.pull, made.content.model_copy(update={"merged": None}))

    assert digests.at_landing(demand) == digests.at_head(demand)
    assert (blind.at_landing(demand) is None) is (start in {"inception", "operation"})
    assert conflict.at_landing(demand) is None


def test_digest_of_an_unknown_or_mistaken_commit_is_not_known() -> None:
    made = Build({})
    (demand,) = demands_of(made.policy, classify(made.policy, made.content.head.changes), made.content)
    mistaken = made.content.model_copy(update={"snapshots": {oid("x"): made.content.head, oid("gone"): None}})
    digests = Digests(made.policy, FACTS, made.pull, mistaken)

    assert digests.at(demand, oid("x")) is None
    assert digests.at(demand, oid("gone")) is None
    assert digests.at(demand, oid("never heard of")) is None


def test_part_of_the_folder_that_is_shown_needs_no_digest_line() -> None:
    shown = decide(start="inception")
    part = decide(
        start="inception", only=True, base="$inception", files={f"{samples.IN}/intent.md": "$intent:2"}
    )

    assert [(each.digest_line_required, each.why_digest_line) for each in shown.requirements] == [(False, "")]
    assert [(each.digest_line_required, each.why_digest_line) for each in part.requirements] == [
        (True, "part of the content isn't changed by this pull request and was never approved")
    ]
    assert part.requirements[0].scope == "events"
    assert [(need.role, need.count, need.digest_line) for need in part.needed] == [
        ("product-owner", 1, True),
        ("developer", 1, True),
    ]


def test_maintenance_policy_asks_nothing_of_other_pull_requests() -> None:
    policy = {"maintenance": {"approvals": [{"role": "developer", "count": 2}]}}

    assert [(each.phase, each.scope) for each in demanded(start="inception", policy=policy)] == [
        ("inception", "events")
    ]
    assert [(each.phase, each.scope) for each in demanded(policy=policy)] == [
        ("construction", "events/check-in")
    ]
    assert [(each.phase, each.scope) for each in demanded(start="maintenance", policy=policy)] == [
        ("maintenance", "repository")
    ]
    assert demanded(start="maintenance") == ()


def test_construction_of_two_units_is_one_demand_that_names_both() -> None:
    files = {f"{CON}/other/bolts/x.md": samples.bolt().replace("check-in", "other")}

    assert demanded(files=files)[0].scope == "events/check-in,other"


def test_phase_whose_subject_cannot_be_named_is_nothing_anybody_could_approve() -> None:
    made = Build({"start": "operation"})

    for found in (
        Classification(phase=Phase.CONSTRUCTION, intent="events"),
        Classification(phase=Phase.CONSTRUCTION, intent="events", release="first"),
        Classification(phase=Phase.OPERATION, intent="events"),
        Classification(phase=Phase.OPERATION, intent="events", release="second"),
        Classification(phase=Phase.INCEPTION),
        Classification(phase=None, intent="events"),
    ):
        assert demands_of(made.policy, found, made.content) == ()


@pytest.mark.parametrize("unseen", [True, False])
def test_digest_line_is_asked_for_on_top_of_everything_else_that_a_demand_says(unseen: bool) -> None:
    policy = {"phases": {"operation": {"evidence": "review", "independence": "author"}}}
    unit = {f"{samples.OP}/deployment-units/scanning.md": samples.deployment_unit()}
    release = {f"{samples.OP}/releases/first.md": "$release:merge of construction"}
    words = {"base": unit, "only": True, "files": release} if unseen else {}
    (demand,) = demanded(start="operation", policy=policy, **words)

    assert demand.independence == "author"
    assert demand.files == (*unit, *release)
    assert (demand.level, bool(demand.why_line)) == (("digest", True) if unseen else ("review", False))
