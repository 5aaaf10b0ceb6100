"""A server process spoken to by hand, so that it can be killed between any two bytes, or given less room on the disk."""

import json
import select
import subprocess
import sys
from collections.abc import Sequence
from pathlib import Path
from typing import IO, Any, Final

from tests.endurance.ground import SCRIPT, quiet

LITTLE_ROOM: Final = """
import os, resource, sys
resource.setrlimit(resource.RLIMIT_FSIZE, (int(sys.argv[1]), int(sys.argv[1])))
os.execv(sys.argv[2], sys.argv[2:])
"""
_HELLO: Final = {
    "protocolVersion": "2025-11-25",
    "capabilities": {},
    "clientInfo": {"name": "endurance", "version": "1"},
}


class Server:
    """`aidlc serve` in a repository; `room` is the size in bytes that no file may exceed."""

    def __init__(self, root: Path, room: int | None = None) -> None:
        command: Sequence[str] = [str(SCRIPT), "serve"]
        if room is not None:
            command = [sys.executable, "-c", LITTLE_ROOM, str(room), *command]
        self._process = subprocess.Popen(
            command,
            cwd=root,
            env=quiet() | {"PYTHONDONTWRITEBYTECODE": "1"},
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            stderr=subprocess.DEVNULL,
        )
        self._last = 0
        self._ask("initialize", _HELLO)
        self._tell({"method": "notifications/initialized"})

    def call(self, tool: str, **arguments: Any) -> tuple[bool, str]:
        """Whether the tool succeeded, and what it said."""
        result = self._ask("tools/call", {"name": tool, "arguments": arguments})["result"]
        return not result.get("isError"), "\n".join(one.get("text", "") for one in result["content"])

    def begin(self, tool: str, **arguments: Any) -> None:
        """Send a call, and don't wait for its answer."""
        self._last += 1
        params = {"name": tool, "arguments": arguments}
        self._tell({"id": self._last, "method": "tools/call", "params": params})

    def kill(self, linger: float) -> None:
        """SIGKILL, at the first byte of an answer or after `linger` seconds, whichever is first."""
        select.select([_pipe(self._process.stdout)], [], [], linger)
        self._process.kill()
        self._close()

    def stop(self) -> None:
        """End it as clients do."""
        self._process.terminate()
        self._close()

    def _close(self) -> None:
        self._process.wait()
        _pipe(self._process.stdout).close()
        _pipe(self._process.stdin).close()

    def _ask(self, method: str, params: dict[str, Any]) -> dict[str, Any]:
        self._last += 1
        self._tell({"id": self._last, "method": method, "params": params})
        while line := _pipe(self._process.stdout).readline():
            answer: dict[str, Any] = json.loads(line)
            if answer.get("id") == self._last:
                return answer
        raise AssertionError("the server ended without an answer")

    def _tell(self, message: dict[str, Any]) -> None:
        pipe = _pipe(self._process.stdin)
        pipe.write(json.dumps({"jsonrpc": "2.0", **message}).encode() + b"\n")
        pipe.flush()


def _pipe(pipe: IO[bytes] | None) -> IO[bytes]:
    assert pipe is not None
    return pipe
