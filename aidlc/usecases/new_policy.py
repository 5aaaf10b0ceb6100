"""A new policy from the people somebody named: ids looked up where a token is there, refused where nobody can satisfy it."""

from __future__ import annotations

import re
from dataclasses import dataclass, replace
from typing import Final

from aidlc.adapters.codec import decode_policy
from aidlc.domain.doctor_people import outlooks_of
from aidlc.domain.errors import InputError, RecordProblems
from aidlc.domain.layout import POLICY_PATH
from aidlc.domain.policy_rules import check_policy
from aidlc.usecases.resolve_policy import Client, resolve_policy
from prompts.repository import Setup, render_policy
from schemas.policy import Policy

_ACCOUNT: Final = re.compile(r"@?(?P<login>[A-Za-z0-9](?:-?[A-Za-z0-9_])*)(?:#(?P<id>[1-9][0-9]{0,18}))?")


@dataclass(frozen=True, slots=True)
class NewPolicy:
    """The policy's bytes, the policy they mean (`None` while ids are missing), and what people should know."""

    data: bytes
    policy: Policy | None
    notes: tuple[str, ...]


def write_policy(setup: Setup, client: Client | None) -> NewPolicy:
    """Return the policy for `setup`.

    Raises `InputError` when a role has nobody, `RecordProblems` when nobody could satisfy it, `GitHubError`.
    """
    named = {
        "--owner": _accounts(setup.owners),
        "--developer": _accounts(setup.developers),
        "--maintainer": _accounts(setup.maintainers),
        "--agent": _accounts(setup.agents),
    }
    empty = [option for option, people in named.items() if not people and option != "--agent"]
    if empty:
        raise InputError(
            f"A policy names people for every role: give {' and '.join(empty)} LOGIN (each may be repeated)."
        )
    setup = replace(
        setup,
        owners=named["--owner"],
        developers=named["--developer"],
        maintainers=named["--maintainer"],
        agents=named["--agent"],
    )
    _check(_with_stand_ins(setup))
    data = render_policy(setup).encode()
    if client is None:
        bare = sorted({each for people in named.values() for each in people if "#" not in each})
        if bare:
            note = (
                f"The policy has no ids for {', '.join(bare)}, and the gate refuses it so: set GITHUB_TOKEN and run "
                f"`aidlc policy resolve {POLICY_PATH}` before you merge it."
            )
            return NewPolicy(data, None, (note, *_stuck(_with_stand_ins(setup))))
    else:
        data, _ = resolve_policy(client, data, POLICY_PATH)
    policy = decode_policy(data)
    _check(policy)
    return NewPolicy(data, policy, _stuck(policy))


def _accounts(names: tuple[str, ...]) -> tuple[str, ...]:
    return tuple(dict.fromkeys(_account(each) for each in names))


def _account(text: str) -> str:
    found = _ACCOUNT.fullmatch(text)
    if found is None:
        raise InputError(f"{text[:60]!a} is no account. Write the login as GitHub shows it, or login#id.")
    return found["login"] if found["id"] is None else f"{found['login']}#{found['id']}"


def _with_stand_ins(setup: Setup) -> Policy:
    """The policy as it would be, with a number for each login that has no id yet; the same login the same number."""
    numbers: dict[str, int] = {}

    def numbered(people: tuple[str, ...]) -> tuple[str, ...]:
        return tuple(
            each if "#" in each else f"{each}#{numbers.setdefault(each.lower(), 10**17 + len(numbers))}"
            for each in people
        )

    full = replace(
        setup,
        owners=numbered(setup.owners),
        developers=numbered(setup.developers),
        maintainers=numbered(setup.maintainers),
        agents=numbered(setup.agents),
    )
    return decode_policy(render_policy(full).encode())


def _check(policy: Policy) -> None:
    problems = check_policy(policy)
    if problems:
        raise RecordProblems(problems)


def _stuck(policy: Policy) -> tuple[str, ...]:
    """A warning for each person whose own pull requests nobody could approve."""
    stuck: dict[str, list[str]] = {}
    for outlook in outlooks_of(policy, policy):
        if not outlook.possible:
            stuck.setdefault(outlook.author, []).append(outlook.phase)
    return tuple(
        f"When {author} opens the pull request, nobody can approve {', '.join(phases)}: list one more person."
        for author, phases in stuck.items()
    )
