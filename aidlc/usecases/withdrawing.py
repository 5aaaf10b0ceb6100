"""An older success is taken back when the branch moves on: it would hold again as soon as the branch were moved back.

Between such a move and the next run of the gate nobody would have looked at what was said since: an objection, an approval
taken back, another policy.
"""

from __future__ import annotations

from aidlc.adapters.github.client import GitHubClient
from aidlc.adapters.github.publishing import publish_status
from aidlc.adapters.github.standing_statuses import list_successes
from aidlc.domain.decision import State
from aidlc.domain.facts import PullFacts


def earlier_heads(pull: PullFacts) -> frozenset[str]:
    """Return every commit that was, or may have been, the pull request's head before the present one."""
    heads = {commit.oid for commit in pull.commits}
    heads |= {event.before for event in pull.timeline if event.before is not None}
    for activity in pull.activity or ():
        heads |= {activity.before, activity.after}
    # The null id is a branch that wasn't there.
    return frozenset(oid for oid in heads if oid != pull.head and oid.strip("0"))


def withdraw_successes(
    client: GitHubClient, number: int, heads: frozenset[str], *, target_url: str | None
) -> tuple[str, ...]:
    """Post `pending` on each of `heads` that still carries a success of the gate, and return those. Raises `GitHubError`."""
    found = list_successes(client, heads, number)
    for oid in found:
        sentence = f"No longer the head of pull request {number}: judged again when it is."
        publish_status(client, oid, State.PENDING, sentence, target_url)
    return found
