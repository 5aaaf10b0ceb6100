"""Whether the policy's people are who it says, may do what it asks, and can approve whatever anybody opens."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Final

from aidlc.domain.doctor_codeowners import check_codeowners
from aidlc.domain.doctor_facts import Holder, RepositorySettings, Unseen
from aidlc.domain.facts import Account, AccountType
from aidlc.domain.findings import Finding, Outlook, fail, ok, warn
from aidlc.domain.layout import POLICY_PATH
from aidlc.domain.patterns import matches
from aidlc.domain.people import split_reference
from aidlc.domain.phases import Phase
from aidlc.domain.policy_rules import possible_approvers
from schemas.policy import Independence, Permission, Policy, Role

ASSISTANT_PATHS: Final = (
    *(".mcp.json", ".claude/**", ".cursor/**", ".kiro/**"),
    *(".vscode/mcp.json", ".codex/**", ".gemini/**"),
)
"""The assistants' own configuration, which `aidlc init` puts under `guarded`."""

_EXAMPLES: Final = (
    *(".mcp.json", ".claude/settings.json", ".cursor/mcp.json", ".kiro/settings/mcp.json"),
    *(".codex/config.toml", ".gemini/settings.json"),
)
_ELSE: Final = "anybody else"
_RANK: Final = {None: 0, Permission.READ: 1, Permission.WRITE: 2, Permission.ADMIN: 3}
_RESOLVE: Final = "Run `aidlc policy resolve` and compare."


def check_people(settings: RepositorySettings) -> Iterator[Finding]:
    """Yield what the policy and its people amount to."""
    policy = settings.policy
    if policy is None:
        flaws = settings.policy_flaws or (f"There is no {POLICY_PATH} on {settings.default_branch}.",)
        for flaw in flaws:
            yield fail("policy", flaw, "Write one with `aidlc init`, and merge it.", "P2", "P3", "P4")
        return
    yield ok("policy", f"{POLICY_PATH} on {settings.default_branch} can be used.", "P2", "P3", "P4")
    yield from check_holders(settings, policy)
    yield from check_teams(settings)
    yield from check_agents(settings, policy)
    yield from check_outlooks(settings, policy)
    yield check_guarded(policy)
    yield check_codeowners(settings)


def check_holders(settings: RepositorySettings, policy: Policy) -> Iterator[Finding]:
    """Whether each role's people exist, are people, and have the role's permission."""
    holders = {each.reference: each for each in settings.holders}
    sound = True
    for name, role in policy.roles.items():
        for reference in role.users:
            holder = holders.get(reference)
            finding = None if holder is None else _flaw(name, role, holder)
            if finding is not None:
                sound = False
                yield finding
    if sound:
        yield ok(
            "role-holders", "Everybody in a role exists and has the permission it asks for.", "I17", "I21"
        )


def _flaw(name: str, role: Role, holder: Holder) -> Finding | None:
    login = split_reference(holder.reference)[0]
    if not holder.exists:
        return fail(
            "role-holders", f"{login} ({name}) has no account on GitHub any more.", _RESOLVE, "I17", "I21"
        )
    if not holder.same:
        return fail(
            "role-holders",
            f"{holder.reference} ({name}): login and id belong to different accounts; they never count.",
            _RESOLVE,
            "I21",
        )
    if holder.type is not AccountType.USER:
        return fail(
            "role-holders",
            f"{login} ({name}) is of type {holder.type}; only people count.",
            "List a person.",
            "I5",
        )
    if isinstance(holder.permission, Unseen):
        return holder.permission.finding("role-holders", f"what {login} ({name}) may do here", ("I17", "I18"))
    if _RANK[holder.permission] < _RANK[role.permission]:
        return warn(
            "role-holders",
            f"{login} ({name}) has {holder.permission or 'no'} permission here; the role asks for {role.permission}.",
            f"Give {login} {role.permission} access, or take {login} off the role.",
            "I17",
            "I18",
        )
    return None


def check_teams(settings: RepositorySettings) -> Iterator[Finding]:
    """Whether the teams in roles can be seen and have anybody; what the outlooks say of them rests on that."""
    for team in settings.teams:
        name, cases = split_reference(team.reference)[0], ("I28", "I29")
        if isinstance(team.members, Unseen):
            yield team.members.finding("role-teams", f"who is in the team {name}", cases)
        elif not team.members:
            yield fail(
                "role-teams", f"Nobody is in the team {name}.", "Add people, or list them by login.", *cases
            )
        else:
            yield ok("role-teams", f"The team {name} can be seen and has {team.members} members.", *cases)


def check_agents(settings: RepositorySettings, policy: Policy) -> Iterator[Finding]:
    """What the assistants' own accounts may do."""
    if not policy.agents.users:
        yield warn(
            "assistant-account",
            "The policy names no assistant's account: an assistant that works with a person's token looks like them.",
            "Give the assistant an account of its own and list it under `agents.users`.",
            "I25",
            "P20",
        )
    holders = {each.reference: each for each in settings.holders}
    for reference in policy.agents.users:
        login, holder = split_reference(reference)[0], holders.get(reference)
        if holder is None or not holder.exists:
            continue
        if isinstance(holder.permission, Unseen):
            yield holder.permission.finding("assistant-account", f"what {login} may do here", ("P20",))
        elif holder.permission is Permission.ADMIN:
            yield fail(
                "assistant-account",
                f"The assistant's account {login} administers the repository: it can take the lock off.",
                f"Give {login} write access at most.",
                "P20",
            )
        else:
            yield ok("assistant-account", f"{login} can't change the repository's settings.", "P20")


def check_outlooks(settings: RepositorySettings, policy: Policy) -> Iterator[Finding]:
    """For every phase, whether somebody could approve it whoever opens the pull request."""
    found = outlooks(settings, policy)
    phases = dict.fromkeys(each.phase for each in found)
    for phase in phases:
        stuck = [each.author for each in found if each.phase is phase and not each.possible]
        if not stuck:
            yield ok("approvers", f"Somebody can approve {phase}, whoever asks.", "P4", "I8")
        elif _ELSE in stuck:
            yield fail(
                "approvers",
                f"Nobody can approve {phase}, whoever asks.",
                "List more people who have the permission, or ask for fewer approvals.",
                "P4",
            )
        else:
            yield fail(
                "approvers",
                f"Nobody can approve {phase} when {_list(stuck)} opens the pull request.",
                "List one more person in the role, or let the assistant's own account open pull requests only.",
                "I8",
            )


def outlooks(settings: RepositorySettings, policy: Policy) -> tuple[Outlook, ...]:
    """For every possible author and every phase, who could approve; people without permission don't count."""
    return outlooks_of(policy, _without_the_unable(settings, policy))


def outlooks_of(policy: Policy, able: Policy) -> tuple[Outlook, ...]:
    """For everybody whom `policy` lists, as author, and every phase: who could approve, of those whom `able` lists."""
    references = dict.fromkeys(each for role in policy.roles.values() for each in role.users)
    authors: list[Account | None] = [None]
    for reference in references:
        login, number = split_reference(reference)
        authors.append(Account(id=number, login=login))
    found: list[Outlook] = []
    for author in authors:
        by_phase: dict[Phase, list[tuple[str, bool]]] = {}
        for rule in possible_approvers(able, author):
            named = f"{rule.count} {rule.role}: {', '.join(rule.people) or 'nobody'}"
            by_phase.setdefault(rule.phase, []).append((named, rule.enough))
        found += [
            Outlook(
                author=author.login if author is not None else _ELSE,
                phase=phase,
                possible=all(enough for _, enough in rules),
                approvers=tuple(named for named, _ in rules),
            )
            for phase, rules in by_phase.items()
            if author is None or not _may_be_solo(policy, phase)
        ]
    return tuple(found)


def _may_be_solo(policy: Policy, phase: Phase) -> bool:
    """Whether the phase's people may approve their own work: it is opened by the Action, so nobody is excluded."""
    asked = {
        Phase.INCEPTION: policy.phases.inception,
        Phase.CONSTRUCTION: policy.phases.construction,
        Phase.OPERATION: policy.phases.operation,
        Phase.GUARDED: policy.guarded,
        Phase.MAINTENANCE: policy.maintenance,
    }[phase]
    return asked is not None and asked.independence is Independence.SOLO


def _without_the_unable(settings: RepositorySettings, policy: Policy) -> Policy:
    """The policy without the people who certainly can't fill their role now."""
    flawed = {
        (name, holder.reference)
        for name, role in policy.roles.items()
        for holder in settings.holders
        if holder.reference in role.users
        and not isinstance(holder.permission, Unseen)
        and _flaw(name, role, holder) is not None
    }
    roles = {
        name: role.model_copy(
            update={"users": tuple(each for each in role.users if (name, each) not in flawed)}
        )
        for name, role in policy.roles.items()
    }
    return policy.model_copy(update={"roles": roles})


def check_guarded(policy: Policy) -> Finding:
    """Whether the assistants' own configuration is guarded."""
    open_ = [
        each for each in _EXAMPLES if not any(matches(pattern, each) for pattern in policy.guarded.paths)
    ]
    if open_:
        return warn(
            "assistant-configuration",
            f"{', '.join(open_)} isn't guarded: an assistant can change its own tools with a developer's approval.",
            f"Add {', '.join(ASSISTANT_PATHS)} to guarded.paths.",
            "P11",
        )
    return ok("assistant-configuration", "The assistants' configuration is guarded.", "P11")


def _list(names: list[str]) -> str:
    return names[0] if len(names) == 1 else f"{', '.join(names[:-1])} or {names[-1]}"
