import pytest

from aidlc.adapters.github.publishing import fetch_own_account, publish_status, upsert_comment
from aidlc.domain.decision import State
from aidlc.domain.errors import GitHubError
from aidlc.usecases.publish import OUTPUTS, error_outputs, list_outputs, publish_error, publish_gate
from prompts.gate import MARKER
from tests.contracts.prompts.contexts import HOSTILE, PLAIN, gate_changes, gate_decision
from tests.publishing.fake_client import OWN, Failures, FakeClient

SHA = "c0ffee" + "0" * 34
LOST = GitHubError("GitHub gave no answer")
BROKEN = GitHubError("GitHub failed (status 502)", status=502)
LOCKED = GitHubError("GitHub refused (status 403: locked)", status=403)
FULL = GitHubError(
    "GitHub refused (status 422: This SHA and context has reached the maximum number of statuses.)",
    status=422,
)
BODY = f"{MARKER}\nwaiting"


def test_status_is_posted_once_when_it_is_the_latest() -> None:
    client = FakeClient()
    publish_status(client, SHA, State.PENDING, "line\nbreak " + "x" * 200, "https://ci.example/1")
    assert client.writes == [f"POST statuses/{SHA}"]
    (status,) = client.statuses
    assert (status["state"], status["context"], status["target_url"]) == (
        "pending",
        "aidlc/gate",
        "https://ci.example/1",
    )
    assert len(status["description"]) == 140
    assert "\n" not in status["description"]


def test_status_of_another_context_does_not_matter() -> None:
    client = FakeClient()
    client.after_write = lambda what: client.add_status("ci/other", "success")
    publish_status(client, SHA, State.FAILURE, "no")
    assert len(client.writes) == 1


def test_overwritten_status_is_posted_once_more() -> None:
    client = FakeClient()

    def forge_once(what: str) -> None:
        if len(client.writes) == 1:
            client.add_status("aidlc/gate", "success")

    client.after_write = forge_once
    publish_status(client, SHA, State.FAILURE, "no")
    assert [status["state"] for status in client.statuses] == ["failure", "success", "failure"]


def test_status_that_keeps_being_overwritten_fails_loudly() -> None:
    client = FakeClient()
    client.after_write = lambda what: client.add_status("aidlc/gate", "success")
    with pytest.raises(GitHubError, match="Somebody else keeps posting"):
        publish_status(client, SHA, State.FAILURE, "no")
    assert len(client.writes) == 2


def test_used_up_statuses_fail_loudly_and_are_not_repeated() -> None:
    client = FakeClient()
    client.before_write = Failures(FULL)
    with pytest.raises(GitHubError, match="1,000 statuses"):
        publish_status(client, SHA, State.FAILURE, "no")
    assert len(client.writes) == 1


def test_lost_answer_to_a_status_is_followed_by_a_second_post() -> None:
    client = FakeClient()
    client.after_write = Failures(LOST)
    publish_status(client, SHA, State.SUCCESS, "yes")
    assert [status["state"] for status in client.statuses] == ["success", "success"]


def test_comment_is_created_then_left_alone_then_edited() -> None:
    client = FakeClient()
    assert upsert_comment(client, 3, MARKER, BODY) == "created"
    assert upsert_comment(client, 3, MARKER, BODY) == "unchanged"
    assert upsert_comment(client, 3, MARKER, f"{MARKER}\nopen") == "edited"
    assert len(client.comments) == 1
    assert [write.split()[0] for write in client.writes] == ["POST", "PATCH"]


@pytest.mark.parametrize("author", [7, None])
def test_comment_with_our_marker_by_somebody_else_is_not_ours(author: int | None) -> None:
    client = FakeClient()
    client.add_comment(BODY, author)
    assert upsert_comment(client, 3, MARKER, BODY) == "created"
    assert len(client.comments) == 2


@pytest.mark.parametrize("text", [f"I quote: {MARKER}", f"> {MARKER}\nx", "", "hello"])
def test_own_comment_without_the_marker_on_its_first_line_is_left_alone(text: str) -> None:
    client = FakeClient()
    client.add_comment(text, OWN)
    assert upsert_comment(client, 3, MARKER, BODY) == "created"
    assert client.comments[0]["body"] == text


def test_line_ends_of_a_browser_make_no_difference() -> None:
    client = FakeClient()
    client.add_comment(BODY.replace("\n", "\r\n") + "\r\n", OWN)
    assert upsert_comment(client, 3, MARKER, BODY) == "unchanged"


@pytest.mark.parametrize("error", [LOST, BROKEN])
def test_comment_that_was_made_without_an_answer_is_not_made_twice(error: GitHubError) -> None:
    client = FakeClient()
    client.after_write = Failures(error)
    assert upsert_comment(client, 3, MARKER, BODY) == "created"
    assert len(client.comments) == 1


@pytest.mark.parametrize("error", [LOST, BROKEN])
def test_comment_that_was_not_made_is_tried_once_more(error: GitHubError) -> None:
    client = FakeClient()
    client.before_write = Failures(error)
    assert upsert_comment(client, 3, MARKER, BODY) == "created"
    assert len(client.comments) == 1


def test_comment_that_is_made_at_the_second_lost_answer_counts_as_written() -> None:
    client = FakeClient()
    client.before_write = Failures(LOST)
    client.after_write = Failures(BROKEN)
    assert upsert_comment(client, 3, MARKER, BODY) == "created"
    assert (len(client.comments), len(client.writes)) == (1, 2)


def test_comment_that_fails_twice_is_an_error() -> None:
    client = FakeClient()
    client.before_write = Failures(LOST, BROKEN)
    with pytest.raises(GitHubError, match="502"):
        upsert_comment(client, 3, MARKER, BODY)
    assert len(client.writes) == 2


def test_refused_comment_is_not_repeated() -> None:
    client = FakeClient()
    client.before_write = Failures(LOCKED)
    with pytest.raises(GitHubError, match="locked"):
        upsert_comment(client, 3, MARKER, BODY)
    assert len(client.writes) == 1


def test_body_without_its_marker_is_refused() -> None:
    with pytest.raises(ValueError, match="marker"):
        upsert_comment(FakeClient(), 3, MARKER, "waiting")


@pytest.mark.parametrize("viewer", [None, {}, {"databaseId": None}, "x"])
def test_unknown_own_account_is_an_error(viewer: object) -> None:
    client = FakeClient()
    client.viewer = viewer
    with pytest.raises(GitHubError, match="whose token"):
        fetch_own_account(client)


def test_gate_posts_the_status_before_the_comment() -> None:
    client = FakeClient()
    assert publish_gate(client, 12, gate_decision(PLAIN), gate_changes(PLAIN)) == ()
    assert [write.split("/")[0] for write in client.writes] == ["POST statuses", "POST issues"]
    assert client.statuses[0]["state"] == "failure"


def test_locked_conversation_takes_nothing_from_the_status() -> None:
    client = FakeClient()
    client.before_write = Failures(None, LOCKED)
    (warning,) = publish_gate(client, 12, gate_decision(PLAIN))
    assert "The status is posted" in warning
    assert [status["state"] for status in client.statuses] == ["failure"]


def test_worse_state_of_a_sibling_is_posted() -> None:
    client = FakeClient()
    publish_gate(client, 12, gate_decision(PLAIN), status=State.ERROR)
    assert client.statuses[0]["state"] == "error"


def test_error_is_posted_with_its_sentence() -> None:
    client = FakeClient()
    publish_error(client, SHA, "The policy can't be read.")
    assert (client.statuses[0]["state"], client.statuses[0]["description"]) == (
        "error",
        "The policy can't be read.",
    )


def test_outputs_are_the_same_names_for_a_verdict_and_an_error() -> None:
    outputs = list_outputs(gate_decision(HOSTILE))
    assert tuple(outputs) == OUTPUTS == tuple(error_outputs("no", SHA))
    assert (outputs["verdict"], outputs["state"], outputs["phase"]) == ("CLOSED", "failure", "construction")
    assert error_outputs("no", SHA)["verdict"] == "ERROR"
