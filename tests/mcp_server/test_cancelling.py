"""A call that is cancelled leaves whole files, and the server answers on."""

import threading
from datetime import datetime
from typing import get_args

import anyio
import anyio.to_thread
import pytest
from mcp import Client

from aidlc.adapters.ledger import Ledger
from aidlc.domain.records import Kind
from mcp_server.server import build_server
from mcp_server.site import Site
from schemas.construction import Bolt, BoltState
from tests.mcp_server.assistant import NOON, Assistant, Mode
from tests.mcp_server.shop import record_inception

BOLT = "---\nschema: aidlc/bolt/v1\nunit: cart\ngoal: Do it.\nstate: planned\n---\n"
START = {"bolt": "shop/cart/add", "state": "in-progress"}


@pytest.mark.parametrize("mode", get_args(Mode))
def test_cancelled_call_leaves_no_half_written_state_and_the_server_answers_on(
    assistant: Assistant, mode: Mode
) -> None:
    record_inception(assistant)
    path = assistant.root / "aidlc-records/shop/construction/cart/bolts/add.md"
    path.parent.mkdir(parents=True)
    path.write_text(BOLT, encoding="utf-8")
    reached, go_on = threading.Event(), threading.Event()

    def _now() -> datetime:
        """The middle of the first call: the Bolt is read, nothing is written."""
        if not reached.is_set():
            reached.set()
            assert go_on.wait(timeout=60)
        return NOON

    async def _run() -> None:
        site = Site(root=assistant.root, environ={}, now=_now)
        async with Client(build_server(site), mode=mode) as client:
            scope = anyio.CancelScope()

            async def _start() -> None:
                with scope:
                    await client.call_tool("update_bolt", START)

            async with anyio.create_task_group() as group:
                group.start_soon(_start)
                await anyio.to_thread.run_sync(reached.wait)
                scope.cancel()
                assert not (await client.call_tool("get_status", {"intent": "shop"})).is_error
                assert path.read_text(encoding="utf-8") == BOLT
                go_on.set()
            # Waits for the lock until the cancelled call, which can't be stopped in the middle, has let it go.
            arguments = {"intent": "shop", "title": "The shop"}
            assert not (await client.call_tool("record_intent", arguments)).is_error

    anyio.run(_run)
    tree = Ledger(assistant.root).load()
    assert tree.problems == ()
    [bolt] = tree.of(Kind.BOLT, "shop")
    assert isinstance(bolt.record, Bolt)
    assert (bolt.record.state, bolt.record.started) == (BoltState.IN_PROGRESS, NOON)
    assert not list(assistant.root.rglob("*.tmp"))
