"""A client on the SDK's first generation (`mcp` 1.x), in an environment of its own. Arguments: the server's command."""

import asyncio
import importlib
import os
import sys
from importlib.metadata import version
from typing import Any

from tests.clients.peers.facts import Wire, gather, report

# This environment's `mcp` isn't the one that the project is checked with.
mcp: Any = importlib.import_module("mcp")
stdio: Any = importlib.import_module("mcp.client.stdio")
types: Any = importlib.import_module("mcp.types")


async def main(command: list[str]) -> None:
    """Connect, learn, report."""
    parameters = mcp.StdioServerParameters(command=command[0], args=command[1:], env=dict(os.environ))
    async with (
        stdio.stdio_client(parameters) as (reads, writes),
        mcp.ClientSession(reads, writes) as session,
    ):
        await session.initialize()

        async def _ask(method: str, params: Wire) -> Wire | None:
            match method:
                case "tools/list":
                    result = await session.list_tools()
                case "tools/call":
                    result = await session.call_tool(params["name"], params["arguments"])
                case "resources/list":
                    result = await session.list_resources()
                case "resources/templates/list":
                    result = await session.list_resource_templates()
                case "resources/read":
                    result = await session.read_resource(params["uri"])
                case "prompts/list":
                    result = await session.list_prompts()
                case "prompts/get":
                    result = await session.get_prompt(params["name"], params["arguments"])
                case _ if session.get_server_capabilities().completions is None:
                    return None
                case _:
                    reference = types.PromptReference(type="ref/prompt", name=params["ref"]["name"])
                    result = await session.complete(reference, params["argument"])
            return dict(result.model_dump(mode="json", by_alias=True))

        report(version("mcp"), await gather(_ask))


if __name__ == "__main__":
    asyncio.run(main(sys.argv[1:]))
