"""Which content did the human approve? Commit dates and statuses are no evidence; GitHub's own observations are.

An approval is fresh by E1 (the server saw which commit headed the branch when the review was submitted) or by E2 (the
review's commit, as long as nothing happened after which GitHub may have moved it). Either way the review's commit must still
be readable and hold today's content, and the base must not have changed since: the reviewer was shown another difference.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from itertools import groupby
from typing import Final

from aidlc.domain.decision import Why
from aidlc.domain.demands import Demand, Digests
from aidlc.domain.facts import Activity, EventKind, PullFacts, Review, ReviewState
from aidlc.domain.moments import second_of
from schemas.policy import EvidenceLevel

_ATTEMPT: Final = re.compile(r"\s*aidlc-approve\b.*", re.IGNORECASE)
_LINE: Final = re.compile(
    r"[ \t]*aidlc-approve: (?P<phase>\S+) (?P<scope>\S+) (?P<hex>[0-9a-f]{16,64})[ \t]*"
)
_OTHER_DIFF: Final = {EventKind.BASE_CHANGED, EventKind.BASE_FORCE_PUSHED}
_MOVES_COMMITS: Final = _OTHER_DIFF | {
    EventKind.HEAD_FORCE_PUSHED,
    EventKind.HEAD_DELETED,
    EventKind.HEAD_RESTORED,
    EventKind.REOPENED,
}
_DAY: Final = 24 * 60 * 60


@dataclass(frozen=True, slots=True)
class Freshness:
    """Whether an approval is for today's content of one requirement."""

    why: Why | None
    """`None`: it holds."""
    sentence: str = ""
    line: bool = False
    """Whether the review carries the matching digest line in an unedited body."""


def commits_needed(pull: PullFacts) -> tuple[str, ...]:
    """Return the commits whose content evidence compares with the head's, sorted, without the head.

    These are the commits of all approving reviews, and every head the branch had in the second of their submission.
    """
    needed = set()
    for review in pull.reviews:
        if review.state is ReviewState.APPROVED:
            needed.add(review.commit)
            needed.update(_heads_when(pull, review) or ())
    # The null id in an activity list is a branch that was deleted: no commit.
    return tuple(sorted(oid for oid in needed if oid is not None and set(oid) != {"0"} and oid != pull.head))


def freshness_of(review: Review, demand: Demand, demands: tuple[Demand, ...], digests: Digests) -> Freshness:
    """Return whether `review` approves today's content of `demand`; `demands` are all of this pull request."""
    pull = digests.pull
    today = digests.at_head(demand)
    if today is None:
        return _stale("The content can't be told.")
    line = _line_of(review, demand, demands, digests)
    if line is _Line.WRONG:
        return Freshness(
            Why.DIGEST_LINE_WRONG,
            "The digest line in the review isn't today's: its author saw other content.",
        )
    if review.commit is None:
        return _stale("GitHub doesn't say which commit was reviewed.")
    seen = digests.at(demand, review.commit)
    if seen is None:
        return _stale(f"Commit {review.commit[:12]}, which was reviewed, can't be read any more.")
    if seen != today:
        return _stale("The content changed after this approval.")
    later = _events_after(review, pull)
    if _claims_the_future(review, pull):
        return Freshness(Why.NO_TIME, "The approval claims a time in the future.")
    if later & _OTHER_DIFF:
        return _stale("The pull request's base changed after this approval.")
    right = line is _Line.RIGHT
    if not _observed(review, demand, digests):
        if later & _MOVES_COMMITS:
            return _stale(f"After this approval: {', '.join(sorted(later & _MOVES_COMMITS))}.")
        if not right and (moved := _why_moved(review, review.commit, digests)):
            return _stale(moved)
    if demand.level is EvidenceLevel.DIGEST and not right:
        edited = " Its body was edited, so a line in it doesn't count." if review.edited else ""
        return Freshness(Why.DIGEST_LINE_MISSING, f"The review lacks the digest line.{edited}")
    return Freshness(None, line=right)


def version_seen(review: Review, demand: Demand, digests: Digests) -> str | None:
    """Return the commit whose content of `demand` the approval was about; `None` where that isn't certain.

    A digest line names its content; without one, the server's list of pushes tells, or the review's commit where nothing
    happened that moves it.
    """
    heads = _heads_when(digests.pull, review) or ()
    known = [*heads, *([review.commit] if review.commit else [])]
    named = [found["hex"] for found in _lines_about(review, demand)]
    if named and not review.edited:
        fitting = (at for at in known if all(_is_prefix(digits, digests.at(demand, at)) for digits in named))
        return next(fitting, None)
    if heads:
        return heads[-1] if len({digests.at(demand, at) for at in heads}) == 1 else None
    if review.commit is None or _events_after(review, digests.pull) & _MOVES_COMMITS:
        return None
    return None if _why_moved(review, review.commit, digests) else review.commit


def _lines_about(review: Review, demand: Demand) -> list[re.Match[str]]:
    matches = map(_LINE.fullmatch, re.split(r"\r\n|\r|\n", review.body))
    return [
        each for each in matches if each and (each["phase"], each["scope"]) == (demand.phase, demand.scope)
    ]


class _Line:
    RIGHT: Final = "right"
    WRONG: Final = "wrong"
    NONE: Final = "none"


def _line_of(review: Review, demand: Demand, demands: tuple[Demand, ...], digests: Digests) -> str:
    """Judge the digest lines of a review's body: a wrong one spoils all, an edited body proves nothing."""
    found = 0
    for text in re.split(r"\r\n|\r|\n", review.body):
        if not _ATTEMPT.fullmatch(text):
            continue
        match = _LINE.fullmatch(text)
        meant = [
            each for each in demands if match and (each.phase, each.scope) == (match["phase"], match["scope"])
        ]
        if match is None or not meant or not _is_prefix(match["hex"], digests.at_head(meant[0])):
            return _Line.WRONG
        found += meant[0] is demand
    if found > 1:
        return _Line.WRONG
    return _Line.RIGHT if found == 1 and not review.edited else _Line.NONE


def _is_prefix(given: str, digest: str | None) -> bool:
    return digest is not None and digest.startswith(given)


def _observed(review: Review, demand: Demand, digests: Digests) -> bool:
    """E1: every head the branch had in the second of submission holds today's content."""
    heads = _heads_when(digests.pull, review)
    today = digests.at_head(demand)
    return bool(heads) and all(digests.at(demand, head) == today for head in heads or ())


def _why_moved(review: Review, commit: str, digests: Digests) -> str:
    """Return why GitHub may have moved the review onto `commit`, which nobody then approved, or "".

    It moves reviews when the base is merged into the branch: onto whatever the push made the head, be that the merge or a
    commit on top of it. And a commit that was pushed after the review can't be the one that was looked at.
    """
    submitted = second_of(review.submitted_at) or 0
    pushed = [second_of(each.at) for each in digests.pull.activity or () if each.after == commit]
    if pushed and all(second is not None and second > submitted for second in pushed):
        return "The reviewed commit was pushed after this approval, so GitHub moved the approval onto it."
    if not digests.has_one_parent(commit) or _follows_merge(commit, digests.pull):
        return "The reviewed commit is or follows a merge, so GitHub may have moved the approval onto it."
    return ""


def _follows_merge(commit: str, pull: PullFacts) -> bool:
    """Whether a merge is among those of the pull request's commits that `commit` contains."""
    parents = {each.oid: each.parents for each in pull.commits}
    at: tuple[str, ...] = (commit,)
    while len(at) == 1 and at[0] in parents:
        at = parents.pop(at[0])
    return len(at) > 1


def _heads_when(pull: PullFacts, review: Review) -> tuple[str, ...] | None:
    """Return the commits that headed the branch in the second of submission; None where the server's list can't tell.

    The list tells only if it is in order, each push starts where the one before ended, it reaches today's head, and it began
    before that second.
    """
    submitted = second_of(review.submitted_at)
    timed = [(second_of(each.at), each) for each in pull.activity or ()]
    seconds = [second for second, _ in timed]
    if submitted is None or not timed or None in seconds:
        return None
    moves = sorted(((second or 0, each) for second, each in timed), key=lambda pair: pair[0])
    ordered = _chained([each for _, each in moves], pull.head)
    if ordered is None:
        return None
    before = [each.after for each in ordered if (second_of(each.at) or 0) < submitted]
    during = [each.after for each in ordered if second_of(each.at) == submitted]
    return (before[-1], *during) if before else None


def _chained(moves: list[Activity], head: str) -> list[Activity] | None:
    """Return the pushes (by second) in the one order in which each starts where the one before ended, or None.

    Pushes of one second come in no order one can rely on, so their own before and after decide.
    """
    ordered: list[Activity] = []
    for _, group in groupby(moves, key=lambda each: second_of(each.at)):
        left = list(group)
        while left:
            ends = {each.after for each in left}
            at = ordered[-1].after if ordered else None
            following = [each for each in left if (each.before == at if ordered else each.before not in ends)]
            if len(following) != 1:
                return None
            ordered.append(following[0])
            left.remove(following[0])
    return ordered if ordered and ordered[-1].after == head else None


def _events_after(review: Review, pull: PullFacts) -> set[EventKind]:
    """Return what happened in or after the second of submission; an event without a usable time counts as after."""
    submitted = second_of(review.submitted_at) or 0
    later = set()
    for event in pull.timeline:
        second = second_of(event.at)
        if second is None or second >= submitted:
            later.add(event.kind)
    return later


def _claims_the_future(review: Review, pull: PullFacts) -> bool:
    submitted, updated = second_of(review.submitted_at), second_of(pull.updated_at)
    return submitted is not None and updated is not None and submitted > updated + _DAY


def _stale(sentence: str) -> Freshness:
    return Freshness(Why.STALE, f"{sentence} Approve again.")
