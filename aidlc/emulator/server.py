import asyncio
import socket
import threading

import uvicorn

from aidlc.emulator.app import build_app
from aidlc.emulator.gateway import Gateway


class _Server(uvicorn.Server):
    """A uvicorn that stops when told, not at its next tick."""

    def __init__(self, config: uvicorn.Config) -> None:
        super().__init__(config)
        self.ready = threading.Event()
        self._loop: asyncio.AbstractEventLoop | None = None
        self._stop: asyncio.Event | None = None

    async def main_loop(self) -> None:
        """Serve until `stop`, keeping the Date header fresh."""
        self._loop, self._stop = asyncio.get_running_loop(), asyncio.Event()
        self.ready.set()
        counter = 0
        while not self._stop.is_set():
            await self.on_tick(counter)
            counter += 1
            try:
                await asyncio.wait_for(self._stop.wait(), timeout=0.5)
            except TimeoutError:
                continue

    async def shutdown(self, sockets: list[socket.socket] | None = None) -> None:
        """Close; only where a connection is still open does it take uvicorn's grace of a tenth of a second."""
        if self.server_state.connections:
            await super().shutdown(sockets)
            return
        for server in self.servers:
            server.close()
        for each in sockets or []:
            each.close()

    def stop(self) -> None:
        """End the main loop from another thread."""
        self.should_exit = True
        if self._loop is not None and self._stop is not None:
            self._loop.call_soon_threadsafe(self._stop.set)


class LoopbackServer:
    """uvicorn in a thread on 127.0.0.1; `port` 0 takes a free one."""

    def __init__(self, gateway: Gateway, port: int = 0) -> None:
        self._gateway = gateway
        # asyncio turns Nagle's algorithm off only where the protocol is named: without it every answer waits 40 ms.
        self._socket = socket.socket(socket.AF_INET, socket.SOCK_STREAM, socket.IPPROTO_TCP)
        self._socket.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        self._socket.bind(("127.0.0.1", port))
        self.url = f"http://127.0.0.1:{self._socket.getsockname()[1]}"
        config = uvicorn.Config(
            build_app(gateway),
            lifespan="off",
            ws="none",
            loop="asyncio",
            http="h11",
            log_config=None,
            log_level="critical",
            access_log=False,
            timeout_graceful_shutdown=2,
        )
        self._server = _Server(config)
        gateway.on_stop = self._server.stop
        self._thread = threading.Thread(target=self._run, name="embedded-github", daemon=True)

    def start(self) -> None:
        """Serve; returns once requests are answered."""
        self._thread.start()
        if not self._server.ready.wait(30):
            raise RuntimeError(f"the embedded GitHub did not start at {self.url}")

    def stop(self) -> None:
        """Stop serving and wait until everything is closed."""
        self._gateway.closing.set()
        if self._thread.is_alive():
            self._server.stop()
            self._thread.join()
        self._socket.close()

    def wait(self) -> None:
        """Block until the server has stopped."""
        self._thread.join()

    def _run(self) -> None:
        self._server.run(sockets=[self._socket])
