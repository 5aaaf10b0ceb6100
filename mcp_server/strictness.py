"""Tools as strict as their schemas, and schemas as short as they can be.

The SDK ignores arguments that a tool doesn't have, so that a misspelt one is lost in silence; and it publishes everything
pydantic knows of a model, which every conversation pays for. Both are mended here.
"""

from __future__ import annotations

from typing import Any, Final

from mcp.server import MCPServer

from mcp_server.sdk import registered_tools

# Checked all the same; what is expected is told when it isn't met.
_LEFT_OUT: Final = frozenset(
    {"title", "default", "$defs", "pattern", "minLength", "maxLength", "maxItems", "minItems"}
)
_BOUNDS: Final = frozenset({"minimum", "maximum"})


def make_strict(server: MCPServer[Any]) -> None:
    """Refuse unknown arguments of every tool that is registered, and publish short schemas."""
    for tool in registered_tools(server):
        model = tool.fn_metadata.arg_model
        model.model_config["extra"] = "forbid"
        model.model_rebuild(force=True)
        tool.parameters = shorten(model.model_json_schema(by_alias=True))
        if tool.fn_metadata.output_schema is not None:
            tool.fn_metadata.output_schema = outline(tool.fn_metadata.output_schema)


def shorten(schema: dict[str, Any]) -> dict[str, Any]:
    """The schema of a tool's arguments: names, types, choices, what is required, and that nothing else is taken."""
    short = _short(schema, schema.get("$defs", {}))
    return {**short, "additionalProperties": False}


def outline(schema: dict[str, Any]) -> dict[str, Any]:
    """The schema of an answer: which names it always has. Their types show in the answer itself."""
    return {"type": "object", "required": list(schema.get("properties", {}))}


def _signature(node: dict[str, Any]) -> str:
    """A nested object in the notation that every model has read most of: `{id,goal?,timebox?:hours,stories?:[]}`."""
    required = node.get("required", [])
    parts = []
    for name, one in node.get("properties", {}).items():
        kind = _kind(one)
        parts.append(f"{name}{'' if name in required else '?'}{f':{kind}' if kind else ''}")
    return f"{{{','.join(parts)}}}"


def _kind(node: dict[str, Any]) -> str:
    """The type of a property, or its unit where it has one; a string needs no word."""
    if "enum" in node:
        return "|".join(node["enum"])
    if node.get("type") == "array":
        return f"{_kind(node.get('items', {}))}[]"
    if node.get("type") == "object":
        return str(node.get("description", "object"))
    return "" if node.get("type") == "string" else str(node.get("description", node.get("type", "")))


def _short(node: Any, definitions: dict[str, Any]) -> Any:  # noqa: ANN401 -- JSON is Any
    if isinstance(node, list):
        return [_short(one, definitions) for one in node]
    if not isinstance(node, dict):
        return node
    node = _without_null(node)
    if "$ref" in node:
        found = definitions[node["$ref"].rpartition("/")[2]]
        target = {key: value for key, value in found.items() if key != "description"}  # a docstring, for us
        inner = _short(
            {**target, **{key: value for key, value in node.items() if key != "$ref"}}, definitions
        )
        return {"type": "object", "description": _signature(inner)} if "properties" in inner else inner
    left_out = _LEFT_OUT | _BOUNDS | ({"type"} if "enum" in node else set())
    if node.get("additionalProperties") in (True, False):
        left_out |= {"additionalProperties"}
    return {
        key: {name: _short(one, definitions) for name, one in value.items()}
        if key == "properties"
        else _short(value, definitions)
        for key, value in node.items()
        if key not in left_out
    }


def _without_null(node: dict[str, Any]) -> dict[str, Any]:
    """An argument that may be null may as well be left out: say the shorter of the two."""
    choices = node.get("anyOf")
    if not isinstance(choices, list) or {"type": "null"} not in choices or "default" not in node:
        return node
    rest = [one for one in choices if one != {"type": "null"}]
    if len(rest) != 1:
        return node
    others = {key: value for key, value in node.items() if key not in {"anyOf", "default"}}
    return {**rest[0], **others}
