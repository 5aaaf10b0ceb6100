"""Pull requests from forks: the signal names none, the gate finds them by their commit. G20 and G21 of the catalogue."""

import json

import pytest

from tests.e2e_gate.records import inception
from tests.e2e_gate.stage import GateStage
from tests.emulator.stage import Clone, Person


@pytest.fixture
def forked(stage: GateStage) -> GateStage:
    """Pull request 1 asks for the approval of an inception; its branch lies in an outsider's fork."""
    user = stage.github.add_user("outsider", permission="read", emails=["outsider@example.com"])
    stage.people["outsider"] = Person(stage.github, user)
    stage.github.add_fork("outsider")
    clone = Clone.init(stage.folder / "fork", stage.github, user)
    url = clone.git("remote", "get-url", "origin").replace("acme/events", "outsider/events")
    clone.git("remote", "set-url", "origin", url)
    clone.git("fetch", "-q", "origin")
    clone.git("checkout", "-q", "-b", "inception", "origin/main")
    for path, text in inception().items():
        clone.commit(path, text)
    clone.push("inception")
    wish = {"title": "Inception", "head": "outsider:inception", "base": "main"}
    stage.people["outsider"].post("pulls", **wish).expect(201)
    return stage


def signal(stage: GateStage, head: str) -> dict[str, str]:
    """The environment of a gate that the signal woke for a fork: its list of pull requests is empty."""
    path = stage.folder / "event.json"
    run = {"workflow_run": {"head_sha": head, "pull_requests": [], "head_branch": "inception"}}
    path.write_text(json.dumps(run), encoding="utf-8")
    return {"GITHUB_EVENT_NAME": "workflow_run", "GITHUB_EVENT_PATH": str(path)}


def state(stage: GateStage) -> str | None:
    status = stage.status(stage.head(1))
    return status["state"] if status is not None else None


def test_g20_pull_request_of_a_fork_waits_and_opens_as_any_other(forked: GateStage) -> None:
    event = signal(forked, forked.head(1))
    assert forked.run("gate", **event).status == 0
    assert state(forked) == "pending"
    forked.approve(1, "alice", "bob")
    assert forked.run("gate", **event).status == 0
    assert state(forked) == "success"


def test_g20_forks_owner_approves_nothing(forked: GateStage) -> None:
    forked.approve(1, "alice")
    forked.github.put_review(1, user="outsider")
    printed = forked.gate(1)
    assert (printed["state"], [one["account"]["login"] for one in printed["counted"]]) == (
        "pending",
        ["alice"],
    )


def test_g21_every_pull_request_on_the_signals_commit_is_judged(forked: GateStage) -> None:
    forked.approve(1, "alice", "bob")
    head = forked.head(1)
    forked.clone.git("fetch", "-q", "origin", "refs/pull/1/head")
    forked.clone.git("push", "-q", "origin", f"{head}:refs/heads/same")
    forked.clone.git("push", "-q", "origin", "origin/main:refs/heads/other")
    wish = {"title": "twin", "head": "same", "base": "other"}
    forked.people["dev"].post("pulls", **wish).expect(201)
    ran = forked.run("gate", "--json", **signal(forked, head))
    verdicts = {one["pull_request"]: one["state"] for one in map(json.loads, ran.out.splitlines())}
    assert verdicts == {1: "success", 2: "pending"}
    assert state(forked) == "pending"


def test_g21_commit_that_heads_no_pull_request_judges_none(forked: GateStage) -> None:
    main = forked.clone.git("rev-parse", "origin/main")
    assert forked.run("gate", **signal(forked, main)).status == 0
    assert state(forked) is None
