"""A success belongs to a commit: the attacker comes back to the commit when the verdict has changed."""

import json

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


def close_and_reopen(stage: GateStage, *, woken: str) -> int:
    """Succeed, close, let the gate run on what `woken` says, object, reopen and merge at once; GitHub's answer."""
    stage.github.repository.required_contexts = ("aidlc/gate",)
    stage.approve(1, "alice", "bob")
    head = stage.head(1)
    assert stage.gate(1)["state"] == "success"
    stage.people["dev"].patch("pulls/1", state="closed").expect(200)
    events = {
        "signal": {"workflow_run": {"head_sha": head, "pull_requests": []}},
        "schedule": {},
        "recheck": {},
    }
    event = stage.folder / "event.json"
    event.write_text(json.dumps(events.get(woken, {})), encoding="utf-8")
    name = {"signal": "workflow_run"}.get(woken, "schedule")
    if woken == "by number":
        assert stage.run("gate", "--pr", "1").status == 0
    elif woken != "never":
        assert stage.run("gate", GITHUB_EVENT_NAME=name, GITHUB_EVENT_PATH=str(event)).status == 0
    stage.people["alice"].review("REQUEST_CHANGES", "Not at all, on second thoughts.", 1)
    stage.people["dev"].patch("pulls/1", state="open").expect(200)
    return stage.people["dev"].put("pulls/1/merge").status


@pytest.mark.parametrize(
    ("woken", "answer"), [("signal", 405), ("schedule", 405), ("by number", 405), ("never", 200)]
)
def test_closed_pull_request_is_reopened_behind_an_objection(
    asked: GateStage, woken: str, answer: int
) -> None:
    """Rule: closing a pull request wakes the gate, which takes the success of its head back (withdrawing)."""
    assert close_and_reopen(asked, woken=woken) == answer


def test_closed_pull_request_keeps_the_success_of_another_that_is_open(asked: GateStage) -> None:
    """Nobody else is hurt: the same commit heads another open pull request, and that one deserves its success."""
    asked.clone.git("push", "-q", "origin", "HEAD:twin")
    twin = asked.people["dev"].post("pulls", title="t", head="twin", base="main").expect(201)["number"]
    asked.approve(1, "alice", "bob")
    asked.people["dev"].patch(f"pulls/{twin}", state="closed").expect(200)
    assert asked.gate(1)["state"] == "success"
    ran = asked.run("gate", "--pr", str(twin))

    assert (ran.status, ran.out.strip()) == (0, f"#{twin} is closed; no status was posted.")
    latest = asked.status(asked.head(1))
    assert latest is not None
    assert latest["state"] == "success"
