"""Would the gate open if these people approved? Approvals that nobody gave, added to frozen facts and judged like real ones.

Pure: nothing is written anywhere, and no rule is repeated here.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from datetime import UTC, datetime, timedelta
from typing import Final

from aidlc.domain.counting import fill
from aidlc.domain.decision import GateDecision, Need, State
from aidlc.domain.explanation import Supposition
from aidlc.domain.facts import Account, GateFacts, PullFacts, Review, ReviewState
from aidlc.domain.gate import evaluate_gate
from aidlc.domain.moments import second_of
from aidlc.domain.people import split_reference
from aidlc.domain.phases import Phase
from schemas.policy import EvidenceLevel, PhasePolicy, Policy

_NO_TIME: Final = datetime(2020, 1, 1, tzinfo=UTC)


def suppose_approvals(policy: Policy, facts: GateFacts, people: Sequence[Account]) -> Supposition:
    """Return what would come of approvals of today's content by `people`; never raises.

    Their permissions and teams must be among `facts.standings`. The digest line is supposed only where it helps.
    """
    plain = evaluate_gate(policy, with_approvals(facts, people))
    lines = [each.line for each in plain.requirements if each.digest]
    lined = evaluate_gate(policy, with_approvals(facts, people, body="\n".join(lines)))
    better = _rank(lined) < _rank(plain)
    decision = lined if better else plain
    opens = decision.state is State.SUCCESS
    ours = {review.id for review in _hypothetical(facts.pull, people, "")}
    return Supposition(
        people=tuple(person.login for person in people),
        opens=opens,
        digest_line=better,
        sentence=_sentence(people, decision, line=better),
        reasons=tuple(
            f"{each.account.login if each.account else 'A deleted account'} wouldn't count: {each.sentence}"
            for each in decision.ignored
            if each.review in ours
        ),
    )


def with_approvals(facts: GateFacts, people: Sequence[Account], *, body: str = "") -> GateFacts:
    """Return `facts` as they would be had `people` approved the head right now, with `body` in their reviews."""
    pull = facts.pull
    reviews = (*pull.reviews, *_hypothetical(pull, people, body))
    return facts.model_copy(update={"pull": pull.model_copy(update={"reviews": reviews})})


def suppose_by_policy(
    policy: Policy, phase: Phase, logins: Sequence[str]
) -> tuple[Supposition, tuple[Need, ...]]:
    """Return what the policy alone says of approvals by `logins`, and what would still be needed.

    It never says that a gate opens: who wrote the content, and what GitHub knows of them, isn't in a policy.
    """
    asked = _asked(policy, phase)
    known: dict[int, str] = {}
    able: dict[tuple[int, str], frozenset[int]] = {}
    wanted = {login.casefold() for login in logins}
    for rule in asked.approvals:
        listed = _listed(policy, rule.role)
        chosen = {number: login for number, login in listed.items() if login.casefold() in wanted}
        known |= chosen
        able[0, rule.role] = frozenset(chosen)
    rules = [(0, rule.role, rule.count) for rule in asked.approvals]
    filling = fill(rules, able, same_person=policy.same_person == "allowed")
    taken = {person for *_, person in filling.filled}
    needs = tuple(
        Need(
            phase=phase,
            role=role,
            count=count,
            people=(
                *(login for number, login in _listed(policy, role).items() if number not in taken),
                *(split_reference(team)[0] for team in policy.roles[role].teams),
            ),
            digest_line=asked.evidence is EvidenceLevel.DIGEST,
        )
        for (_, role), count in filling.missing.items()
    )
    names = _names(logins)
    enough = "wouldn't be enough" if needs else "would be enough"
    outside = [
        login for login in logins if login.casefold() not in {each.casefold() for each in known.values()}
    ]
    return (
        Supposition(
            people=tuple(logins),
            opens=None,
            digest_line=asked.evidence is EvidenceLevel.DIGEST,
            sentence=f"By the policy alone, approvals by {names} {enough}; who wrote the content isn't known here.",
            reasons=tuple(f"{login} is listed in no role that {phase} asks for." for login in outside),
        ),
        needs,
    )


def needs_by_policy(policy: Policy, phase: Phase) -> tuple[Need, ...]:
    """Return everybody that the policy asks for in a phase."""
    return suppose_by_policy(policy, phase, ())[1]


def _hypothetical(pull: PullFacts, people: Iterable[Account], body: str) -> tuple[Review, ...]:
    """Reviews after everything that happened, on the head as it is."""
    first = max((review.id for review in pull.reviews), default=0) + 1
    moment = _after_everything(pull)
    return tuple(
        Review(
            id=first + place,
            author=person,
            state=ReviewState.APPROVED,
            submitted_at=moment,
            commit=pull.head,
            body=body,
        )
        for place, person in enumerate(people)
    )


def _after_everything(pull: PullFacts) -> datetime:
    """The second after the last thing that GitHub dated."""
    times = [pull.updated_at, *(review.submitted_at for review in pull.reviews)]
    times += [event.at for event in pull.timeline]
    times += [activity.at for activity in pull.activity or ()]
    usable = [moment for moment in times if moment is not None and second_of(moment) is not None]
    return max(usable, default=_NO_TIME) + timedelta(seconds=1)


def _rank(decision: GateDecision) -> tuple[bool, int]:
    """How far a decision is from open: lower is better."""
    return decision.state is not State.SUCCESS, sum(need.count for need in decision.needed)


def _sentence(people: Sequence[Account], decision: GateDecision, *, line: bool) -> str:
    names = _names([person.login for person in people])
    how = " with the digest line" if line else ""
    would = "would open" if decision.state is State.SUCCESS else "would stay closed"
    return f"If {names} approved today's content{how}, the gate {would}: {decision.sentence}"


def _names(logins: Sequence[str]) -> str:
    *first, last = list(logins) or ["nobody"]
    return f"{', '.join(first)} and {last}" if first else last


def _asked(policy: Policy, phase: Phase) -> PhasePolicy:
    phases = policy.phases
    return {
        Phase.INCEPTION: phases.inception,
        Phase.CONSTRUCTION: phases.construction,
        Phase.OPERATION: phases.operation,
    }.get(phase, policy.guarded)


def _listed(policy: Policy, role: str) -> dict[int, str]:
    """Account id to login of those whom a role lists and who aren't agents."""
    agents = {split_reference(each)[1] for each in policy.agents.users}
    listed = policy.roles.get(role)
    references = [split_reference(each) for each in listed.users] if listed is not None else []
    return {number: login for login, number in references if number not in agents}
