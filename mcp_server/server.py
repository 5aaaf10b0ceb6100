"""The MCP server: twelve tools on the official SDK, strict, with one translator of errors."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from importlib.metadata import version
from types import MappingProxyType
from typing import Any, Final

from mcp.server import CacheHint, MCPServer
from mcp.server.mcpserver import Context
from mcp.server.mcpserver.exceptions import ToolError
from mcp.types import CallToolResult, InputRequiredResult, ToolAnnotations

from mcp_server.approval_tools import ApprovalTools
from mcp_server.errors import refuse_tool, translate
from mcp_server.instructions import write_instructions
from mcp_server.method_prompts import register_prompts
from mcp_server.recording_tools import RecordingTools
from mcp_server.sdk import arguments_of, registered_tools
from mcp_server.selection import Selection
from mcp_server.site import Site
from mcp_server.status_tools import StatusTools
from mcp_server.strictness import make_strict

Tool = Callable[..., Any]
EVERYTHING: Final = Selection()


class AidlcServer(MCPServer[Any]):
    """The SDK's server, with our sentences where a tool fails."""

    left_out: Mapping[str, str] = MappingProxyType({})
    """The tools that the user chose not to serve, each with the reason."""

    async def call_tool(
        self, name: str, arguments: dict[str, Any], context: Context[Any, Any] | None = None
    ) -> CallToolResult | InputRequiredResult:
        """Call a tool; what it raises is translated in one place."""
        arguments_model = arguments_of(self, name)
        if arguments_model is None:
            raise refuse_tool(name, [tool.name for tool in registered_tools(self)], self.left_out)
        try:
            return await super().call_tool(name, arguments, context)
        except ToolError as error:
            raise translate(error, arguments_model) from error.__cause__


def build_server(site: Site, selection: Selection = EVERYTHING) -> AidlcServer:
    """The server over `site`; nothing is read before a tool is called. Raises `InputError` for a wrong selection."""
    tools = declare_tools(site)
    known = {tool.__name__: hints.read_only_hint is True for tool, hints in tools}
    if len(known) != len(tools):
        raise ValueError("two tools have the same name")  # the SDK would drop the second with a warning
    left_out = selection.left_out(known)
    server = AidlcServer(
        "aidlc",
        title="AI-DLC",
        version=version("aidlc"),
        instructions=write_instructions(left_out, read_only=selection.read_only),
        log_level="WARNING",
        cache_hints={"tools/list": CacheHint(ttl_ms=3_600_000, scope="public")},
    )
    server.left_out = left_out
    for tool, hints in tools:
        if tool.__name__ not in left_out:
            server.add_tool(tool, description=_one_line(tool.__doc__ or ""), annotations=hints)
    make_strict(server)
    register_prompts(server, site)
    return server


def declare_tools(site: Site) -> list[tuple[Tool, ToolAnnotations]]:
    """Every tool there is with its hints, in the order in which they are listed."""
    status, recording, approval = StatusTools(site), RecordingTools(site), ApprovalTools(site)
    reads = ToolAnnotations(read_only_hint=True, open_world_hint=False)
    records = ToolAnnotations(destructive_hint=False, open_world_hint=False)
    asks = ToolAnnotations(read_only_hint=True)
    publishes = ToolAnnotations(destructive_hint=False)
    return [
        (status.get_status, reads),
        (recording.record_intent, records),
        (recording.record_questions, records),
        (recording.record_artifact, records),
        (recording.record_units, records),
        (recording.record_bolts, records),
        (recording.update_bolt, records),
        (recording.record_deployment_unit, records),
        (approval.request_approval, publishes),
        (approval.check_approval, publishes),
        (approval.explain_gate, asks),
        (status.validate_records, reads),
    ]


def _one_line(text: str) -> str:
    return " ".join(text.split())
