"""From process start to the first tool result over stdio: `aidlc serve` beside a bare server on the same SDK.

A hand-written JSON-RPC client, so that no client library's own work is in the figure.
"""

from __future__ import annotations

import json
import statistics
import subprocess
import sys
import tempfile
import time
from collections.abc import Sequence
from pathlib import Path
from typing import Any, Final

BARE: Final = """\
from mcp.server import MCPServer
server = MCPServer("bare")
@server.tool()
def get_status() -> str:
    return "ok"
server.run()
"""
ROUNDS: Final = 7
HELLO: Final = {
    "protocolVersion": "2025-11-25",
    "capabilities": {},
    "clientInfo": {"name": "bench", "version": "1"},
}


def measure_start() -> dict[str, float]:
    """Return median milliseconds to the initialize answer and to the first tool result, of both servers."""
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        subprocess.run(["git", "init", "--quiet", name], check=True)
        bare = folder / "bare.py"
        bare.write_text(BARE, encoding="utf-8")
        aidlc = str(Path(sys.executable).parent / "aidlc")
        commands = {"aidlc": [aidlc, "serve", "--root", name], "bare": [sys.executable, str(bare)]}
        rounds: dict[str, list[tuple[float, float]]] = {each: [] for each in commands}
        for _ in range(ROUNDS):  # taken in turn, so that both see the same load
            for each, command in commands.items():
                rounds[each].append(_start(command, folder))
    return {
        f"{each} {what} ms": statistics.median(one[place] for one in taken)
        for each, taken in rounds.items()
        for place, what in enumerate(("initialize", "first result"))
    }


def _start(command: Sequence[str], folder: Path) -> tuple[float, float]:
    began = time.perf_counter()
    with subprocess.Popen(
        command, cwd=folder, stdin=subprocess.PIPE, stdout=subprocess.PIPE, stderr=subprocess.DEVNULL
    ) as process:
        ask(process, {"jsonrpc": "2.0", "id": 1, "method": "initialize", "params": HELLO})
        initialized = time.perf_counter()
        tell(process, {"jsonrpc": "2.0", "method": "notifications/initialized"})
        call = {"name": "get_status", "arguments": {}}
        answer = ask(process, {"jsonrpc": "2.0", "id": 2, "method": "tools/call", "params": call})
        answered = time.perf_counter()
        process.terminate()
    if "result" not in answer:
        raise RuntimeError(f"no result: {answer}")
    return (initialized - began) * 1000, (answered - began) * 1000


def tell(process: subprocess.Popen[bytes], message: dict[str, Any]) -> None:
    """Send a message to a server."""
    if process.stdin is None:
        raise RuntimeError("no pipe")
    process.stdin.write(json.dumps(message).encode() + b"\n")
    process.stdin.flush()


def ask(process: subprocess.Popen[bytes], message: dict[str, Any]) -> dict[str, Any]:
    """Send a request and return its answer; what comes between is dropped."""
    tell(process, message)
    if process.stdout is None:
        raise RuntimeError("no pipe")
    while line := process.stdout.readline():
        answer: dict[str, Any] = json.loads(line)
        if answer.get("id") == message["id"]:
            return answer
    raise RuntimeError("the server closed its output")
