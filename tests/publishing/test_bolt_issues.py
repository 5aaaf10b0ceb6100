"""Issues for Bolts: opened once, below the Intent's, labelled, closed and reopened, each only where it was asked for."""

import re
from typing import Any

import pytest

from aidlc.emulator import Fault, faults
from prompts.bolts import issue_marker_of
from schemas.construction import BoltState
from tests.e2e_gate.stage import GateStage
from tests.emulator.stage import Api
from tests.publishing.bolt_stage import (
    EVERYTHING,
    begin,
    below,
    bolt,
    by_bot,
    issue,
    labels,
    open_issue,
    put,
    report,
)


def test_each_bolt_under_way_gets_one_issue_below_the_intents(stage: GateStage) -> None:
    parent = begin(stage, add=bolt(), drop=bolt(BoltState.CANCELLED), done=bolt(BoltState.FINISHED))
    first = report(stage, "--create-issues").json
    (number,) = by_bot(stage)
    assert (first["opened"], below(stage, parent)) == (1, [number])
    made = issue(stage, number)
    assert (made["title"], made["labels"], made["state"]) == ("Bolt cart/add: Add a thing.", [], "open")
    (comment,) = stage.comments(number)
    assert "📋 **planned**" in comment["body"]
    again = report(stage, "--create-issues").json
    assert (again["opened"], again["unchanged"], again["boards"][0]["outcome"]) == (0, 1, "unchanged")
    assert by_bot(stage) == [number]


def test_nothing_is_opened_labelled_or_closed_unasked(stage: GateStage) -> None:
    number = open_issue(stage, "Follow it")
    begin(stage, add=bolt(), done=bolt(BoltState.FINISHED, issue=number))
    ran = report(stage)
    assert (ran.json["skipped"], ran.json["opened"], ran.json["closed"]) == (1, 0, 0)
    assert (by_bot(stage), labels(stage, number), issue(stage, number)["state"]) == ([], [], "open")


def test_issue_is_found_again_without_the_option_and_after_it_was_moved(stage: GateStage) -> None:
    parent = begin(stage, add=bolt())
    report(stage, "--create-issues")
    (number,) = by_bot(stage)
    child = issue(stage, number)["id"]
    stage.people["root"].delete(f"issues/{parent}/sub_issue", sub_issue_id=child).expect(200)
    put(stage, add=bolt(BoltState.IN_PROGRESS))
    ran = report(stage).json
    assert (ran["edited"], ran["opened"], below(stage, parent)) == (1, 0, [])
    assert "🔨 **in-progress**" in stage.comments(number)[0]["body"]


def test_issue_that_the_record_names_wins(stage: GateStage) -> None:
    begin(stage, add=bolt())
    report(stage, "--create-issues")
    named = open_issue(stage, "My own")
    put(stage, add=bolt(issue=named))
    ran = report(stage, *EVERYTHING).json
    assert (ran["bolts"][0]["issue"], ran["opened"]) == (named, 0)
    assert labels(stage, named) == ["aidlc:planned"]


def test_marker_in_somebody_elses_issue_is_no_marker(stage: GateStage) -> None:
    forged = issue_marker_of("shop/cart/add")
    theirs = stage.people["dev"].post("issues", title="Bolt", body=forged).expect(201)["number"]
    begin(stage, add=bolt())
    report(stage, "--create-issues")
    (number,) = by_bot(stage)
    assert number != theirs
    assert stage.comments(theirs) == []


@pytest.mark.parametrize("trouble", [faults.CutBody(), faults.Status(502, after=True), faults.Status(502)])
def test_lost_answer_opens_no_second_issue(stage: GateStage, trouble: faults.Action) -> None:
    parent = begin(stage, add=bolt())
    stage.github.inject(Fault(trouble, method="POST", path=r"/issues$"))
    assert report(stage, "--create-issues").json["opened"] == 1
    assert len(below(stage, parent)) == len(by_bot(stage)) == 1


def test_two_issues_for_a_bolt_become_the_older_one(stage: GateStage) -> None:
    begin(stage, add=bolt())
    report(stage, "--create-issues")
    (first,) = by_bot(stage)
    twin = f"{issue_marker_of('shop/cart/add')}\nThe same."
    second = stage_bot(stage).post("issues", title="Bolt", body=twin).expect(201)["number"]
    assert report(stage, "--create-issues").json["opened"] == 0
    retired = issue(stage, second)
    assert (retired["state"], retired["body"][:14]) == ("closed", "A duplicate of")
    assert by_bot(stage) == [first]


def test_label_follows_the_state_and_other_labels_stay(stage: GateStage) -> None:
    number = open_issue(stage, "Follow it")
    stage.people["root"].post(f"issues/{number}/labels", labels=["bug", "aidlc:draft"]).expect(200)
    begin(stage, add=bolt(issue=number))
    report(stage, "--labels")
    assert labels(stage, number) == ["aidlc:draft", "aidlc:planned", "bug"]
    colours = {each["name"]: each["color"] for each in issue(stage, number)["labels"]}
    assert colours["aidlc:planned"] == "d0d7de"
    put(stage, add=bolt(BoltState.BLOCKED, issue=number, blocked_by="The door is shut."))
    assert report(stage, "--labels").json["bolts"][0]["also"] == ["labelled"]
    assert labels(stage, number) == ["aidlc:blocked", "aidlc:draft", "bug"]
    writes = [each for each in stage.github.requests if each.method in {"POST", "DELETE", "PATCH"}]
    assert report(stage, "--labels").json["bolts"][0]["also"] == []
    later = [each for each in stage.github.requests if each.method in {"DELETE", "PATCH"}]
    assert [each for each in later if each not in writes] == []


def test_issue_is_closed_when_done_and_reopened_when_it_goes_back(stage: GateStage) -> None:
    begin(stage, add=bolt())
    report(stage, *EVERYTHING)
    (number,) = by_bot(stage)
    put(stage, add=bolt(BoltState.FINISHED))
    assert report(stage, *EVERYTHING).json["closed"] == 1
    closed = issue(stage, number)
    assert (closed["state"], closed["state_reason"]) == ("closed", "completed")
    put(stage, add=bolt(BoltState.IN_PROGRESS))
    assert report(stage, *EVERYTHING).json["reopened"] == 1
    assert issue(stage, number)["state"] == "open"
    assert "| taken up again |" in stage.comments(number)[0]["body"]
    put(stage, add=bolt(BoltState.CANCELLED))
    report(stage, *EVERYTHING)
    assert issue(stage, number)["state_reason"] == "not_planned"


def test_what_a_person_opens_or_closes_stays_so(stage: GateStage) -> None:
    begin(stage, add=bolt())
    report(stage, *EVERYTHING)
    (number,) = by_bot(stage)
    stage.people["root"].patch(f"issues/{number}", state="closed").expect(200)
    report(stage, *EVERYTHING)
    assert issue(stage, number)["state"] == "closed"
    stage.people["root"].patch(f"issues/{number}", state="open").expect(200)
    put(stage, add=bolt(BoltState.FINISHED))
    report(stage, *EVERYTHING)
    stage.people["root"].patch(f"issues/{number}", state="open").expect(200)
    ran = report(stage, *EVERYTHING).json
    assert (ran["closed"], issue(stage, number)["state"]) == (0, "open")
    stage.people["root"].patch(f"issues/{number}", state="closed").expect(200)
    put(stage, add=bolt(BoltState.IN_PROGRESS))
    assert report(stage, *EVERYTHING).json["reopened"] == 0


def test_deleted_comment_is_created_again(stage: GateStage) -> None:
    number = open_issue(stage, "Follow it")
    begin(stage, add=bolt(issue=number))
    report(stage)
    (comment,) = stage.comments(number)
    stage.people["root"].delete(f"issues/comments/{comment['id']}").expect(204)
    assert report(stage).json["created"] == 1
    put(stage, add=bolt(BoltState.IN_PROGRESS, issue=number))
    (comment,) = stage.comments(number)

    def deleted(value: Any) -> Any:
        stage.people["root"].delete(f"issues/comments/{comment['id']}").expect(204)
        return value

    stage.github.inject(Fault(faults.Rewrite(deleted), method="GET", path=rf"/issues/{number}/comments$"))
    assert report(stage).json["created"] == 1
    assert "in-progress" in stage.comments(number)[0]["body"]


def test_locked_issue_is_skipped_with_a_note_and_the_others_go_on(stage: GateStage) -> None:
    locked, free = open_issue(stage, "Locked"), open_issue(stage, "Free")
    parent = begin(stage, add=bolt(issue=locked), drop=bolt(issue=free))
    for number in (locked, parent):
        stage.people["root"].put(f"issues/{number}/lock", lock_reason="resolved").expect(204)
    ran = report(stage, *EVERYTHING).json
    assert [one["outcome"] for one in ran["bolts"]] == ["skipped: locked", "created"]
    assert [warning.split(" is locked")[0] for warning in ran["warnings"]] == [
        f"shop: issue {parent}",
        f"shop/cart/add: issue {locked}",
    ]
    assert (labels(stage, locked), stage.comments(locked), stage.comments(parent)) == ([], [], [])


@pytest.mark.parametrize(
    "trouble",
    [
        faults.Status(410, "This issue was deleted"),
        faults.Status(404, "Not Found"),
        faults.Redirect("http://127.0.0.1:9/elsewhere", 301),
    ],
)
def test_issue_that_is_gone_is_named_and_the_others_go_on(stage: GateStage, trouble: faults.Action) -> None:
    gone, there = open_issue(stage, "Gone"), open_issue(stage, "There")
    begin(stage, add=bolt(issue=gone), drop=bolt(issue=there))
    stage.github.inject(Fault(trouble, method="GET", path=rf"/issues/{gone}$", times=None))
    ran = report(stage, *EVERYTHING).json
    assert [one["reference"] for one in ran["bolts"]] == ["shop/cart/drop"]
    (warning,) = ran["warnings"]
    assert warning.startswith("shop/cart/add: ")


def test_pull_request_that_a_record_names_by_mistake_is_neither_closed_nor_labelled(stage: GateStage) -> None:
    pull = stage.open("work", {"docs/notes.md": "More.\n"})
    begin(stage, add=bolt(BoltState.FINISHED, issue=pull))
    report(stage, *EVERYTHING)
    assert (issue(stage, pull)["state"], labels(stage, pull)) == ("open", [])


def test_hundred_sub_issues_are_a_note_and_the_issue_is_followed_all_the_same(stage: GateStage) -> None:
    parent = begin(stage, add=bolt())
    full = faults.Status(422, "Parent cannot have more than 100 sub-issues")
    stage.github.inject(Fault(full, method="POST", path=r"/sub_issues$"))
    ran = report(stage, "--create-issues").json
    (number,) = by_bot(stage)
    assert re.match(rf"shop/cart/add: issue {number} isn't below issue {parent}", ran["warnings"][0])
    assert len(stage.comments(number)) == 1


def stage_bot(stage: GateStage) -> Api:

    return Api(stage.github, stage.token)
