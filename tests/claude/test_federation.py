"""Keyless access: GitHub's identity token for one audience, in a file of its own, and never a secret in what is said."""

import json
import stat
import threading
from collections.abc import Iterator
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from typing import Any
from urllib.parse import parse_qs, urlsplit

import pytest

from aidlc.adapters.claude.conversation import Conversation
from aidlc.adapters.claude.errors import ClaudeError
from aidlc.adapters.claude.federation import sign_in
from aidlc.adapters.claude.settings import ClaudeSettings
from aidlc.domain.drafts.wire import Criteria

SECRET = "runner-secret-of-nobody"
IDENTITY = "identity.token.of-nobody"
SHORT = "short-lived-of-nobody"


class Issuer:
    """GitHub's token service and Claude's exchange on loopback; `answer` is what the first one says."""

    def __init__(self) -> None:
        self.answer: tuple[int, str] = (200, json.dumps({"value": IDENTITY}))
        self.seen: list[tuple[str, str, str]] = []
        """Path with query, authorization, body."""
        issuer = self

        class Handler(BaseHTTPRequestHandler):
            def do_GET(self) -> None:
                self._note("")
                self._send(*issuer.answer)

            def do_POST(self) -> None:
                body = self.rfile.read(int(self.headers["content-length"])).decode()
                self._note(body)
                granted = {"access_token": SHORT, "token_type": "Bearer", "expires_in": 600}
                refused = {"type": "error", "error": {"type": "invalid_request_error", "message": "enough"}}
                self._send(*((200, granted) if "/oauth/" in self.path else (400, refused)))

            def _note(self, body: str) -> None:
                issuer.seen.append((self.path, self.headers.get("authorization", ""), body))

            def _send(self, status: int, body: Any) -> None:
                data = (body if isinstance(body, str) else json.dumps(body)).encode()
                self.send_response(status)
                self.send_header("content-type", "application/json")
                self.send_header("content-length", str(len(data)))
                self.end_headers()
                self.wfile.write(data)

            def log_message(self, *_: object) -> None:
                """Say nothing."""

        self.server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
        self.url = f"http://127.0.0.1:{self.server.server_port}"


@pytest.fixture
def issuer() -> Iterator[Issuer]:
    made = Issuer()
    thread = threading.Thread(target=made.server.serve_forever, kwargs={"poll_interval": 0.02}, daemon=True)
    thread.start()
    yield made
    made.server.shutdown()
    thread.join()
    made.server.server_close()


def job(issuer: Issuer, folder: Path) -> dict[str, str]:
    return {
        "ANTHROPIC_FEDERATION_RULE_ID": "rule_1",
        "ANTHROPIC_ORGANIZATION_ID": "org_1",
        "ACTIONS_ID_TOKEN_REQUEST_URL": f"{issuer.url}/token?api-version=2",
        "ACTIONS_ID_TOKEN_REQUEST_TOKEN": SECRET,
        "RUNNER_TEMP": str(folder),
    }


def test_identity_token_is_fetched_for_claude_and_kept_for_this_user_alone(
    issuer: Issuer, tmp_path: Path
) -> None:
    environ = job(issuer, tmp_path)

    sign_in(environ)

    ((path, authorization, _),) = issuer.seen
    assert parse_qs(urlsplit(path).query) == {"api-version": ["2"], "audience": ["https://api.anthropic.com"]}
    assert authorization == f"Bearer {SECRET}"
    kept = Path(environ["ANTHROPIC_IDENTITY_TOKEN_FILE"])
    assert kept.parent == tmp_path
    assert stat.S_IMODE(kept.stat().st_mode) == 0o600
    assert kept.read_text(encoding="utf-8") == IDENTITY


@pytest.mark.parametrize(
    "more",
    [
        {"ANTHROPIC_API_KEY": "sk-ant-of-nobody"},
        {"ANTHROPIC_IDENTITY_TOKEN": "there.already"},
        {"ANTHROPIC_ORGANIZATION_ID": " "},
    ],
)
def test_nothing_is_fetched_where_it_is_not_wanted(
    issuer: Issuer, tmp_path: Path, more: dict[str, str]
) -> None:
    environ = {**job(issuer, tmp_path), **more}

    sign_in(environ)

    assert issuer.seen == []
    assert "ANTHROPIC_IDENTITY_TOKEN_FILE" not in environ


@pytest.mark.parametrize(
    "answer", [(403, "{}"), (200, "<html>"), (200, "[]"), (200, '{"value": ""}'), (200, '{"value": 7}')]
)
def test_token_that_cannot_be_had_is_one_sentence_without_a_secret(
    issuer: Issuer, tmp_path: Path, answer: tuple[int, str]
) -> None:
    issuer.answer = answer

    with pytest.raises(ClaudeError, match="no identity token for this job") as raised:
        sign_in(job(issuer, tmp_path))

    assert raised.value.exit_status == 75
    assert SECRET not in str(raised.value)
    assert list(tmp_path.iterdir()) == []


def test_job_without_the_permission_is_told_which(issuer: Issuer, tmp_path: Path) -> None:
    environ = {**job(issuer, tmp_path), "ACTIONS_ID_TOKEN_REQUEST_URL": ""}

    with pytest.raises(ClaudeError, match="id-token: write"):
        sign_in(environ)


def test_sdk_exchanges_the_token_and_asks_with_what_it_got(
    issuer: Issuer, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.delenv("ANTHROPIC_API_KEY")
    environ = job(issuer, tmp_path)
    sign_in(environ)
    for name, value in {**environ, "ANTHROPIC_BASE_URL": issuer.url}.items():
        monkeypatch.setenv(name, value)
    talk = Conversation(ClaudeSettings(retries=0, timeout=20.0))

    with pytest.raises(ClaudeError, match="refused the request"):
        talk.ask(Criteria, system="The method.", user=["The intent."])
    talk.close()

    _, exchange, question = issuer.seen
    assert IDENTITY in exchange[2]
    assert "rule_1" in exchange[2]
    assert question[1] == f"Bearer {SHORT}"
    assert urlsplit(question[0]).path == "/v1/messages"
