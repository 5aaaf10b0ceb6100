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
from aidlc.usecases.judge_many import Failure


def judge_queued(
    request: GateRequest, outcomes: Iterable[Outcome], failures: Iterable[Failure]
) -> tuple[GroupOutcome, ...]:
    """Judge the waiting groups that carry a success anew, if one was built for a pull request that hasn't got one here.

    The queue builds a group for each of its pull requests, and what waits behind it holds it as well. Raises as
    `decide_group`, after it posted the status `error` on the group.
    """
    refused = _without_success(outcomes) | {failure.number for failure in failures}
    if not refused:
        return ()
    default = read_repository(request.client).default_branch_ref.name
    queued = list_queued(request.client, default)
    if not refused & set(map(queued_number, queued)):
        return ()
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


def _without_success(outcomes: Iterable[Outcome]) -> set[int | None]:
    numbers: set[int | None] = set()
    for outcome in outcomes:
        if outcome.closed is not None:
            numbers.add(outcome.closed)
        if outcome.state is not State.SUCCESS:
            numbers |= {each.number for each in outcome.judged}
    return numbers
