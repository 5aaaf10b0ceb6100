"""Publishing through PyGithub and HTTP with a workflow token, each exchange held against GitHub's descriptions."""

from collections.abc import Iterator

import pytest

from aidlc.adapters.github.client import GitHubClient
from aidlc.adapters.github.publishing import fetch_own_account, publish_status, upsert_comment
from aidlc.domain.decision import State
from aidlc.domain.errors import GitHubError
from aidlc.emulator import Fault, faults
from aidlc.usecases.publish import publish_gate
from prompts.gate import MARKER
from tests.contracts.prompts.contexts import HOSTILE, gate_changes, gate_decision
from tests.e2e_gate.stage import GateStage

BOT = 41898282
BODY = f"{MARKER}\nwaiting"


@pytest.fixture
def number(stage: GateStage) -> int:
    return stage.open("work", {"docs/notes.md": "More.\n"})


@pytest.fixture
def client(stage: GateStage) -> Iterator[GitHubClient]:
    yield from connected(stage, stage.token)


def connected(stage: GateStage, token: str) -> Iterator[GitHubClient]:
    github = stage.github
    made = GitHubClient(api_url=github.api_url, token=token, repository="acme/events", pause=lambda _: None)
    yield made
    made.close()


def writes(stage: GateStage, path: str) -> int:
    return sum(each.method in {"POST", "PATCH"} and path in each.path for each in stage.github.requests)


def test_workflow_token_is_the_actions_bot(client: GitHubClient) -> None:
    assert fetch_own_account(client) == BOT


def test_status_is_the_latest_of_its_commit(client: GitHubClient, stage: GateStage, number: int) -> None:
    head = stage.head(number)
    publish_status(client, head, State.PENDING, "wait")
    publish_status(client, head, State.SUCCESS, "open", "https://ci.example/1")
    latest = stage.status(head)
    assert latest is not None
    assert (latest["state"], latest["target_url"]) == ("success", "https://ci.example/1")


def test_status_forged_in_between_is_replaced(client: GitHubClient, stage: GateStage, number: int) -> None:
    head = stage.head(number)
    forge = {"state": "success", "context": "aidlc/gate"}

    def forged(value: object) -> object:
        stage.people["dev"].post(f"statuses/{head}", **forge).expect(201)
        return value

    stage.github.inject(Fault(faults.Rewrite(forged), method="POST", path="/statuses/"))
    publish_status(client, head, State.FAILURE, "no")
    latest = stage.status(head)
    assert latest is not None
    assert (latest["state"], latest["creator"]["login"]) == ("failure", "github-actions[bot]")


def test_used_up_statuses_are_a_loud_error(client: GitHubClient, stage: GateStage, number: int) -> None:
    full = "This SHA and context has reached the maximum number of statuses."
    stage.github.inject(Fault(faults.Status(422, full), method="POST", path="/statuses/", times=None))
    with pytest.raises(GitHubError, match="1,000 statuses"):
        publish_status(client, stage.head(number), State.FAILURE, "no")
    assert writes(stage, "/statuses/") == 1


def test_comment_is_one_whoever_copies_its_marker(
    client: GitHubClient, stage: GateStage, number: int
) -> None:
    stage.people["dev"].post(f"issues/{number}/comments", body=BODY).expect(201)
    assert upsert_comment(client, number, MARKER, BODY) == "created"
    assert upsert_comment(client, number, MARKER, BODY) == "unchanged"
    assert upsert_comment(client, number, MARKER, f"{MARKER}\nopen") == "edited"
    assert [one["user"]["login"] for one in stage.comments(number)] == ["dev", "github-actions[bot]"]


@pytest.mark.parametrize("trouble", [faults.CutBody(), faults.Status(502, after=True), faults.Status(500)])
def test_comment_with_a_lost_answer_is_written_once(
    client: GitHubClient, stage: GateStage, number: int, trouble: faults.Action
) -> None:
    stage.github.inject(Fault(trouble, method="POST", path="/comments"))
    assert upsert_comment(client, number, MARKER, BODY) == "created"
    assert len(stage.comments(number)) == 1


def test_comment_behind_a_hundred_others_is_found(
    client: GitHubClient, stage: GateStage, number: int
) -> None:
    for count in range(100):
        stage.people["dev"].post(f"issues/{number}/comments", body=f"chat {count}").expect(201)
    assert upsert_comment(client, number, MARKER, BODY) == "created"
    assert upsert_comment(client, number, MARKER, BODY) == "unchanged"


def test_token_without_comments_still_posts_the_status(stage: GateStage, number: int) -> None:
    token = stage.github.workflow_token({"contents": "read", "pull_requests": "read", "statuses": "write"})
    head = stage.head(number)
    decision = gate_decision(HOSTILE).model_copy(update={"head": head})
    for client in connected(stage, token):
        (warning,) = publish_gate(client, number, decision, gate_changes(HOSTILE))
    assert "The status is posted" in warning
    latest = stage.status(head)
    assert latest is not None
    assert latest["state"] == "failure"


def test_token_without_statuses_is_told_which_permission_is_missing(stage: GateStage, number: int) -> None:
    token = stage.github.workflow_token({"contents": "read", "pull_requests": "read"})
    for client in connected(stage, token):
        with pytest.raises(GitHubError, match="statuses"):
            publish_status(client, stage.head(number), State.SUCCESS, "open")


def test_hostile_comment_is_kept_by_github_as_it_was_sent(
    client: GitHubClient, stage: GateStage, number: int
) -> None:
    decision = gate_decision(HOSTILE).model_copy(update={"head": stage.head(number)})
    for _ in range(2):
        assert publish_gate(client, number, decision, gate_changes(HOSTILE)) == ()
    assert len(stage.comments(number)) == 1
    assert writes(stage, "/comments") == 1
