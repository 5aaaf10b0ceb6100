"""Streamable HTTP on loopback: for clients that don't start processes, on this machine only.

There is no password: whoever may open a connection on this machine may call the tools. What a web page could make a
browser send is refused, because the SDK compares the `Host` and `Origin` of each request with loopback's own names.
"""

from __future__ import annotations

import socket
from collections.abc import Callable
from typing import Any, Final

from mcp.server import MCPServer

from aidlc.domain.errors import InputError

_LOOPBACK: Final = "127.0.0.1"
_PATH: Final = "/mcp"


def read_address(text: str) -> tuple[str, int]:
    """Host and port of `PORT` or `HOST:PORT`. Raises `InputError` for what isn't this machine's loopback."""
    host, _, port = text.strip().rpartition(":")
    if host not in {"", _LOOPBACK, "localhost"}:
        raise InputError(
            f"--http {text}: only {_LOOPBACK} is served, because nothing asks who calls. Write the port alone, such as "
            "`--http 8390`; to reach it from elsewhere, use a tunnel that knows who you are."
        )
    if not (port.isascii() and port.isdigit() and int(port) < 65536):
        raise InputError(f"--http {text}: that is no port. Write a number such as 8390, or 0 for a free one.")
    return _LOOPBACK, int(port)


def serve_http(server: MCPServer[Any], host: str, port: int, say: Callable[[str], None]) -> None:
    """Serve until interrupted; `say` is called with the URL once connections are taken. Raises `InputError`."""
    import uvicorn

    config = uvicorn.Config(
        server.streamable_http_app(host=host, streamable_http_path=_PATH), log_level="warning", lifespan="on"
    )
    with _listen(host, port) as listening:
        say(f"http://{host}:{listening.getsockname()[1]}{_PATH} (Ctrl-C ends it)")
        uvicorn.Server(config).run(sockets=[listening])


def _listen(host: str, port: int) -> socket.socket:
    try:
        return socket.create_server((host, port))
    except OSError as error:
        raise InputError(
            f"Port {port} of {host} can't be used: {error.strerror}. Give another one, or 0 for a free one."
        ) from error
