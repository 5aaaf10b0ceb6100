"""Who fills which rule, who is told what, and whose word stands in the way."""

from __future__ import annotations

from typing import Any

from aidlc.domain.decision import GateDecision, Verdict
from aidlc.domain.gate import evaluate_gate
from tests.gate.builder import Build

SOLO = {
    "start": "construction",
    "author": "action",
    "c1": {"by": "bob"},
    "policy": {"phases": {"construction": {"independence": "solo"}}},
}
OBJECTION = {"by": "alice", "state": "CHANGES_REQUESTED"}
DISMISSED = {"kind": "review-dismissed", "review": 3, "was": "CHANGES_REQUESTED"}


def decide(**words: Any) -> GateDecision:
    made = Build(words)
    return evaluate_gate(made.policy, made.facts)


def told(decision: GateDecision) -> list[tuple[int, str]]:
    return [(each.review, str(each.why)) for each in decision.ignored]


def test_approval_of_a_deleted_account_takes_nobody_elses_away() -> None:
    decision = decide(also=[{"by": "ghost", "id": 9}])

    assert decision.verdict is Verdict.OPEN
    assert [each.review for each in decision.counted] == [1, 2]
    assert told(decision) == [(9, "deleted-account")]


def test_own_approval_fills_what_an_independent_one_left_open() -> None:
    two = {
        "phases": {"construction": {"independence": "solo", "approvals": [{"role": "developer", "count": 2}]}}
    }
    reviews = [{"by": "bob", "body": "{line}"}, {"by": "carol"}]

    assert decide(**{**SOLO, "policy": two}, reviews=reviews).sentence == (
        "Self-approved by bob (developer) and carol (developer)."
    )
    assert decide(**{**SOLO, "policy": two}, reviews=reviews[:1]).sentence == (
        "Waiting for 1 developer (carol)."
    )


def test_independent_approval_comes_before_ones_own() -> None:
    reviews = [{"by": "bob", "body": "{line}"}, {"by": "carol"}]

    assert decide(**SOLO, reviews=reviews).sentence == "Approved by carol (developer)."


def test_counted_approval_says_whether_it_carries_the_digest_line() -> None:
    decision = decide(reviews=[{"by": "alice", "body": "{line}"}, {"by": "bob"}])

    assert [(each.review, each.digest_line) for each in decision.counted] == [(1, True), (2, False)]


def test_each_approval_that_does_not_count_is_told_with_its_own_reason() -> None:
    also = [{"by": "carol"}, {"by": "dave"}, {"by": "erin"}, {"by": "claude"}]

    assert told(decide(also=also)) == [(3, "not-needed"), (4, "no-role"), (5, "no-role"), (6, "bot")]


def test_everybody_who_stands_in_the_way_is_named() -> None:
    asked = [{"by": name, "state": "CHANGES_REQUESTED"} for name in ("alice", "mallory", "bob", "erin")]
    decision = decide(reviews=asked)

    assert decision.sentence == "Changes were requested by alice, bob and erin."
    assert [each.review for each in decision.blocking] == [1, 3, 4]
    assert told(decision) == [(2, "no-permission")]


def test_everybody_whose_objection_is_only_half_taken_back_is_waited_for() -> None:
    reviews = [
        *(
            {"by": name, "state": "CHANGES_REQUESTED", "at": 5}
            for name in ("alice", "mallory", "bob", "carol")
        ),
        {"by": "alice"},
        *({"by": name, "commit": None} for name in ("mallory", "bob", "carol")),
    ]
    again = "requested changes and hasn't approved today's content since: ask"

    assert list(decide(reviews=reviews).waiting) == [
        f"{name} {again} {name} again." for name in ("bob", "carol")
    ]


def test_older_approval_is_no_objection_that_a_later_one_would_have_to_lift() -> None:
    decision = decide(
        pushes=[{"name": "c2", "files": {"aidlc-records/events/inception/intent.md": "$intent:2"}}],
        reviews=[{"by": "alice", "at": 5}, {"by": "alice", "at": 10}],
    )

    assert decision.waiting == ()
    assert told(decision) == [(1, "superseded"), (2, "stale")]


def test_administrator_without_a_role_may_lift_an_objection() -> None:
    dismissal = [{**DISMISSED, "by": "mallory"}]
    also = [{"by": "carol", "state": "DISMISSED"}]

    assert decide(also=also, events=dismissal, standings={"mallory": "admin"}).verdict is Verdict.OPEN
    assert decide(also=also, events=dismissal, standings={"mallory": "write"}).sentence == (
        "Changes were requested by carol."
    )


def test_other_event_that_names_a_review_is_no_dismissal_of_it() -> None:
    words: dict[str, Any] = {"also": [{"by": "carol", "state": "DISMISSED", "at": 30}]}
    reopened = {"kind": "reopened", "review": 3, "by": "dave", "at": 1}

    assert decide(**words, events=[{**DISMISSED, "by": "dave"}]).verdict is Verdict.OPEN
    assert decide(**words, events=[reopened]).sentence == "Changes were requested by carol."


def test_nobody_whose_approval_would_be_void_is_asked() -> None:
    need = decide(reviews=[], policy={"revoked": ["bobby#12"]}).needed[1]
    assert (need.role, need.people) == ("developer", ("carol",))
    need = decide(reviews=[], policy={"revoked": ["review:12", "CAROL#1"]}).needed[1]
    assert (need.role, need.people) == ("developer", ("bob",))


def test_same_person_may_fill_two_rules_with_own_commits_only_where_the_policy_says_both() -> None:
    own: dict[str, Any] = {"independence": "solo", "approvals": [{"role": "developer"}]}
    policy: dict[str, Any] = {
        "roles": {"maintainer": {"users": ["bob#12", "dave#14"]}},
        "phases": {"construction": own},
        "guarded": {**own, "approvals": [{"role": "maintainer"}]},
    }
    words: dict[str, Any] = {
        **SOLO,
        "files": {"deploy/run.sh": "faster"},
        "reviews": [{"by": "bob", "body": "{construction}\n{guarded}"}],
    }

    assert decide(**{**words, "policy": {**policy, "same-person": "allowed"}}).verdict is Verdict.OPEN
    assert decide(**{**words, "policy": policy}).verdict is Verdict.CLOSED
