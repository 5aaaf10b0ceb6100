"""Approvals that nobody gave: judged like real ones, added to facts that stay as they are."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import timedelta
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from aidlc.domain.explanation import Supposition, explain_decision, say_need
from aidlc.domain.facts import Account, AccountType, Standing
from aidlc.domain.gate import evaluate_gate
from aidlc.domain.phases import Phase
from aidlc.domain.simulation import needs_by_policy, suppose_approvals, suppose_by_policy, with_approvals
from schemas.policy import Permission
from tests.gate import samples
from tests.gate.builder import BEGIN, Build, account

NOBODY: Mapping[str, Any] = {"reviews": []}


def person(name: str) -> Account:
    found: Account | None = account(name)
    assert found is not None
    return found


def suppose(*names: str, **words: Any) -> Supposition:
    made = Build({**NOBODY, **words})
    people = [person(name) for name in names]
    standings = {each.id: Standing(permission=Permission.WRITE) for each in people}
    facts = made.facts.model_copy(update={"standings": {**standings, **made.facts.standings}})
    return suppose_approvals(made.policy, facts, people)


@pytest.mark.parametrize(
    ("names", "words", "opens", "digest_line", "says"),
    [
        (("alice", "bob"), {}, True, False, "would open: Approved by alice"),
        (("alice",), {}, False, False, "would stay closed: Waiting for 1 developer (bob or carol)."),
        (("bob", "carol"), {}, False, False, "Waiting for 1 product-owner (alice)."),
        (("alice", "bob"), {"reviews": [{"by": "carol", "state": "CHANGES_REQUESTED"}]}, False, False, "carol"),
        (("alice", "bob"), {"draft": True}, False, False, "draft"),
        (("alice", "bob"), {"policy": {"phases": {"inception": {"evidence": "digest"}}}}, True, True, "digest line"),
        (("alice", "bob"), {"state": "MERGED"}, False, False, "isn't open"),
        (("alice", "bob"), {"reviews": [{"by": "bob", "state": "CHANGES_REQUESTED"}]}, True, False, "Approved"),
    ],
)  # fmt: skip
def test_supposed_approvals_get_the_answer_that_real_ones_would(
    names: tuple[str, ...], words: dict[str, Any], opens: bool, digest_line: bool, says: str
) -> None:
    told = suppose(*names, **words)

    assert (told.opens, told.digest_line) == (opens, digest_line)
    assert says in told.sentence


def test_author_and_outsiders_are_told_why_they_would_not_count() -> None:
    told = suppose("olga", "mallory", "alice")

    assert told.opens is False
    assert any(each.startswith("olga wouldn't count: olga opened the pull request") for each in told.reasons)
    assert any(each.startswith("mallory wouldn't count: ") for each in told.reasons)
    assert not any(each.startswith("alice") for each in told.reasons)


def test_bot_opens_nothing_whatever_it_is_called() -> None:
    made = Build(NOBODY)
    bot = Account(id=person("bob").id, login="bob", type=AccountType.BOT)

    told = suppose_approvals(made.policy, made.facts, [person("alice"), bot])

    assert told.opens is False
    assert "bob wouldn't count: A bot is no person." in told.reasons


def test_somebody_without_the_permission_opens_nothing() -> None:
    made = Build(NOBODY)
    facts = made.facts.model_copy(update={"standings": {}})

    told = suppose_approvals(made.policy, facts, [person("alice"), person("bob")])

    assert told.opens is False
    assert any("lacks the permission" in each for each in told.reasons)


def test_supposed_reviews_come_after_everything_and_change_nothing_else() -> None:
    made = Build({"updated": 500, "events": [{"kind": "reopened", "at": 400}]})
    before = made.facts.model_dump()

    after = with_approvals(made.facts, [person("carol")])

    *old, new = after.pull.reviews
    assert made.facts.model_dump() == before
    assert tuple(old) == made.facts.pull.reviews
    assert new.submitted_at == BEGIN + timedelta(minutes=500, seconds=1)
    assert new.commit == made.facts.pull.head
    assert new.id > max(review.id for review in old)


def test_facts_without_any_time_can_still_be_supposed_about() -> None:
    made = Build(NOBODY)

    assert with_approvals(made.facts, [person("alice")]).pull.reviews[0].submitted_at is not None


@given(st.sets(st.sampled_from(["alice", "bob", "carol", "dave", "olga", "mallory"]), max_size=4))
def test_supposition_says_what_the_gate_says_to_real_reviews_of_the_same_people(names: set[str]) -> None:
    ordered = sorted(names)
    told = suppose(*ordered)
    made = Build({"reviews": [{"by": name, "at": 10 + place} for place, name in enumerate(ordered)]})
    standings = {person(name).id: Standing(permission=Permission.WRITE) for name in ordered}
    facts = made.facts.model_copy(update={"standings": {**standings, **made.facts.standings}})

    assert told.opens == (evaluate_gate(made.policy, facts).state == "success")


def test_explanation_holds_needs_reasons_and_the_digest_line_where_one_is_asked_for() -> None:
    digest = {"phases": {"inception": {"evidence": "digest"}}}
    made = Build({"policy": digest, "reviews": [{"by": "alice"}], "draft": True})

    told = explain_decision(7, evaluate_gate(made.policy, made.facts))
    text = "\n".join(told.text())

    assert text.startswith("#7 CLOSED: The pull request is a draft")
    assert "alice doesn't count: The review lacks the digest line." in text
    assert "Needed for inception: 1 developer (bob or carol), with the digest line in the review." in text
    assert f"Digest line: {made.lines()[0]}" in text


def test_digest_line_is_left_out_where_nobody_asks_for_it() -> None:
    made = Build(NOBODY)

    assert "Digest line" not in "\n".join(explain_decision(7, evaluate_gate(made.policy, made.facts)).text())


@pytest.mark.parametrize(
    ("names", "enough", "needed"),
    [
        (("alice", "bob"), True, []),
        (("ALICE", "carol"), True, []),
        (("alice",), False, [("developer", 1, ("bob", "carol"))]),
        (("bob", "carol"), False, [("product-owner", 1, ("alice",))]),
        (("mallory",), False, [("product-owner", 1, ("alice",)), ("developer", 1, ("bob", "carol"))]),
    ],
)
def test_policy_alone_tells_who_is_still_needed_and_never_that_a_gate_opens(
    names: tuple[str, ...], enough: bool, needed: list[tuple[str, int, tuple[str, ...]]]
) -> None:
    told, needs = suppose_by_policy(samples.policy_from({}), Phase.INCEPTION, names)

    assert told.opens is None
    assert ("would be enough" in told.sentence) is enough
    assert [(need.role, need.count, need.people) for need in needs] == needed


def test_policy_alone_names_those_who_hold_no_role() -> None:
    told, _ = suppose_by_policy(samples.policy_from({}), Phase.CONSTRUCTION, ("alice", "bob"))

    assert told.reasons == ("alice is listed in no role that construction asks for.",)


def test_agents_are_no_help_by_the_policy_either() -> None:
    policy = samples.policy_from({}).model_copy(deep=True)
    agents = policy.agents.model_copy(update={"users": (f"bob#{person('bob').id}",)})
    policy = policy.model_copy(update={"agents": agents})

    told, needs = suppose_by_policy(policy, Phase.INCEPTION, ("alice", "bob"))

    assert "wouldn't be enough" in told.sentence
    assert [need.people for need in needs] == [("carol",)]


def test_needs_by_policy_are_everybody_that_a_phase_asks_for() -> None:
    said = [say_need(need) for need in needs_by_policy(samples.policy_from({}), Phase.INCEPTION)]

    assert said == [
        "Needed for inception: 1 product-owner (alice).",
        "Needed for inception: 1 developer (bob or carol).",
    ]
