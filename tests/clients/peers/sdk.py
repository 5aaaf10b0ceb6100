"""The client of the SDK that our server is built on."""

from typing import Any

from mcp import Client
from mcp.types import PromptReference

from tests.clients.peers.facts import Wire, gather


async def learn(client: Client) -> Wire:
    """Everything that this client learns; it must be connected."""

    async def _ask(method: str, params: Wire) -> Wire | None:
        result: Any
        match method:
            case "tools/list":
                result = await client.list_tools()
            case "tools/call":
                result = await client.call_tool(params["name"], params["arguments"])
            case "resources/list":
                result = await client.list_resources()
            case "resources/templates/list":
                result = await client.list_resource_templates()
            case "resources/read":
                result = await client.read_resource(params["uri"])
            case "prompts/list":
                result = await client.list_prompts()
            case "prompts/get":
                result = await client.get_prompt(params["name"], params["arguments"])
            case _ if client.server_capabilities.completions is None:
                return None
            case _:
                result = await client.complete(
                    PromptReference(type="ref/prompt", name=params["ref"]["name"]), params["argument"]
                )
        return dict(result.model_dump(mode="json", by_alias=True))

    return await gather(_ask)
