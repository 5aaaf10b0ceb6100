"""GitHub and the network at their worst. G1 to G9 of the catalogue, by the command line."""

import pytest

from aidlc.emulator import Fault, faults
from tests.e2e_gate.records import inception
from tests.e2e_gate.stage import GateStage, Ran


@pytest.fixture
def approved(asked: GateStage) -> GateStage:
    asked.approve(1, "alice", "bob")
    return asked


def fails(stage: GateStage, *arguments: str) -> Ran:
    """The gate gives no verdict: exit 1, one line an error, and no success anywhere."""
    ran = stage.run("gate", "--pr", "1", *arguments)
    assert ran.status == 1, ran
    stage.github.clear_faults()
    status = stage.status(stage.head(1))
    assert status is None or status["state"] == "error"
    return ran


def test_g1_flood_of_comments_hides_no_request_for_changes(approved: GateStage) -> None:
    approved.people["alice"].review("REQUEST_CHANGES", "No.", 1)
    for number in range(130):
        approved.github.put_review(1, user="carol", state="COMMENTED", body=f"noise {number}")
    printed = approved.gate(1)
    assert printed["state"] == "failure"
    assert [one["account"]["login"] for one in printed["blocking"]] == ["alice"]


def test_g2_people_of_more_than_250_commits_are_all_read(stage: GateStage) -> None:
    stage.open("inception", inception())
    tree = stage.clone.git("rev-parse", "HEAD^{tree}")
    commit = stage.clone.head
    for number in range(255):
        commit = stage.clone.git("commit-tree", tree, "-p", commit, "-m", f"commit {number}")
    stage.clone.git("reset", "-q", "--soft", commit)
    stage.clone.push("HEAD")
    stage.approve(1, "alice", "bob")
    assert stage.gate(1)["state"] == "success"


def test_g3_folder_of_thousands_of_files_is_seen_whole(stage: GateStage) -> None:
    number = stage.open("many", {f"docs/many/{one:04}.md": "x\n" for one in range(50)})
    for one in range(3200):
        (stage.clone.folder / f"docs/many/more{one:04}.md").write_text("x\n", encoding="utf-8")
    (stage.clone.folder / "zz.py").write_text("import os\n", encoding="utf-8")
    stage.clone.git("add", ".")
    stage.clone.git("commit", "-q", "-m", "many")
    stage.clone.push("HEAD")
    assert stage.gate(number)["verdict"] == "CLOSED"


def test_g4_refused_token_is_said_with_what_to_do(approved: GateStage) -> None:
    ran = approved.run("gate", "--pr", "1", GITHUB_TOKEN="ghs_wrong")
    assert ran.status == 1
    assert "GITHUB_TOKEN" in ran.err
    assert approved.status(approved.head(1)) is None


def test_g4_token_that_may_not_post_statuses_is_told_which_permission_it_needs(approved: GateStage) -> None:
    token = approved.github.workflow_token({"contents": "read", "pull_requests": "write", "issues": "write"})
    ran = approved.run("gate", "--pr", "1", GITHUB_TOKEN=token)
    assert ran.status == 1
    assert "statuses" in ran.err


def test_g5_pull_request_that_does_not_exist_is_an_error(asked: GateStage) -> None:
    ran = asked.run("gate", "--pr", "77")
    assert ran.status == 1
    assert "77" in ran.err


def test_g6_rate_limit_that_asks_for_a_moment_is_waited_for(approved: GateStage) -> None:
    limit = faults.Status(403, "You have exceeded a secondary rate limit", (("Retry-After", "0"),))
    approved.github.inject(Fault(limit, path="/permission$", times=2))
    assert approved.gate(1)["state"] == "success"


def test_g6_rate_limit_that_lasts_is_an_error(approved: GateStage) -> None:
    limit = faults.Status(403, "API rate limit exceeded", (("Retry-After", "3000"),))
    approved.github.inject(Fault(limit, path="/permission$", times=None))
    assert "rate limit" in fails(approved).err


def test_g7_query_that_is_too_much_for_github_is_asked_in_smaller_pages(approved: GateStage) -> None:
    approved.github.inject(Fault(faults.Status(502), graphql="query Pull", times=2))
    assert approved.gate(1)["state"] == "success"
    pages = [
        each.body["variables"]["page"]
        for each in approved.github.requests
        if each.is_graphql and "query Pull(" in each.body["query"]
    ]
    assert pages == [100, 50, 25]


def test_g7_github_that_stays_down_is_an_error(approved: GateStage) -> None:
    approved.github.inject(Fault(faults.Status(503), path="/permission$", times=None))
    fails(approved)


@pytest.mark.parametrize("status", [301, 302, 307])
def test_g8_redirect_to_another_host_is_refused(approved: GateStage, status: int) -> None:
    elsewhere = faults.Redirect("http://127.0.0.2:9", status)
    approved.github.inject(Fault(elsewhere, path="/permission$", times=None))
    fails(approved)


def test_g8_server_that_is_not_there_is_an_error(approved: GateStage) -> None:
    ran = approved.run("gate", "--pr", "1", GITHUB_API_URL="http://127.0.0.1:9/api/v3", GITHUB_GRAPHQL_URL="")
    assert ran.status == 1


def test_g8_git_that_is_redirected_or_refused_is_an_error(approved: GateStage) -> None:
    approved.github.inject(Fault(faults.Redirect("http://127.0.0.2:9", 301), path="/info/refs", times=None))
    fails(approved)
    approved.github.inject(Fault(faults.Status(403), path="/info/refs", times=None))
    fails(approved)


@pytest.mark.parametrize(
    "action",
    [
        faults.graphql_errors("Field 'x' is wrong", keep_data=True),
        faults.null_at("data", "repository"),
        faults.null_at("data", "repository", "pullRequest"),
        faults.null_at("data", "repository", "pullRequest", "reviews", "nodes"),
        faults.null_at("data", "repository", "pullRequest", "reviews", "nodes", 0),
        faults.without("data", "repository", "pullRequest", "reviews", "nodes", 0),
        faults.without("data", "repository", "pullRequest", "headRefOid"),
        faults.without("data", "repository", "pullRequest", "timelineItems"),
        faults.Body(),
        faults.CutBody(),
    ],
)
def test_g9_answer_that_is_not_whole_is_an_error(approved: GateStage, action: faults.Action) -> None:
    approved.github.inject(Fault(action, graphql="query Pull", times=None))
    fails(approved)


def test_cleartext_address_gets_no_token(approved: GateStage) -> None:
    ran = approved.run("gate", "--pr", "1", GITHUB_API_URL="http://github.example/api/v3")
    assert ran.status == 2
    assert "https" in ran.err
