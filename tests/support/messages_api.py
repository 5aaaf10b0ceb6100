"""A stand-in for the Messages API of Claude on loopback: says what it is told to say, and refuses what the service refuses.

A client written for the service works on it unchanged; what it refuses stands in `messages_rules`.
"""

from __future__ import annotations

import json
import threading
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import suppress
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from types import TracebackType
from typing import Any, Self

from tests.support.messages_rules import complaints

REQUEST_ID = "req_011fake"


@dataclass(frozen=True)
class Answer:
    """A message, as server-sent events where a stream was asked for."""

    text: str | None
    stop: str | None = "end_turn"
    category: str | None = None
    usage: Mapping[str, int] = field(default_factory=dict)
    cut: bool = False
    """The stream ends without its last events."""
    error: str | None = None
    """An error event of this type comes in the middle of the stream."""


@dataclass(frozen=True)
class Refusal:
    """An HTTP status that isn't 200, with the service's error object."""

    status: int
    kind: str
    headers: Mapping[str, str] = field(default_factory=dict)


@dataclass(frozen=True)
class Page:
    """A 200 that isn't the service's."""

    body: str
    content_type: str = "text/html"


@dataclass(frozen=True)
class Silence:
    """No answer until the stand-in is closed."""


Step = Answer | Refusal | Page | Silence


@dataclass(frozen=True)
class Seen:
    """A request as it came."""

    path: str
    headers: dict[str, str]
    body: dict[str, Any]


class MessagesApi:
    """The stand-in; its last step repeats. `answer` may choose by the request instead."""

    def __init__(self, *steps: Step, answer: Callable[[dict[str, Any]], Step] | None = None) -> None:
        self.steps = list(steps)
        self.answer = answer
        self.seen: list[Seen] = []
        self.closing = threading.Event()
        self._server = ThreadingHTTPServer(("127.0.0.1", 0), _handler(self))
        self._server.daemon_threads = True
        self._thread = threading.Thread(
            target=self._server.serve_forever, kwargs={"poll_interval": 0.02}, daemon=True
        )

    @property
    def url(self) -> str:
        """The root, for ANTHROPIC_BASE_URL."""
        return f"http://127.0.0.1:{self._server.server_port}"

    @property
    def asked(self) -> list[Seen]:
        """The requests for a message, without those that count tokens."""
        return [one for one in self.seen if not one.path.endswith("/count_tokens")]

    def __enter__(self) -> Self:
        self._thread.start()
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self.closing.set()
        self._server.shutdown()
        self._thread.join()
        self._server.server_close()

    def next_step(self, body: dict[str, Any]) -> Step:
        """What to say to a request for a message."""
        if self.answer is not None:
            return self.answer(body)
        return self.steps.pop(0) if len(self.steps) > 1 else self.steps[0]


def _message(answer: Answer) -> dict[str, Any]:
    usage = {
        "input_tokens": 1200,
        "output_tokens": 340,
        "cache_creation_input_tokens": 0,
        "cache_read_input_tokens": 900,
        **answer.usage,
    }
    details = (
        {"type": "refusal", "category": answer.category, "explanation": "declined"}
        if answer.category
        else None
    )
    return {
        "id": "msg_fake",
        "type": "message",
        "role": "assistant",
        "model": "claude-opus-5-5",
        "content": [{"type": "text", "text": answer.text}] if answer.text is not None else [],
        "stop_reason": answer.stop,
        "stop_sequence": None,
        "stop_details": details,
        "usage": usage,
    }


def _events(answer: Answer) -> Iterator[dict[str, Any]]:
    message = _message(answer)
    yield {
        "type": "message_start",
        "message": {**message, "content": [], "stop_reason": None, "stop_details": None},
    }
    for block in message["content"]:
        yield {"type": "content_block_start", "index": 0, "content_block": {"type": "text", "text": ""}}
        text = block["text"]
        for at in range(0, len(text), 200):
            yield {
                "type": "content_block_delta",
                "index": 0,
                "delta": {"type": "text_delta", "text": text[at : at + 200]},
            }
            if answer.error is not None:
                yield {"type": "error", "error": {"type": answer.error, "message": "in the middle"}}
                return
        if answer.cut:
            return
        yield {"type": "content_block_stop", "index": 0}
    delta = {key: message[key] for key in ("stop_reason", "stop_sequence", "stop_details")}
    yield {
        "type": "message_delta",
        "delta": delta,
        "usage": {"output_tokens": message["usage"]["output_tokens"]},
    }
    yield {"type": "message_stop"}


def _handler(api: MessagesApi) -> type[BaseHTTPRequestHandler]:
    return type("Handler", (_Handler,), {"api": api})


class _Handler(BaseHTTPRequestHandler):
    protocol_version = "HTTP/1.1"
    api: MessagesApi

    def do_POST(self) -> None:
        body = json.loads(self.rfile.read(int(self.headers["content-length"])))
        headers = {name.lower(): value for name, value in self.headers.items()}
        self.api.seen.append(Seen(self.path, headers, body))
        match self._step(headers, body):
            case Silence():
                self.api.closing.wait()
                self.close_connection = True
            case Refusal(status, kind, more):
                error = {
                    "type": "error",
                    "error": {"type": kind, "message": "told so"},
                    "request_id": REQUEST_ID,
                }
                self._send(status, json.dumps(error), "application/json", more)
            case Page(text, content_type):
                self._send(200, text, content_type, {})
            case Answer() as answer:
                events = (f"event: {one['type']}\ndata: {json.dumps(one)}\n\n" for one in _events(answer))
                self._send(200, "".join(events), "text/event-stream", {})

    def _step(self, headers: Mapping[str, str], body: dict[str, Any]) -> Step:
        if not headers.get("authorization", "").removeprefix("Bearer "):
            return Refusal(401, "authentication_error")
        wrong = list(complaints(headers, body))
        if wrong:
            return Refusal(400, "invalid_request_error", {"x-wrong": "; ".join(wrong)[:900]})
        if self.path.split("?")[0].endswith("/count_tokens"):
            return Page(json.dumps({"input_tokens": len(json.dumps(body)) // 4}), "application/json")
        return self.api.next_step(body)

    def _send(self, status: int, text: str, content_type: str, headers: Mapping[str, str]) -> None:
        data = text.encode()
        common = {"content-type": content_type, "request-id": REQUEST_ID, "content-length": str(len(data))}
        self.send_response(status)
        for name, value in {**common, **headers}.items():
            self.send_header(name, value)
        self.end_headers()
        with suppress(BrokenPipeError, ConnectionResetError):
            self.wfile.write(data)

    def log_message(self, *_: object) -> None:
        """Say nothing."""


def by_shape(answers: Mapping[str, str | Sequence[str]]) -> Callable[[dict[str, Any]], Step]:
    """Answer by the title of the schema that is asked for; several answers are given in turn, the last one repeats."""
    left = {name: [one] if isinstance(one, str) else list(one) for name, one in answers.items()}

    def choose(body: dict[str, Any]) -> Step:
        texts = left[body["output_config"]["format"]["schema"]["title"]]
        return Answer(texts.pop(0) if len(texts) > 1 else texts[0])

    return choose
