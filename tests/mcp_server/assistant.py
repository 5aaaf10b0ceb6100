"""An assistant as tests play it: a client of the real server, in memory, one call after the other."""

from collections.abc import Callable, Mapping
from datetime import UTC, datetime
from pathlib import Path
from typing import Any, Literal, cast

import anyio
from mcp import Client
from mcp.types import CallToolResult, TextContent

from mcp_server.selection import Selection
from mcp_server.server import EVERYTHING, build_server
from mcp_server.site import Site

Mode = Literal["auto", "legacy"]
NOON = datetime(2026, 11, 20, 12, 0, tzinfo=UTC)


class Answer:
    """What a tool answered."""

    def __init__(self, result: CallToolResult) -> None:
        self.failed = bool(result.is_error)
        self.text = "\n".join(one.text for one in result.content if isinstance(one, TextContent))
        self.data = cast("dict[str, Any]", result.structured_content or {})


class Assistant:
    """Calls tools on one repository."""

    def __init__(
        self,
        root: Path,
        environ: Mapping[str, str] | None = None,
        *,
        mode: Mode = "auto",
        now: Callable[[], datetime] = lambda: NOON,
        selection: Selection = EVERYTHING,
    ) -> None:
        self.root = root
        self.environ = dict(environ or {})
        self.mode = mode
        self.now = now
        self.selection = selection

    def call(self, tool: str, /, **arguments: Any) -> Answer:
        """Call a tool; the test fails when the tool does."""
        answer = self.attempt(tool, **arguments)
        assert not answer.failed, answer.text
        return answer

    def refused(self, tool: str, /, **arguments: Any) -> str:
        """Call a tool that refuses; what it said. Every refusal is sentences, the last of them complete."""
        answer = self.attempt(tool, **arguments)
        assert answer.failed, answer.text
        assert "Traceback" not in answer.text
        assert "pydantic" not in answer.text
        assert "Internal error" not in answer.text
        return answer.text

    def attempt(self, tool: str, /, **arguments: Any) -> Answer:
        """Call a tool, whatever comes of it."""

        async def _call() -> Answer:
            site = Site(root=self.root, environ=self.environ, now=self.now)
            async with Client(build_server(site, self.selection), mode=self.mode) as client:
                return Answer(await client.call_tool(tool, arguments))

        return anyio.run(_call)
