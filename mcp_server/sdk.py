"""What we use of the SDK that it keeps private. Everything of that kind is here; a test fails when a release moves it."""

from __future__ import annotations

from typing import Any

from mcp.server import MCPServer
from mcp.server.mcpserver.tools.base import Tool
from pydantic import BaseModel


def registered_tools(server: MCPServer[Any]) -> list[Tool]:
    """The SDK's own registrations."""
    return server._tool_manager.list_tools()  # noqa: SLF001 -- the SDK has no public way to them


def arguments_of(server: MCPServer[Any], name: str) -> type[BaseModel] | None:
    """The model that a tool's arguments must fit; None where there is no such tool."""
    return next((tool.fn_metadata.arg_model for tool in registered_tools(server) if tool.name == name), None)
