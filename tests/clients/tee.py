"""Stands between a client and a server over stdio and writes down every message.

Only the standard library: any Python runs it. Usage: tee.py TRANSCRIPT COMMAND [ARGUMENT…]. The transcript is
appended to, one JSON object a line: `{"from": "client" or "server", "message": the JSON-RPC message}`; each start adds
`{"from": "tee", "message": "start"}`.
"""

import json
import os
import signal
import subprocess
import sys
import threading
from types import FrameType
from typing import IO


def main() -> int:
    """Run the server until its output ends; its exit status."""
    transcript, *command = sys.argv[1:]
    with (
        open(transcript, "a", encoding="utf-8") as log,  # noqa: PTH123 -- not worth an import before the server runs
        subprocess.Popen(command, stdin=subprocess.PIPE, stdout=subprocess.PIPE) as server,
    ):
        assert server.stdin is not None
        assert server.stdout is not None
        turn = threading.Lock()

        def _stop(number: int, _frame: FrameType | None) -> None:
            server.send_signal(number)

        signal.signal(signal.SIGTERM, _stop)
        signal.signal(signal.SIGINT, _stop)
        _write(log, turn, "tee", "start")
        # A daemon: the client may keep its end open after the server is gone.
        threading.Thread(
            target=_pass_on, args=("client", sys.stdin.buffer, server.stdin, log, turn), daemon=True
        ).start()
        _pass_on("server", server.stdout, sys.stdout.buffer, log, turn)
        status = server.wait()
    # The daemon thread may still wait for the client; nothing is left to tidy up.
    os._exit(status if status >= 0 else 128 - status)


def _pass_on(who: str, source: IO[bytes], target: IO[bytes], log: IO[str], turn: threading.Lock) -> None:
    for line in iter(source.readline, b""):
        _write(log, turn, who, json.loads(line))
        try:
            target.write(line)
            target.flush()
        except (BrokenPipeError, ValueError):
            break
    try:
        target.close()
    except OSError:
        return


def _write(log: IO[str], turn: threading.Lock, who: str, message: object) -> None:
    with turn:
        log.write(json.dumps({"from": who, "message": message}, ensure_ascii=False) + "\n")
        log.flush()


if __name__ == "__main__":
    sys.exit(main())
