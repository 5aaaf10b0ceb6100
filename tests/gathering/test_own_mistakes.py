"""A mistake of our own isn't a verdict either."""

import pytest

from aidlc.adapters.github.client import GitHubClient
from aidlc.domain.decision import State
from aidlc.usecases.decide_gate import GateRequest, decide
from tests.e2e_gate.records import inception
from tests.e2e_gate.stage import GateStage


def judge(stage: GateStage, client: GitHubClient) -> State | None:
    return decide(GateRequest(client, stage.github.clone_url, stage.token, 1)).state


def test_mistake_of_our_own_leaves_no_success_behind(
    stage: GateStage, client: GitHubClient, monkeypatch: pytest.MonkeyPatch
) -> None:
    stage.open("good", inception())
    stage.approve(1, "alice", "bob")
    assert judge(stage, client) is State.SUCCESS

    def crash(*_: object) -> None:
        raise ZeroDivisionError("secret detail")

    monkeypatch.setattr("aidlc.usecases.decide_gate.evaluate_gate", crash)
    with pytest.raises(ZeroDivisionError):
        judge(stage, client)
    status = stage.status(stage.head(1))
    assert status is not None
    assert status["state"] == "error"
    assert "secret detail" not in status["description"]
