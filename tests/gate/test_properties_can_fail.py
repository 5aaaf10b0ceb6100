"""Each property fails when the rule that it is about is taken out: otherwise it would say nothing."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from datetime import datetime
from typing import Any

import pytest
from hypothesis import Phase, Verbosity, settings

from aidlc.domain import approvals, opinions
from aidlc.domain.decision import Why
from aidlc.domain.evidence import Freshness
from aidlc.domain.facts import PullFacts, Review, ReviewState
from tests.gate import samples
from tests.gate import test_properties as properties
from tests.gate.builder import BEGIN

Rule = tuple[str, Callable[..., Any]]
SEARCH = settings(
    max_examples=600,
    deadline=None,
    phases=[Phase.generate],
    derandomize=True,
    database=None,
    verbosity=Verbosity.quiet,
)
REAL_VOICES, REAL_JUDGE = opinions.voices_of, approvals.judge
APPROVED, OBJECTS, DISMISSED = ReviewState.APPROVED, ReviewState.CHANGES_REQUESTED, ReviewState.DISMISSED


def heard(change: Callable[[tuple[Review, ...]], Iterable[Review]]) -> Rule:
    """A gate that hears other reviews than were given."""

    def voices_of(policy: Any, pull: PullFacts, standings: Any = None) -> Any:
        said = tuple(change(pull.reviews))
        return REAL_VOICES(policy, pull.model_copy(update={"reviews": said}), standings)

    return "approvals.voices_of", voices_of


def taken_for(states: set[ReviewState], other: ReviewState) -> Rule:
    return heard(
        lambda said: (
            each.model_copy(update={"state": other}) if each.state in states else each for each in said
        )
    )


def judge_that_waits_for_everybody(bench: Any, pull: PullFacts) -> Any:
    """A gate in which an approval that doesn't count stands in the way."""
    judgement = REAL_JUDGE(bench, pull)
    return approvals.Judgement(
        **{
            **{name: getattr(judgement, name) for name in judgement.__slots__},
            "waiting": tuple(each.sentence for each in judgement.ignored),
        }
    )


def only_edited_bodies_count(review: Review, *_: object) -> Freshness:
    return Freshness(None) if review.edited else Freshness(Why.STALE)


def second_of_any_time(at: datetime | None) -> int | None:
    """A reader of times that trusts them to have a zone."""
    return None if at is None else int((at - BEGIN).total_seconds())


def ghosts_are_alice(said: tuple[Review, ...]) -> Iterable[Review]:
    alice = samples.PEOPLE["alice"]
    return (each if each.author else each.model_copy(update={"author": alice}) for each in said)


@pytest.mark.parametrize(
    ("name", "rule"),
    [
        ("review_by_nobody_never_opens", ("eligibility._why_nobody", lambda *_: None)),
        ("review_of_a_deleted_account_never_opens", heard(ghosts_are_alice)),
        ("approval_of_other_content_never_opens", ("eligibility.freshness_of", lambda *_: Freshness(None))),
        ("comment_or_unsubmitted_review_never_opens", taken_for({ReviewState.COMMENTED}, APPROVED)),
        ("comment_or_unsubmitted_review_never_opens", taken_for({ReviewState.PENDING}, APPROVED)),
        ("request_for_changes_never_opens", taken_for({OBJECTS}, APPROVED)),
        ("removing_an_approval_never_opens", ("gate.judge", judge_that_waits_for_everybody)),
        ("removing_all_approvals_of_a_person_never_opens", ("gate.judge", judge_that_waits_for_everybody)),
        (
            "dismissing_an_approval_never_opens",
            heard(lambda said: (each for each in said if each.state is not DISMISSED)),
        ),
        ("editing_a_body_never_opens", ("eligibility.freshness_of", only_edited_bodies_count)),
        ("order_of_facts_does_not_matter", heard(lambda said: said[:2])),
        ("any_facts_have_a_decision", ("opinions.second_of", second_of_any_time)),
    ],
)
def test_property_fails_without_its_rule(monkeypatch: pytest.MonkeyPatch, name: str, rule: Rule) -> None:
    place, replacement = rule
    monkeypatch.setattr(f"aidlc.domain.{place}", replacement)
    check = getattr(properties, f"test_{name}")
    monkeypatch.setattr(
        check, "_hypothesis_internal_use_settings", SEARCH
    )  # a failure is found, not made small

    with pytest.raises((AssertionError, TypeError)):
        check()
