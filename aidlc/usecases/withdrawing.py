"""A success is taken back when the branch moves on, and when the pull request is closed without a merge.

It would hold again as soon as the branch were moved back, or the pull request reopened; until the next run of the gate
nobody would have looked at what was said since: an objection, an approval taken back, another policy.
"""

from __future__ import annotations

from aidlc.adapters.github.client import GitHubClient
from aidlc.adapters.github.publishing import publish_status
from aidlc.adapters.github.standing_statuses import list_successes
from aidlc.domain.decision import State
from aidlc.domain.facts import PullFacts, PullState


def earlier_heads(pull: PullFacts) -> frozenset[str]:
    """Return every commit that was, or may have been, the pull request's head before the present one.

    Of a pull request that was closed without a merge, the present head is one of them.
    """
    heads = {commit.oid for commit in pull.commits}
    heads |= {event.before for event in pull.timeline if event.before is not None}
    for activity in pull.activity or ():
        heads |= {activity.before, activity.after}
    present = {pull.head}
    heads = heads | present if pull.state is PullState.CLOSED else heads - present
    # The null id is a branch that wasn't there.
    return frozenset(oid for oid in heads if oid.strip("0"))


def withdraw_successes(
    client: GitHubClient, number: int, heads: frozenset[str], *, closed: bool = False, target_url: str | None
) -> tuple[str, ...]:
    """Post `pending` on each of `heads` that still carries a success of the gate, and return those.

    Heads of open pull requests other than `number` keep theirs: they are judged there. Raises `GitHubError`.
    """
    sentence = f"No longer the head of pull request {number}: judged again when it is."
    if closed:
        sentence = f"Pull request {number} is closed: judged again when it is reopened."
    found = list_successes(client, heads, number)
    for oid in found:
        publish_status(client, oid, State.PENDING, sentence, target_url)
    return found
