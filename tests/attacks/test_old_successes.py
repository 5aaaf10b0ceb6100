"""A success belongs to a commit: the attacker comes back to the commit when the verdict has changed."""

import pytest

from tests.attacks.arena import OTHER
from tests.e2e_gate.stage import GateStage


def succeed_and_move_on(stage: GateStage) -> str:
    """The first head gets its success, the branch moves on, and somebody objects; the first head."""
    stage.github.repository.required_contexts = ("aidlc/gate",)
    stage.approve(1, "alice", "bob")
    first = stage.head(1)
    assert stage.gate(1)["state"] == "success"
    stage.push(OTHER)
    stage.people["alice"].review("REQUEST_CHANGES", "Not at all, on second thoughts.", 1)
    return first


def go_back_and_merge(stage: GateStage, commit: str) -> int:
    """Move the branch back and merge before the gate could look again; GitHub's answer."""
    stage.clone.git("push", "-q", "--force", "origin", f"{commit}:refs/heads/inception")
    return stage.people["dev"].put("pulls/1/merge").status


@pytest.mark.parametrize("rule", ["in", "out"])
def test_branch_goes_back_to_a_commit_with_a_success_behind_an_objection(asked: GateStage, rule: str) -> None:
    """Rule: each run takes back the successes of the pull request's earlier heads (withdrawing)."""
    first = succeed_and_move_on(asked)
    if rule == "in":
        assert asked.gate(1)["state"] == "failure"
    latest = asked.status(first)
    assert latest is not None
    assert latest["state"] == ("pending" if rule == "in" else "success")

    assert go_back_and_merge(asked, first) == (405 if rule == "in" else 200)


def test_head_that_was_forced_away_loses_its_success_too(asked: GateStage) -> None:
    """Rule: heads that a forced push removed are read from the timeline and the activity (withdrawing)."""
    asked.github.repository.required_contexts = ("aidlc/gate",)
    asked.approve(1, "alice", "bob")
    first = asked.head(1)
    assert asked.gate(1)["state"] == "success"
    asked.write(OTHER)
    asked.clone.git("commit", "-q", "--amend", "-m", "another")
    asked.clone.git("push", "-q", "--force", "origin", "HEAD~1:refs/heads/elsewhere")
    asked.clone.git("reset", "-q", "--soft", "HEAD~1")
    asked.clone.git("commit", "-q", "--amend", "-m", "all in one")
    asked.clone.git("push", "-q", "--force", "origin", "HEAD:inception")
    assert asked.gate(1)["state"] == "pending"

    assert go_back_and_merge(asked, first) == 405
    asked.approve(1, "alice", "bob")
    assert asked.gate(1)["state"] == "success"


def test_stacked_pull_request_keeps_its_own_success(asked: GateStage) -> None:
    """Nobody else is hurt: a commit that heads another open pull request is judged there, not here."""
    asked.approve(1, "alice", "bob")
    assert asked.gate(1)["state"] == "success"
    asked.clone.git("checkout", "-q", "-b", "stacked")
    asked.push({"docs/notes.md": "More.\n"})
    stacked = asked.people["dev"].post("pulls", title="s", head="stacked", base="main").expect(201)["number"]
    asked.gate(stacked)

    latest = asked.status(asked.head(1))
    assert latest is not None
    assert latest["state"] == "success"
