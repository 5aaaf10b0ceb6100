"""Evidence of an approval that has landed: a claim for the next pull request to carry, verified wherever it is used."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import datetime
from importlib.metadata import version

from aidlc.domain.facts import History, RepositoryFacts, Standing
from aidlc.domain.trials import try_merged
from aidlc.usecases.request import Request
from schemas.approval import ApprovalEvidence, ClaimedReview
from schemas.policy import Policy


def gather_evidence(
    request: Request,
    policy: Policy,
    repository: RepositoryFacts,
    histories: Sequence[History],
    number: int,
    standings: Mapping[int, Standing],
    *,
    at: datetime,
) -> ApprovalEvidence | None:
    """What the reviews of the merged pull request `number` prove, in the words that the gate verifies again.

    `at` is when it was asked. None where it can't be told: GitHub has the reviews all the same, and only they count.
    """
    merged = (one for history in histories for one in history.transitions)
    transition = next((one for one in merged if one.pull is not None and one.pull.number == number), None)
    if transition is None or transition.pull is None or transition.content is None:
        return None
    trial = try_merged(policy, repository, transition, standings, transition.content.head.records)
    demand = next((one for one in trial.demands if one.phase is request.phase), None)
    digest = trial.digests.at_head(demand) if trial.digests is not None and demand is not None else None
    times = {review.id: review.submitted_at for review in transition.pull.reviews}
    reviews = []
    for one in trial.judgement.counted:
        submitted = times.get(one.review)
        if one.phase is request.phase and submitted is not None:
            reviews.append(
                ClaimedReview(
                    review=one.review,
                    login=one.account.login,
                    account=one.account.id,
                    role=one.role,
                    submitted_at=submitted,
                    digest_line=one.digest_line,
                )
            )
    if digest is None or demand is None or not reviews or not transition.policy_oid:
        return None
    return ApprovalEvidence(
        schema_="aidlc/approval/v1",
        repository=repository.id,
        phase=demand.phase.value,
        scope=demand.scope,
        digest=digest,
        pull_request=number,
        head=transition.pull.head,
        policy=transition.policy_oid,
        reviews=tuple(reviews),
        gathered_at=at,
        gate_version=version("aidlc"),
    )
