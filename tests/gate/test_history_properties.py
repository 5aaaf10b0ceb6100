"""What must hold for what was merged, whatever people say afterwards."""

from __future__ import annotations

from datetime import timedelta

from hypothesis import event, given, settings
from hypothesis import strategies as st

from aidlc.domain.facts import GateFacts, History, PullState, ReviewState, Transition
from aidlc.domain.histories import HistoryVerdict, evaluate_history
from schemas.policy import Policy
from tests.gate import strategies as some
from tests.gate.builder import BEGIN, FACTS, Build, minute
from tests.gate.gitworld import oid, records_of

Situation = tuple[Build, Policy, GateFacts]
EXAMPLES = settings(max_examples=120, deadline=None)
INCEPTIONS = ("inception", "digest", "same-person")


def merged(situation: Situation) -> Transition:
    """The pull request of a situation, merged at minute 60 by a clean merge."""
    build, policy, facts = situation
    pull = facts.pull.model_copy(
        update={"state": PullState.MERGED, "merge_commit": oid("merge"), "merged_at": minute(60)}
    )
    return Transition(
        commit=oid("merge"),
        first_parent=oid("main"),
        paths=build.content.merged or (),
        pull=pull,
        content=build.content,
        policy=policy,
        records=records_of(build.git.trees["head"]),
    )


def verdict(situation: Situation, *newest_first: Transition, phase: str = "inception") -> HistoryVerdict:
    _, policy, facts = situation
    scope = "events" if phase == "inception" else "events/check-in"
    history = History(phase=phase, scope=scope, transitions=newest_first)
    return evaluate_history(policy, FACTS, history, standings=facts.standings)


@EXAMPLES
@given(st.data(), some.situations(INCEPTIONS))
def test_nothing_said_after_the_merge_approves(data: st.DataObject, situation: Situation) -> None:
    build, _, _ = situation
    transition = merged(situation)
    before = verdict(situation, transition).approved
    event(f"approved before: {before}")
    later = data.draw(some.reviews(build, [*some.PEOPLE, *some.NOBODIES], list(ReviewState)))
    late = later.model_copy(update={"submitted_at": BEGIN + timedelta(minutes=90)})
    assert transition.pull is not None
    pull = transition.pull.model_copy(update={"reviews": (*transition.pull.reviews, late)})

    after = verdict(situation, transition.model_copy(update={"pull": pull})).approved

    assert before or not after


@EXAMPLES
@given(some.situations(INCEPTIONS))
def test_unapproved_history_before_never_helps(situation: Situation) -> None:
    transition = merged(situation)
    pushed = transition.model_copy(update={"pull": None})

    alone = verdict(situation, transition).approved

    assert verdict(situation, transition, pushed).approved is alone
    assert not verdict(situation, pushed, transition).approved


@EXAMPLES
@given(some.situations(("guarded", "solo")))
def test_direct_push_never_becomes_approved_by_what_lies_around_it(situation: Situation) -> None:
    transition = merged(situation)
    pushed = transition.model_copy(update={"pull": None})

    assert not verdict(situation, pushed, phase="construction").approved
    assert not verdict(situation, pushed, transition, phase="construction").approved


@EXAMPLES
@given(
    some.situations(),
    st.sampled_from(["inception", "construction", "operation", "nonsense", ""]),
    st.sets(st.sampled_from(["pull", "content", "policy"])),
    st.booleans(),
)
def test_any_history_has_a_verdict(situation: Situation, phase: str, unknown: set[str], twice: bool) -> None:
    transition = merged(situation).model_copy(update=dict.fromkeys(unknown))

    found = verdict(situation, *((transition,) * (2 if twice else 1)), phase=phase)

    assert found.sentence
    assert not (found.approved and unknown)
