"""One opinion a person: what a later word, a dismissal and an older request for changes amount to."""

from __future__ import annotations

from typing import Any

import pytest

from aidlc.domain.decision import GateDecision
from aidlc.domain.gate import evaluate_gate
from aidlc.domain.opinions import Stance, Voice, voices_of
from tests.gate.builder import Build

OBJECTION = {"by": "alice", "state": "CHANGES_REQUESTED", "at": 5}
BOB = {"by": "bob", "at": 11}
ASK_AGAIN = "alice requested changes and hasn't approved today's content since: ask alice again."
TEAM = {"roles": {"spare": {"teams": ["acme/devs#5"]}}}


def voices(**words: Any) -> tuple[Voice, ...]:
    made = Build(words)
    return voices_of(made.policy, made.pull, made.facts.standings)


def decide(**words: Any) -> GateDecision:
    made = Build(words)
    return evaluate_gate(made.policy, made.facts)


def dismissed(by: str, was: str | None = None, review: int = 1) -> dict[str, object]:
    return {"kind": "review-dismissed", "by": by, "review": review, "was": was, "at": 20}


@pytest.mark.parametrize(
    ("events", "stance"),
    [
        ([], Stance.OBJECTS),
        ([dismissed("bob")], Stance.NOTHING),
        ([dismissed("olga")], Stance.OBJECTS),
        ([dismissed("claude")], Stance.OBJECTS),
        ([dismissed("robo")], Stance.OBJECTS),
        ([dismissed("ghost")], Stance.OBJECTS),
        ([dismissed("bob"), dismissed("claude")], Stance.OBJECTS),
        ([dismissed("claude"), dismissed("bob")], Stance.OBJECTS),
        ([dismissed("bob", review=2)], Stance.OBJECTS),
        ([dismissed("bob", "CHANGES_REQUESTED")], Stance.NOTHING),
        ([dismissed("claude", "CHANGES_REQUESTED")], Stance.OBJECTS),
        ([dismissed("claude", "APPROVED")], Stance.NOTHING),
        ([dismissed("claude", "COMMENTED")], Stance.NOTHING),
        ([dismissed("claude", "APPROVED"), dismissed("claude", "COMMENTED")], Stance.NOTHING),
        ([dismissed("claude", "APPROVED"), dismissed("claude", "CHANGES_REQUESTED")], Stance.OBJECTS),
        ([dismissed("claude", "APPROVED"), dismissed("claude")], Stance.OBJECTS),
    ],
)
def test_dismissal_lifts_a_request_for_changes_only_if_people_alone_made_it(
    events: list[dict[str, object]], stance: Stance
) -> None:
    found = voices(reviews=[{"by": "alice", "state": "DISMISSED"}], events=events)

    assert [(voice.account and voice.account.login, voice.stance) for voice in found] == [("alice", stance)]


@pytest.mark.parametrize(
    ("by", "words", "lifted"),
    [
        ("alice", {}, True),
        ("alice", {"c1": {"by": "alice"}}, True),
        ("bob", {"c1": {"by": "bob"}}, False),
        ("bob", {"last_pusher": "bob"}, False),
        ("bob", {"author": "bob"}, False),
        ("erin", {}, False),
        ("erin", {"standings": {"erin": "admin"}}, True),
        ("erin", {"standings": {"erin": {"permission": "read", "teams": [5]}}}, True),
        ("erin", {"standings": {"erin": {"permission": "read", "teams": [6]}}}, False),
        ("robo", {"standings": {"robo": "admin"}}, False),
        ("claude", {"standings": {"claude": "admin"}}, False),
    ],
)
def test_dismissal_lifts_only_from_whoever_objected_or_has_a_say_and_no_stake(
    by: str, words: dict[str, Any], lifted: bool
) -> None:
    found = voices(
        reviews=[{"by": "alice", "state": "DISMISSED"}], events=[dismissed(by)], policy=TEAM, **words
    )

    assert [voice.stance for voice in found] == [Stance.NOTHING if lifted else Stance.OBJECTS]


def test_agent_cannot_withdraw_its_own_objection() -> None:
    found = voices(reviews=[{"by": "robo", "state": "DISMISSED"}], events=[dismissed("robo")])

    assert [voice.stance for voice in found] == [Stance.OBJECTS]


@pytest.mark.parametrize(
    ("state", "at", "stance", "review"),
    [
        ("APPROVED", 5, Stance.OBJECTS, 1),
        ("APPROVED", 10, Stance.OBJECTS, 1),
        ("APPROVED", 11, Stance.APPROVES, 2),
        ("DISMISSED", 10, Stance.OBJECTS, 1),
        ("COMMENTED", 11, Stance.OBJECTS, 1),
        ("PENDING", 11, Stance.OBJECTS, 1),
        ("APPROVED", None, Stance.OBJECTS, 1),
    ],
)
def test_latest_opinion_counts_and_within_a_second_the_negative_one(
    state: str, at: int | None, stance: Stance, review: int
) -> None:
    reviews = [
        {"by": "alice", "state": "CHANGES_REQUESTED"},
        {"by": "alice", "state": state, "at": at},
    ]

    found = voices(reviews=reviews)

    assert [(voice.stance, voice.review.id) for voice in found] == [(stance, review)]


def test_objection_without_a_usable_time_is_later_than_everything() -> None:
    reviews = [{"by": "alice", "state": "CHANGES_REQUESTED", "at": None}, {"by": "alice", "at": 90}]

    assert [(voice.stance, voice.review.id) for voice in voices(reviews=reviews)] == [(Stance.OBJECTS, 1)]


def test_newest_of_several_objections_is_the_one_to_lift() -> None:
    older = [{**OBJECTION, "at": at} for at in (3, 4)]
    same = [{**OBJECTION, "at": 10}, {**OBJECTION, "at": 10}]

    assert [
        voice.older_objection and voice.older_objection.id
        for voice in voices(reviews=[*older, {"by": "alice"}])
    ] == [2]
    assert [voice.review.id for voice in voices(reviews=same)] == [2]


def test_dismissed_approval_brings_nothing_older_back_where_a_person_dismissed_it() -> None:
    reviews = [OBJECTION, {"by": "alice", "state": "DISMISSED"}]

    lifted = voices(reviews=reviews, events=[dismissed("bob", "APPROVED", 2)])
    kept = voices(reviews=reviews, events=[dismissed("claude", "APPROVED", 2)])

    assert [(voice.stance, voice.older_objection) for voice in lifted] == [(Stance.NOTHING, None)]
    assert [(voice.stance, voice.older_objection and voice.older_objection.id) for voice in kept] == [
        (Stance.NOTHING, 1)
    ]


def test_deleted_accounts_are_heard_one_by_one_and_before_the_others() -> None:
    reviews = [{"by": "bob"}, {"by": "ghost"}, {"by": "ghost", "state": "CHANGES_REQUESTED"}, {"by": "alice"}]

    assert [(voice.review.id, voice.stance) for voice in voices(reviews=reviews)] == [
        (2, Stance.APPROVES),
        (3, Stance.OBJECTS),
        (4, Stance.APPROVES),
        (1, Stance.APPROVES),
    ]


@pytest.mark.parametrize(
    ("approval", "words"),
    [
        ({"by": "alice"}, {}),
        ({"by": "alice", "body": "{line}"}, {}),
        (
            {"by": "alice", "body": "{line}"},
            {"policy": {"phases": {"inception": {"evidence": "digest"}}}, "bob": "{line}"},
        ),
    ],
)
def test_approval_of_todays_content_takes_back_ones_own_objection(
    approval: dict[str, object], words: dict[str, Any]
) -> None:
    bob = {**BOB, "body": words.get("bob", "")}
    rest = {key: value for key, value in words.items() if key != "bob"}

    assert decide(reviews=[OBJECTION, approval, bob], **rest).verdict == "OPEN"


@pytest.mark.parametrize(
    ("approval", "words"),
    [
        ({"by": "alice"}, {"policy": {"revoked": ["review:2"]}}),
        ({"by": "alice", "commit": None}, {}),
        ({"by": "alice", "body": "{other}"}, {}),
    ],
)
def test_approval_that_is_void_or_of_other_content_leaves_ones_own_objection(
    approval: dict[str, object], words: dict[str, Any]
) -> None:
    decision = decide(reviews=[OBJECTION, approval, BOB], **words)

    assert decision.sentence == ASK_AGAIN
    assert decision.waiting == (ASK_AGAIN,)
    assert decision.blocking == ()


def test_objection_of_an_agent_is_lifted_by_a_persons_dismissal_only() -> None:
    reviews = [{**OBJECTION, "by": "robo"}, {"by": "robo"}, {"by": "alice"}, BOB]

    decision = decide(reviews=reviews)

    assert [(each.review, each.sentence) for each in decision.blocking] == [
        (1, "robo requested changes; only a person's dismissal lifts that.")
    ]
    assert decision.sentence == "Changes were requested by robo."


def test_objection_of_somebody_without_a_say_is_not_waited_for() -> None:
    reviews = [{**OBJECTION, "by": "mallory"}, {"by": "mallory", "commit": None}, {"by": "alice"}, BOB]

    assert decide(reviews=reviews).verdict == "OPEN"


@pytest.mark.parametrize(
    ("by", "standings", "blocks"),
    [
        ("erin", {}, True),
        ("erin", {"erin": "read"}, False),
        ("mallory", {}, False),
        ("mallory", {"mallory": {"permission": "read", "teams": [5]}}, True),
        ("mallory", {"mallory": {"permission": "read", "teams": [6]}}, False),
        ("carol", {"carol": "read"}, True),
        ("carol", {"carol": None}, True),
        ("claude", {}, False),
        ("ghost", {}, True),
    ],
)
def test_request_for_changes_blocks_from_who_can_push_or_is_in_a_role(
    by: str, standings: dict[str, Any], blocks: bool
) -> None:
    decision = decide(also=[{"by": by, "state": "CHANGES_REQUESTED"}], standings=standings, policy=TEAM)

    name = "A deleted account" if by == "ghost" else by
    expected = [(3, f"{name} requested changes.")] if blocks else []
    assert [(each.review, each.sentence) for each in decision.blocking] == expected
    assert (decision.verdict == "OPEN") is not blocks


def test_request_for_changes_by_somebody_whose_rights_nobody_asked_for_blocks() -> None:
    made = Build({"also": [{"by": "mallory", "state": "CHANGES_REQUESTED"}]})
    blind = made.facts.model_copy(update={"standings": {}})
    seen = evaluate_gate(made.policy, made.facts)
    unseen = evaluate_gate(made.policy, blind)

    assert seen.blocking == ()
    assert [each.review for each in unseen.blocking] == [3]


def test_dismissed_review_is_told_beside_the_objection_that_it_leaves() -> None:
    reviews = [OBJECTION, {"by": "alice", "state": "DISMISSED"}, BOB]

    decision = decide(reviews=reviews, events=[dismissed("claude", "APPROVED", 2)])

    assert [(each.review, each.why) for each in decision.ignored] == [(1, "superseded"), (2, "dismissed")]
    assert decision.waiting == (ASK_AGAIN,)
