"""One merged pull request judged again, by the policy that was in force when it was merged."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field

from aidlc.domain.approvals import Judgement, judge
from aidlc.domain.classification import classify
from aidlc.domain.demands import Demand, Digests, demands_of
from aidlc.domain.eligibility import Bench
from aidlc.domain.facts import (
    Activity,
    Entry,
    EventKind,
    PullFacts,
    PullState,
    RepositoryFacts,
    Review,
    ReviewState,
    Standing,
    TimelineEvent,
    Transition,
)
from aidlc.domain.moments import second_of
from aidlc.domain.people import authorship_of
from schemas.policy import Policy


@dataclass(frozen=True, slots=True)
class Trial:
    """What judging a merged pull request gave."""

    refusal: str = ""
    """Why it isn't approved, as half a sentence that names the commit; "" if it is."""
    judgement: Judgement = field(default_factory=Judgement)
    demands: tuple[Demand, ...] = ()
    digests: Digests | None = None


def try_merged(
    policy_now: Policy,
    repository: RepositoryFacts,
    transition: Transition,
    standings: Mapping[int, Standing],
    approved: Mapping[str, Entry] | None = None,
) -> Trial:
    """Return how the pull request that `transition` merged stands: every approval it needed, and nobody against it.

    `approved` holds what was approved before it (path to entry); see `demands_of`.
    """
    pull, content, policy = transition.pull, transition.content, transition.policy
    refusal = _not_judged(repository, transition)
    if refusal or pull is None or content is None or policy is None:
        return Trial(refusal or "it can't be judged")
    found = classify(policy, content.head.changes)
    demands = demands_of(policy, found, content, approved)
    past = as_of_merge(pull)
    digests = Digests(policy, repository, past, content)
    bench = Bench(
        policy=policy,
        policy_now=policy_now,
        demands=demands,
        digests=digests,
        authorship=authorship_of(pull),
        standings=standings,
        merged=True,
    )
    judgement = judge(bench, past)
    return Trial(
        _refusal(name_pull(transition), bool(found.problems), judgement, demands),
        judgement,
        demands,
        digests,
    )


def demand_for(trial: Trial, phase: str, scope: str) -> Demand | None:
    """Return the demand of `trial` with this phase and scope, or None."""
    return next((each for each in trial.demands if (each.phase, each.scope) == (phase, scope)), None)


def name_pull(transition: Transition) -> str:
    """Return how a sentence names the pull request that `transition` merged."""
    return f"pull request #{transition.pull.number}" if transition.pull else "no pull request"


def as_of_merge(pull: PullFacts) -> PullFacts:
    """Return `pull` without what happened after its merge, except what can block: requests for changes and dismissals.

    Without a time of the merge no approval is left.
    """
    merged = second_of(pull.merged_at)
    return pull.model_copy(
        update={
            "reviews": tuple(each for each in pull.reviews if _may_matter(each, merged)),
            "timeline": tuple(each for each in pull.timeline if not _is_cleanup(each, merged)),
            "activity": _until(pull.activity, merged),
        }
    )


def _not_judged(repository: RepositoryFacts, transition: Transition) -> str:
    pull, content = transition.pull, transition.content
    commit = f"commit {transition.commit[:12]}"
    if pull is None:
        return f"{commit} was pushed without a pull request"
    if transition.policy is None:
        problem = transition.policy_problem or "no policy was in force yet"
        return f"{commit} was merged when {problem}"
    if pull.state is not PullState.MERGED or pull.merge_commit != transition.commit:
        return f"{commit} isn't the merge of pull request #{pull.number}"
    if pull.base_ref != repository.default_branch:
        return f"pull request #{pull.number} was merged into {pull.base_ref}"
    if content is None or content.head.commit != pull.head:
        return f"the content of pull request #{pull.number} can't be read any more"
    return ""


def _refusal(name: str, mixed: bool, judgement: Judgement, demands: tuple[Demand, ...]) -> str:
    if mixed or not demands:
        return f"{name} broke the rules when it was merged"
    against = [each.sentence for each in judgement.blocking] + list(judgement.waiting)
    if against:
        return f"{name}: {against[0].removesuffix('.')}"
    if judgement.missing:
        need = judgement.needed[0]
        return f"{name} was merged without the approval of {need.count} {need.role}"
    return ""


def _may_matter(review: Review, merged: int | None) -> bool:
    if review.state is not ReviewState.APPROVED:
        return True
    submitted = second_of(review.submitted_at)
    return merged is not None and submitted is not None and submitted <= merged


def _is_cleanup(event: TimelineEvent, merged: int | None) -> bool:
    """Whether the event happened to the branch after the merge, as when it is deleted then."""
    second = second_of(event.at)
    if merged is None or second is None or event.kind is EventKind.REVIEW_DISMISSED:
        return False
    return second > merged or (second == merged and event.kind is EventKind.HEAD_DELETED)


def _until(activity: tuple[Activity, ...] | None, merged: int | None) -> tuple[Activity, ...] | None:
    if activity is None or merged is None:
        return None
    return tuple(each for each in activity if not _is_deletion(each) and (second_of(each.at) or 0) <= merged)


def _is_deletion(activity: Activity) -> bool:
    return set(activity.after) == {"0"}
