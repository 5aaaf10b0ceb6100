from tests.mcp_server.assistant import Assistant
from tests.mcp_server.shop import record_inception
from tests.mcp_server.workshop import Workshop

ASK = {"intent": "shop", "phase": "inception"}


def test_open_request_is_explained_by_the_gate_and_nothing_is_written(workshop: Workshop) -> None:
    record_inception(workshop.assistant)
    workshop.assistant.call("request_approval", **ASK)
    before = workshop.state()
    requests = len(workshop.stage.github.requests)
    told = workshop.assistant.call("explain_gate", **ASK, if_approved=["alice", "bob"])
    assert (told.data["verdict"], told.data["would_open"]) == ("CLOSED", True)
    assert told.data["needed"] == [
        "Needed for inception: 1 product-owner (alice).",
        "Needed for inception: 1 developer (bob or carol).",
    ]
    assert "If alice and bob approved today's content, the gate would open" in told.text
    assert workshop.state() == before
    made = [each for each in workshop.stage.github.requests[requests:] if each.is_rest]
    assert {each.method for each in made} == {"GET"}


def test_approval_of_the_author_would_open_nothing(workshop: Workshop) -> None:
    record_inception(workshop.assistant)
    workshop.assistant.call("request_approval", **ASK)
    told = workshop.assistant.call("explain_gate", **ASK, if_approved=["alice", "dev"])
    assert told.data["would_open"] is False
    assert "dev wouldn't count" in told.text


def test_request_that_nobody_made_yet_is_explained_by_records_and_policy(workshop: Workshop) -> None:
    record_inception(workshop.assistant)
    told = workshop.assistant.call("explain_gate", **ASK, if_approved=["alice", "bob"])
    assert (told.data["verdict"], told.data["would_open"]) == ("READY", False)
    assert "call request_approval" in told.text
    assert "would be enough" in told.text


def test_without_github_the_records_alone_are_explained(assistant: Assistant) -> None:
    assistant.call("record_intent", intent="shop", title="A shop", body="Sell things.")
    told = assistant.call("explain_gate", **ASK)
    assert told.data["verdict"] == "INCOMPLETE"
    assert "prfaq" in told.text
    assert "There is no GitHub repository to ask." in told.text


def test_unknown_login_is_refused_with_what_to_write(workshop: Workshop) -> None:
    record_inception(workshop.assistant)
    workshop.assistant.call("request_approval", **ASK)
    assert "no account `nobody`" in workshop.assistant.refused("explain_gate", **ASK, if_approved=["nobody"])
