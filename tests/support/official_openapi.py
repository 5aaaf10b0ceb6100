"""GitHub's OpenAPI description: which operation a request is, what references mean, which fields are known."""

import json
import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Any
from urllib.parse import unquote

_SLICE = Path(__file__).resolve().parents[1] / "contracts" / "github" / "openapi.json"


@dataclass(frozen=True, slots=True)
class Operation:
    name: str
    pointer: str
    spec: Mapping[str, Any]
    path_values: Mapping[str, str]


@cache
def official_description() -> Mapping[str, Any]:
    parsed: Mapping[str, Any] = json.loads(_SLICE.read_text(encoding="utf-8"))
    return parsed


@cache
def _routes() -> Sequence[tuple[re.Pattern[str], str]]:
    """A pattern for each path template, the most literal first: `/commits/{ref}/status` before `/commits/{ref}`."""

    def pattern(template: str, operations: Mapping[str, Any]) -> re.Pattern[str]:
        parameters = [resolved(node) for spec in operations.values() for node in spec.get("parameters", ())]
        with_slashes = {node["name"] for node in parameters if node.get("x-multi-segment")}
        parts = re.split(r"{(\w+)}", template)
        return re.compile(
            "".join(
                f"(?P<{part}>{'.*' if part in with_slashes else '[^/]+'})" if index % 2 else re.escape(part)
                for index, part in enumerate(parts)
            )
        )

    def literal(template: str) -> tuple[int, int]:
        return (-template.count("/"), template.count("{"))

    paths = official_description()["paths"]
    return [(pattern(template, paths[template]), template) for template in sorted(paths, key=literal)]


def find_operation(method: str, path: str) -> Operation | None:
    path = path.removeprefix("/api/v3")
    path = re.sub(r"^/repositories/\d+(?=/|$)", "/repos/owner/name", path)
    for pattern, template in _routes():
        spec = official_description()["paths"][template].get(method)
        match = pattern.fullmatch(path)
        if spec is not None and match is not None:
            values = {name: unquote(value) for name, value in match.groupdict().items()}
            pointer = f"#/paths/{escaped(template)}/{method}"
            return Operation(f"{method.upper()} {template}", pointer, spec, values)
    return None


def unknown_fields(value: object, schemas: Sequence[Mapping[str, Any]], path: str) -> Iterator[str]:
    """Fields that none of the schemas knows. JSON Schema lets them pass; a client that reads one would be wrong."""
    parts = [part for schema in schemas for part in _alternatives(schema)]
    if isinstance(value, list):
        items = [part["items"] for part in parts if "items" in part]
        for index, item in enumerate(value if items else ()):
            yield from unknown_fields(item, items, f"{path}[{index}]")
    elif isinstance(value, dict):
        objects = [part for part in parts if part.get("type", "object") == "object" and "allOf" not in part]
        if any(part.get("additionalProperties") or "properties" not in part for part in objects):
            return
        for name, item in value.items():
            described = [part["properties"][name] for part in objects if name in part["properties"]]
            if not described:
                yield f"{path}.{name}"
            yield from unknown_fields(item, described, f"{path}.{name}")


def _alternatives(schema: Mapping[str, Any]) -> Iterator[Mapping[str, Any]]:
    """The schema without its combinators, and everything that they combine."""
    schema = resolved(schema)
    combined = [part for word in ("allOf", "anyOf", "oneOf") for part in schema.get(word, ())]
    if not combined or "properties" in schema or "items" in schema:
        yield {key: node for key, node in schema.items() if key not in {"allOf", "anyOf", "oneOf"}}
    for part in combined:
        if set(resolved(part)) - {"required"}:
            yield from _alternatives(part)


def resolved(node: Mapping[str, Any]) -> Mapping[str, Any]:
    while "$ref" in node:
        _, _, group, name = node["$ref"].split("/")
        node = official_description()["components"][group][name]
    return node


def escaped(part: str) -> str:
    return part.replace("~", "~0").replace("/", "~1").replace("{", "%7B").replace("}", "%7D")
