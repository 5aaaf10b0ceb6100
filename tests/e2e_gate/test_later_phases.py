"""Construction and operation rest on what was approved before; a deployment rests on all of it."""

import pytest

from tests.e2e_gate.records import INCEPTION, construction, operation
from tests.e2e_gate.stage import GateStage


@pytest.fixture
def begun(asked: GateStage) -> GateStage:
    """The inception is approved and merged."""
    asked.approve(1, "alice", "bob")
    asked.merge(1)
    return asked


def release(stage: GateStage) -> int:
    """Construction is approved and merged, a release asked for and approved with the digest line; its number."""
    built = stage.open("built", construction())
    stage.approve(built, "carol")
    commit = stage.merge(built, "squash")
    number = stage.open("release", operation(commit))
    wanted = stage.gate(number)["requirements"][0]
    line = f"aidlc-approve: {wanted['phase']} {wanted['scope']} {wanted['digest']}"
    stage.approve(number, "alice", "carol", body=line)
    return number


@pytest.mark.parametrize("how", ["merge", "squash", "rebase"])
def test_construction_opens_after_an_inception_that_was_merged(asked: GateStage, how: str) -> None:
    asked.approve(1, "alice", "bob")
    asked.merge(1, how)
    number = asked.open("built", construction())
    assert asked.gate(number)["state"] == "pending"
    asked.approve(number, "carol")
    assert asked.gate(number)["state"] == "success"


def test_inception_merged_without_approvals_approves_nothing(asked: GateStage) -> None:
    asked.approve(1, "alice")
    asked.merge(1)
    number = asked.open("built", construction())
    asked.approve(number, "carol")
    printed = asked.gate(number)
    assert printed["state"] == "failure"
    assert "inception of shop" in printed["sentence"]


def test_inception_changed_past_the_gate_afterwards_is_no_longer_approved(begun: GateStage) -> None:
    begun.push_to_main({f"{INCEPTION}/prfaq.md": "---\nschema: aidlc/prfaq/v1\n---\n\nQuietly.\n"})
    number = begun.open("built", construction())
    begun.approve(number, "carol")
    assert begun.gate(number)["state"] == "failure"


def test_change_requested_after_the_merge_takes_the_approval_away(begun: GateStage) -> None:
    number = begun.open("built", construction())
    begun.approve(number, "carol")
    assert begun.gate(number)["state"] == "success"
    begun.people["alice"].review("REQUEST_CHANGES", "This is wrong after all.", 1)
    assert begun.gate(number)["state"] == "failure"


def test_approver_who_left_since_the_merge_still_counts_for_it(begun: GateStage) -> None:
    begun.github.set_permission("alice", "none")
    number = begun.open("built", construction())
    begun.approve(number, "carol")
    assert begun.gate(number)["state"] == "success"


def test_release_is_deployed_only_with_every_approval_behind_it(begun: GateStage) -> None:
    number = release(begun)
    wanted = ("deploy-gate", "--release", "first", "--environment")
    missing = begun.run(*wanted, "production")
    assert (missing.status, missing.out) == (2, "")
    assert begun.gate(number)["state"] == "success"
    begun.merge(number)
    allowed = begun.run(*wanted, "production")
    commit = allowed.out.strip()
    assert allowed.status == 0
    assert len(commit) == 40
    elsewhere = begun.run(*wanted, "staging", "--json")
    assert (elsewhere.status, elsewhere.json["allowed"], elsewhere.json["commit"]) == (3, False, None)
    begun.people["alice"].review("REQUEST_CHANGES", "Stop.", number)
    stopped = begun.run(*wanted, "production")
    assert (stopped.status, stopped.out) == (3, "")
    assert "alice requested changes" in stopped.err


def test_code_pushed_past_the_gate_is_not_deployed(begun: GateStage) -> None:
    number = release(begun)
    begun.merge(number)
    begun.push_to_main({"src/cart/backdoor.py": "import os\n"})
    refused = begun.run("deploy-gate", "--release", "first", "--environment", "production", "--json")
    assert (refused.status, refused.json["allowed"]) == (3, False)


def test_forged_evidence_file_is_refused_and_changes_no_deployment(begun: GateStage) -> None:
    forged = f"""{{"schema": "aidlc/approval/v1", "repository": {begun.github.repository.id}, "phase": "inception",
"scope": "shop", "digest": "{"0" * 64}", "pull_request": 1, "head": "{"1" * 40}", "policy": "{"2" * 40}",
"reviews": [{{"review": 1, "login": "alice", "account": 1, "role": "product-owner",
"submitted_at": "2026-01-01T00:00:00Z", "digest_line": false}}], "gathered_at": "2026-01-01T00:00:00Z",
"gate_version": "0.1.0"}}"""
    number = begun.open("claim", {"aidlc-records/shop/approvals/000000000000.json": forged})
    begun.approve(number, "dave")
    printed = begun.gate(number)
    assert printed["state"] == "failure"
    assert "000000000000.json" in printed["problems"][0]["path"]
