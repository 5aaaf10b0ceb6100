"""Evidence files: what they claim is compared with GitHub's reviews. They open nothing; a false one closes the gate."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime

from aidlc.domain.classification import Classification, PathKind
from aidlc.domain.errors import Problem
from aidlc.domain.facts import ClaimFacts, PathChange, RepositoryFacts, Standing
from aidlc.domain.layout import address_of
from aidlc.domain.moments import second_of
from aidlc.domain.trials import demand_for, try_merged
from schemas.approval import ApprovalEvidence, ClaimedReview
from schemas.policy import Policy


def claim_problems(
    policy: Policy,
    repository: RepositoryFacts,
    found: Classification,
    changes: tuple[PathChange, ...],
    claims: tuple[ClaimFacts, ...],
    standings: Mapping[int, Standing],
) -> tuple[Problem, ...]:
    """Return a problem for each new evidence file that says what GitHub doesn't, or that couldn't be verified."""
    by_path = {claim.path: claim for claim in claims}
    evidence = set(found.paths(PathKind.EVIDENCE))
    added = sorted(change.path for change in changes if change.path in evidence and change.new is not None)
    problems = []
    for path in added:
        claim = by_path.get(path)
        lie = _lie(policy, repository, claim, standings) if claim else "couldn't be verified"
        if lie:
            problems.append(
                Problem(
                    path=path,
                    message=f"{lie}.",
                    remedy="Remove the file; `check_approval` writes one that is true.",
                )
            )
    return tuple(problems)


def _lie(
    policy: Policy, repository: RepositoryFacts, claim: ClaimFacts, standings: Mapping[int, Standing]
) -> str:
    evidence, transition = claim.evidence, claim.transition
    address = address_of(claim.path)
    if address is None or address.name != evidence.digest[:12]:
        return "isn't named by the digest it holds"
    if evidence.repository != repository.id:
        return "is about another repository"
    if transition is None or transition.pull is None or transition.pull.number != evidence.pull_request:
        return f"names pull request #{evidence.pull_request}, which isn't merged"
    if transition.policy_oid and transition.policy_oid != evidence.policy:
        return "names another policy than was in force"
    approved = transition.content.head.records if transition.content else {}
    # Whether unchanged content was approved before isn't what the file claims: it names reviews and a digest.
    trial = try_merged(policy, repository, transition, standings, approved)
    if trial.refusal:
        return f"claims an approval, but {trial.refusal}"
    demand = demand_for(trial, evidence.phase, evidence.scope)
    digest = trial.digests.at_head(demand) if trial.digests and demand else None
    if digest != evidence.digest or evidence.head != transition.pull.head:
        return f"claims other content than pull request #{evidence.pull_request} brought"
    true = {
        (each.review, each.account.id, each.role, each.digest_line)
        for each in trial.judgement.eligible
        if each.phase == evidence.phase
    }
    if any(_terms(review) not in true for review in evidence.reviews):
        return f"names a review that doesn't count in pull request #{evidence.pull_request}"
    if not _times_agree(evidence, {each.id: each.submitted_at for each in transition.pull.reviews}):
        return "gives a review another time than GitHub does"
    return ""


def _terms(review: ClaimedReview) -> tuple[int, int, str, bool]:
    return review.review, review.account, review.role, review.digest_line


def _times_agree(evidence: ApprovalEvidence, times: Mapping[int, datetime | None]) -> bool:
    return all(second_of(times.get(each.review)) == second_of(each.submitted_at) for each in evidence.reviews)
