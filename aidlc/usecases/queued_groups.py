"""Groups that wait in a merge queue, judged anew when a pull request may no longer be merged.

A queue asks about a group once. What is said of a pull request in it afterwards, an objection or an approval taken back, has
to reach the group's head too: only a failure there lets the queue let go of it.
"""

from __future__ import annotations

from collections.abc import Iterable

from aidlc.adapters.events import queued_number
from aidlc.adapters.github.reading import list_queued, read_repository
from aidlc.adapters.github.standing_statuses import list_successes
from aidlc.domain.decision import State
from aidlc.usecases.decide_gate import GateRequest, Outcome
from aidlc.usecases.decide_group import GroupOutcome, GroupRequest, decide_group


def judge_queued(
    request: GateRequest, outcomes: Iterable[Outcome], *, failed: bool = False
) -> tuple[GroupOutcome, ...]:
    """Judge every waiting group that carries a success anew, if any of `outcomes` isn't one or one `failed`.

    Else nothing is asked. Raises as `decide_group`, after it posted the status `error` on the group.
    """
    looked_at = [outcome for outcome in outcomes if outcome.judged or outcome.closed]
    if not failed and all(outcome.state is State.SUCCESS for outcome in looked_at):
        return ()
    default = read_repository(request.client).default_branch_ref.name
    queued = list_queued(request.client, default)
    standing = set(list_successes(request.client, queued.values()))
    return tuple(
        decide_group(
            GroupRequest(
                client=request.client,
                git_url=request.git_url,
                token=request.token,
                head=head,
                number=queued_number(ref),
                target_url=request.target_url,
                publish=request.publish,
            )
        )
        for ref, head in sorted(queued.items())
        if head in standing
    )
