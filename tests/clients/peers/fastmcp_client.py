"""fastmcp's client, in an environment of its own. Arguments: the server's command."""

import asyncio
import importlib
import os
import sys
from importlib.metadata import version
from typing import Any

from tests.clients.peers.facts import Wire, gather, report

# Not installed where the project is checked.
fastmcp: Any = importlib.import_module("fastmcp")
transports: Any = importlib.import_module("fastmcp.client.transports")
types: Any = importlib.import_module("mcp.types")


async def main(command: list[str]) -> None:
    """Connect, learn, report."""
    transport = transports.StdioTransport(command=command[0], args=command[1:], env=dict(os.environ))
    async with fastmcp.Client(transport) as client:

        async def _ask(method: str, params: Wire) -> Wire | None:
            match method:
                case "tools/list":
                    result = await client.list_tools_mcp()
                case "tools/call":
                    result = await client.call_tool_mcp(params["name"], params["arguments"])
                case "resources/list":
                    result = await client.list_resources_mcp()
                case "resources/templates/list":
                    result = await client.list_resource_templates_mcp()
                case "resources/read":
                    result = await client.read_resource_mcp(params["uri"])
                case "prompts/list":
                    result = await client.list_prompts_mcp()
                case "prompts/get":
                    result = await client.get_prompt_mcp(params["name"], params["arguments"])
                case _ if client.server_capabilities.completions is None:
                    return None
                case _:
                    reference = types.PromptReference(type="ref/prompt", name=params["ref"]["name"])
                    result = await client.complete_mcp(reference, params["argument"])
            return dict(result.model_dump(mode="json", by_alias=True))

        report(version("fastmcp"), await gather(_ask))


if __name__ == "__main__":
    asyncio.run(main(sys.argv[1:]))
