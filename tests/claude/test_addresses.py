"""Where a question goes when nobody says where: intercepted below the SDK, because no loopback address can show it.

The SDK sends through httpcore2, which respx doesn't know by itself.
"""

from collections.abc import Iterator
from typing import ClassVar

import pytest
import respx
from respx.mocks import HTTPCoreMocker, Mocker

from aidlc.adapters.claude.conversation import Conversation
from aidlc.adapters.claude.errors import ClaudeError
from aidlc.adapters.claude.settings import ClaudeSettings, Provider
from aidlc.domain.drafts.wire import Criteria

if "httpcore2" not in Mocker.registry:

    class HTTPCore2Mocker(HTTPCoreMocker):
        """The same places in the fork that the SDK uses."""

        name = "httpcore2"
        targets: ClassVar[list[str]] = [
            target.replace("httpcore.", "httpcore2.") for target in HTTPCoreMocker.targets
        ]


@pytest.fixture
def internet() -> Iterator[respx.MockRouter]:
    """Every request is refused as too many; those that were made are there to look at."""
    with respx.mock(using="httpcore2", assert_all_called=False) as router:
        router.route().respond(
            429, json={"type": "error", "error": {"type": "rate_limit_error", "message": "no"}}
        )
        yield router


def asked(settings: ClaudeSettings) -> None:
    talk = Conversation(settings)
    with pytest.raises(ClaudeError, match="rate limit"):
        talk.ask(Criteria, system="The method.", user=["The intent."])
    talk.close()


def test_the_services_own_address_is_the_default(internet: respx.MockRouter) -> None:
    asked(ClaudeSettings(retries=0))

    (call,) = internet.calls
    assert str(call.request.url) == "https://api.anthropic.com/v1/messages"
    assert call.request.headers["authorization"] == "Bearer sk-ant-test-key-of-nobody"


def test_bedrock_is_asked_in_its_region(internet: respx.MockRouter, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("AWS_BEARER_TOKEN_BEDROCK", "bedrock-token")
    model = "eu.anthropic.claude-opus-5-5"
    asked(ClaudeSettings(provider=Provider.BEDROCK, model=model, region="eu-central-1", retries=0))

    (call,) = internet.calls
    assert call.request.url.host == "bedrock-runtime.eu-central-1.amazonaws.com"
    assert call.request.url.path == f"/model/{model}/invoke-with-response-stream"
