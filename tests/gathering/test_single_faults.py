"""No single fault of the API ever opens a closed gate, and a passing one changes no verdict."""

from collections.abc import Iterator
from pathlib import Path

import pytest

from aidlc.adapters.github.client import GitHubClient
from aidlc.domain.decision import State
from aidlc.domain.errors import AidlcError
from aidlc.emulator import EmbeddedGitHub, Fault, faults
from aidlc.usecases.decide_gate import GateRequest, decide
from tests.e2e_gate.records import inception
from tests.e2e_gate.stage import GateStage

KINDS = {
    "pull": {"graphql": "query Pull"},
    "mark": {"graphql": "query Mark"},
    "viewer": {"graphql": "viewer"},
    "activity": {"path": "/activity$"},
    "permission": {"path": "/permission$"},
    "refs": {"path": "/info/refs$"},
    "pack": {"path": "/git-upload-pack$"},
    "statuses": {"path": "/statuses"},
    "comments": {"path": "/comments"},
}
ACTIONS: dict[str, faults.Action] = {
    "401": faults.Status(401, "Bad credentials"),
    "403": faults.Status(403, "Resource not accessible by integration"),
    "404": faults.Status(404, "Not Found"),
    "500": faults.Status(500),
    "cut": faults.CutBody(),
    "html": faults.Body(),
    "empty": faults.Body("", "application/json"),
    "null": faults.Body("null", "application/json"),
    "list": faults.Body("[]", "application/json"),
    "object": faults.Body("{}", "application/json"),
    "errors": faults.Body('{"data": null, "errors": [{"message": "x"}]}', "application/json"),
    "redirect": faults.Redirect("http://127.0.0.2:9", 301),
}


@pytest.fixture(scope="module")
def github(tmp_path_factory: pytest.TempPathFactory) -> Iterator[EmbeddedGitHub]:
    with EmbeddedGitHub(tmp_path_factory.mktemp("github")) as started:
        yield started


@pytest.fixture(scope="module")
def stage(github: EmbeddedGitHub, tmp_path_factory: pytest.TempPathFactory) -> GateStage:
    """Pull request 1 is approved; in 2 the product owner asked for changes and nobody else approved."""
    made = GateStage(github, Path(tmp_path_factory.mktemp("stage")))
    made.open("good", inception())
    made.approve(1, "alice", "bob")
    made.open("bad", inception("Another shop"))
    made.approve(2, "bob")
    made.people["alice"].review("REQUEST_CHANGES", "No.", 2)
    return made


def fault(kind: str, action: faults.Action, times: int | None = 1) -> Fault:
    """The action on a kind of request."""
    where = KINDS[kind]
    return Fault(action, path=where.get("path", ""), graphql=where.get("graphql"), times=times)


def judge(stage: GateStage, number: int) -> State | None:
    """What the gate said; `None`: an error."""
    client = GitHubClient(
        api_url=stage.github.api_url, token=stage.token, repository="acme/events", pause=lambda _: None
    )
    try:
        return decide(GateRequest(client, stage.github.clone_url, stage.token, number)).state
    except AidlcError:
        return None
    finally:
        client.close()


@pytest.mark.parametrize(
    ("action", "times"), [(name, None) for name in ACTIONS] + [(name, 1) for name in ("404", "500", "cut")]
)
@pytest.mark.parametrize("kind", list(KINDS))
def test_no_fault_opens_a_closed_gate(stage: GateStage, kind: str, action: str, times: int | None) -> None:
    stage.github.inject(fault(kind, ACTIONS[action], times))
    said = judge(stage, 2)
    stage.github.clear_faults()
    assert said in {None, State.FAILURE, State.PENDING}
    status = stage.status(stage.head(2))
    assert status is None or status["state"] in {"failure", "pending", "error"}


def test_gate_without_faults_says_what_it_should(stage: GateStage) -> None:
    assert (judge(stage, 1), judge(stage, 2)) == (State.SUCCESS, State.FAILURE)


@pytest.mark.parametrize("kind", ["pull", "mark", "activity", "permission"])
def test_one_server_error_in_a_read_changes_no_verdict(stage: GateStage, kind: str) -> None:
    stage.github.inject(fault(kind, faults.Status(502)))
    assert judge(stage, 1) is State.SUCCESS
    stage.github.clear_faults()


def test_mistake_of_our_own_leaves_no_success_behind(
    stage: GateStage, monkeypatch: pytest.MonkeyPatch
) -> None:
    assert judge(stage, 1) is State.SUCCESS

    def crash(*_: object) -> None:
        raise ZeroDivisionError("secret detail")

    monkeypatch.setattr("aidlc.usecases.decide_gate.evaluate_gate", crash)
    with pytest.raises(ZeroDivisionError):
        judge(stage, 1)
    status = stage.status(stage.head(1))
    assert status is not None
    assert status["state"] == "error"
    assert "secret detail" not in status["description"]
