"""What the Messages API refuses about a request, or loses in silence.

From what the service documents (platform.claude.com: Messages API, structured outputs, model pages): the version header, no
sampling parameters, no forced tool, a schema whose objects are closed, whose keys are all required, and without cycles.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any


def complaints(headers: Mapping[str, str], body: Mapping[str, Any]) -> Iterator[str]:
    """What the service would refuse about a request."""
    if not headers.get("anthropic-version"):
        yield "anthropic-version: header is required"
    for name in ("temperature", "top_p", "top_k", "thinking", "tool_choice", "tools"):
        if name in body:
            yield f"{name}: not used here"
    if not body.get("messages") or body["messages"][0]["role"] != "user":
        yield "messages: first message must use the user role"
    elif body["messages"][-1]["role"] != "user":
        yield "messages: this model does not support a prefilled answer"
    form = (body.get("output_config") or {}).get("format") or {}
    yield from schema_complaints(form.get("schema"), "output_config.format.schema")


def schema_complaints(schema: Any, where: str) -> Iterator[str]:
    """What structured outputs refuse, or lose in silence: open objects, optional keys, free keys, cycles of references."""
    if not isinstance(schema, dict):
        yield f"{where}: an object is required"
        return
    definitions = schema.get("$defs", {})
    yield from _node_complaints(schema, where, definitions, ())


def _node_complaints(
    node: Any, where: str, definitions: Mapping[str, Any], above: tuple[str, ...]
) -> Iterator[str]:
    if isinstance(node, list):
        for index, one in enumerate(node):
            yield from _node_complaints(one, f"{where}.{index}", definitions, above)
    elif isinstance(node, dict) and "$ref" in node:
        name = node["$ref"].rpartition("/")[2]
        if name in above:
            yield f"{where}: a shape within itself"
        else:
            yield from _node_complaints(definitions[name], f"{where}.{name}", definitions, (*above, name))
    elif isinstance(node, dict):
        if node.get("type") == "object":
            yield from _object_complaints(node, where)
        inner = {key: node[key] for key in ("items", "anyOf", "allOf") if key in node}
        for key, value in {**inner, **node.get("properties", {})}.items():
            yield from _node_complaints(value, f"{where}.{key}", definitions, above)


def _object_complaints(node: Mapping[str, Any], where: str) -> Iterator[str]:
    names = set(node.get("properties", {}))
    if node.get("additionalProperties") is not False:
        yield f"{where}: additionalProperties must be false"
    if not names:
        yield f"{where}: an object without properties is always empty"
    if names != set(node.get("required", [])):
        yield f"{where}: every property must be required"
