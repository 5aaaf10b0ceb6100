"""Which keys a model takes, for the one who wrote another: a misspelt key is mended by showing the right one."""

from __future__ import annotations

from collections.abc import Sequence
from difflib import get_close_matches
from typing import Any

from pydantic import BaseModel


def tell_known_keys(model: type[BaseModel], location: Sequence[str | int]) -> str:
    """What could stand in the place of the unknown key at `location`, as a sentence; empty where that isn't known."""
    schema = model.model_json_schema(by_alias=True)
    node = schema
    for part in location[:-1]:
        below = _resolved(node, schema)
        node = below.get("items", {}) if isinstance(part, int) else below.get("properties", {}).get(part, {})
    known = [name for name in _resolved(node, schema).get("properties", {}) if name != "schema"]
    if not known:
        return ""
    close = get_close_matches(str(location[-1]), known, n=1)
    guess = f"Did you mean `{close[0]}`? " if close else ""
    return f"{guess}Known: {', '.join(known)}."


def _resolved(node: dict[str, Any], schema: dict[str, Any]) -> dict[str, Any]:
    """The object or array behind references and `null` alternatives."""
    if "$ref" in node:
        return _resolved(schema["$defs"][node["$ref"].rpartition("/")[2]], schema)
    for choice in node.get("anyOf", ()):
        below = _resolved(choice, schema)
        if "properties" in below or "items" in below:
            return below
    return node
