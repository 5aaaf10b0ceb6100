"""What must hold whatever people, bots and clocks do."""

from __future__ import annotations

import random
from collections import Counter
from typing import Any

from hypothesis import event, given, settings
from hypothesis import strategies as st

from aidlc.domain.decision import GateDecision, Verdict
from aidlc.domain.facts import Entry, GateFacts, PathChange, PullState, Review, ReviewState
from aidlc.domain.gate import evaluate_gate
from schemas.policy import Policy
from tests.gate import strategies as some
from tests.gate.builder import Build

Situation = tuple[Build, Policy, GateFacts]
EXAMPLES = settings(max_examples=150, deadline=None)


def is_open(policy: Policy, facts: GateFacts) -> bool:
    return evaluate_gate(policy, facts).verdict is not Verdict.CLOSED


def assert_never_opens(situation: Situation, before: GateFacts, after: GateFacts) -> None:
    _, policy, _ = situation
    opened = is_open(policy, before)
    event(f"open before: {opened}")
    assert opened or not is_open(policy, after)


@EXAMPLES
@given(st.data(), some.situations())
def test_review_by_nobody_never_opens(data: st.DataObject, situation: Situation) -> None:
    build, _, facts = situation
    nobodies = [each for each in some.NOBODIES if each is not None]
    more = data.draw(some.reviews(build, nobodies, list(ReviewState)))

    assert_never_opens(situation, facts, some.with_reviews(facts, (*facts.pull.reviews, more)))


@EXAMPLES
@given(st.data(), some.situations())
def test_review_of_a_deleted_account_never_opens(data: st.DataObject, situation: Situation) -> None:
    build, _, facts = situation
    more = data.draw(some.reviews(build, [None], list(ReviewState)))

    assert_never_opens(situation, facts, some.with_reviews(facts, (*facts.pull.reviews, more)))


@EXAMPLES
@given(st.data(), some.situations())
def test_approval_of_other_content_never_opens(data: st.DataObject, situation: Situation) -> None:
    build, _, facts = situation
    stale = some.reviews(build, [*some.PEOPLE, *some.NOBODIES], [ReviewState.APPROVED], ("c1", "gone", None))

    assert_never_opens(situation, facts, some.with_reviews(facts, (*facts.pull.reviews, data.draw(stale))))


@EXAMPLES
@given(st.data(), some.situations())
def test_comment_or_unsubmitted_review_never_opens(data: st.DataObject, situation: Situation) -> None:
    build, _, facts = situation
    states = [ReviewState.COMMENTED, ReviewState.PENDING]
    more = data.draw(some.reviews(build, [*some.PEOPLE, *some.NOBODIES], states))

    assert_never_opens(situation, facts, some.with_reviews(facts, (*facts.pull.reviews, more)))


@EXAMPLES
@given(st.data(), some.situations())
def test_request_for_changes_never_opens(data: st.DataObject, situation: Situation) -> None:
    build, _, facts = situation
    more = data.draw(some.reviews(build, [*some.PEOPLE, *some.NOBODIES], [ReviewState.CHANGES_REQUESTED]))

    assert_never_opens(situation, facts, some.with_reviews(facts, (*facts.pull.reviews, more)))


@EXAMPLES
@given(some.situations())
def test_removing_an_approval_never_opens(situation: Situation) -> None:
    """Where it is the person's only one: a later approval replaces the one before, which stands again without it."""
    _, _, facts = situation
    approvals = [each for each in facts.pull.reviews if each.state is ReviewState.APPROVED]
    people = Counter(each.author for each in approvals)
    for gone in approvals:
        if people[gone.author] == 1 or gone.author is None:
            left = tuple(each for each in facts.pull.reviews if each is not gone)
            assert_never_opens(situation, facts, some.with_reviews(facts, left))


@EXAMPLES
@given(some.situations())
def test_removing_all_approvals_of_a_person_never_opens(situation: Situation) -> None:
    _, _, facts = situation
    for person in {each.author for each in facts.pull.reviews}:
        left = tuple(
            each
            for each in facts.pull.reviews
            if each.author != person or each.state is not ReviewState.APPROVED
        )
        assert_never_opens(situation, facts, some.with_reviews(facts, left))


@EXAMPLES
@given(some.situations())
def test_editing_a_body_never_opens(situation: Situation) -> None:
    _, _, facts = situation
    edited = tuple(each.model_copy(update={"edited": True}) for each in facts.pull.reviews)

    assert_never_opens(situation, facts, some.with_reviews(facts, edited))


@EXAMPLES
@given(some.situations())
def test_dismissing_an_approval_never_opens(situation: Situation) -> None:
    _, _, facts = situation
    for gone in facts.pull.reviews:
        if gone.state is ReviewState.APPROVED:
            dismissed = gone.model_copy(update={"state": ReviewState.DISMISSED})
            left = tuple(dismissed if each is gone else each for each in facts.pull.reviews)
            assert_never_opens(situation, facts, some.with_reviews(facts, left))


@EXAMPLES
@given(st.randoms(use_true_random=False), some.situations())
def test_order_of_facts_does_not_matter(chance: random.Random, situation: Situation) -> None:
    _, policy, facts = situation
    pull, content = facts.pull, facts.content

    def mixed(values: Any) -> Any:
        return tuple(chance.sample(list(values), len(values)))

    other = some.with_pull(
        facts,
        reviews=mixed(pull.reviews),
        commits=mixed(pull.commits),
        timeline=mixed(pull.timeline),
        activity=None if pull.activity is None else mixed(pull.activity),
    )
    head = content.head.model_copy(
        update={
            "changes": mixed(content.head.changes),
            "records": dict(mixed(content.head.records.items())),
        }
    )
    other = other.model_copy(
        update={
            "content": content.model_copy(update={"head": head}),
            "standings": dict(mixed(facts.standings.items())),
        }
    )

    assert evaluate_gate(policy, other) == evaluate_gate(policy, facts)


NAMES = st.sampled_from(
    [
        "a",
        "src/x",
        ".github/aidlc.yml",
        "aidlc-records",
        "aidlc-records/events/inception/intent.md",
        "aidlc-records/events/construction/check-in/bolts/qr.md",
        "aidlc-records/events/operation/releases/first.md",
        "aidlc-records/events/approvals/0123456789ab.json",
        "aidlc-records//x",
        "docs/\udcff",
        "docs/\ud800",
        "",
        "/",
        "**",
    ]
)
ENTRIES = st.one_of(
    st.none(),
    st.builds(
        Entry,
        mode=st.sampled_from(["100644", "120000", "160000", ""]),
        type=st.sampled_from(["blob", "commit", "x\0y"]),
        oid=st.sampled_from(["a" * 40, "b" * 64, ""]),
    ),
)
CHANGES = st.lists(st.builds(PathChange, path=NAMES, old=ENTRIES, new=ENTRIES), max_size=4).map(tuple)


@settings(max_examples=400, deadline=None)
@given(st.data(), some.situations())
def test_any_facts_have_a_decision(data: st.DataObject, situation: Situation) -> None:
    _, policy, facts = situation
    content = facts.content
    head = content.head.model_copy(
        update=data.draw(
            st.fixed_dictionaries(
                {},
                optional={
                    "changes": CHANGES,
                    "records": st.dictionaries(NAMES, ENTRIES.filter(bool), max_size=3),
                    "commit": st.sampled_from(["", "x"]),
                },
            )
        )
    )
    content = content.model_copy(
        update={
            "head": head,
            **data.draw(
                st.fixed_dictionaries(
                    {},
                    optional={
                        "merged": st.one_of(st.none(), CHANGES),
                        "landing": st.one_of(st.none(), st.just({})),
                        "merge_bases": st.sampled_from([(), ("x",), ("x", "y")]),
                        "snapshots": st.just({}),
                    },
                )
            ),
        }
    )
    said = data.draw(st.lists(weird_reviews(), max_size=4)) + list(facts.pull.reviews)
    changed = some.with_pull(
        facts,
        reviews=tuple(said),
        state=data.draw(st.sampled_from([PullState.OPEN, *PullState])),
        author=data.draw(st.sampled_from([None, facts.pull.author])),
        commits=data.draw(st.sampled_from([(), facts.pull.commits])),
    )
    decision = evaluate_gate(policy, changed.model_copy(update={"content": content}))

    assert isinstance(decision, GateDecision)
    assert len(decision.sentence) <= 140
    assert decision.sentence.isprintable()
    assert (decision.verdict is Verdict.CLOSED) is (decision.state != "success")


def weird_reviews() -> st.SearchStrategy[Review]:
    return st.builds(
        Review,
        id=st.integers(-1, 10**12),
        author=st.sampled_from([*some.PEOPLE, *some.NOBODIES]).map(some.account),
        state=st.sampled_from(ReviewState),
        submitted_at=st.one_of(st.none(), st.datetimes()),  # without a zone: nothing GitHub would say
        commit=st.one_of(st.none(), st.text(max_size=3)),
        body=st.text(max_size=40),
    )
