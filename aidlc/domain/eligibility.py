"""Whether one approval may fill a rule: a person, without a stake, in the role, on today's content. And if not, why not."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from aidlc.domain.decision import Why
from aidlc.domain.demands import Demand, Digests
from aidlc.domain.evidence import Freshness, freshness_of
from aidlc.domain.facts import Account, AccountType, Review, Standing
from aidlc.domain.people import (
    Authorship,
    Listing,
    has_permission,
    is_agent,
    is_person,
    is_revoked,
    listing_of,
)
from schemas.policy import Independence, Policy


@dataclass(frozen=True, slots=True)
class Bench:
    """All that judging the reviews of one pull request rests on."""

    policy: Policy
    """The policy in force: the default branch's now, or at the merge's first parent."""
    policy_now: Policy
    """Today's policy: what it revokes is void."""
    demands: tuple[Demand, ...]
    digests: Digests
    authorship: Authorship
    standings: Mapping[int, Standing]
    merged: bool
    """Whether the pull request is merged: permissions of today then say nothing."""


@dataclass(frozen=True, slots=True)
class Fitness:
    """What an approval is worth for one demand."""

    roles: tuple[str, ...] = ()
    """The roles whose rules it may fill; none: see `why`."""
    why: Why | None = None
    sentence: str = ""
    line: bool = False
    """Whether it carries the digest line."""
    own: bool = False
    """Whether it approves the person's own commits (independence `solo`)."""


def fitness_of(bench: Bench, review: Review, demand: Demand) -> Fitness:
    """Return what the APPROVED `review` is worth for `demand`."""
    account = review.author
    if account is None:
        return Fitness(why=Why.GHOST, sentence="The account was deleted.")
    unfit = _why_nobody(bench, review, account) or _why_not_independent(bench, account, demand)
    if unfit is not None:
        return unfit
    roles = _roles_of(bench, account, demand)
    if isinstance(roles, Fitness):
        return roles
    fresh = freshness_of(review, demand, bench.demands, bench.digests)
    if fresh.why is not None:
        return Fitness(why=fresh.why, sentence=fresh.sentence)
    own = _is_own(bench, account)
    if own and demand.independence is Independence.SOLO and not fresh.line:
        return Fitness(
            why=Why.DIGEST_LINE_MISSING, sentence="Approving one's own commits needs the digest line."
        )
    return Fitness(roles, line=fresh.line, own=own and demand.independence is Independence.SOLO)


def lifts_own_objection(bench: Bench, review: Review) -> bool:
    """Whether the APPROVED `review` takes back the person's own request for changes: only one of today's content does."""
    if not is_person(bench.policy, review.author) or _is_void(bench, review):
        return False
    return all(
        _is_on_content(freshness_of(review, each, bench.demands, bench.digests)) for each in bench.demands
    )


def is_excluded(bench: Bench, number: int, demand: Demand) -> bool:
    """Whether the account couldn't approve whatever it says: author, or contributor where that matters.

    A pull request that a bot opened has no human author, and any workflow of a writer's can open one: what `author` asks
    then falls to those whose commits it brings. Who merely pushed them may approve.
    """
    authorship, asked = bench.authorship, demand.independence
    if number == authorship.author:
        return True
    strict = asked is Independence.STRICT or (asked is Independence.SOLO and not authorship.opened_by_bot)
    wrote = number in authorship.contributors
    if asked is Independence.AUTHOR and authorship.opened_by_bot:
        return wrote
    return strict and (wrote or number == authorship.last_pusher)


def _why_nobody(bench: Bench, review: Review, account: Account) -> Fitness | None:
    if account.type is AccountType.BOT:
        return Fitness(why=Why.BOT, sentence="A bot is no person.")
    if account.type is not AccountType.USER:
        return Fitness(why=Why.NOT_A_USER, sentence=f"An account of type {account.type} is no person.")
    if is_agent(bench.policy, account):
        return Fitness(why=Why.AGENT, sentence="The policy lists the account among agents.")
    if _is_void(bench, review):
        return Fitness(why=Why.REVOKED, sentence="The policy revokes it.")
    return None


def _why_not_independent(bench: Bench, account: Account, demand: Demand) -> Fitness | None:
    if not is_excluded(bench, account.id, demand):
        return None
    if account.id == bench.authorship.author:
        return Fitness(why=Why.AUTHOR, sentence=f"{account.login} opened the pull request.")
    deed = bench.authorship.contributors.get(account.id)
    if deed is not None:
        return Fitness(why=Why.CONTRIBUTOR, sentence=f"{account.login} {deed}.")
    return Fitness(why=Why.LAST_PUSHER, sentence=f"{account.login} pushed last.")


def _roles_of(bench: Bench, account: Account, demand: Demand) -> tuple[str, ...] | Fitness:
    standing = bench.standings.get(account.id)
    wanted = sorted({rule.role for rule in demand.rules} & set(bench.policy.roles))
    listings = {name: listing_of(bench.policy.roles[name], account, standing) for name in wanted}
    listed = [name for name, listing in listings.items() if listing is Listing.YES]
    if not listed:
        return Fitness(why=Why.NO_ROLE, sentence=_unlisted(account, set(listings.values()), wanted))
    held = tuple(
        name for name in listed if bench.merged or has_permission(bench.policy.roles[name], standing)
    )
    if not held:
        needed = bench.policy.roles[listed[0]].permission
        return Fitness(
            why=Why.NO_PERMISSION,
            sentence=f"{account.login} lacks the permission `{needed}` that {listed[0]} needs.",
        )
    return held


def _unlisted(account: Account, found: set[Listing], wanted: list[str]) -> str:
    if found & {Listing.RENAMED, Listing.OTHER_ACCOUNT}:
        return f"The policy's login and id don't agree for {account.login}#{account.id}: run `aidlc policy resolve`."
    return f"{account.login} isn't in a role that is asked ({', '.join(wanted)})."


def _is_own(bench: Bench, account: Account) -> bool:
    return account.id in bench.authorship.contributors or account.id == bench.authorship.last_pusher


def _is_void(bench: Bench, review: Review) -> bool:
    return is_revoked(bench.policy, review) or is_revoked(bench.policy_now, review)


def _is_on_content(fresh: Freshness) -> bool:
    return fresh.why in {None, Why.DIGEST_LINE_MISSING}
