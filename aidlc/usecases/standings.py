"""What the people whose reviews matter may do now."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Final

from aidlc.adapters.github.client import GitHubClient
from aidlc.adapters.github.people import read_permission, read_team
from aidlc.domain.errors import FactsError
from aidlc.domain.facts import Account, AccountType, EventKind, History, PullFacts, ReviewState, Standing
from schemas.policy import Policy

_MOST_PEOPLE: Final = 100


def read_standings(
    client: GitHubClient, policy: Policy, pull: PullFacts | None, histories: Iterable[History]
) -> dict[int, Standing]:
    """Return the standing of everyone who approved and may be listed, who asked for changes, or who dismissed a review.

    `pull` is the open pull request, where there is one. People who only approved there are asked for when a role lists their
    id, or when roles name teams; what was merged stays approved by those who since left. Raises `FactsError`: a permission
    that can't be asked for is never taken for none.
    """
    teams = {reference for role in policy.roles.values() for reference in role.teams}
    listed = {int(user.rpartition("#")[2]) for role in policy.roles.values() for user in role.users}
    asked: dict[int, Account] = {}
    earlier = [
        transition.pull
        for history in histories
        for transition in history.transitions
        if transition.pull is not None
    ]
    for each in (*([pull] if pull is not None else []), *earlier):
        for review in each.reviews:
            account = review.author
            if account is None or account.type is not AccountType.USER:
                continue
            opposed = review.state in {ReviewState.CHANGES_REQUESTED, ReviewState.DISMISSED}
            approved = review.state is ReviewState.APPROVED and (
                teams or (each is pull and account.id in listed)
            )
            if opposed or approved:
                asked[account.id] = account
        for event in each.timeline:
            actor = event.actor
            if event.kind is EventKind.REVIEW_DISMISSED and actor and actor.type is AccountType.USER:
                asked[actor.id] = actor
    if len(asked) > _MOST_PEOPLE:
        raise FactsError(
            f"More than {_MOST_PEOPLE} people asked for changes or approved; that is more than can be judged."
        )
    members = dict(read_team(client, reference) for reference in sorted(teams)) if asked else {}
    return {
        number: Standing(
            permission=read_permission(client, account),
            teams=tuple(sorted(team for team, people in members.items() if number in people)),
        )
        for number, account in sorted(asked.items())
    }
