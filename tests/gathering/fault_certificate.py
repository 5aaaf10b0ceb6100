"""A front of the embedded GitHub whose certificate is good for some requests, and then somebody else's."""

from __future__ import annotations

import http.client
import ssl
import threading
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from socket import socket
from typing import Any
from urllib.parse import urlsplit

from tests.gathering.fault_network import self_signed

_KEPT = ("authorization", "content-type", "accept", "user-agent", "x-github-api-version")


@dataclass
class Front:
    """Each request comes over a connection of its own; the first `good` show the trusted certificate."""

    url: str
    trusted: Path
    """The certificate to trust, as a file."""
    good: int = 0
    connections: int = 0
    passed: list[str] = field(default_factory=list)
    """Method and path of the requests that came through."""


@contextmanager
def switching_front(backend: str, folder: Path) -> Iterator[Front]:
    """`https://127.0.0.1:PORT` before `backend` (http)."""
    trusted, stranger = folder / "trusted", folder / "stranger"
    for each in (trusted, stranger):
        each.mkdir()
    files = {True: self_signed(trusted), False: self_signed(stranger)}
    contexts = {kind: _context(pair) for kind, pair in files.items()}
    front = Front("", files[True][0])
    host = urlsplit(backend).netloc

    class Server(ThreadingHTTPServer):
        daemon_threads = True

        def get_request(self) -> tuple[socket, Any]:
            connection, address = super().get_request()
            front.connections += 1
            context = contexts[front.connections <= front.good]
            return context.wrap_socket(connection, server_side=True, do_handshake_on_connect=False), address

        def handle_error(self, *_: Any) -> None:
            """A client that hangs up over a certificate is what is wanted."""

    class Forwarder(BaseHTTPRequestHandler):
        protocol_version = "HTTP/1.1"

        def handle(self) -> None:
            with suppress(ssl.SSLError, ConnectionError):
                super().handle()

        def _forward(self) -> None:
            front.passed.append(f"{self.command} {self.path}")
            data = self.rfile.read(int(self.headers.get("content-length", 0)))
            headers = {name: self.headers[name] for name in _KEPT if name in self.headers}
            inner = http.client.HTTPConnection(host)
            inner.request(self.command, self.path, body=data or None, headers=headers)
            answer = inner.getresponse()
            text = answer.read()
            inner.close()
            self.send_response(answer.status)
            self.send_header("content-type", answer.getheader("content-type", "application/json"))
            self.send_header("content-length", str(len(text)))
            self.send_header("connection", "close")
            self.end_headers()
            self.wfile.write(text)

        def do_GET(self) -> None:
            self._forward()

        def do_POST(self) -> None:
            self._forward()

        def log_message(self, *_: Any) -> None:
            """Say nothing."""

    server = Server(("127.0.0.1", 0), Forwarder)
    front.url = f"https://127.0.0.1:{server.server_address[1]}"
    thread = threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.02}, daemon=True)
    thread.start()
    try:
        yield front
    finally:
        server.shutdown()
        thread.join()
        server.server_close()


def _context(files: tuple[Path, Path]) -> ssl.SSLContext:
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    context.load_cert_chain(*files)
    return context
