"""A stand-in for the model, on loopback: it asks for tools in the order it was told, so that a coding assistant calls them.

It speaks as much of the Messages API (streamed) as an assistant needs. What it gets to read of a tool's answer is kept.
"""

import json
import threading
from collections.abc import Sequence
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from types import TracebackType
from typing import Any, Self

Wire = dict[str, Any]


class Model:
    """A context manager: it serves between entering and leaving. `calls` are names of tools with their arguments."""

    def __init__(self, calls: Sequence[tuple[str, Wire]]) -> None:
        self.calls = tuple(calls)
        self.answers: list[Wire] = []
        model = self

        class _Handler(BaseHTTPRequestHandler):
            def log_message(self, *_: object) -> None:
                """Say nothing."""

            def do_POST(self) -> None:
                body = json.loads(self.rfile.read(int(self.headers.get("content-length") or 0)) or b"{}")
                message = model.speak(body)
                if body.get("stream"):
                    self._send("text/event-stream", _stream(message))
                else:
                    self._send("application/json", json.dumps(message))

            def do_HEAD(self) -> None:
                self._send("application/json", "")

            def _send(self, kind: str, text: str) -> None:
                data = text.encode()
                self.send_response(200)
                self.send_header("content-type", kind)
                self.send_header("content-length", str(len(data)))
                self.end_headers()
                self.wfile.write(data)

        self._server = ThreadingHTTPServer(("127.0.0.1", 0), _Handler)
        self._thread = threading.Thread(target=self._server.serve_forever)

    @property
    def url(self) -> str:
        """Where it is."""
        return f"http://127.0.0.1:{self._server.server_address[1]}"

    def __enter__(self) -> Self:
        """Begin to serve."""
        self._thread.start()
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        """Stop serving."""
        self._server.shutdown()
        self._thread.join()
        self._server.server_close()

    def speak(self, body: Wire) -> Wire:
        """The next message: a tool's use as long as there are calls left and tools offered, a word otherwise."""
        known = [str(tool.get("name")) for tool in body.get("tools", [])]
        blocks = [block for turn in body.get("messages", []) for block in _blocks(turn)]
        used = {block["id"]: block["name"] for block in blocks if block.get("type") == "tool_use"}
        results = [block for block in blocks if block.get("type") == "tool_result"]
        self.answers = [
            block for block in results if used.get(block.get("tool_use_id", "")) in dict(self.calls)
        ]
        left = self.calls[len(self.answers) :]
        if not left or not known:
            return _message(body, {"type": "text", "text": "Done."})
        name, arguments = left[0]
        # An assistant with many tools shows their names only, and hands a tool out when it is looked for.
        if name not in known and "ToolSearch" in known and len(results) == len(self.answers):
            wanted = ",".join(sorted({tool for tool, _ in self.calls}))
            name, arguments = "ToolSearch", {"query": f"select:{wanted}", "max_results": 5}
        identity = f"toolu_{len(results)}"
        return _message(body, {"type": "tool_use", "id": identity, "name": name, "input": arguments})


def _blocks(turn: Wire) -> list[Wire]:
    content = turn.get("content")
    return [block for block in content if isinstance(block, dict)] if isinstance(content, list) else []


def _message(body: Wire, block: Wire) -> Wire:
    return {
        "id": "msg_1",
        "type": "message",
        "role": "assistant",
        "model": body.get("model", "model"),
        "content": [block],
        "stop_reason": "tool_use" if block["type"] == "tool_use" else "end_turn",
        "stop_sequence": None,
        "usage": {"input_tokens": 1, "output_tokens": 1},
    }


def _stream(message: Wire) -> str:
    (block,) = message["content"]
    if block["type"] == "text":
        empty, delta = {**block, "text": ""}, {"type": "text_delta", "text": block["text"]}
    else:
        empty = {**block, "input": {}}
        delta = {"type": "input_json_delta", "partial_json": json.dumps(block["input"])}
    events: list[Wire] = [
        {"type": "message_start", "message": {**message, "content": [], "stop_reason": None}},
        {"type": "content_block_start", "index": 0, "content_block": empty},
        {"type": "content_block_delta", "index": 0, "delta": delta},
        {"type": "content_block_stop", "index": 0},
        {
            "type": "message_delta",
            "delta": {"stop_reason": message["stop_reason"], "stop_sequence": None},
            "usage": {"output_tokens": 1},
        },
        {"type": "message_stop"},
    ]
    return "".join(f"event: {event['type']}\ndata: {json.dumps(event)}\n\n" for event in events)
