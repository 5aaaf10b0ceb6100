"""The MCP server: twelve tools on the official SDK, strict, with one translator of errors."""

from __future__ import annotations

from collections.abc import Callable
from importlib.metadata import version
from typing import Any, Final

from mcp.server import CacheHint, MCPServer
from mcp.server.mcpserver import Context
from mcp.server.mcpserver.exceptions import ToolError
from mcp.types import CallToolResult, InputRequiredResult, ToolAnnotations

from mcp_server.approval_tools import ApprovalTools
from mcp_server.errors import translate
from mcp_server.recording_tools import RecordingTools
from mcp_server.site import Site
from mcp_server.status_tools import StatusTools
from mcp_server.strictness import make_strict

INSTRUCTIONS: Final = """\
AI-DLC: you do the work, people decide at the gates. Begin with get_status; follow its `next`.
Inception: record the human's Intent in their words; ask clarifying questions and record question and answer; then prfaq, \
stories, nfrs, risks, measures (context too when brownfield), Units and the Bolts they suggest. Go through them with the \
human, then request_approval. Construction: per Unit domain and logical design, ADRs, then one Bolt at a time: update_bolt \
in-progress, code, tests, finished, request_approval with the code's paths. Operation: Deployment Units, a release, \
request_approval.
An approval is a pull request review by a person on GitHub, on exactly that content; nothing you write is one. Never \
approve, review, merge or write a digest line on behalf of anyone. Don't begin the next phase before check_approval says \
that this one is approved.
Ids are slugs (check-in); references are full (intent/unit/bolt). Fields left out stay as they are."""


class AidlcServer(MCPServer[Any]):
    """The SDK's server, with our sentences where a tool fails."""

    async def call_tool(
        self, name: str, arguments: dict[str, Any], context: Context[Any, Any] | None = None
    ) -> CallToolResult | InputRequiredResult:
        """Call a tool; what it raises is translated in one place."""
        try:
            return await super().call_tool(name, arguments, context)
        except ToolError as error:
            raise translate(error) from error.__cause__


def build_server(site: Site) -> AidlcServer:
    """The server over `site`; nothing is read before a tool is called."""
    server = AidlcServer(
        "aidlc",
        title="AI-DLC",
        version=version("aidlc"),
        instructions=INSTRUCTIONS,
        log_level="WARNING",
        cache_hints={"tools/list": CacheHint(ttl_ms=3_600_000, scope="public")},
    )
    status, recording, approval = StatusTools(site), RecordingTools(site), ApprovalTools(site)
    reads = ToolAnnotations(read_only_hint=True, open_world_hint=False)
    records = ToolAnnotations(destructive_hint=False, open_world_hint=False)
    asks = ToolAnnotations(read_only_hint=True)
    publishes = ToolAnnotations(destructive_hint=False)
    tools: list[tuple[Callable[..., Any], ToolAnnotations]] = [
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
    for tool, hints in tools:
        server.add_tool(tool, description=_one_line(tool.__doc__ or ""), annotations=hints)
    make_strict(server)
    return server


def _one_line(text: str) -> str:
    return " ".join(text.split())
