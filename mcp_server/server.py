"""The MCP server: twelve tools on the official SDK, strict, with one translator of errors."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from importlib.metadata import version
from typing import Any, Final

from anyio.to_thread import run_sync
from mcp.server import CacheHint, MCPServer
from mcp.server.lowlevel.helper_types import ReadResourceContents
from mcp.server.mcpserver import Context
from mcp.server.mcpserver.exceptions import ResourceError, ToolError, UnexpectedResourceError
from mcp.shared.exceptions import MCPError
from mcp.types import (
    INVALID_PARAMS,
    CallToolResult,
    GetPromptResult,
    InputRequiredResult,
    Resource,
    ResourceTemplate,
    ToolAnnotations,
)
from pydantic import AnyUrl

from mcp_server.approval_tools import ApprovalTools
from mcp_server.completion import register_completion
from mcp_server.errors import refuse_tool, translate
from mcp_server.instructions import write_instructions
from mcp_server.method_prompts import register_prompts
from mcp_server.notifications import Watch
from mcp_server.recording_tools import RecordingTools
from mcp_server.resources import Shelf
from mcp_server.sdk import arguments_of, registered_tools, serve_subscriptions
from mcp_server.selection import Selection
from mcp_server.site import Site
from mcp_server.status_tools import StatusTools
from mcp_server.strictness import make_strict

Tool = Callable[..., Any]
EVERYTHING: Final = Selection()


class AidlcServer(MCPServer[Any]):
    """The SDK's server, with our sentences where a tool fails."""

    def __init__(self, site: Site, left_out: Mapping[str, str], instructions: str) -> None:
        """Serve `site`; `left_out` are the tools that the user chose not to serve, each with the reason."""
        self._left_out = left_out
        self._shelf = Shelf(site)
        self._watch = Watch(site)
        super().__init__(
            "aidlc",
            title="AI-DLC",
            version=version("aidlc"),
            instructions=instructions,
            log_level="WARNING",
            cache_hints={"tools/list": CacheHint(ttl_ms=3_600_000, scope="public")},
            subscriptions=self._watch.bus,
            lifespan=self._watch.running,
        )
        serve_subscriptions(self, self._watch.subscribe, self._watch.unsubscribe)

    async def call_tool(
        self, name: str, arguments: dict[str, Any], context: Context[Any, Any] | None = None
    ) -> CallToolResult | InputRequiredResult:
        """Call a tool; what it raises is translated in one place."""
        arguments_model = arguments_of(self, name)
        if arguments_model is None:
            raise refuse_tool(name, [tool.name for tool in registered_tools(self)], self._left_out)
        try:
            result = await super().call_tool(name, arguments, context)
        except ToolError as error:
            raise translate(error, arguments_model) from error.__cause__
        finally:
            await self._watch.look()
        if context is not None and isinstance(result, CallToolResult):
            await self._watch.tell_caller(context.request_context.session, result)
        return result

    async def get_prompt(
        self, name: str, arguments: dict[str, Any] | None = None, context: Context[Any, Any] | None = None
    ) -> GetPromptResult | InputRequiredResult:
        """Get a prompt. For an unknown name the SDK answers an internal error; the specification has -32602."""
        known = [prompt.name for prompt in await self.list_prompts()]
        if name not in known:
            raise MCPError(INVALID_PARAMS, f"There is no prompt `{name[:80]}`. Prompts: {', '.join(known)}.")
        return await super().get_prompt(name, arguments, context)

    async def list_resources(self) -> list[Resource]:
        """The resources that are worth a place in a list."""
        return await run_sync(self._shelf.listed)

    async def list_resource_templates(self) -> list[ResourceTemplate]:
        """The kinds of resources that have parameters."""
        return self._shelf.templates()

    async def read_resource(
        self, uri: AnyUrl | str, context: Context[Any, Any] | None = None
    ) -> Iterable[ReadResourceContents] | InputRequiredResult:
        """Read a resource; what can't be read says what to do."""
        del context  # nothing is asked of the client on the way
        try:
            return await run_sync(self._shelf.read, str(uri))
        except ResourceError:
            raise
        except Exception as error:
            raise UnexpectedResourceError(f"Error reading resource {str(uri)[:200]}") from error


def build_server(site: Site, selection: Selection = EVERYTHING) -> AidlcServer:
    """The server over `site`; nothing is read before a tool is called. Raises `InputError` for a wrong selection."""
    tools = declare_tools(site)
    known = {tool.__name__: hints.read_only_hint is True for tool, hints in tools}
    if len(known) != len(tools):
        raise ValueError("two tools have the same name")  # the SDK would drop the second with a warning
    left_out = selection.left_out(known)
    server = AidlcServer(site, left_out, write_instructions(left_out, read_only=selection.read_only))
    for tool, hints in tools:
        if tool.__name__ not in left_out:
            server.add_tool(tool, description=_one_line(tool.__doc__ or ""), annotations=hints)
    make_strict(server)
    register_completion(server, site)
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
