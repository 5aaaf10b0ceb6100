"""The gate: may this pull request be merged? A pure, total function over frozen facts.

Security model: the policy is the default branch's; people are GitHub's numeric ids; an approval is a submitted review on
today's content by a person who holds the role and has no stake; records, evidence files, commit dates, statuses and the pull
request's own words decide nothing. Whatever isn't known keeps the gate closed.
"""

from __future__ import annotations

from collections.abc import Iterable

from aidlc.domain.approvals import Judgement, judge
from aidlc.domain.claims import claim_problems
from aidlc.domain.classification import Classification, classify
from aidlc.domain.comparison import compare_with_approved
from aidlc.domain.content_rules import content_notes, content_problems
from aidlc.domain.decision import GateDecision, Requirement, State, Verdict
from aidlc.domain.demands import Demand, Digests, demands_of
from aidlc.domain.earlier import Earlier, earlier_phases
from aidlc.domain.eligibility import Bench
from aidlc.domain.errors import Problem
from aidlc.domain.facts import GateFacts, PullState
from aidlc.domain.landing import what_else_would_land
from aidlc.domain.people import authorship_of, unknown_authors, unknown_co_authors
from aidlc.domain.phases import Phase
from aidlc.domain.policy_rules import check_policy
from aidlc.domain.sentences import (
    approved_sentence,
    blocking_sentence,
    refusal_sentence,
    shorten,
    waiting_sentence,
)
from schemas.policy import EvidenceLevel, Policy

_SHOWN_PATHS = 1_000
_WORST_FIRST = (State.ERROR, State.FAILURE, State.PENDING, State.SUCCESS)


def evaluate_gate(policy: Policy, facts: GateFacts) -> GateDecision:
    """Return the decision on one pull request under `policy`, the default branch's. Total: never raises.

    State `success` only for OPEN and NOT_APPLICABLE; `pending` while only people or an update of the branch are missing;
    `failure` when a rule is broken or changes were requested; `error` for a policy that can't be used.
    """
    unusable = check_policy(policy)
    if unusable:
        return closed(facts.pull.head, State.ERROR, refusal_sentence(unusable), problems=unusable)
    elsewhere = _not_governed(facts)
    if elsewhere:
        return closed(facts.pull.head, State.PENDING, elsewhere, waiting=(elsewhere,))
    found = classify(policy, facts.content.head.changes)
    earlier = earlier_phases(policy, facts, found)
    demands = demands_of(policy, found, facts.content, earlier.approved)
    digests = Digests(policy, facts.repository, facts.pull, facts.content)
    bench = Bench(
        policy=policy,
        policy_now=policy,
        demands=demands,
        digests=digests,
        authorship=authorship_of(facts.pull),
        standings=facts.standings,
        merged=False,
    )
    judgement = judge(bench, facts.pull)
    problems = _problems(policy, facts, found, earlier, demands)
    waiting = (*_waiting(policy, facts, found, demands, digests), *earlier.waiting, *judgement.waiting)
    decision = _decide(facts, found, bench, judgement, problems, waiting)
    comparisons = compare_with_approved(
        policy, facts.pull, digests, demands, judgement.ignored, facts.histories, earlier.approved
    )
    return decision.model_copy(update={"comparisons": comparisons})


def worst_of(decisions: Iterable[GateDecision]) -> GateDecision:
    """Return the decision to post where several pull requests share one head commit: statuses belong to commits.

    Raises ValueError for no decisions.
    """
    return min(decisions, key=lambda each: (_WORST_FIRST.index(each.state), each.sentence))


def _not_governed(facts: GateFacts) -> str:
    """Return why no success can be given whatever else holds, or ""."""
    pull, content = facts.pull, facts.content
    if pull.state is not PullState.OPEN:
        return "The pull request isn't open."
    if pull.base_ref != facts.repository.default_branch:
        return shorten(f"Only pull requests into {facts.repository.default_branch} can pass this gate.")
    if content.head.commit != pull.head:
        return "The content that was read isn't that of the pull request's head: run the gate again."
    return ""


def _problems(
    policy: Policy, facts: GateFacts, found: Classification, earlier: Earlier, demands: tuple[Demand, ...]
) -> tuple[Problem, ...]:
    changes = facts.content.head.changes
    problems = [*content_problems(policy, found, facts.content, facts.proposed_policy)]
    problems += claim_problems(policy, facts.repository, found, changes, facts.claims, facts.standings)
    # Before inception is approved, nothing else about construction is worth mending: so that comes first.
    ahead = found.phase is Phase.CONSTRUCTION
    problems = [*earlier.problems, *problems] if ahead else [*problems, *earlier.problems]
    if demands:
        problems += unknown_authors(policy, facts.pull)
    return tuple(problems)


def _waiting(
    policy: Policy, facts: GateFacts, found: Classification, demands: tuple[Demand, ...], digests: Digests
) -> tuple[str, ...]:
    waiting = []
    if facts.pull.draft:
        waiting.append("The pull request is a draft: mark it ready for review.")
    if not found.kinds:
        waiting.append("The pull request changes nothing.")
    elif facts.pull.head not in {commit.oid for commit in facts.pull.commits}:
        waiting.append("The pull request's commits aren't all known: run the gate again.")
    return (*waiting, *what_else_would_land(policy, facts.content, demands, digests))


def _decide(
    facts: GateFacts,
    found: Classification,
    bench: Bench,
    judgement: Judgement,
    problems: tuple[Problem, ...],
    waiting: tuple[str, ...],
) -> GateDecision:
    requirements = tuple(
        _requirement(bench, judgement, index, demand) for index, demand in enumerate(bench.demands)
    )
    verdict, state = Verdict.CLOSED, State.PENDING
    if problems:
        state, sentence = State.FAILURE, refusal_sentence(problems)
    elif judgement.blocking:
        state, sentence = State.FAILURE, blocking_sentence(judgement.blocking)
    elif waiting:
        sentence = shorten(waiting[0])
    elif found.only_free and not bench.demands:
        verdict, state = Verdict.NOT_APPLICABLE, State.SUCCESS
        sentence = "Only free paths change: nothing to approve."
    elif judgement.missing or not bench.demands:
        sentence = waiting_sentence(judgement.needed)
    else:
        verdict, state = Verdict.OPEN, State.SUCCESS
        sentence = approved_sentence(judgement.counted, self_approved=judgement.self_approved)
    first = requirements[0] if requirements else None
    return GateDecision(
        verdict=verdict,
        state=state,
        sentence=sentence,
        phase=first.phase if first else found.phase,
        scope=first.scope if first else None,
        digest=first.digest if first else None,
        requirements=requirements,
        counted=judgement.counted,
        ignored=judgement.ignored,
        blocking=judgement.blocking,
        needed=judgement.needed,
        problems=problems,
        waiting=waiting,
        notes=(*content_notes(facts.content), *unknown_co_authors(bench.policy, facts.pull)),
        head=facts.pull.head,
    )


def _requirement(bench: Bench, judgement: Judgement, index: int, demand: Demand) -> Requirement:
    return Requirement(
        phase=demand.phase,
        scope=demand.scope,
        digest=bench.digests.at_head(demand) or "",
        satisfied=index not in judgement.missing,
        digest_line_required=demand.level is EvidenceLevel.DIGEST,
        why_digest_line=demand.why_line,
        paths=bench.digests.paths(demand)[:_SHOWN_PATHS],
    )


def closed(
    head: str,
    state: State,
    sentence: str,
    *,
    problems: tuple[Problem, ...] = (),
    waiting: tuple[str, ...] = (),
) -> GateDecision:
    """Return the decision that closes `head` before any approval is looked at."""
    return GateDecision(
        verdict=Verdict.CLOSED,
        state=state,
        sentence=sentence,
        problems=problems,
        waiting=waiting,
        head=head,
    )
