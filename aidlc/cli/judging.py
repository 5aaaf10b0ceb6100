"""Judging a pull request that a workflow has just opened: its token wakes no other workflow."""

from __future__ import annotations

from aidlc.cli.connection import Connection
from aidlc.usecases.decide_gate import GateRequest, Judged, decide


def judge_pull(connection: Connection, number: int) -> Judged | None:
    """Judge one pull request and post the verdict; `None` where there is none to post. Raises as `decide` does."""
    runner = connection.runner
    request = GateRequest(
        client=connection.client,
        git_url=connection.git_url,
        token=runner.token,
        number=number,
        target_url=runner.run_url or None,
    )
    return next((each for each in decide(request).judged if each.number == number), None)
