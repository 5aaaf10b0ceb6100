"""Whoever subscribed is told of a change, in both eras, whoever made it."""

from collections.abc import Awaitable, Callable
from pathlib import Path
from typing import Any

import anyio
import pytest
from mcp import Client
from mcp.server.subscriptions import ResourcesListChanged, ResourceUpdated
from mcp.types import ResourceListChangedNotification, ResourceUpdatedNotification

from mcp_server.notifications import Watch
from mcp_server.server import AidlcServer, build_server
from mcp_server.site import Site
from tests.mcp_server.assistant import Assistant

INTENT = {"intent": "shop", "title": "A shop", "body": "Sell."}
SHOP = "aidlc://records/shop/inception/intent.md"
BOARDS = ["aidlc://board", "aidlc://board/shop"]


def _write(root: Path, words: str) -> None:
    """As an editor would."""
    folder = root / "aidlc-records/shop/inception"
    folder.mkdir(parents=True, exist_ok=True)
    text = f"---\nschema: aidlc/intent/v1\ntitle: A shop\nworkspace: greenfield\n---\n\n{words}\n"
    (folder / "intent.md").write_text(text, encoding="utf-8")


def _server(root: Path, **watching: float) -> AidlcServer:
    server = build_server(Site(root=root, environ={}))
    for name, value in watching.items():
        setattr(server._watch, f"_{name}", value)
    return server


def _listen(
    server: AidlcServer, act: Callable[[Client], Awaitable[Any]], *uris: str, events: int
) -> list[Any]:
    """What a client of 2026 hears of `uris` and the list while it acts."""

    async def _run() -> list[Any]:
        async with (
            Client(server) as client,
            client.listen(resources_list_changed=True, resource_subscriptions=uris) as stream,
        ):
            await act(client)
            heard: list[Any] = []
            async for event in stream:
                heard.append(event)
                if len(heard) == events:
                    return heard
        return heard

    return anyio.run(_run)


def _subscribe(
    server: AidlcServer, act: Callable[[Client], Awaitable[Any]], *uris: str, events: int
) -> list[Any]:
    """What a client of 2025 hears while it acts."""

    async def _run() -> list[Any]:
        heard: list[Any] = []
        enough = anyio.Event()

        async def _hear(message: Any) -> None:
            heard.append(message)
            if len(heard) == events:
                enough.set()

        async with Client(server, mode="legacy", message_handler=_hear) as client:
            for uri in uris:
                await client.subscribe_resource(uri)
            await act(client)
            await enough.wait()
        return heard

    return anyio.run(_run)


def _told(heard: list[Any]) -> list[str]:
    return [
        one.params.uri if isinstance(one, ResourceUpdatedNotification) else "list"
        for one in heard
        if isinstance(one, (ResourceUpdatedNotification, ResourceListChangedNotification))
    ]


def test_client_of_2026_hears_of_the_record_that_it_created(repository: Path) -> None:
    async def _record(client: Client) -> None:
        assert not (await client.call_tool("record_intent", INTENT)).is_error

    heard = _listen(_server(repository), _record, SHOP, *BOARDS, events=4)
    assert heard == [*(ResourceUpdated(uri=uri) for uri in sorted([SHOP, *BOARDS])), ResourcesListChanged()]


def test_client_of_2026_hears_of_what_somebody_else_wrote_at_its_next_call(repository: Path) -> None:
    _write(repository, "Sell.")

    async def _look(client: Client) -> None:
        _write(repository, "Sell more.")
        await client.call_tool("validate_records", {})

    assert _listen(_server(repository), _look, SHOP, events=1) == [ResourceUpdated(uri=SHOP)]


def test_change_is_told_to_who_does_nothing_but_listen(repository: Path) -> None:
    _write(repository, "Sell.")

    async def _wait(client: Client) -> None:
        (repository / "aidlc-records/shop/inception/intent.md").unlink()
        (repository / ".github").mkdir()
        (repository / ".github/aidlc.yml").write_text("schema: aidlc/policy/v1\n", encoding="utf-8")

    heard = _listen(_server(repository, seconds=0.01), _wait, SHOP, "aidlc://policy", events=3)
    assert {getattr(event, "uri", "list") for event in heard} == {SHOP, "aidlc://policy", "list"}


@pytest.mark.filterwarnings("ignore::mcp.MCPDeprecationWarning")
def test_client_of_2025_hears_of_what_it_subscribed_to_and_of_the_list(repository: Path) -> None:
    async def _record(client: Client) -> None:
        assert not (await client.call_tool("record_intent", INTENT)).is_error

    heard = _subscribe(_server(repository), _record, "aidlc://board", events=2)
    assert _told(heard) == ["aidlc://board", "list"]


@pytest.mark.filterwarnings("ignore::mcp.MCPDeprecationWarning")
def test_client_of_2025_hears_of_what_somebody_else_wrote(repository: Path) -> None:
    _write(repository, "Sell.")

    async def _wait(client: Client) -> None:
        _write(repository, "Sell more.")

    assert _told(_subscribe(_server(repository, seconds=0.01), _wait, SHOP, events=1)) == [SHOP]


@pytest.mark.filterwarnings("ignore::mcp.MCPDeprecationWarning")
def test_client_of_2025_hears_nothing_of_what_it_unsubscribed(repository: Path) -> None:
    async def _record(client: Client) -> None:
        await client.unsubscribe_resource(SHOP)
        assert not (await client.call_tool("record_intent", INTENT)).is_error

    heard = _subscribe(_server(repository), _record, SHOP, "aidlc://board", events=2)
    assert _told(heard) == ["aidlc://board", "list"]


def test_client_of_2025_that_subscribed_to_nothing_hears_of_a_new_record_once(repository: Path) -> None:
    async def _record(client: Client) -> None:
        for _ in range(2):
            assert not (await client.call_tool("record_intent", INTENT)).is_error

    assert _told(_subscribe(_server(repository), _record, events=1)) == ["list"]


def test_nothing_is_looked_at_while_nobody_subscribes(assistant: Assistant) -> None:
    async def _count() -> tuple[bool, dict[str, Any]]:
        watch = Watch(Site(root=assistant.root, environ={}))
        _write(assistant.root, "Sell.")
        await watch.look()
        return watch.active, watch._seen

    assert anyio.run(_count) == (False, {})


@pytest.mark.filterwarnings("ignore::mcp.MCPDeprecationWarning")
def test_who_left_is_told_nothing_more(repository: Path) -> None:
    server = _server(repository)

    async def _run() -> tuple[bool, bool]:
        async with Client(server, mode="legacy") as client:
            await client.subscribe_resource(SHOP)
            subscribed = server._watch.active
        async with Client(server) as client, client.listen(resources_list_changed=True):
            subscribed = subscribed and server._watch.active
        return subscribed, server._watch.active

    assert anyio.run(_run) == (True, False)


def test_capabilities_announce_what_is_sent_in_each_era(repository: Path) -> None:
    async def _capabilities(mode: Any) -> Any:
        async with Client(_server(repository), mode=mode) as client:
            return client.server_capabilities

    for mode in ("auto", "legacy"):
        told = anyio.run(_capabilities, mode)
        assert told.resources.subscribe is True
        assert told.resources.list_changed is True
        assert told.completions is not None


def test_private_parts_of_the_sdk_are_where_they_were(repository: Path) -> None:
    """What `mcp_server.sdk` rests on; an SDK release that moves one fails here by name."""
    server = _server(repository)
    assert {
        "resources/subscribe",
        "resources/unsubscribe",
    } <= server._lowlevel_server._request_handlers.keys()
    assert server._tool_manager.list_tools()[0].fn_metadata.arg_model.model_config["extra"] == "forbid"
    options = server._lowlevel_server.create_initialization_options()
    assert options.capabilities.resources is not None
    assert options.capabilities.resources.list_changed is True
