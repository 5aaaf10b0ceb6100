"""Merge queues: every pull request of a group is judged again, and the group may bring nothing else. G23, G24."""

import pytest

from aidlc.emulator import Fault, faults
from tests.e2e_gate.queue import Queue
from tests.e2e_gate.records import INCEPTION, inception
from tests.e2e_gate.stage import GateStage

PRFAQ = f"{INCEPTION}/prfaq.md"
TEXT = "---\nschema: aidlc/prfaq/v1\n---\n\nSomething else.\n"


@pytest.fixture
def approved(asked: GateStage) -> GateStage:
    """Pull request 1 is an approved inception, pull request 2 an approved change of guarded files."""
    asked.approve(1, "alice", "bob")
    assert asked.open("deploy", {"deploy/run.sh": "true\n"}) == 2
    asked.approve(2, "dave")
    return asked


@pytest.fixture
def queue(approved: GateStage) -> Queue:
    return Queue(approved)


def refused(queue: Queue, number: int, words: str) -> None:
    ran = queue.gate(number)
    assert ran.status == 0, ran
    status = queue.status()
    assert status is not None
    assert (ran.json["verdict"], ran.json["state"], status["state"]) == ("CLOSED", "failure", "failure")
    assert words in ran.json["sentence"]
    assert status["description"] == ran.json["sentence"]


def test_g23_group_opens_when_every_pull_request_in_it_is_approved(queue: Queue) -> None:
    queue.merge("inception", 1)
    queue.merge("deploy", 2)
    ran = queue.gate(2)
    assert ran.status == 0, ran
    assert (ran.json["verdict"], ran.json["head"], ran.json["pull_requests"]) == (
        "OPEN",
        queue.clone.head,
        [1, 2],
    )
    status = queue.status()
    assert status is not None
    assert (status["state"], status["creator"]["login"]) == ("success", "github-actions[bot]")
    assert {one["account"]["login"] for one in ran.json["counted"]} == {"alice", "bob", "dave"}
    for number in (1, 2):
        assert queue.stage.status(queue.stage.head(number)) is None


def test_g23_squashed_group_opens_by_what_it_brings(queue: Queue) -> None:
    queue.squash("inception", 1)
    queue.squash("deploy", 2, title="Deploy (#77)")
    assert queue.gate(2).json["pull_requests"] == [1, 2]
    status = queue.status()
    assert status is not None
    assert status["state"] == "success"


def test_g23_group_with_one_that_isnt_approved_any_more_is_refused(queue: Queue) -> None:
    queue.merge("inception", 1)
    queue.merge("deploy", 2)
    queue.stage.people["alice"].review("REQUEST_CHANGES", "Not yet.", 1)
    refused(queue, 2, "Pull request #1 of the group: Changes were requested by alice")


def test_g23_group_with_a_commit_of_nobodys_is_refused(queue: Queue) -> None:
    queue.merge("inception", 1)
    queue.smuggle("src/late.py", "import os\n")
    refused(queue, 1, "src/late.py")


def test_g23_group_that_merges_what_is_no_pull_request_is_refused(queue: Queue) -> None:
    queue.clone.git("checkout", "-q", "-b", "side")
    queue.smuggle("src/side.py", "import os\n")
    queue.clone.git("checkout", "-q", "group")
    queue.clone.git("merge", "-q", "--no-ff", "-m", "Merge pull request #1 from acme/inception", "side")
    queue.merge("inception", 1)
    refused(queue, 1, "merges no open pull request")


def test_g23_group_named_after_a_closed_pull_request_is_refused(queue: Queue) -> None:
    queue.merge("inception", 1)
    queue.stage.people["dev"].patch("pulls/2", state="closed").expect(200)
    refused(queue, 2, "Pull request #2 of the merge group isn't open")


def test_g23_group_that_brings_other_content_than_was_approved_is_refused(queue: Queue) -> None:
    queue.clone.git("merge", "-q", "--squash", "origin/inception")
    (queue.clone.folder / PRFAQ).write_text(TEXT, encoding="utf-8")
    queue.clone.git("add", PRFAQ)
    queue.clone.git("commit", "-q", "-m", "Inception (#1)")
    refused(queue, 1, PRFAQ)


def test_g24_two_approved_changes_of_one_inception_together_are_what_nobody_approved(
    approved: GateStage,
) -> None:
    approved.merge(1)
    unit = inception()[f"{INCEPTION}/units/cart.md"].replace("title: Cart", "title: Shelf")
    shelf = {f"{INCEPTION}/units/shelf.md": unit.replace("id: add", "id: put")}
    contents: dict[str, dict[str, str]] = {"left": {PRFAQ: TEXT}, "right": shelf}
    numbers = {branch: approved.open(branch, files) for branch, files in contents.items()}
    for number in numbers.values():
        approved.approve(number, "alice", "bob")
        assert approved.gate(number)["state"] == "success"
    queue = Queue(approved)
    for branch, number in numbers.items():
        queue.merge(branch, number)
    refused(queue, numbers["right"], "other content than was approved in")


def test_group_on_a_default_branch_that_moved_on_waits_for_the_queue(queue: Queue) -> None:
    queue.merge("inception", 1)
    payload = queue.payload(1)
    queue.stage.push_to_main({"docs/more.md": "more\n"})
    ran = queue.ask(payload)
    assert (ran.json["verdict"], ran.json["state"]) == ("CLOSED", "pending")
    queue.stage.clone.git("fetch", "-q", "origin")


def test_group_without_any_pull_request_is_refused(queue: Queue) -> None:
    queue.smuggle("src/late.py", "import os\n")
    payload = queue.payload(1)
    payload["merge_group"]["head_ref"] = "refs/heads/gh-readonly-queue/main/whatever"
    ran = queue.ask(payload, "--enforce")
    assert (ran.status, ran.json["state"]) == (3, "failure")
    assert "no pull request that is known" in ran.json["sentence"]


def test_group_whose_facts_cant_be_gathered_gets_an_error(queue: Queue) -> None:
    queue.merge("inception", 1)
    queue.stage.github.inject(Fault(faults.Status(503), path="/permission$", times=None))
    ran = queue.gate(1)
    assert ran.status == 1
    status = queue.status()
    assert status is not None
    assert (status["state"], status["description"].startswith("No verdict: ")) == ("error", True)


def test_review_that_arrives_while_a_group_is_judged_is_not_overlooked(queue: Queue) -> None:
    queue.merge("inception", 1)
    objection = faults.Hook(lambda: queue.stage.people["alice"].review("REQUEST_CHANGES", "Wait.", 1))
    queue.stage.github.inject(Fault(objection, graphql="query Mark"))
    refused(queue, 1, "Changes were requested by alice")


def test_commit_that_is_not_there_is_an_error(queue: Queue) -> None:
    payload = queue.payload(1)
    payload["merge_group"]["head_sha"] = "1" * 40
    assert queue.ask(payload).status == 1


def test_group_that_was_destroyed_asks_nothing(queue: Queue) -> None:
    ran = queue.ask(queue.payload(1) | {"action": "destroyed"})
    assert (ran.status, ran.out) == (0, "")


def test_objection_after_the_group_was_judged_reaches_it(queue: Queue) -> None:
    queue.merge("inception", 1)
    assert queue.gate(1).json["state"] == "success"
    queue.stage.people["alice"].review("REQUEST_CHANGES", "Take it out.", 1)
    ran = queue.stage.run("gate", "--pr", "1")
    status = queue.status()
    assert status is not None
    assert (ran.status, status["state"]) == (0, "failure")
    assert f"merge group {queue.clone.head[:12]} CLOSED (failure)" in ran.out


def test_group_of_others_keeps_its_success_when_one_outside_is_refused(queue: Queue) -> None:
    queue.merge("inception", 1)
    assert queue.gate(1).json["state"] == "success"
    queue.stage.people["dave"].review("REQUEST_CHANGES", "No.", 2)
    assert queue.stage.run("gate", "--pr", "2").status == 0
    status = queue.status()
    assert status is not None
    assert status["state"] == "success"


def test_group_whose_head_is_a_pull_requests_own_head_is_refused(queue: Queue) -> None:
    queue.merge("inception", 1)
    payload = queue.payload(1)
    queue.clone.git("push", "-q", "origin", "HEAD:refs/heads/borrowed")
    wish = {"title": "b", "head": "borrowed", "base": "main"}
    number = queue.stage.people["dev"].post("pulls", **wish).expect(201)["number"]
    ran = queue.ask(payload)
    assert (ran.json["verdict"], ran.json["state"]) == ("CLOSED", "failure")
    assert f"#{number}" in ran.json["sentence"]
