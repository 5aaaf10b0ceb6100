"""The method as MCP prompts: what a human picks in the client, filled with where the records stand."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from mcp.server import MCPServer
from mcp.server.mcpserver.prompts import Prompt
from mcp.server.mcpserver.prompts.base import PromptArgument
from mcp.shared.exceptions import MCPError
from mcp.types import INVALID_PARAMS

from mcp_server.site import Site
from prompts.method import MethodPrompt, list_prompts


def register_prompts(server: MCPServer[Any], site: Site) -> None:
    """Add every prompt of the method to `server`; the repository is read when one is asked for."""
    for prompt in list_prompts():
        arguments = [PromptArgument(name=one.name, description=one.description) for one in prompt.arguments]
        server.add_prompt(
            Prompt(
                name=prompt.name,
                title=prompt.title,
                description=prompt.description,
                arguments=arguments,
                fn=_filled(prompt, site),
                context_kwarg=None,
            )
        )


def _filled(prompt: MethodPrompt, site: Site) -> Callable[..., str]:
    """The function that fills one prompt. What goes wrong is one sentence for the person who picked it."""
    known = {one.name for one in prompt.arguments}

    def _fill(**given: str) -> str:
        from aidlc.domain.errors import AidlcError
        from aidlc.usecases.guiding import guide

        unknown = sorted(set(given) - known)
        if unknown:
            raise MCPError(
                INVALID_PARAMS,
                f"`{prompt.name}` has no argument `{unknown[0]}`. It takes {', '.join(sorted(known))}.",
            )
        try:
            return guide(site.open(), prompt.name, given)
        except AidlcError as error:
            raise MCPError(INVALID_PARAMS, str(error)) from error

    return _fill
