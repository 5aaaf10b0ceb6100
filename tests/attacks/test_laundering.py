"""Content that came past the gate is to look approved later: moved, taken back, brought by another pull request."""

from tests.attacks.arena import judge_here
from tests.e2e_gate.records import construction, operation
from tests.e2e_gate.stage import GateStage
from tests.gate import samples
from tests.gate.test_histories import built, coded

EVIL = {"src/evil.py": "evil"}


def test_move_in_an_approved_pull_request_does_not_launder_what_was_pushed() -> None:
    """Rule: what an approved pull request adds while unapproved content goes may be that content, unseen (histories)."""
    pushed = coded("push", files=EVIL, only=True, direct_push=True)
    moved = coded("move", base=EVIL, files={"src/evil.py": None, "src/good.py": "evil"})
    removed = coded(
        "removal", base=EVIL, files={"src/evil.py": None, samples.BOLT: "$bolt:finished"}, only=True
    )
    again = coded("again", files={"src/good.py": "evil"})

    assert not built(moved, pushed).approved
    # in two pull requests, of which the second shows every line, it is approved
    assert built(removed, pushed).approved
    assert built(again, removed, pushed).approved


def test_rebase_puts_a_bad_commit_on_the_line_and_the_release_names_that_one(asked: GateStage) -> None:
    """Rule: of a rebase only the commit that GitHub calls the merge is the pull request's, the others nobody's (sources)."""
    asked.approve(1, "alice", "bob")
    asked.merge(1)
    asked.open("built", construction() | {"src/cart/add.py": "import os; os.abort()\n"})
    asked.push({"src/cart/add.py": "def add() -> None: ...\n"})
    asked.approve(2, "carol")
    assert asked.gate(2)["state"] == "success"
    asked.merge(2, "rebase")
    bad = asked.clone.git("rev-parse", "origin/main~1")

    number = asked.open("release", operation(bad))
    wanted = asked.gate(number)
    assert wanted["state"] == "failure"
    assert "without a pull request" in wanted["sentence"]
    asked.approve(number, "alice", "carol", body=line_of(wanted))
    asked.merge(number)
    refused = asked.run("deploy-gate", "--release", "first", "--environment", "production")
    assert (refused.status, refused.out) == (3, "")


def line_of(printed: dict[str, list[dict[str, str]]]) -> str:
    wanted = printed["requirements"][0]
    return f"aidlc-approve: {wanted['phase']} {wanted['scope']} {wanted['digest']}"


def test_folder_deleted_and_brought_back_past_the_gate(asked: GateStage) -> None:
    """Rule: the newest transition into the present tree counts, never an earlier one with equal content (histories)."""
    asked.approve(1, "alice", "bob")
    asked.merge(1)
    path = "aidlc-records/shop/inception/prfaq.md"
    text = (asked.clone.folder / path).read_text(encoding="utf-8")
    asked.push_to_main({path: None})
    asked.push_to_main({path: text})
    number = asked.open("built", construction())
    asked.approve(number, "carol")

    printed = asked.gate(number)
    assert printed["state"] == "failure"
    assert "pushed without a pull request" in printed["sentence"]
    assert judge_here(asked, number).state == "failure"
