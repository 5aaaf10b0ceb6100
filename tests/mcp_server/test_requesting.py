import os
import shutil
from pathlib import Path

import pytest

from tests.mcp_server.shop import record_inception
from tests.mcp_server.workshop import Workshop

BRANCH = "aidlc/inception/shop"


def test_request_opens_a_pull_request_with_the_records_and_nothing_else(workshop: Workshop) -> None:
    record_inception(workshop.assistant)
    workshop.write("src/half-done.py", "x = 1\n")
    workshop.write("README.md", "Changed but not ready.\n")
    workshop.git("add", "README.md")
    before = workshop.state()
    answer = workshop.assistant.call("request_approval", intent="shop", phase="inception")
    assert workshop.state() == before
    pull = workshop.stage.people["root"].get("pulls/1").expect(200)
    assert (pull["head"]["ref"], pull["base"]["ref"], pull["user"]["login"]) == (BRANCH, "main", "dev")
    files = workshop.stage.people["root"].get("pulls/1/files").expect(200)
    assert {file["filename"].rpartition("/")[0] for file in files} == {
        "aidlc-records/shop/inception",
        "aidlc-records/shop/inception/units",
    }
    assert len(files) == 8
    assert answer.data["url"] == pull["html_url"]
    assert answer.data["pushed"] is True
    assert answer.data["approvers"] == {"1 product-owner": ["alice"], "1 developer": ["bob", "carol"]}


def test_status_waits_for_people_once_exactly_these_records_were_asked_for(workshop: Workshop) -> None:
    record_inception(workshop.assistant)
    workshop.assistant.call("request_approval", intent="shop", phase="inception")
    assert "is asked for" in workshop.assistant.call("get_status", intent="shop").data["next"]
    workshop.assistant.call("record_artifact", intent="shop", kind="prfaq", body="Another press release.\n")
    assert "Request the approval" in workshop.assistant.call("get_status", intent="shop").data["next"]


def test_digest_line_in_the_body_is_the_one_the_gate_asks_for(workshop: Workshop) -> None:
    record_inception(workshop.assistant)
    answer = workshop.assistant.call("request_approval", intent="shop", phase="inception")
    printed = workshop.stage.gate(1)
    line = f"aidlc-approve: inception shop {printed['digest']}"
    assert answer.data["digest_line"] == line
    assert line in workshop.stage.people["root"].get("pulls/1").expect(200)["body"]


def test_commit_is_the_users_own_and_the_token_stays_out_of_arguments_and_configuration(
    workshop: Workshop, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    spy = tmp_path / "spy"
    spy.mkdir()
    log, real = tmp_path / "arguments", shutil.which("git")
    (spy / "git").write_text(f'#!/bin/sh\necho "$@" >> {log}\nexec {real} "$@"\n', encoding="utf-8")
    (spy / "git").chmod(0o755)
    monkeypatch.setenv("PATH", f"{spy}:{os.environ['PATH']}")
    record_inception(workshop.assistant)
    answer = workshop.assistant.call("request_approval", intent="shop", phase="inception")
    secret = workshop.environ["AIDLC_GITHUB_TOKEN"]
    arguments = log.read_text(encoding="utf-8")
    assert "push" in arguments
    assert secret not in arguments + answer.text + str(answer.data)
    assert secret not in (workshop.root / ".git" / "config").read_text(encoding="utf-8")
    said = workshop.git("log", "-1", "--format=%an <%ae>|%cn <%ce>|%B", f"origin/{BRANCH}")
    assert said == "dev <dev@example.com>|dev <dev@example.com>|Ask for the approval of inception: A shop"


def test_reviewers_of_the_phase_are_asked(workshop: Workshop) -> None:
    record_inception(workshop.assistant)
    workshop.assistant.call("request_approval", intent="shop", phase="inception")
    pull = workshop.stage.people["root"].get("pulls/1").expect(200)
    assert [one["login"] for one in pull["requested_reviewers"]] == ["alice", "bob", "carol"]


def test_second_request_updates_the_same_pull_request(workshop: Workshop) -> None:
    record_inception(workshop.assistant)
    workshop.assistant.call("request_approval", intent="shop", phase="inception")
    first = workshop.stage.head(1)
    again = workshop.assistant.call("request_approval", intent="shop", phase="inception")
    assert "Already on" in again.text
    assert workshop.stage.head(1) == first
    workshop.assistant.call("record_intent", intent="shop", title="A better shop")
    changed = workshop.assistant.call("request_approval", intent="shop", phase="inception")
    assert changed.text.startswith("Committed to")
    assert workshop.stage.head(1) != first
    pulls = workshop.stage.people["root"].get("pulls", state="all").expect(200)
    assert [pull["title"] for pull in pulls] == ["Approve inception: A better shop"]


def test_incomplete_phase_is_refused_with_the_list(workshop: Workshop) -> None:
    workshop.assistant.call("record_intent", intent="shop", title="A shop", body="Sell.")
    said = workshop.assistant.refused("request_approval", intent="shop", phase="inception")
    assert "Not ready" in said
    assert "prfaq.md" in said
    assert workshop.git("branch", "--list", "aidlc/*") == ""


def test_approved_and_merged_request_leaves_evidence_that_the_gate_believes(workshop: Workshop) -> None:
    record_inception(workshop.assistant)
    workshop.assistant.call("request_approval", intent="shop", phase="inception")
    waiting = workshop.assistant.call("check_approval", intent="shop", phase="inception")
    assert (waiting.data["verdict"], waiting.data["pull_request"]) == ("CLOSED", 1)
    workshop.stage.approve(1, "alice", "bob")
    opened = workshop.assistant.call("check_approval", intent="shop", phase="inception")
    assert opened.data["verdict"] == "OPEN"
    workshop.stage.merge(1)
    approved = workshop.assistant.call("check_approval", intent="shop", phase="inception")
    assert approved.data["verdict"] == "APPROVED"
    evidence = approved.data["evidence"]
    assert (workshop.root / evidence).is_file()
    workshop.pull()
    status = workshop.assistant.call("get_status", intent="shop")
    assert status.data["intents"][0]["phase"] == "construction"
    workshop.assistant.call("record_bolts", intent="shop", unit="cart", bolts=[{"id": "add"}])
    workshop.assistant.call("update_bolt", bolt="shop/cart/add", state="in-progress")
    workshop.write("src/cart/add.py", "def add() -> None: ...\n")
    workshop.write("notes.txt", "not part of it\n")
    workshop.assistant.call(
        "update_bolt",
        bolt="shop/cart/add",
        state="finished",
        tests=[{"command": "make test", "result": "3 passed"}],
    )
    asked = workshop.assistant.call(
        "request_approval", intent="shop", phase="construction", units=["cart"], paths=["src/cart"]
    )
    files = workshop.stage.people["root"].get("pulls/2/files").expect(200)
    assert {file["filename"] for file in files} == {
        "aidlc-records/shop/construction/cart/bolts/add.md",
        "src/cart/add.py",
        evidence,
    }
    assert "Opened" in asked.text
    assert asked.data["notes"] == []
    printed = workshop.stage.gate(2)
    assert printed["problems"] == []
    assert printed["state"] == "pending"
    workshop.stage.approve(2, "bob")
    assert workshop.stage.gate(2)["verdict"] == "OPEN"
