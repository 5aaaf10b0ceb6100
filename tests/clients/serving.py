"""Our server over HTTP on loopback, as a client on this machine reaches it."""

import re
import subprocess
import sys
import threading
from collections.abc import Iterator, Sequence
from contextlib import contextmanager

from tests.clients.ground import SCRIPT, Ground

# A server of the same SDK that offers nothing: what it passes, the SDK passes.
BARE = (
    "from mcp.server import MCPServer; from mcp_server.http import serve_http; "
    "import sys; serve_http(MCPServer('bare'), '127.0.0.1', 0, lambda url: print(url, file=sys.stderr, flush=True))"
)


@contextmanager
def serve(ground: Ground) -> Iterator[str]:
    """`aidlc serve --http` in the repository; its address."""
    with _running([str(SCRIPT), "serve", "--http", "0"], ground) as url:
        yield url


@contextmanager
def serve_bare(ground: Ground) -> Iterator[str]:
    """The bare server; its address."""
    with _running([sys.executable, "-c", BARE], ground) as url:
        yield url


@contextmanager
def _running(command: Sequence[str], ground: Ground) -> Iterator[str]:
    with subprocess.Popen(
        command,
        cwd=ground.root,
        env=ground.environment(),
        stdin=subprocess.DEVNULL,
        stderr=subprocess.PIPE,
        text=True,
        encoding="utf-8",
    ) as server:
        assert server.stderr is not None
        said = server.stderr.readline()
        # A pipe that nobody reads stops a server that logs much.
        log: list[str] = []
        reader = threading.Thread(target=log.extend, args=(server.stderr,))
        reader.start()
        try:
            found = re.search(r"http://\S+", said)
            if found is None:
                raise RuntimeError(f"the server didn't start: {said}")
            yield found[0]
            if server.poll() is not None:
                raise RuntimeError(f"the server ended with {server.returncode}: {''.join(log[-5:])}")
        finally:
            server.terminate()
            reader.join()
