"""The Action opens what the developer's assistant asks for, and the gate decides as ever who counts."""

import pytest

from tests.emulator.stage import Api
from tests.mcp_server.assistant import Assistant
from tests.mcp_server.workshop import Workshop
from tests.requesting.developer import ASK, ASSISTANT, BRANCH, let_actions_open, run_action, work_as


def test_developer_who_asked_reviews_what_the_assistant_did(bob: Workshop) -> None:
    before = bob.state()
    told = bob.assistant.call("request_approval", **ASK, by_action=True)
    assert bob.state() == before
    (started,) = bob.stage.github.repository.workflow_runs
    assert started == {
        "workflow": "aidlc-request.yml",
        "ref": "main",
        "inputs": {"branch": BRANCH},
        "actor": "bob",
    }
    assert "/acme/events/actions/workflows/aidlc-request.yml" in told.text
    assert told.data["approvers"]["1 developer"] == ["bob", "carol"]
    assert bob.git("log", "-1", "--format=%ae %ce", f"origin/{BRANCH}") == f"{ASSISTANT} {ASSISTANT}"

    ran = run_action(bob, BRANCH, "--json")
    assert (ran.status, ran.json["opened"], ran.json["state"]) == (0, True, "pending"), ran
    pull = bob.stage.people["root"].get("pulls/1").expect(200)
    assert (pull["user"]["login"], pull["title"]) == ("github-actions[bot]", "Approve inception: A shop")
    assert [one["login"] for one in pull["requested_reviewers"]] == ["alice", "bob", "carol"]
    assert told.data["digest_line"] in pull["body"]
    status = bob.stage.status(bob.stage.head(1))
    assert status is not None
    assert status["state"] == "pending"
    assert bob.assistant.call("check_approval", **ASK).data["pull_request"] == 1

    bob.stage.approve(1, "alice", "bob")
    assert bob.stage.gate(1)["verdict"] == "OPEN"


def test_second_run_brings_the_text_up_to_date(bob: Workshop) -> None:
    bob.assistant.call("request_approval", **ASK, by_action=True)
    run_action(bob)
    bob.assistant.call("record_intent", intent="shop", title="A better shop")
    bob.assistant.call("request_approval", **ASK, by_action=True)
    ran = run_action(bob)
    assert ran.out.startswith("Updated ")
    pulls = bob.stage.people["root"].get("pulls", state="all").expect(200)
    assert [pull["title"] for pull in pulls] == ["Approve inception: A better shop"]


def test_own_commits_are_approved_by_somebody_else_whoever_opened_them(
    workshop: Workshop, monkeypatch: pytest.MonkeyPatch
) -> None:
    """No address of the assistant's is known, so the commits are bob's."""
    let_actions_open(workshop, emails=False)
    work_as(workshop, "bob", monkeypatch)
    told = workshop.assistant.call("request_approval", **ASK, by_action=True)
    assert "your approval of it doesn't count" in told.text
    run_action(workshop)
    workshop.stage.approve(1, "alice", "bob")
    printed = workshop.stage.gate(1)
    assert (printed["state"], printed["ignored"][0]["why"]) == ("pending", "contributor")
    workshop.stage.approve(1, "carol")
    assert workshop.stage.gate(1)["verdict"] == "OPEN"


def test_strict_excludes_who_pushed_and_who_wrote(
    workshop: Workshop, monkeypatch: pytest.MonkeyPatch
) -> None:
    let_actions_open(workshop, independence="strict")
    work_as(workshop, "bob", monkeypatch)
    workshop.assistant.call("request_approval", **ASK, by_action=True)
    run_action(workshop)
    workshop.stage.approve(1, "alice", "bob")
    assert workshop.stage.gate(1)["ignored"][0]["why"] == "last-pusher"


def test_solo_takes_the_digest_line(workshop: Workshop, monkeypatch: pytest.MonkeyPatch) -> None:
    let_actions_open(workshop, independence="solo", emails=False)
    work_as(workshop, "bob", monkeypatch)
    line = workshop.assistant.call("request_approval", **ASK, by_action=True).data["digest_line"]
    run_action(workshop)
    workshop.stage.approve(1, "alice", "bob")
    assert workshop.stage.gate(1)["ignored"][0]["why"] == "digest-line-missing"
    workshop.stage.approve(1, "bob", body=line)
    printed = workshop.stage.gate(1)
    assert (printed["verdict"], "elf-approved" in printed["sentence"]) == ("OPEN", True)


def test_another_workflows_pull_request_gains_nothing(bob: Workshop) -> None:
    """Any writer's workflow can open one as github-actions[bot], with any text."""
    bob.assistant.call("request_approval", **ASK)
    bob.stage.people["root"].patch("pulls/1", state="closed").expect(200)
    token = bob.stage.github.workflow_token({"contents": "write", "pull_requests": "write"})
    opened = Api(bob.stage.github, token).post(
        "pulls", title="Approved by everybody", body="aidlc-approve: inception shop", head=BRANCH, base="main"
    )
    number = opened.expect(201)["number"]
    bob.stage.approve(number, "alice", "bob")
    printed = bob.stage.gate(number)
    assert (printed["state"], printed["ignored"][0]["why"]) == ("pending", "contributor")


def test_pull_request_that_the_developer_opened_before_stays_theirs_and_says_so(bob: Workshop) -> None:
    first = bob.assistant.call("request_approval", **ASK)
    assert "nobody can approve their own pull request" in first.text
    assert "close it and ask with `by_action`" in first.text
    again = bob.assistant.call("request_approval", **ASK, by_action=True)
    assert "bob opened it" in again.text
    assert bob.stage.github.repository.workflow_runs == []
    ran = run_action(bob)
    assert "bob opened it before" in ran.err


def test_workflow_that_is_missing_is_told_before_anything_is_committed(workshop: Workshop) -> None:
    said = workshop.assistant.refused("request_approval", **ASK, by_action=True)
    assert "`aidlc init --open-requests`" in said
    assert workshop.git("branch", "--list", "aidlc/*") == ""


def test_token_that_may_start_no_workflow_leaves_it_to_a_person_with_the_page(bob: Workshop) -> None:
    permissions = {"contents": "write", "pull_requests": "write", "metadata": "read"}
    bob.environ["AIDLC_GITHUB_TOKEN"] = bob.stage.github.add_installation("helper[bot]", permissions)
    told = Assistant(bob.root, bob.environ).call("request_approval", **ASK, by_action=True)
    assert told.data["pushed"] is True
    assert "actions: write" in told.text
    assert f"press `Run workflow` on main, and give the branch {BRANCH}" in told.text


def test_actions_that_may_not_open_are_told_with_the_setting(bob: Workshop) -> None:
    bob.assistant.call("request_approval", **ASK, by_action=True)
    bob.stage.github.repository.actions_can_approve = False
    ran = run_action(bob)
    assert ran.status == 2
    assert "Allow GitHub Actions to create and approve pull requests" in ran.err


def test_name_that_is_no_request_is_refused(bob: Workshop) -> None:
    ran = run_action(bob, "aidlc/inception/shop\n::error::x")
    assert (ran.status, "is no branch of request_approval's" in ran.err) == (2, True)
    assert not any(line.startswith("::") for line in ran.err.splitlines())


def test_branch_whose_name_lies_about_its_content_is_not_opened(bob: Workshop) -> None:
    bob.assistant.call("request_approval", **ASK, by_action=True)
    stage = bob.stage
    bob.git("push", "-q", "origin", f"{BRANCH}:refs/heads/aidlc/inception/other")
    assert "holds inception of shop" in run_action(bob, "aidlc/inception/other").err
    stage.clone.git("fetch", "-q", "origin")
    stage.clone.git("checkout", "-q", "-B", "work", "origin/main")
    stage.write({"src/cart/add.py": "x = 1\n"})
    stage.clone.push("work:aidlc/construction/shop/cart")
    ran = run_action(bob, "aidlc/construction/shop/cart")
    assert ran.status == 2
    assert "brings no record of construction" in ran.err
    assert "has no branch" in run_action(bob, "aidlc/inception/nothing").err
    assert stage.people["root"].get("pulls", state="all").expect(200) == []


def test_hostile_title_is_shown_and_obeyed_nowhere(bob: Workshop) -> None:
    title = "@acme/all ](https://evil.example) <!-- \u202e ::error::x `${{ github.token }}`"
    bob.assistant.call("record_intent", intent="shop", title=title)
    bob.assistant.call("request_approval", **ASK, by_action=True)
    ran = run_action(bob)
    assert ran.status == 0, ran
    pull = bob.stage.people["root"].get("pulls/1").expect(200)
    assert "\u202e" not in pull["title"] + pull["body"]
    assert not any(line.lstrip().startswith("::") for line in ran.out.splitlines())
    assert "](https://evil.example)" not in pull["body"]


def test_renewal_is_told_from_the_records(bob: Workshop) -> None:
    bob.assistant.call("request_approval", **ASK, by_action=True)
    run_action(bob)
    bob.stage.approve(1, "alice", "carol")
    bob.stage.merge(1)
    bob.pull()
    bob.assistant.call("request_approval", **ASK, by_action=True, renew=True)
    assert run_action(bob).status == 0
    body = bob.stage.people["root"].get("pulls/2").expect(200)["body"]
    assert "asks for it again" in body
    assert "unchanged and alone on its line" in body
