import pytest

from tests.mcp_server.shop import record_inception
from tests.mcp_server.workshop import Workshop

ASK = {"intent": "shop", "phase": "inception"}


@pytest.fixture
def approved(workshop: Workshop) -> Workshop:
    """Inception was asked for, approved, merged and brought in."""
    record_inception(workshop.assistant)
    workshop.assistant.call("request_approval", **ASK)
    workshop.stage.approve(1, "alice", "bob")
    workshop.stage.merge(1)
    workshop.pull()
    return workshop


def finish_bolt(workshop: Workshop) -> None:
    """Plan the Bolt, write its code, finish it."""
    workshop.assistant.call("record_bolts", intent="shop", unit="cart", bolts=[{"id": "add"}])
    workshop.assistant.call("update_bolt", bolt="shop/cart/add", state="in-progress")
    workshop.write("src/cart/add.py", "def add() -> None: ...\n")
    run = {"command": "make test", "result": "3 passed"}
    workshop.assistant.call("update_bolt", bolt="shop/cart/add", state="finished", tests=[run])


def test_nothing_asked_for_is_said_with_the_tool_that_asks(workshop: Workshop) -> None:
    record_inception(workshop.assistant)
    told = workshop.assistant.call("check_approval", **ASK)
    assert told.data["verdict"] == "NOT_REQUESTED"
    assert "request_approval" in told.text


def test_closed_pull_request_is_not_an_approval(workshop: Workshop) -> None:
    record_inception(workshop.assistant)
    workshop.assistant.call("request_approval", **ASK)
    workshop.stage.approve(1, "alice", "bob")
    workshop.stage.people["dev"].patch("pulls/1", state="closed").expect(200)
    told = workshop.assistant.call("check_approval", **ASK)
    assert (told.data["verdict"], told.data["pull_request"]) == ("NOT_REQUESTED", 1)
    assert "closed without being merged" in told.text
    assert not (workshop.root / "aidlc-records/shop/approvals").exists()


def test_verdict_is_the_sentence_of_the_gate(workshop: Workshop) -> None:
    record_inception(workshop.assistant)
    workshop.assistant.call("request_approval", **ASK)
    workshop.stage.approve(1, "alice")
    told = workshop.assistant.call("check_approval", **ASK)
    assert told.data["sentence"] == workshop.stage.gate(1)["sentence"]
    assert "Needed: 1 developer: bob, carol." in told.text


def test_direct_push_is_not_approved_and_says_how_to_renew(workshop: Workshop) -> None:
    record_inception(workshop.assistant)
    folder = workshop.root / "aidlc-records/shop/inception"
    files = {
        str(path.relative_to(workshop.root)): path.read_text(encoding="utf-8")
        for path in folder.rglob("*.md")
    }
    workshop.stage.push_to_main(files)
    told = workshop.assistant.call("check_approval", **ASK)
    assert told.data["verdict"] == "NOT_APPROVED"
    assert "revision" in told.text
    assert told.data["evidence"] == ""


def test_second_check_writes_no_second_evidence(approved: Workshop) -> None:
    first = approved.assistant.call("check_approval", **ASK)
    before = (approved.root / first.data["evidence"]).read_bytes()
    assert approved.assistant.call("check_approval", **ASK).data["evidence"] == first.data["evidence"]
    assert (approved.root / first.data["evidence"]).read_bytes() == before
    assert approved.assistant.call("validate_records").data["total"] == 0


def test_unchanged_inception_is_asked_for_again_only_as_a_renewal(approved: Workshop) -> None:
    assert "renew: true" in approved.assistant.refused("request_approval", **ASK)
    told = approved.assistant.call("request_approval", **ASK, renew=True)
    files = approved.stage.people["root"].get("pulls/2/files").expect(200)
    assert [file["filename"] for file in files] == ["aidlc-records/shop/inception/intent.md"]
    text = (approved.root / "aidlc-records/shop/inception/intent.md").read_text(encoding="utf-8")
    assert "revision: 2\n" in text
    again = approved.assistant.call("request_approval", **ASK, renew=True)
    assert "Already on" in again.text
    assert again.data["digest_line"] == told.data["digest_line"]
    line = told.data["digest_line"]
    approved.stage.approve(2, "alice", "bob", body=line)
    assert approved.stage.gate(2)["verdict"] == "OPEN"


def test_bolt_that_nobody_suggested_is_planned_and_told(approved: Workshop) -> None:
    bolts = [{"id": "add"}, {"id": "remove", "goal": "Take a thing out."}]
    told = approved.assistant.call("record_bolts", intent="shop", unit="cart", bolts=bolts)
    assert "`remove` isn't among the Bolts" in told.text
    assert "`add` isn't" not in told.text
    text = (approved.root / "aidlc-records/shop/construction/cart/bolts/add.md").read_text(encoding="utf-8")
    assert "goal: Add a thing.\n" in text
    assert "timebox: 8\n" in text


def test_bolt_goes_its_legal_ways_only_and_the_clock_is_ours(approved: Workshop) -> None:
    call, refused = approved.assistant.call, approved.assistant.refused
    call("record_bolts", intent="shop", unit="cart", bolts=[{"id": "add"}])
    assert "`in-progress`" in refused("update_bolt", bolt="shop/cart/add", state="finished")
    call("update_bolt", bolt="shop/cart/add", state="in-progress")
    assert "blocked_by" in refused("update_bolt", bolt="shop/cart/add", state="blocked")
    call("update_bolt", bolt="shop/cart/add", state="blocked", blocked_by="No key.")
    call("update_bolt", bolt="shop/cart/add", state="in-progress")
    assert "evidence" in refused("update_bolt", bolt="shop/cart/add", state="finished")
    call("update_bolt", bolt="shop/cart/add", links=["https://ci.example.com/1"])
    call("update_bolt", bolt="shop/cart/add", state="finished")
    text = (approved.root / "aidlc-records/shop/construction/cart/bolts/add.md").read_text(encoding="utf-8")
    assert "started: 2026-11-20T12:00:00Z" in text
    assert "finished: 2026-11-20T12:00:00Z" in text
    assert "blocked_by" not in text


@pytest.mark.parametrize("how", ["merge", "squash"])
def test_second_bolt_of_a_unit_is_asked_for_after_the_first_has_landed(approved: Workshop, how: str) -> None:
    ask = {"intent": "shop", "phase": "construction", "units": ["cart"], "paths": ["src/cart"]}
    finish_bolt(approved)
    approved.assistant.call("request_approval", **ask)
    approved.stage.approve(2, "bob")
    approved.stage.merge(2, how)
    told = approved.assistant.call("check_approval", intent="shop", phase="construction", units=["cart"])
    assert (told.data["verdict"], told.data["pull_request"]) == ("APPROVED", 2)
    approved.pull()
    bolt = {"id": "more", "goal": "More of it."}
    approved.assistant.call("record_bolts", intent="shop", unit="cart", bolts=[bolt])
    approved.write("src/cart/more.py", "x = 1\n")
    second = approved.assistant.call("request_approval", **ask)
    assert "Opened" in second.text
    files = approved.stage.people["root"].get("pulls/3/files").expect(200)
    assert {file["filename"] for file in files} == {
        "aidlc-records/shop/construction/cart/bolts/more.md",
        "src/cart/more.py",
        told.data["evidence"],
    }
    approved.stage.approve(3, "carol")
    opened = approved.stage.gate(3)
    assert (opened["verdict"], opened["problems"]) == ("OPEN", [])


def test_release_is_asked_for_approved_and_evident(approved: Workshop) -> None:
    finish_bolt(approved)
    approved.assistant.call(
        "request_approval", intent="shop", phase="construction", units=["cart"], paths=["src/cart/add.py"]
    )
    approved.stage.approve(2, "bob")
    approved.stage.merge(2)
    approved.pull()
    names = ("secured", "instrumented", "de_risked", "tested", "packaged")
    unit = {
        "id": "cart-service",
        "title": "Cart service",
        "units": ["cart"],
        "bolts": ["shop/cart/add"],
        "assurances": {name: ["yes"] for name in names},
    }
    approved.assistant.call(
        "record_deployment_unit",
        intent="shop",
        deployment_units=[unit],
        release={"id": "first", "environment": "production"},
    )
    ask = {"intent": "shop", "phase": "operation", "release": "first"}
    asked = approved.assistant.call("request_approval", **ask)
    assert asked.data["approvers"] == {"1 product-owner": ["alice"], "1 developer": ["bob", "carol"]}
    commit = approved.git("rev-parse", "origin/main")
    assert f"operation shop/first/production/{commit} " in asked.data["digest_line"]
    approved.stage.approve(3, "alice", "bob", body=asked.data["digest_line"])
    assert approved.stage.gate(3)["verdict"] == "OPEN"
    approved.stage.merge(3)
    told = approved.assistant.call("check_approval", **ask)
    assert told.data["verdict"] == "APPROVED"
    assert (approved.root / told.data["evidence"]).is_file()


def test_pull_request_of_somebody_else_is_checked_by_its_number(workshop: Workshop) -> None:
    record_inception(workshop.assistant)
    workshop.assistant.call("request_approval", **ASK)
    workshop.git("push", "-q", "origin", "aidlc/inception/shop:refs/heads/mine")
    workshop.stage.people["bob"].post("pulls", title="mine", head="mine", base="main").expect(201)
    told = workshop.assistant.call("check_approval", **ASK, pull_request=2)
    assert told.data["pull_request"] == 2
    assert "number of 77" in workshop.assistant.refused("check_approval", **ASK, pull_request=77)
    other = workshop.assistant.refused(
        "check_approval", intent="shop", phase="construction", units=["cart"], pull_request=1
    )
    assert "asks for inception of shop, not for construction of shop/cart" in other


def test_what_was_merged_comes_in_by_the_commands_that_check_approval_names(workshop: Workshop) -> None:
    """The records lie in the working tree, untracked, since before they were asked for."""
    record_inception(workshop.assistant)
    workshop.assistant.call("request_approval", **ASK)
    workshop.stage.approve(1, "alice", "bob")
    workshop.stage.merge(1)
    told = workshop.assistant.call("check_approval", **ASK)
    assert "(`git add aidlc-records/shop/`)" in told.text
    assert "`git pull --ff-only`" in told.text
    workshop.git("add", "aidlc-records/shop/")
    workshop.git("pull", "-q", "--ff-only")
    assert workshop.git("rev-parse", "HEAD") == workshop.git("rev-parse", "origin/main")
    assert workshop.git("status", "--porcelain") == f"A  {told.data['evidence']}"

    finish_bolt(workshop)
    ask = {"intent": "shop", "phase": "construction", "units": ["cart"]}
    workshop.assistant.call("request_approval", **ask, paths=["src/cart"])
    workshop.stage.approve(2, "bob")
    workshop.stage.merge(2, "squash")
    second = workshop.assistant.call("check_approval", **ask)
    assert "(`git add aidlc-records/shop/` and the code that went with it)" in second.text
    workshop.git("add", "aidlc-records/shop/", "src/cart")
    workshop.git("pull", "-q", "--ff-only")
    assert workshop.git("rev-parse", "HEAD") == workshop.git("rev-parse", "origin/main")
    assert workshop.git("status", "--porcelain") == f"A  {second.data['evidence']}"
