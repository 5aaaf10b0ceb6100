"""GitHub moves approvals onto new heads; the attacker chooses when, and what lies there by then."""

import pytest

from tests.attacks.arena import OTHER, judge_here, why
from tests.e2e_gate.stage import GateStage
from tests.e2e_gate.test_freshness import hide_activity


def bring_main_and_more(stage: GateStage) -> None:
    """Merge main and commit other content on top, in one push."""
    stage.push_to_main({"docs/more.md": "more\n"})
    stage.clone.git("merge", "-q", "--no-edit", "origin/main")
    stage.write(OTHER)
    stage.clone.push("HEAD")


def merge_main_and_smuggle(stage: GateStage) -> None:
    """GitHub moves the approvals onto a commit that nobody looked at and that has one parent."""
    bring_main_and_more(stage)
    reviews = stage.people["root"].get("pulls/1/reviews").expect(200)
    assert {review["commit_id"] for review in reviews} == {stage.head(1)}


@pytest.mark.parametrize("activity", ["shown", "hidden"])
def test_approval_moved_onto_a_commit_on_top_of_a_merge_is_stale(
    asked: GateStage, monkeypatch: pytest.MonkeyPatch, activity: str
) -> None:
    """Rule: a reviewed commit that is or follows a merge, or was pushed after the review, may have been moved (evidence)."""
    asked.approve(1, "alice", "bob")
    merge_main_and_smuggle(asked)
    if activity == "hidden":
        hide_activity(asked)

    printed = asked.gate(1)
    assert (printed["state"], why(printed)) == ("pending", ["stale", "stale"])

    monkeypatch.setattr("aidlc.domain.evidence._why_moved", lambda *_: "")
    assert judge_here(asked, 1).state == "success"


def test_merge_smuggle_and_more_commits_in_further_pushes_stay_stale(asked: GateStage) -> None:
    """Rule: the whole way from the merge to the reviewed commit is looked at, not the commit's own parents alone."""
    asked.approve(1, "alice", "bob")
    merge_main_and_smuggle(asked)
    asked.push({"docs/notes.md": "Newer notes.\n"})
    hide_activity(asked)

    assert asked.gate(1)["state"] == "pending"


def test_digest_line_approves_what_follows_a_merge(asked: GateStage) -> None:
    """Nobody is locked out: a line that names today's content binds it, wherever GitHub moves the review."""
    bring_main_and_more(asked)
    hide_activity(asked)
    wanted = asked.gate(1)["requirements"][0]
    line = f"aidlc-approve: {wanted['phase']} {wanted['scope']} {wanted['digest']}"
    asked.approve(1, "alice", "bob", body=line)

    assert asked.gate(1)["state"] == "success"
