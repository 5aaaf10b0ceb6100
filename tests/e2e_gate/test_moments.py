"""What moves between reading, posting and merging, and whose clock tells. F10 to F12 and G10 to G15 of the catalogue."""

from datetime import UTC, datetime

import pytest

from aidlc.emulator import Fault, faults
from tests.e2e_gate.records import POLICY_PATH, inception, policy
from tests.e2e_gate.stage import GateStage
from tests.e2e_gate.test_freshness import CHANGED, hide_activity, why


def test_f10_commit_with_an_early_status_is_stale_once_it_is_forced_in(asked: GateStage) -> None:
    asked.approve(1, "alice", "bob")
    asked.clone.git("checkout", "-q", "-b", "scratch")
    early = asked.write(CHANGED)
    asked.clone.push("scratch")
    forged = {"state": "success", "context": "aidlc/gate", "description": "Approved."}
    asked.people["dev"].post(f"statuses/{early}", **forged).expect(201)
    asked.clone.git("push", "-q", "--force", "origin", "scratch:inception")
    for _ in range(2):
        printed = asked.gate(1)
        assert (printed["head"], printed["state"], why(printed)) == (early, "pending", ["stale", "stale"])
        hide_activity(asked)


def test_f11_retargeted_pull_request_is_judged_where_it_goes(asked: GateStage) -> None:
    asked.approve(1, "alice", "bob")
    assert asked.gate(1)["state"] == "success"
    asked.clone.git("push", "-q", "origin", "origin/main:refs/heads/other")
    asked.people["dev"].patch("pulls/1", base="other").expect(200)
    assert asked.gate(1)["state"] == "pending"


def test_f12_approvals_under_a_weak_base_do_not_come_back_with_the_pull_request(stage: GateStage) -> None:
    lax = policy(stage.ids).replace("role: product-owner}, {role: developer", "role: developer")
    stage.clone.git("checkout", "-q", "-B", "weak", "origin/main")
    stage.write({POLICY_PATH: lax})
    stage.clone.push("weak")
    number = stage.open("inception", inception(), base="weak")
    stage.approve(number, "alice", "bob")
    assert stage.gate(number)["state"] == "pending"
    stage.people["dev"].patch(f"pulls/{number}", base="main").expect(200)
    hide_activity(stage)
    printed = stage.gate(number)
    assert (printed["state"], why(printed)) == ("pending", ["stale", "stale"])


def test_g10_review_that_comes_while_pages_are_read_is_seen(asked: GateStage) -> None:
    asked.approve(1, "alice", "bob")
    for number in range(100):
        asked.github.put_review(1, user="carol", state="COMMENTED", body=f"noise {number}")
    late = faults.Hook(lambda: asked.people["alice"].review("REQUEST_CHANGES", "No.", 1))
    asked.github.inject(Fault(late, graphql="query More"))
    assert asked.gate(1)["state"] == "failure"


@pytest.mark.parametrize("year", [2012, 2040])
def test_g11_clock_of_the_runner_is_years_from_githubs_and_changes_nothing(
    stage: GateStage, year: int
) -> None:
    stage.github.clock.set(datetime(year, 2, 28, 23, 59, 30, tzinfo=UTC))
    assert stage.open("inception", inception()) == 1
    stage.approve(1, "alice", "bob")
    assert stage.gate(1)["state"] == "success"
    stage.push(CHANGED)
    printed = stage.gate(1)
    assert (printed["state"], why(printed)) == ("pending", ["stale", "stale"])
    stage.approve(1, "alice", "bob")
    assert stage.gate(1)["state"] == "success"


@pytest.mark.parametrize("after", [False, True])
def test_g12_head_that_moves_while_the_status_is_posted_gets_none(asked: GateStage, after: bool) -> None:
    asked.approve(1, "alice", "bob")
    judged = asked.head(1)
    move = faults.Hook(lambda: asked.push(CHANGED), after=after)
    asked.github.inject(Fault(move, method="POST", path="/statuses/"))
    printed = asked.gate(1)
    assert (printed["head"], printed["state"]) == (judged, "success")
    assert asked.head(1) != judged
    assert asked.status(asked.head(1)) is None


def test_g13_commit_pushed_after_the_success_has_none(asked: GateStage) -> None:
    asked.approve(1, "alice", "bob")
    assert asked.gate(1)["state"] == "success"
    assert asked.status(asked.push(CHANGED)) is None
    assert asked.gate(1)["state"] == "pending"


def test_g14_objection_after_the_success_turns_the_same_commit_red(asked: GateStage) -> None:
    asked.approve(1, "alice", "bob")
    assert asked.gate(1)["state"] == "success"
    asked.people["bob"].review("REQUEST_CHANGES", "I was wrong.", 1)
    assert asked.gate(1)["state"] == "failure"
    review = asked.people["bob"].review("APPROVE", "", 1)
    assert asked.gate(1)["state"] == "success"
    asked.people["root"].put(f"pulls/1/reviews/{review['id']}/dismissals", message="Stale.").expect(200)
    assert asked.gate(1)["state"] == "pending"


def test_g15_objection_between_reading_and_posting_is_judged_before_anything_is_posted(
    asked: GateStage,
) -> None:
    asked.approve(1, "alice", "bob")
    late = faults.Hook(lambda: asked.people["bob"].review("REQUEST_CHANGES", "Wait.", 1))
    asked.github.inject(Fault(late, graphql="query Mark"))
    assert asked.gate(1)["state"] == "failure"
    posted = [one for one in asked.github.requests if one.method == "POST" and "/statuses/" in one.path]
    assert [one.body["state"] for one in posted] == ["failure"]
