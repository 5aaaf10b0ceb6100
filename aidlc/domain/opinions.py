"""The one opinion that each person holds, out of all their reviews.

The latest opinion counts; within one second the negative one. What was dismissed brings nothing older back, and a dismissal
lifts a request for changes only if whoever made it withdrew it, or a person with a say (a role, or the repository's
administration) and without a stake in the pull request dismissed it.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from enum import StrEnum
from typing import Final

from aidlc.domain.decision import Ignored, Why
from aidlc.domain.facts import Account, EventKind, PullFacts, Review, ReviewState, Standing
from aidlc.domain.moments import second_of
from aidlc.domain.people import authorship_of, has_say, is_person
from schemas.policy import Policy


class Stance(StrEnum):
    """What a person's latest opinion amounts to."""

    APPROVES = "approves"
    OBJECTS = "objects"
    NOTHING = "nothing"


@dataclass(frozen=True, slots=True)
class Voice:
    """One person (or one review of a deleted account, which nobody can attribute) and what they say."""

    account: Account | None
    stance: Stance
    review: Review
    """The latest opinion."""
    older_objection: Review | None = None
    """A request for changes before it that only an approval of today's content, or a person's dismissal, lifts."""


_ALWAYS: Final = 1 << 62
"""The second of an objection without a usable time: later than everything."""
_SEVERITY: Final = {ReviewState.CHANGES_REQUESTED: 2, ReviewState.DISMISSED: 1, ReviewState.APPROVED: 0}


def voices_of(
    policy: Policy, pull: PullFacts, standings: Mapping[int, Standing] | None = None
) -> tuple[Voice, ...]:
    """Return everybody's present opinion, sorted by account id and review id; see the module for the rules.

    `standings`, by account id, tell who of those that dismissed reviews administers the repository or is in a role's team.
    """
    people: dict[tuple[int, int], list[Review]] = {}
    for review in pull.reviews:
        if review.state not in _SEVERITY or _is_untimed_approval(review):
            continue
        key = (review.author.id, 0) if review.author else (-1, review.id)
        people.setdefault(key, []).append(review)
    dismissals = _Dismissals(policy, pull, standings or {})
    return tuple(_voice(reviews, dismissals) for _, reviews in sorted(people.items()))


def silent_reviews(pull: PullFacts, voices: Iterable[Voice]) -> tuple[Ignored, ...]:
    """Return why each review that is nobody's present opinion says nothing."""
    latest = {(voice.account.id if voice.account else None, voice.review.id) for voice in voices}
    silent = []
    for review in sorted(pull.reviews, key=lambda each: each.id):
        who = review.author.login if review.author else "a deleted account"
        if review.state is ReviewState.PENDING:
            silent.append(_ignored(review, Why.NOT_SUBMITTED, f"{who} hasn't submitted the review."))
        elif review.state is ReviewState.COMMENTED:
            silent.append(_ignored(review, Why.COMMENT, f"{who} commented, which is no opinion."))
        elif _is_untimed_approval(review):
            silent.append(
                _ignored(review, Why.NO_TIME, f"{who}'s approval has no usable time; approve again.")
            )
        elif (review.author.id if review.author else None, review.id) not in latest:
            silent.append(_ignored(review, Why.SUPERSEDED, f"{who} gave a later opinion."))
    return tuple(silent)


class _Dismissals:
    """Which reviews were dismissed, and whether that lifts a request for changes."""

    def __init__(self, policy: Policy, pull: PullFacts, standings: Mapping[int, Standing]) -> None:
        authorship = authorship_of(pull)
        self._policy, self._standings = policy, standings
        self._stakes = {authorship.author, authorship.last_pusher, *authorship.contributors}
        self._by_others: set[int] = set()
        self._states: dict[int, set[ReviewState | None]] = {}
        reviewers = {review.id: review.author.id for review in pull.reviews if review.author is not None}
        for event in pull.timeline:
            if event.kind is EventKind.REVIEW_DISMISSED and event.review is not None:
                if not self._may_lift(event.actor, reviewers.get(event.review)):
                    self._by_others.add(event.review)
                self._states.setdefault(event.review, set()).add(event.previous_state)

    def _may_lift(self, actor: Account | None, reviewer: int | None) -> bool:
        if actor is None or not is_person(self._policy, actor):
            return False
        if actor.id == reviewer:
            return True  # whoever objected may withdraw it
        return actor.id not in self._stakes and has_say(self._policy, actor, self._standings.get(actor.id))

    def is_by_a_person(self, review: Review) -> bool:
        """Whether somebody who may lift a block dismissed the review."""
        return review.id in self._states and review.id not in self._by_others

    def was_approval(self, review: Review) -> bool:
        """Whether the dismissed review is known to have been an approval (or a comment): its dismissal blocks nothing."""
        harmless = {ReviewState.APPROVED, ReviewState.COMMENTED}
        states = self._states.get(review.id)
        return states is not None and states <= harmless

    def objects(self, review: Review) -> bool:
        """Whether the review is a request for changes that nobody entitled has lifted."""
        if review.state is ReviewState.CHANGES_REQUESTED:
            return True
        if review.state is not ReviewState.DISMISSED or self.was_approval(review):
            return False
        return not self.is_by_a_person(review)


def _voice(reviews: list[Review], dismissals: _Dismissals) -> Voice:
    ordered = sorted(reviews, key=lambda each: (_second(each), _SEVERITY[each.state], each.id))
    latest = ordered[-1]
    objections = [each for each in ordered if dismissals.objects(each)]
    objection = objections[-1] if objections else None
    # Within one second an objection that a dismissal didn't lift weighs more than any other.
    if objection is not None and _second(objection) == _second(latest):
        return Voice(latest.author, Stance.OBJECTS, objection)
    if latest.state is ReviewState.APPROVED:
        return Voice(latest.author, Stance.APPROVES, latest, objection)
    # Dismissed by a person: no opinion, and nothing older returns. By anyone else: that took nothing back.
    lifted = dismissals.is_by_a_person(latest)
    return Voice(latest.author, Stance.NOTHING, latest, None if lifted else objection)


def _second(review: Review) -> int:
    second = second_of(review.submitted_at)
    return _ALWAYS if second is None else second


def _is_untimed_approval(review: Review) -> bool:
    return review.state is ReviewState.APPROVED and second_of(review.submitted_at) is None


def _ignored(review: Review, why: Why, sentence: str) -> Ignored:
    return Ignored(review=review.id, account=review.author, why=why, sentence=sentence)
