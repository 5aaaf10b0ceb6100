"""Cut GitHub's OpenAPI description down to a list of operations and what they refer to, without descriptions."""

import json
from collections.abc import Iterator, Mapping
from typing import Any

# Prose and decoration. `discriminator` is a hint for code generators that answers don't follow: a folder's contents
# are a list, which has no `type` field that could be `array`. The alternatives themselves are kept.
_PROSE = frozenset(
    {
        "description",
        "summary",
        "title",
        "example",
        "examples",
        "externalDocs",
        "tags",
        "deprecated",
        "discriminator",
    }
)
_OF_OPERATION = ("operationId", "parameters", "requestBody", "responses")
_NAMED = frozenset(
    {"properties", "patternProperties", "schemas", "parameters", "responses", "content", "headers"}
)


class WantedError(ValueError):
    """The list asks for an operation that the official description does not have."""


def slice_openapi(description: Mapping[str, Any], wanted: Mapping[str, str]) -> dict[str, Any]:
    """The wanted operations and every component that they reach; schemas are as GitHub publishes them, less prose.

    `wanted` maps a path template to its methods, separated by blanks. Raises `WantedError` for an unknown one.
    """
    paths: dict[str, Any] = {}
    for template, methods in wanted.items():
        for method in methods.split():
            operation = description["paths"].get(template, {}).get(method)
            if operation is None:
                raise WantedError(f"{method.upper()} {template}: GitHub's description has no such operation")
            kept = {key: _without_prose(operation[key], key) for key in _OF_OPERATION if key in operation}
            paths.setdefault(template, {})[method] = kept
    return {"openapi": description["openapi"], "paths": paths, "components": _reached(description, paths)}


def _reached(description: Mapping[str, Any], paths: Mapping[str, Any]) -> dict[str, dict[str, Any]]:
    components: dict[str, dict[str, Any]] = {}
    waiting = list(_references(paths))
    while waiting:
        _, _, group, name = waiting.pop().split("/")
        if name in components.setdefault(group, {}):
            continue
        components[group][name] = _without_prose(description["components"][group][name])
        waiting.extend(_references(components[group][name]))
    return {group: dict(sorted(named.items())) for group, named in sorted(components.items())}


def _references(node: object) -> Iterator[str]:
    if isinstance(node, dict):
        target = node.get("$ref")
        if isinstance(target, str):
            yield target
        for part in node.values():
            yield from _references(part)
    elif isinstance(node, list):
        for part in node:
            yield from _references(part)


def _without_prose(node: Any, parent: str = "") -> Any:
    """A field may itself be called `description`: under `properties` and the like, keys are names, not keywords."""
    if isinstance(node, dict):
        names = parent in _NAMED
        return {
            key: _without_prose(part, "" if names else key)
            for key, part in node.items()
            if names or (key not in _PROSE and (not key.startswith("x-") or key == "x-multi-segment"))
        }
    if isinstance(node, list):
        return [_without_prose(part) for part in node]
    return node


def print_openapi(notice: str, openapi: Mapping[str, Any]) -> str:
    """The slice as JSON, an operation or a component a line: small, and a diff shows what changed."""

    def line(node: object) -> str:
        return json.dumps(node, ensure_ascii=False, separators=(",", ":"))

    def lines(named: Mapping[str, Any]) -> str:
        return ",\n".join(f"{line(name)}:{line(node)}" for name, node in named.items())

    paths = ",\n".join(f"{line(path)}:{{\n{lines(methods)}}}" for path, methods in openapi["paths"].items())
    groups = ",\n".join(
        f"{line(group)}:{{\n{lines(named)}}}" for group, named in openapi["components"].items()
    )
    return (
        f'{{"openapi":{line(openapi["openapi"])},\n"info":{{"x-notice":{line(notice)}}},\n'
        f'"paths":{{\n{paths}}},\n"components":{{\n{groups}}}}}\n'
    )
