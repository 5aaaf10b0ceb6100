"""Who is told that a resource changed, in both protocol eras, whoever changed it.

Clients of 2026 listen on a stream that the SDK serves from a bus; clients of 2025 subscribe to single resources, which
the SDK leaves to us. Either way the files themselves are compared with how they were: before a subscription is confirmed,
after every call of a tool, and now and then while somebody is subscribed. So a change by an editor or another assistant is
told as well, and a server that nobody subscribes to looks at nothing.
"""

from __future__ import annotations

from collections.abc import AsyncIterator, Callable
from contextlib import asynccontextmanager
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any, Final

import anyio
import anyio.to_thread
from mcp.server.subscriptions import (
    InMemorySubscriptionBus,
    ResourcesListChanged,
    ResourceUpdated,
    ServerEvent,
)
from mcp.types import CallToolResult, EmptyResult, SubscribeRequestParams, UnsubscribeRequestParams

from aidlc.domain.errors import AidlcError
from aidlc.domain.layout import POLICY_PATH, address_of
from mcp_server.resources import BOARD, POLICY, uri_of
from mcp_server.sdk import connection_of

if TYPE_CHECKING:
    from mcp.server.context import ServerRequestContext
    from mcp.server.session import ServerSession

    from mcp_server.site import Site

SECONDS: Final = 2.0
"""Between two looks at the files while somebody is subscribed."""

Marks = dict[str, tuple[int, int, int]]


class Bus(InMemorySubscriptionBus):
    """The SDK's bus, which tells when somebody begins to listen."""

    def __init__(self, begin: Callable[[], None]) -> None:
        """Take what to do before a listener is added."""
        super().__init__()
        self._begin = begin
        self.listening = 0

    def subscribe(self, listener: Callable[[ServerEvent], None]) -> Callable[[], None]:
        """Add `listener`; return what removes it."""
        self._begin()
        self.listening += 1
        remove = super().subscribe(listener)
        gone = False

        def _remove() -> None:
            nonlocal gone
            if not gone:
                gone = True
                self.listening -= 1
            remove()

        return _remove


@dataclass(slots=True)
class _Subscriber:
    """A connection of 2025 and the resources that it asked for."""

    session: ServerSession
    uris: set[str] = field(default_factory=set)


class Watch:
    """Compares the records and the policy with how they were, and tells the subscribers."""

    def __init__(self, site: Site, seconds: float = SECONDS) -> None:
        """Look at `site` every `seconds` while somebody is subscribed."""
        self._site = site
        self._seconds = seconds
        self._seen: Marks = {}
        self._subscribers: dict[int, _Subscriber] = {}
        self._wanted = anyio.Event()
        self._looking = anyio.Lock()
        self.bus = Bus(self._begin)

    @property
    def active(self) -> bool:
        """Whether anybody is subscribed."""
        return self.bus.listening > 0 or bool(self._subscribers)

    async def subscribe(
        self, ctx: ServerRequestContext[Any, Any], params: SubscribeRequestParams
    ) -> EmptyResult:
        """`resources/subscribe` of 2025."""
        connection = connection_of(ctx.session)
        key = id(connection)
        if key not in self._subscribers:
            self._begin()
            self._subscribers[key] = _Subscriber(ctx.session)
            connection.exit_stack.callback(self._subscribers.pop, key, None)
        self._subscribers[key].uris.add(str(params.uri))
        return EmptyResult()

    async def unsubscribe(
        self, ctx: ServerRequestContext[Any, Any], params: UnsubscribeRequestParams
    ) -> EmptyResult:
        """`resources/unsubscribe` of 2025."""
        subscriber = self._subscribers.get(id(connection_of(ctx.session)))
        if subscriber is not None:
            subscriber.uris.discard(str(params.uri))
        return EmptyResult()

    @asynccontextmanager
    async def running(self, _server: object) -> AsyncIterator[None]:
        """The server's life: looks now and then while somebody is subscribed."""
        async with anyio.create_task_group() as group:
            group.start_soon(self._keep_looking)
            yield
            group.cancel_scope.cancel()

    async def look(self) -> None:
        """Tell the subscribers what changed since the last look."""
        if not self.active:
            return
        async with self._looking:
            now = await anyio.to_thread.run_sync(self._marks)
            before, self._seen = self._seen, now
        changed = {path for path in before.keys() | now.keys() if before.get(path) != now.get(path)}
        for uri in sorted({uri for path in changed for uri in _uris(path)}):
            await self._tell(uri)
        if before.keys() != now.keys():
            await self._tell_list()

    async def tell_caller(self, session: ServerSession, result: CallToolResult) -> None:
        """Tell a client of 2025 that subscribed to nothing that its call created a record.

        The list of resources needs no subscription in that era; in the other one the SDK sends nothing here.
        """
        records = (result.structured_content or {}).get("records", ())
        created = any(one.get("outcome") == "created" for one in records)
        if created and id(connection_of(session)) not in self._subscribers:
            await session.send_resource_list_changed()

    async def _tell(self, uri: str) -> None:
        await self.bus.publish(ResourceUpdated(uri=uri))
        for one in list(self._subscribers.values()):
            if uri in one.uris:
                await one.session.send_resource_updated(uri)

    async def _tell_list(self) -> None:
        await self.bus.publish(ResourcesListChanged())
        for one in list(self._subscribers.values()):
            await one.session.send_resource_list_changed()

    def _begin(self) -> None:
        """How things are before the first subscription is confirmed: what changes from now on is told."""
        if not self.active:
            self._seen = self._marks()
            self._wanted.set()

    async def _keep_looking(self) -> None:
        while True:
            await self._wanted.wait()
            await anyio.sleep(self._seconds)
            await self.look()
            if not self.active:
                self._wanted = anyio.Event()

    def _marks(self) -> Marks:
        try:
            at = self._site.open()
            marks = at.ledger.marks()
            policy = (at.worktree.root / POLICY_PATH).stat()
        except AidlcError:
            return {}
        except OSError:
            return marks
        return marks | {POLICY_PATH: (policy.st_ino, policy.st_size, policy.st_mtime_ns)}


def _uris(path: str) -> tuple[str, ...]:
    """The resources that show the file at `path`."""
    address = address_of(path)
    if address is None:
        return (POLICY,)
    return uri_of(path), BOARD, f"{BOARD}/{address.intent}"
