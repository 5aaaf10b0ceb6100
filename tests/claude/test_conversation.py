"""What a question to Claude becomes: an answer, or one clear error; asked of the loopback stand-in through the real SDK."""

from decimal import Decimal
from typing import Any

import pytest

from aidlc.adapters.claude.conversation import MOST_WRITTEN, Conversation
from aidlc.adapters.claude.errors import TRY_AGAIN, ClaudeError
from aidlc.adapters.claude.settings import ClaudeSettings
from aidlc.domain.drafts.wire import Criteria
from tests.support.messages_api import Answer, MessagesApi, Page, Refusal, Silence, Step

GOOD = '{"measures": [{"id": "queue", "measure": "Minutes in the queue", "target": "under 5"}]}'
BAD = '{"measures": [{"id": "Not a slug", "measure": "Minutes", "target": "under 5"}]}'


def ask(api: MessagesApi, monkeypatch: pytest.MonkeyPatch, conversation: Conversation, **words: Any) -> Any:
    monkeypatch.setenv("ANTHROPIC_BASE_URL", api.url)
    try:
        return conversation.ask(Criteria, system="The method.", user=["The intent."], **words)
    finally:
        conversation.close()


def conversation(**words: Any) -> Conversation:
    return Conversation(ClaudeSettings(**{"retries": 0, "timeout": 20.0, **words}))


def test_answer_is_read_streamed_and_counted(monkeypatch: pytest.MonkeyPatch) -> None:
    lengths: list[int] = []
    talk = conversation()
    with MessagesApi(Answer(GOOD)) as api:
        reply = ask(api, monkeypatch, talk, progress=lengths.append)

    assert reply.value == Criteria.model_validate_json(GOOD)
    assert lengths[-1] == len(GOOD)
    assert (reply.usage.read, reply.usage.written, reply.usage.cached) == (1200, 340, 900)
    assert reply.requests == ("req_011fake",)
    assert reply.cost == talk.spent == Decimal("0.01178")


def test_request_carries_what_the_service_wants_and_no_more(monkeypatch: pytest.MonkeyPatch) -> None:
    with MessagesApi(Answer(GOOD)) as api:
        ask(api, monkeypatch, conversation())
        (seen,) = api.seen

    assert seen.headers["authorization"] == "Bearer sk-ant-test-key-of-nobody"
    assert sorted(seen.body) == ["max_tokens", "messages", "model", "output_config", "stream", "system"]
    assert seen.body["system"][0]["cache_control"] == {"type": "ephemeral"}
    assert seen.body["output_config"]["effort"] == "medium"


@pytest.mark.parametrize(
    ("step", "code", "status"),
    [
        (Refusal(401, "authentication_error"), "credentials", 1),
        (Refusal(402, "billing_error"), "billing", 1),
        (Refusal(403, "permission_error"), "permission", 1),
        (Refusal(404, "not_found_error"), "no-model", 1),
        (Refusal(413, "request_too_large"), "refused-request", 1),
        (Refusal(429, "rate_limit_error"), "rate-limited", TRY_AGAIN),
        (Refusal(500, "api_error"), "refused-request", TRY_AGAIN),
        (Refusal(529, "overloaded_error"), "overloaded", TRY_AGAIN),
        (Page("<html>a proxy</html>"), "bad-answer", TRY_AGAIN),
        (Page('{"id": "msg_', "application/json"), "bad-answer", TRY_AGAIN),
        (Answer(GOOD, stop="refusal", category="cyber"), "refused", 1),
        (Answer(None, stop="refusal"), "refused", 1),
        (Answer(GOOD, stop="max_tokens"), "truncated", 1),
        (Answer(GOOD, stop="model_context_window_exceeded"), "too-long", 1),
        (Answer(GOOD, stop="pause_turn"), "unexpected-stop", 1),
        (Answer(GOOD, cut=True), "cut", TRY_AGAIN),
        (Answer(GOOD, error="overloaded_error"), "overloaded", TRY_AGAIN),
        (Answer(BAD), "unusable", 1),
        (Answer(None), "unusable", 1),
    ],
    ids=lambda value: str(value) if isinstance(value, (str, int)) else type(value).__name__,
)
def test_trouble_is_one_error_with_a_code(
    monkeypatch: pytest.MonkeyPatch, step: Step, code: str, status: int
) -> None:
    with MessagesApi(step) as api, pytest.raises(ClaudeError) as raised:
        ask(api, monkeypatch, conversation())

    assert (raised.value.code, raised.value.exit_status) == (code, status)
    assert raised.value.__cause__ is None
    assert "Not a slug" not in str(raised.value)
    assert "sk-ant" not in str(raised.value)


def test_nobody_answers(monkeypatch: pytest.MonkeyPatch) -> None:
    with MessagesApi(Silence()) as api, pytest.raises(ClaudeError) as raised:
        ask(api, monkeypatch, conversation(timeout=0.3))

    assert (raised.value.code, raised.value.exit_status) == ("timeout", TRY_AGAIN)


def test_nobody_listens(monkeypatch: pytest.MonkeyPatch) -> None:
    with MessagesApi(Silence()) as api:
        pass
    with pytest.raises(ClaudeError) as raised:
        ask(api, monkeypatch, conversation())

    assert raised.value.code == "network"


def test_busy_service_is_asked_again_within_bounds(monkeypatch: pytest.MonkeyPatch) -> None:
    busy = Refusal(529, "overloaded_error", {"retry-after-ms": "1"})
    with MessagesApi(busy, busy, Answer(GOOD)) as api:
        reply = ask(api, monkeypatch, conversation(retries=2))

        assert len(api.seen) == 3
    assert reply.value.measures


def test_long_wait_is_not_waited_for(monkeypatch: pytest.MonkeyPatch) -> None:
    with MessagesApi(Refusal(429, "rate_limit_error", {"retry-after": "3600"})) as api:
        with pytest.raises(ClaudeError, match="Run again later"):
            ask(api, monkeypatch, conversation(retries=4))

        assert len(api.seen) == 1


def test_answer_that_does_not_fit_is_asked_for_once_more(monkeypatch: pytest.MonkeyPatch) -> None:
    talk = conversation()
    with MessagesApi(Answer(BAD), Answer(GOOD)) as api:
        reply = ask(api, monkeypatch, talk)
        second = api.seen[1].body["messages"]

    assert reply.usage.calls == talk.usage.calls == 2
    assert [turn["role"] for turn in second] == ["user", "assistant", "user"]
    assert "measures.0.id: String should match pattern" in second[2]["content"]


def test_what_the_check_says_is_mended_too(monkeypatch: pytest.MonkeyPatch) -> None:
    said = iter([["The target of `queue` can't be measured."], []])
    with MessagesApi(Answer(GOOD)) as api:
        ask(api, monkeypatch, conversation(), check=lambda _: next(said))

        assert "can't be measured" in api.seen[1].body["messages"][2]["content"]


def test_cut_answer_is_asked_for_again_with_more_room(monkeypatch: pytest.MonkeyPatch) -> None:
    with MessagesApi(Answer(GOOD[:20], stop="max_tokens"), Answer(GOOD)) as api:
        ask(api, monkeypatch, conversation())

        assert [seen.body["max_tokens"] for seen in api.seen] == [MOST_WRITTEN, 2 * MOST_WRITTEN]
        assert len(api.seen[1].body["messages"]) == 1


def test_limit_is_checked_before_each_call(monkeypatch: pytest.MonkeyPatch) -> None:
    with MessagesApi(Answer(GOOD)) as api:
        with pytest.raises(ClaudeError, match=r"may cost \$0\.3\d+ .* more than the limit of \$0\.1000"):
            ask(api, monkeypatch, conversation(max_cost=Decimal("0.1")))

        assert api.asked == []
        assert [seen.path for seen in api.seen] == ["/v1/messages/count_tokens"]


def test_what_was_spent_counts_for_the_limit(monkeypatch: pytest.MonkeyPatch) -> None:
    talk = conversation(max_cost=Decimal("0.40"))
    with MessagesApi(Answer(BAD, usage={"output_tokens": 9000}), Answer(GOOD)) as api:
        with pytest.raises(ClaudeError) as raised:
            ask(api, monkeypatch, talk)

        assert len(api.asked) == 1
    assert raised.value.code == "too-dear"


def test_limit_needs_a_known_price(monkeypatch: pytest.MonkeyPatch) -> None:
    with MessagesApi(Answer(GOOD)) as api, pytest.raises(ClaudeError) as raised:
        ask(api, monkeypatch, conversation(max_cost=Decimal(9), model="claude-of-tomorrow"))

    assert raised.value.code == "no-price"


def test_unknown_price_is_no_price_of_nothing(monkeypatch: pytest.MonkeyPatch) -> None:
    talk = conversation(model="claude-of-tomorrow")
    with MessagesApi(Answer(GOOD)) as api:
        reply = ask(api, monkeypatch, talk)

    assert reply.cost is None
    assert talk.spent is None


def test_bedrock_is_asked_in_its_own_way(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("AWS_BEARER_TOKEN_BEDROCK", "bedrock-token")
    monkeypatch.delenv("ANTHROPIC_API_KEY")
    talk = conversation(provider="bedrock", model="us.anthropic.claude-opus-5-5", region="eu-central-1")
    with MessagesApi(Refusal(429, "rate_limit_error")) as api:
        monkeypatch.setenv("ANTHROPIC_BEDROCK_BASE_URL", api.url)
        with pytest.raises(ClaudeError):
            ask(api, monkeypatch, talk)
        (seen,) = api.seen

    assert seen.path == "/model/us.anthropic.claude-opus-5-5/invoke-with-response-stream"
    assert seen.headers["authorization"] == "Bearer bedrock-token"
