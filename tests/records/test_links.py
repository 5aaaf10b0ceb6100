import pytest
from hypothesis import given
from hypothesis import strategies as st

from aidlc.adapters.codec import read_tree
from aidlc.domain.graphs import find_cycles
from aidlc.domain.layout import path_of
from aidlc.domain.links import check_links
from aidlc.domain.records import Address, Kind, RecordTree
from tests.records.trees import COMPLETE, INTENT, MEASURE, NFR, RISK, STORY, Written, at, bolt, build_tree

QR = at(Kind.BOLT, "check-in", "qr")
UNIT = at(Kind.UNIT, name="check-in")


def _with(changes: Written) -> list[str]:
    return [str(problem) for problem in check_links(build_tree({**COMPLETE, **changes}))]


def test_records_that_agree_have_no_problem() -> None:
    linked: Written = {
        QR: bolt(stories=["scan"]),
        at(Kind.BOLT, "check-in", "offline"): bolt(depends_on=["events/check-in/qr"]),
        at(Kind.LOGICAL_DESIGN, "check-in"): ({"nfrs": ["speed"]}, ""),
        at(Kind.ADR, "check-in", "old"): (
            {"title": "Old", "status": "superseded", "superseded_by": "new"},
            "",
        ),
        at(Kind.ADR, "check-in", "new"): ({"title": "New", "status": "accepted"}, ""),
        at(Kind.DEPLOYMENT_UNIT, name="entry"): (
            {"title": "Entry", "units": ["check-in"], "bolts": ["events/check-in/qr"]},
            "",
        ),
    }
    assert _with(linked) == []
    assert check_links(build_tree({**COMPLETE, **linked}), INTENT) == ()


@pytest.mark.parametrize(
    ("address", "fields", "where"),
    [
        (
            UNIT,
            {"title": "x", "depends_on": ["tickets"]},
            "check-in.md:5: depends_on[0]: there is no Unit `tickets`.",
        ),
        (
            UNIT,
            {"title": "x", "stories": ["scan", "sell"]},
            "check-in.md:6: stories[1]: there is no story `sell`.",
        ),
        (UNIT, {"title": "x", "depends_on": ["check-in"]}, "nothing here can be first: check-in → check-in."),
        (
            UNIT,
            {"title": "x", "bolts": [{"id": "a", "goal": "x"}] * 2},
            "bolts[1]: the id `a` is there 2 times.",
        ),
        (QR, {"unit": "tickets", "goal": "x"}, "qr.md:3: unit: the Bolt says Unit `tickets`, but lies in"),
        (QR, {"unit": "check-in", "goal": "x", "stories": ["sell"]}, "there is no story `sell`."),
        (QR, {"unit": "check-in", "goal": "x", "depends_on": ["events/check-in/no"]}, "there is no Bolt"),
        (QR, {"unit": "check-in", "goal": "x", "depends_on": ["other/a/b"]}, "there is no Bolt `other/a/b`."),
        (
            at(Kind.BOLT, "tickets", "sell"),
            {"unit": "tickets", "goal": "x"},
            "named after Unit `tickets`, which doesn't",
        ),
        (at(Kind.TESTS, "tickets"), {}, "named after Unit `tickets`, which doesn't exist"),
        (at(Kind.LOGICAL_DESIGN, "check-in"), {"nfrs": ["beauty"]}, "there is no NFR `beauty`."),
        (
            at(Kind.ADR, "check-in", "a"),
            {"title": "x", "superseded_by": "b"},
            "`superseded_by` is needed with",
        ),
        (
            at(Kind.ADR, "check-in", "a"),
            {"title": "x", "status": "superseded"},
            "`superseded_by` is needed with",
        ),
        (
            at(Kind.ADR, "check-in", "a"),
            {"title": "x", "status": "superseded", "superseded_by": "a"},
            "there is no other decision `a`.",
        ),
        (
            at(Kind.DEPLOYMENT_UNIT, name="d"),
            {"title": "x", "units": ["tickets"]},
            "there is no Unit `tickets`.",
        ),
        (
            at(Kind.DEPLOYMENT_UNIT, name="d"),
            {"title": "x", "bolts": ["events/a/b"]},
            "there is no Bolt `events/a/b`.",
        ),
        (at(Kind.STORIES), {"stories": [STORY, STORY]}, "stories[1]: the id `scan` is there 2 times."),
        (at(Kind.NFRS), {"nfrs": [NFR, NFR]}, "nfrs[1]: the id `speed` is there 2 times."),
        (at(Kind.RISKS), {"risks": [RISK, RISK]}, "risks[1]: the id `crowd`"),
        (at(Kind.MEASURES), {"measures": [MEASURE, MEASURE]}, "measures[1]: the id `queue`"),
        (at(Kind.QUESTIONS), {"questions": [{"id": "a", "question": "b"}] * 2}, "questions[1]: the id `a`"),
    ],
)
def test_what_does_not_fit_is_named_with_its_place(
    address: Address, fields: dict[str, object], where: str
) -> None:
    problems = _with({address: (fields, "")})
    assert any(where in problem for problem in problems), problems


@pytest.mark.parametrize(
    ("address", "fields", "key"),
    [
        (at(Kind.DOMAIN_DESIGN, "check-in"), {"entities": ["Ticket"]}, "entities"),
        (at(Kind.DOMAIN_DESIGN, "check-in"), {"repositories": ["Tickets"]}, "repositories"),
        (at(Kind.LOGICAL_DESIGN, "check-in"), {"nfrs": ["speed"]}, "nfrs"),
        (at(Kind.TESTS, "check-in"), {"runs": [{"command": "a", "result": "b"}]}, "runs"),
        (at(Kind.STORIES), {"stories": [STORY]}, "stories"),
    ],
)
def test_what_does_not_apply_has_nothing_in_it(address: Address, fields: dict[str, object], key: str) -> None:
    said: dict[str, object] = {"status": "not-applicable", "reason": "A tool."}
    empty = build_tree({**COMPLETE, UNIT: ({"title": "x"}, ""), address: (said, "")})
    assert check_links(empty) == ()
    (problem,) = check_links(build_tree({**COMPLETE, address: ({**said, **fields}, "")}))
    assert problem.line is not None
    assert str(problem).endswith(
        f" {key}: the record says that it doesn't apply, and has entries all the same. Take them out, or write "
        "`status: complete`."
    )
    assert check_links(build_tree({**COMPLETE, address: ({**fields, "status": "draft"}, "")})) == ()


def test_a_release_names_deployment_units_that_exist_and_each_once() -> None:
    named = [{"id": "entry", "digest": "0" * 64}] * 2
    release = {"title": "One", "environment": "production", "commit": "a" * 40, "deployment_units": named}
    problems = _with({at(Kind.RELEASE, name="v1"): (release, "")})
    assert sum("there is no Deployment Unit `entry`" in problem for problem in problems) == 2
    assert any("the id `entry` is there 2 times" in problem for problem in problems)


def test_evidence_lies_under_its_own_digest_and_intent() -> None:
    review = {
        "review": 1,
        "login": "alice",
        "account": 2,
        "role": "owner",
        "submitted_at": "2026-11-23T10:00:00Z",
        "digest_line": True,
    }
    evidence: dict[str, object] = {
        "repository": 7,
        "phase": "inception",
        "scope": "events",
        "digest": "0123456789ab" + "0" * 52,
        "pull_request": 3,
        "head": "a" * 40,
        "policy": "b" * 40,
        "reviews": [review],
        "gathered_at": "2026-11-23T10:05:00Z",
        "gate_version": "0.1.0",
    }
    here = at(Kind.APPROVAL, name="0123456789ab")
    assert _with({here: (evidence, "")}) == []
    assert _with({here: ({**evidence, "phase": "construction", "scope": "events/check-in"}, "")}) == []
    assert _with({here: ({**evidence, "phase": "guarded", "scope": "repository"}, "")}) == []
    assert "isn't of the intent" in _with({here: ({**evidence, "scope": "others"}, "")})[0]
    assert (
        "its digest starts with 0123456789ab" in _with({at(Kind.APPROVAL, name="f" * 12): (evidence, "")})[0]
    )


def test_cycles_are_shown_as_a_way_round() -> None:
    problems = _with(
        {
            at(Kind.UNIT, name="a"): ({"title": "A", "depends_on": ["b"]}, ""),
            at(Kind.UNIT, name="b"): ({"title": "B", "depends_on": ["c"]}, ""),
            at(Kind.UNIT, name="c"): ({"title": "C", "depends_on": ["a", "check-in"]}, ""),
        }
    )
    assert problems == [
        (
            "aidlc-records/events/inception/units/a.md:4: depends_on: nothing here can be first: a → b → c → a. "
            "Take one dependency out."
        )
    ]
    problems = _with(
        {
            QR: bolt(depends_on=["events/check-in/offline"]),
            at(Kind.BOLT, "check-in", "offline"): bolt(depends_on=["events/check-in/qr"]),
        }
    )
    assert len(problems) == 1
    assert "events/check-in/offline → events/check-in/qr → events/check-in/offline" in problems[0]


def test_a_reference_to_a_record_that_cannot_be_read_is_not_reported_twice() -> None:
    good = build_tree(
        {**{key: value for key, value in COMPLETE.items() if key.kind is not Kind.STORIES}, QR: bolt()}
    )
    unreadable = read_tree(
        [
            (path_of(at(Kind.STORIES)), "100644", b"no front matter"),
            (path_of(at(Kind.BOLT, "check-in", "x")), "100644", b"no front matter"),
        ]
    )
    assert check_links(RecordTree(good.files, unreadable.problems)) == ()


def test_another_intent_is_judged_only_where_it_was_read() -> None:
    tree = build_tree({**COMPLETE, QR: bolt(depends_on=["other/a/b"])})
    assert check_links(tree, INTENT) == ()
    more = build_tree(
        {**COMPLETE, QR: bolt(depends_on=["other/a/b"]), at(Kind.PRFAQ, intent="other"): ({}, "x")}
    )
    assert len(check_links(more, INTENT)) == 1


def test_problems_of_other_intents_stay_with_them() -> None:
    wrong: Written = {at(Kind.UNIT, name="a", intent="other"): ({"title": "A", "depends_on": ["a"]}, "")}
    tree = build_tree({**COMPLETE, **wrong})
    assert check_links(tree, INTENT) == ()
    assert len(check_links(tree, "other")) == 1
    assert len(check_links(tree)) == 1


_graphs = st.dictionaries(
    st.sampled_from("abcdefg"), st.lists(st.sampled_from("abcdefgh"), max_size=4), max_size=7
)


@given(_graphs)
def test_cycles_found_are_cycles_and_taking_them_away_leaves_none(graph: dict[str, list[str]]) -> None:
    cycles = find_cycles(graph)
    for cycle in cycles:
        for here, there in zip(cycle, [*cycle[1:], cycle[0]], strict=True):
            assert there in graph[here]
    gone = {node for cycle in cycles for node in cycle}
    assert find_cycles({node: targets for node, targets in graph.items() if node not in gone}) == ()


def test_a_long_chain_exhausts_nothing() -> None:
    chain = {f"n{index}": [f"n{index + 1}"] for index in range(20_000)}
    assert find_cycles(chain) == ()
    (cycle,) = find_cycles({**chain, "n20000": ["n0"]})
    assert len(cycle) == 20_001
