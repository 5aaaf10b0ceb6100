"""What a client learns from our server, gathered in the same way by every client. Only the standard library: each client has
an environment of its own.
"""

import json
import sys
from collections.abc import Awaitable, Callable
from typing import Any

Wire = dict[str, Any]
# Ask for a method with its params; the result as it stood on the wire, or None where the client has no way to ask for it.
Ask = Callable[[str, Wire], Awaitable[Wire | None]]

COLOUR = {"id": "colour", "question": "Which colour?", "answer": "Green."}


async def gather(ask: Ask) -> Wire:
    """Go through everything that the server offers: lists, a call, a refused call, a written record, resources, prompts."""
    tools = await _listed(ask, "tools")
    facts: Wire = {"tools": {tool["name"]: tool.get("outputSchema") for tool in tools}}
    status = await _call(ask, "get_status", {})
    facts["status"], facts["text"] = status.get("structuredContent"), _text(status)
    refused = await _call(ask, "get_status", {"intnt": "shop"})
    facts["refused"], facts["refusal"] = bool(refused.get("isError")), _text(refused)
    written = await _call(ask, "record_questions", {"intent": "shop", "questions": [COLOUR]})
    facts["written"] = not written.get("isError")
    facts.update(await _resources(ask))
    facts.update(await _prompts(ask))
    return facts


async def _resources(ask: Ask) -> Wire:
    uris = [one["uri"] for one in await _listed(ask, "resources")]
    templates = [one["uriTemplate"] for one in await _listed(ask, "resources/templates", "resourceTemplates")]
    read = {}
    for uri in [uri for uri in uris if "shop" in uri or "board" in uri][:3]:
        answered = await ask("resources/read", {"uri": uri}) or {}
        read[uri] = "".join(one.get("text") or "" for one in answered.get("contents", []))
    return {"resources": uris, "templates": templates, "read": read}


async def _prompts(ask: Ask) -> Wire:
    listed = await _listed(ask, "prompts")
    shown, completed = {}, None
    for prompt in listed[:2]:
        arguments = [argument["name"] for argument in prompt.get("arguments") or []]
        given = {name: "shop" for name in arguments if name == "intent"}
        answered = await ask("prompts/get", {"name": prompt["name"], "arguments": given}) or {}
        shown[prompt["name"]] = "\n".join(
            one["content"].get("text") or "" for one in answered.get("messages", [])
        )
        if completed is None and "intent" in arguments:
            completed = await ask(
                "completion/complete",
                {
                    "ref": {"type": "ref/prompt", "name": prompt["name"]},
                    "argument": {"name": "intent", "value": "s"},
                },
            )
    return {
        "prompts": [one["name"] for one in listed],
        "shown": shown,
        "completed": completed and completed["completion"]["values"],
    }


async def _listed(ask: Ask, what: str, key: str | None = None) -> list[Wire]:
    answered = await ask(f"{what}/list", {})
    return list((answered or {}).get(key or what, []))


async def _call(ask: Ask, tool: str, arguments: Wire) -> Wire:
    return await ask("tools/call", {"name": tool, "arguments": arguments}) or {}


def _text(result: Wire) -> str:
    return "\n".join(one.get("text") or "" for one in result.get("content", []))


def report(version: str, facts: Wire) -> None:
    """Print what was learnt, for the program that started this client."""
    json.dump({"version": version, "facts": facts}, sys.stdout)
