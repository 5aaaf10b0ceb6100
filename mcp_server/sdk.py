"""What we use of the SDK that it keeps private. Everything of that kind is here; a test fails when a release moves it."""

from __future__ import annotations

from collections.abc import Awaitable, Callable
from functools import partial
from typing import Any

from mcp.server import MCPServer
from mcp.server.connection import Connection
from mcp.server.context import ServerRequestContext
from mcp.server.lowlevel.server import NotificationOptions
from mcp.server.mcpserver.tools.base import Tool
from mcp.server.session import ServerSession
from mcp.types import EmptyResult, SubscribeRequestParams, UnsubscribeRequestParams
from pydantic import BaseModel

Subscribe = Callable[[ServerRequestContext[Any, Any], SubscribeRequestParams], Awaitable[EmptyResult]]
Unsubscribe = Callable[[ServerRequestContext[Any, Any], UnsubscribeRequestParams], Awaitable[EmptyResult]]


def registered_tools(server: MCPServer[Any]) -> list[Tool]:
    """The SDK's own registrations."""
    return server._tool_manager.list_tools()  # noqa: SLF001 -- the SDK has no public way to them


def arguments_of(server: MCPServer[Any], name: str) -> type[BaseModel] | None:
    """The model that a tool's arguments must fit; None where there is no such tool."""
    return next((tool.fn_metadata.arg_model for tool in registered_tools(server) if tool.name == name), None)


def connection_of(session: ServerSession) -> Connection:
    """What lives as long as a client of 2025 is connected; a session is made anew for every request."""
    return session._connection  # noqa: SLF001 -- as above


def serve_subscriptions(server: MCPServer[Any], subscribe: Subscribe, unsubscribe: Unsubscribe) -> None:
    """Serve `resources/subscribe` and `resources/unsubscribe` of 2025, and announce that the list may change."""
    lowlevel = server._lowlevel_server  # noqa: SLF001 -- as above
    lowlevel.add_request_handler("resources/subscribe", SubscribeRequestParams, subscribe)
    lowlevel.add_request_handler("resources/unsubscribe", UnsubscribeRequestParams, unsubscribe)
    options = partial(lowlevel.create_initialization_options, NotificationOptions(resources_changed=True))
    lowlevel.create_initialization_options = options  # type: ignore[method-assign] # every transport asks it, bare
