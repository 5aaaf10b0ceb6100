"""The command itself: exit statuses, events, outputs, and what never leaves it."""

import base64
import json
import os
import stat
from pathlib import Path
from typing import Any

import pytest

from aidlc.emulator import Fault, faults
from tests.e2e_gate.records import inception
from tests.e2e_gate.stage import GateStage


def event(stage: GateStage, name: str, payload: dict[str, Any]) -> dict[str, str]:
    """The runner's environment for an event."""
    path = stage.folder / "event.json"
    path.write_text(json.dumps(payload), encoding="utf-8")
    return {"GITHUB_EVENT_NAME": name, "GITHUB_EVENT_PATH": str(path)}


def test_enforce_exits_with_three_while_closed_and_zero_once_open(asked: GateStage) -> None:
    assert asked.run("gate", "--pr", "1", "--enforce").status == 3
    asked.approve(1, "alice", "bob")
    assert asked.run("gate", "--pr", "1", "--enforce").status == 0


def test_dry_run_writes_nothing_on_github(asked: GateStage) -> None:
    printed = asked.gate(1, "--dry-run")
    assert asked.status(printed["head"]) is None
    assert asked.comments(1) == []


def test_draft_waits_however_many_approved(stage: GateStage) -> None:
    number = stage.open("inception", inception(), draft=True)
    stage.approve(number, "alice", "bob")
    assert stage.gate(number)["state"] == "pending"


def test_closed_pull_request_gets_no_status(asked: GateStage) -> None:
    asked.people["dev"].patch("pulls/1", state="closed").expect(200)
    ran = asked.run("gate", "--pr", "1")
    assert ran.status == 0
    assert asked.status(asked.head(1)) is None


def test_pull_request_into_another_branch_never_gets_a_success(stage: GateStage) -> None:
    stage.clone.git("push", "-q", "origin", "origin/main:refs/heads/other")
    number = stage.open("inception", inception(), base="other")
    stage.approve(number, "alice", "bob")
    assert stage.gate(number)["state"] == "pending"


def test_f13_pull_requests_with_one_head_share_the_worst_verdict(asked: GateStage) -> None:
    asked.clone.git("push", "-q", "origin", "origin/main:refs/heads/other")
    second = (
        asked.people["dev"].post("pulls", title="twin", head="inception", base="other").expect(201)["number"]
    )
    asked.approve(1, "alice", "bob")
    ran = asked.run("gate", "--pr", "1", "--json")
    verdicts = {one["pull_request"]: one["state"] for one in map(json.loads, ran.out.splitlines())}
    assert verdicts == {1: "success", second: "pending"}
    status = asked.status(asked.head(1))
    assert status is not None
    assert status["state"] == "pending"


@pytest.mark.parametrize(
    "name", ["pull_request", "pull_request_review", "issue_comment", "workflow_run", "push"]
)
def test_event_says_only_which_pull_request_to_look_at(asked: GateStage, name: str) -> None:
    lie = {"number": 1, "head": {"sha": "0" * 40}, "state": "closed"}
    payloads: dict[str, dict[str, Any]] = {
        "issue_comment": {"issue": {"number": 1, "pull_request": {}}, "comment": {"body": "/aidlc recheck"}},
        "workflow_run": {"workflow_run": {"pull_requests": [], "head_sha": asked.head(1)}},
        "push": {"ref": "refs/heads/main"},
    }
    asked.approve(1, "alice", "bob")
    output, summary = asked.folder / "output", asked.folder / "summary"
    files = {"GITHUB_OUTPUT": str(output), "GITHUB_STEP_SUMMARY": str(summary)}
    ran = asked.run("gate", **event(asked, name, payloads.get(name, {"pull_request": lie})), **files)
    assert ran.status == 0, ran
    status = asked.status(asked.head(1))
    assert status is not None
    assert status["state"] == "success"
    assert "\nOPEN\n" in output.read_text(encoding="utf-8")
    assert "alice" in summary.read_text(encoding="utf-8")


def test_token_shows_in_no_argument_output_or_error(
    asked: GateStage, monkeypatch: pytest.MonkeyPatch
) -> None:
    spy = asked.folder / "bin" / "git"
    spy.parent.mkdir()
    log = asked.folder / "git.log"
    real = Path("/usr/bin/git")
    spy.write_text(f'#!/bin/sh\nprintf "%s\\n" "$*" >> "{log}"\nexec {real} "$@"\n', encoding="utf-8")
    spy.chmod(spy.stat().st_mode | stat.S_IXUSR)
    monkeypatch.setenv("PATH", f"{spy.parent}{os.pathsep}{os.environ['PATH']}")
    asked.approve(1, "alice", "bob")
    ran = asked.run("gate", "--pr", "1", "--json")
    assert ran.status == 0
    arguments = log.read_text(encoding="utf-8")
    basic = base64.b64encode(f"x-access-token:{asked.token}".encode()).decode()
    assert "fetch" in arguments
    for secret in (asked.token, basic):
        assert secret not in arguments + ran.out + ran.err


def test_one_decision_needs_few_requests(asked: GateStage) -> None:
    asked.approve(1, "alice", "bob")
    asked.gate(1)
    before = len(asked.github.requests)
    asked.run("gate", "--pr", "1")
    made = [each for each in asked.github.requests[before:] if each.is_rest or each.is_graphql]
    assert len([each for each in made if each.is_graphql]) == 3
    assert len(made) <= 10


def test_head_that_moves_while_it_is_judged_is_judged_anew(asked: GateStage) -> None:

    asked.approve(1, "alice", "bob")
    old = asked.head(1)
    text = "---\nschema: aidlc/prfaq/v1\n---\n\nLate.\n"
    move = faults.Hook(lambda: asked.push({"aidlc-records/shop/inception/prfaq.md": text}))
    asked.github.inject(Fault(move, graphql="query Mark"))
    printed = asked.gate(1)
    assert printed["head"] == asked.head(1) != old
    assert printed["state"] == "pending"
    assert asked.status(old) is None


def test_missing_token_or_repository_is_said_in_one_line(stage: GateStage) -> None:
    for name in ("GITHUB_TOKEN", "GITHUB_REPOSITORY"):
        ran = stage.run("gate", "--pr", "1", **{name: ""})
        assert ran.status == 2
        assert len(ran.err.splitlines()) == 1
        assert name in ran.err
