"""What a policy must fulfil beyond its format: it can be satisfied, it guards something, and nobody is two accounts."""

from __future__ import annotations

from collections.abc import Iterator

from aidlc.domain.counting import fill
from aidlc.domain.errors import Problem
from aidlc.domain.facts import Account, Frozen
from aidlc.domain.layout import POLICY_PATH
from aidlc.domain.patterns import flaws, matches_everything
from aidlc.domain.people import since_of, split_reference
from aidlc.domain.phases import Phase
from schemas.policy import ApprovalRule, PhasePolicy, Policy


class PossibleApprovers(Frozen):
    """Who could approve one rule of a phase in a pull request of a given author."""

    phase: Phase
    role: str
    count: int
    people: tuple[str, ...]
    """Logins, then teams as `organisation/slug`."""
    enough: bool
    """Whether all rules of the phase together can be satisfied by these people."""


def check_policy(policy: Policy) -> tuple[Problem, ...]:
    """Return everything wrong with `policy` that its format doesn't show; empty for a policy the gate can use."""
    return (
        *_roles(policy),
        *_accounts(policy),
        *_rules(policy),
        *_patterns(policy),
        *_revocations(policy),
    )


def possible_approvers(policy: Policy, author: Account | None) -> tuple[PossibleApprovers, ...]:
    """Return, for each phase and rule, who could approve a pull request by `author` (None: by nobody listed).

    Whoever commits to it later may drop out too, where the phase asks for independence `strict`.
    """
    return tuple(
        PossibleApprovers(
            phase=phase,
            role=rule.role,
            count=rule.count,
            people=_names(policy, rule.role, author),
            enough=_satisfiable(policy, asked.approvals, author),
        )
        for phase, _, asked in _phases(policy)
        for rule in asked.approvals
    )


def _phases(policy: Policy) -> Iterator[tuple[Phase, str, PhasePolicy]]:
    yield Phase.INCEPTION, "phases.inception", policy.phases.inception
    yield Phase.CONSTRUCTION, "phases.construction", policy.phases.construction
    yield Phase.OPERATION, "phases.operation", policy.phases.operation
    yield Phase.GUARDED, "guarded", policy.guarded
    if policy.maintenance is not None:
        yield Phase.MAINTENANCE, "maintenance", policy.maintenance


def _roles(policy: Policy) -> Iterator[Problem]:
    agents = {split_reference(each) for each in policy.agents.users}
    ids, logins = {number for _, number in agents}, {login.casefold() for login, _ in agents}
    for name, role in policy.roles.items():
        key = f"roles.{name}"
        if not role.users and not role.teams:
            yield _problem(key, "lists nobody.", f"Write `{name}: {{users: [login#id]}}`.")
        for reference in role.users:
            login, number = split_reference(reference)
            if number in ids or login.casefold() in logins:
                yield _problem(key, f"lists {reference}, who is under agents.", "Remove one of the two.")
            if login.endswith("[bot]"):
                yield _problem(key, f"lists the bot {reference}; bots never approve.", "List a person.")
        people = [split_reference(each)[1] for each in role.users]
        if len(people) != len(set(people)):
            yield _problem(key, "lists somebody twice.", "Keep one line a person.")


def _accounts(policy: Policy) -> Iterator[Problem]:
    by_login: dict[str, set[int]] = {}
    by_id: dict[int, set[str]] = {}
    everywhere = [policy.agents.users, *(role.users for role in policy.roles.values())]
    for reference in (each for users in everywhere for each in users):
        login, number = split_reference(reference)
        by_login.setdefault(login.casefold(), set()).add(number)
        by_id.setdefault(number, set()).add(login.casefold())
    remedy = "Run `aidlc policy resolve`."
    for login, numbers in sorted(by_login.items()):
        if len(numbers) > 1:
            yield _problem("roles", f"gives {login} {len(numbers)} ids {sorted(numbers)}.", remedy)
    for number, names in sorted(by_id.items()):
        if len(names) > 1:
            yield _problem("roles", f"gives the id {number} to {' and '.join(sorted(names))}.", remedy)


def _rules(policy: Policy) -> Iterator[Problem]:
    for _, key, asked in _phases(policy):
        yield from _rule_set(policy, f"{key}.approvals", asked.approvals)
    testing = policy.phases.construction.testing
    if testing:
        yield from _rule_set(policy, "phases.construction.testing", testing)


def _rule_set(policy: Policy, key: str, rules: tuple[ApprovalRule, ...]) -> Iterator[Problem]:
    roles = [rule.role for rule in rules]
    unknown = sorted(set(roles) - set(policy.roles))
    for role in unknown:
        known = ", ".join(sorted(policy.roles))
        yield _problem(key, f"names the role {role}, which isn't under roles.", f"Known roles: {known}.")
    if len(roles) != len(set(roles)):
        yield _problem(key, "names a role twice.", "Write one rule with a higher count.")
    if not unknown and not _satisfiable(policy, rules, None):
        yield _problem(
            key, "can't be satisfied by the people listed.", "List more people or ask for fewer approvals."
        )


def _patterns(policy: Policy) -> Iterator[Problem]:
    for key, patterns in (("free", policy.free), ("guarded.paths", policy.guarded.paths)):
        for pattern in patterns:
            flaw = flaws(pattern)
            if flaw:
                yield _problem(key, f"`{pattern}` {flaw}.", "Write whole segments, such as `docs/**`.")
            elif key == "free" and matches_everything(pattern):
                yield _problem(key, f"`{pattern}` frees everything.", "Name folders, such as `docs/**`.")
    environments = policy.phases.operation.environments
    if len(environments) != len(set(environments)):
        yield _problem("phases.operation.environments", "names an environment twice.", "Keep one.")


def _revocations(policy: Policy) -> Iterator[Problem]:
    for entry in policy.revoked:
        who, since, time = entry.partition(" since ")
        if since and since_of(time) is None:
            example = f"{who} since 2026-01-31T12:00:00Z"
            yield _problem("revoked", f"`{entry}` has no time one can read.", f"Write `{example}`.")


def _satisfiable(policy: Policy, rules: tuple[ApprovalRule, ...], author: Account | None) -> bool:
    if any(rule.role not in policy.roles for rule in rules):
        return False
    listed = [rule for rule in rules if not policy.roles[rule.role].teams]  # a team may have any size
    able = {(0, rule.role): frozenset(_ids(policy, rule.role, author)) for rule in listed}
    asked = [(0, rule.role, rule.count) for rule in listed]
    return not fill(asked, able, same_person=policy.same_person == "allowed").missing


def _ids(policy: Policy, role: str, author: Account | None) -> set[int]:
    agents = {split_reference(each)[1] for each in policy.agents.users}
    out = agents if author is None else agents | {author.id}
    return {split_reference(each)[1] for each in policy.roles[role].users} - out


def _names(policy: Policy, role: str, author: Account | None) -> tuple[str, ...]:
    listed = policy.roles.get(role)
    if listed is None:
        return ()
    able = _ids(policy, role, author)
    people = [login for login, number in map(split_reference, listed.users) if number in able]
    return (*people, *(split_reference(team)[0] for team in listed.teams))


def _problem(key: str, message: str, remedy: str) -> Problem:
    return Problem(path=POLICY_PATH, key=key, message=message, remedy=remedy)
