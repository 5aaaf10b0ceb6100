"""A pull request's reviews against the approvals it needs: who counts, who doesn't and why, who blocks, who is missing."""

from __future__ import annotations

from dataclasses import dataclass, field

from aidlc.domain.counting import Filling, fill
from aidlc.domain.decision import Blocking, Counted, Ignored, Need, Why
from aidlc.domain.eligibility import Bench, Fitness, fitness_of, is_excluded, lifts_own_objection
from aidlc.domain.facts import Account, PullFacts, Review
from aidlc.domain.opinions import Stance, Voice, silent_reviews, voices_of
from aidlc.domain.people import (
    can_push,
    is_listed_anywhere,
    is_person,
    is_revoked_now,
    split_reference,
)
from schemas.policy import EvidenceLevel


@dataclass(frozen=True, slots=True)
class Judgement:
    """How the reviews stand."""

    counted: tuple[Counted, ...] = ()
    """The approvals that fill a rule, one entry a rule."""
    eligible: tuple[Counted, ...] = ()
    """Every approval that may fill a rule, needed or not."""
    ignored: tuple[Ignored, ...] = ()
    blocking: tuple[Blocking, ...] = ()
    waiting: tuple[str, ...] = ()
    needed: tuple[Need, ...] = ()
    missing: frozenset[int] = field(default_factory=frozenset)
    """Indexes of the demands that aren't met."""
    self_approved: bool = False


def judge(bench: Bench, pull: PullFacts) -> Judgement:
    """Return how the reviews of `pull` (already cut to those that may matter) stand against `bench.demands`."""
    voices = voices_of(bench.policy, pull, bench.standings)
    approving = [voice for voice in voices if voice.stance is Stance.APPROVES]
    fits = {
        (place, index): fitness_of(bench, voice.review, demand)
        for place, voice in enumerate(approving)
        for index, demand in enumerate(bench.demands)
    }
    filling, self_approver = _fill(bench, approving, fits)
    counted, eligible = _counted(bench, approving, fits, filling)
    blocking, waiting, harmless = _objections(bench, voices)
    ignored = [*_unfit(bench, approving, fits, {each.review for each in counted}), *harmless]
    return Judgement(
        counted=counted,
        eligible=eligible,
        ignored=tuple(sorted((*ignored, *silent_reviews(pull, voices)), key=lambda each: each.review)),
        blocking=blocking,
        waiting=waiting,
        needed=_needs(bench, filling),
        missing=frozenset(index for index, _ in filling.missing),
        self_approved=self_approver is not None,
    )


def _fill(
    bench: Bench, approving: list[Voice], fits: dict[tuple[int, int], Fitness]
) -> tuple[Filling, int | None]:
    """Fill the rules with the independent, and with at most one person who approves own commits."""
    able: dict[tuple[int, str], frozenset[int]] = {}
    own: dict[int, set[tuple[int, str]]] = {}
    for place, voice in enumerate(approving):
        if voice.account is None:
            continue
        person = voice.account.id
        for index in range(len(bench.demands)):
            fitness = fits[place, index]
            for role in fitness.roles:
                if fitness.own:
                    own.setdefault(person, set()).add((index, role))
                else:
                    able[index, role] = able.get((index, role), frozenset()) | {person}
    rules = [
        (index, rule.role, rule.count) for index, demand in enumerate(bench.demands) for rule in demand.rules
    ]
    allowed = bench.policy.same_person == "allowed"
    best, self_approver = fill(rules, able, same_person=allowed), None
    for person, roles in sorted(own.items()):
        granted = {**able, **{rule: able.get(rule, frozenset()) | {person} for rule in roles}}
        filling = fill(rules, granted, same_person=allowed)
        if len(filling.filled) > len(best.filled):
            best, self_approver = filling, person
    return best, self_approver


def _counted(
    bench: Bench, approving: list[Voice], fits: dict[tuple[int, int], Fitness], filling: Filling
) -> tuple[tuple[Counted, ...], tuple[Counted, ...]]:
    chosen = set(filling.filled)
    counted, eligible = [], []
    for place, voice in enumerate(approving):
        if voice.account is None:
            continue
        for index, demand in enumerate(bench.demands):
            fitness = fits[place, index]
            for role in fitness.roles:
                each = Counted(
                    review=voice.review.id,
                    account=voice.account,
                    role=role,
                    phase=demand.phase,
                    digest_line=fitness.line,
                )
                eligible.append(each)
                if (index, role, voice.account.id) in chosen:
                    counted.append(each)
    return tuple(counted), tuple(eligible)


def _unfit(
    bench: Bench, approving: list[Voice], fits: dict[tuple[int, int], Fitness], counting: set[int]
) -> list[Ignored]:
    ignored = []
    for place, voice in enumerate(approving):
        review = voice.review
        unfit = [
            (demand, fits[place, index])
            for index, demand in enumerate(bench.demands)
            if not fits[place, index].roles
        ]
        if review.id in counting:
            unfit = [(demand, fitness) for demand, fitness in unfit if fitness.why is not Why.NO_ROLE]
        elif len(unfit) < len(bench.demands) or not bench.demands:
            ignored.append(_ignored(review, Why.NOT_NEEDED, "Nothing is left for this approval to fill."))
            continue
        else:  # the most telling reason: of a role they hold, if there is one
            unfit = sorted(unfit, key=lambda pair: pair[1].why is Why.NO_ROLE)[:1]
        ignored.extend(
            Ignored(
                review=review.id,
                account=review.author,
                why=fitness.why or Why.NOT_NEEDED,
                sentence=fitness.sentence,
                phase=demand.phase,
            )
            for demand, fitness in unfit
        )
    return ignored


def _objections(
    bench: Bench, voices: tuple[Voice, ...]
) -> tuple[tuple[Blocking, ...], tuple[str, ...], list[Ignored]]:
    blocking, waiting, harmless = [], [], []
    for voice in voices:
        who = voice.account.login if voice.account else "A deleted account"
        if voice.stance is Stance.OBJECTS:
            if _may_block(bench, voice.account):
                blocking.append(_blocking(voice.review, f"{who} requested changes."))
            else:
                sentence = f"{who} requested changes but can't push and holds no role."
                harmless.append(_ignored(voice.review, Why.NO_PERMISSION, sentence))
            continue
        if voice.stance is Stance.NOTHING:
            harmless.append(_ignored(voice.review, Why.DISMISSED, f"{who}'s review was dismissed."))
        older = voice.older_objection
        if older is None or not _may_block(bench, voice.account):
            continue
        if voice.stance is Stance.APPROVES and lifts_own_objection(bench, voice.review):
            continue
        if is_person(bench.policy, voice.account):
            waiting.append(
                f"{who} requested changes and hasn't approved today's content since: ask {who} again."
            )
        else:
            blocking.append(
                _blocking(older, f"{who} requested changes; only a person's dismissal lifts that.")
            )
    return tuple(blocking), tuple(waiting), harmless


def _may_block(bench: Bench, account: Account | None) -> bool:
    if account is None:
        return True
    standing = bench.standings.get(account.id)
    policies = (bench.policy, bench.policy_now)
    return can_push(account, standing) or any(
        is_listed_anywhere(policy, account, standing) for policy in policies
    )


def _needs(bench: Bench, filling: Filling) -> tuple[Need, ...]:
    needs = []
    everybody = {person for _, _, person in filling.filled}
    for (index, role), count in filling.missing.items():  # in the policy's order
        demand = bench.demands[index]
        taken = {person for *rule, person in filling.filled if rule == [index, role]}
        taken = taken if bench.policy.same_person == "allowed" else everybody
        listed = bench.policy.roles.get(role)
        references = [split_reference(each) for each in listed.users] if listed else []
        agents = {number for _, number in map(split_reference, bench.policy.agents.users)}
        people = [
            login
            for login, number in references
            if number not in taken | agents
            and not is_excluded(bench, number, demand)
            and not is_revoked_now(bench.policy_now, login, number)
        ]
        teams = [split_reference(each)[0] for each in listed.teams] if listed else []
        line = demand.level is EvidenceLevel.DIGEST
        needs.append(
            Need(phase=demand.phase, role=role, count=count, people=(*people, *teams), digest_line=line)
        )
    return tuple(needs)


def _ignored(review: Review, why: Why, sentence: str) -> Ignored:
    return Ignored(review=review.id, account=review.author, why=why, sentence=sentence)


def _blocking(review: Review, sentence: str) -> Blocking:
    return Blocking(review=review.id, account=review.author, sentence=sentence)
