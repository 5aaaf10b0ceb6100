"""REST requests and answers against GitHub's OpenAPI description."""

import re
from collections.abc import Iterator, Mapping, Sequence
from functools import cache
from typing import Any

from jsonschema.exceptions import ValidationError, best_match
from jsonschema.protocols import Validator
from jsonschema.validators import extend
from openapi_schema_validator import OAS30ReadValidator, OAS30WriteValidator, oas30_format_checker
from referencing import Registry, Resource
from referencing.jsonschema import DRAFT202012

from tests.support.official_openapi import (
    Operation,
    escaped,
    find_operation,
    official_description,
    resolved,
    unknown_fields,
)

_URI = "urn:github"
_JSON = "application/json"

# Answers that any operation may give and that the description doesn't repeat for each: a JSON object with `message`.
_ANYWHERE = frozenset({400, 401, 403, 404, 410, 429})

# GitHub's alternatives overlap (a public user is also a private user's beginning): `oneOf` means that some form fits.
_LENIENT = {"oneOf": OAS30ReadValidator.VALIDATORS["anyOf"]}
_REQUEST: type[Validator] = extend(OAS30WriteValidator, _LENIENT)  # type: ignore[no-untyped-call] # as types-jsonschema has it
_ANSWER: type[Validator] = extend(OAS30ReadValidator, _LENIENT)  # type: ignore[no-untyped-call] # same

Query = Mapping[str, str | Sequence[str]]


def validate_rest(
    method: str, path: str, query: Query, body: object, status: int, answer: object
) -> list[str]:
    """Objections to one exchange, each starting with the operation; `[]` when GitHub would have it so.

    `path` may start with `/api/v3` and may use `/repositories/{id}` for `/repos/{owner}/{repo}`; `query` holds decoded
    values; `body` and `answer` are parsed JSON, `None` for none. Answers of status 500 and above are not looked at.
    """
    operation = find_operation(method.lower(), path)
    if operation is None:
        return [
            f"{method.upper()} {path}: no such operation in the slice (tests/contracts/github/wanted_openapi.py)"
        ]
    objections = [*_check_parameters(operation, query), *_check_body(operation, body, status)]
    if status < 500:
        objections += _check_answer(operation, status, answer)
    return [f"{operation.name}: {objection}" for objection in objections]


@cache
def _registry() -> Registry[Any]:
    resource: Resource[Any] = DRAFT202012.create_resource(official_description())
    registry: Registry[Any] = Registry().with_resource(_URI, resource)
    return registry


def _check_parameters(operation: Operation, query: Query) -> Iterator[str]:
    known = {(node["in"], node["name"]): node for node in map(resolved, operation.spec.get("parameters", ()))}
    for name, text in operation.path_values.items():
        if ("path", name) in known:
            yield from _check_parameter(f"path parameter {name}", known["path", name]["schema"], text)
    for name, value in query.items():
        if ("query", name) not in known:
            yield f"query parameter {name}: GitHub has no such parameter here"
        else:
            yield from _check_parameter(f"query parameter {name}", known["query", name]["schema"], value)
    for (place, name), node in known.items():
        if place == "query" and node.get("required") and name not in query:
            yield f"query parameter {name}: required, but missing"


def _check_parameter(what: str, schema: Mapping[str, Any], text: str | Sequence[str]) -> Iterator[str]:
    value: Any = text
    kinds = {
        resolved(part).get("type") for part in (schema, *schema.get("oneOf", ()), *schema.get("anyOf", ()))
    }
    if isinstance(text, str) and kinds & {"integer", "number"} and re.fullmatch(r"-?\d+", text):
        value = int(text)
    elif isinstance(text, str) and "boolean" in kinds and text in {"true", "false"}:
        value = text == "true"
    elif "array" in kinds and isinstance(text, str):
        value = text.split(",")
    validator = _REQUEST(schema, registry=_registry(), format_checker=oas30_format_checker)
    yield from (f"{what}: {_sentence(error)}" for error in validator.iter_errors(value))


def _check_body(operation: Operation, body: object, status: int) -> Iterator[str]:
    """A body that the server refused as bad (400, 422) may be bad: then that is the test."""
    specified = operation.spec.get("requestBody")
    if status in {400, 422}:
        return
    if specified is None:
        if body not in (None, {}):
            yield "request body: GitHub expects none"
        return
    if body is None:
        if specified.get("required"):
            yield "request body: required, but missing"
        return
    yield from _check_json("request body", f"{operation.pointer}/requestBody", specified, body, _REQUEST)


def _check_answer(operation: Operation, status: int, answer: object) -> Iterator[str]:
    responses = operation.spec["responses"]
    specified = responses.get(str(status))
    if specified is None:
        if status not in _ANYWHERE:
            yield f"answer {status}: GitHub answers {', '.join(responses)} here"
        elif not isinstance(answer, dict) or not isinstance(answer.get("message"), str):
            yield f"answer {status}: an error is an object with a `message`"
        return
    pointer = f"{operation.pointer}/responses/{status}"
    if "$ref" in specified:
        pointer, specified = specified["$ref"], resolved(specified)
    if "content" in specified:
        yield from _check_json(f"answer {status}", pointer, specified, answer, _ANSWER)
    elif answer not in (None, ""):
        yield f"answer {status}: GitHub answers without a body here"


def _check_json(
    what: str,
    pointer: str,
    specified: Mapping[str, Any],
    value: Any,
    validator_type: type[Validator],
) -> Iterator[str]:
    content = specified["content"]
    media = _JSON if _JSON in content else next(name for name in content if name.endswith("json"))
    schema = {"$ref": f"{_URI}{pointer}/content/{escaped(media)}/schema"}
    validator = validator_type(schema, registry=_registry(), format_checker=oas30_format_checker)
    yield from (f"{what}: {_sentence(error)}" for error in validator.iter_errors(value))
    for path in unknown_fields(value, [content[media]["schema"]], "$"):
        yield f"{what}: {path}: GitHub has no such field here"


def _sentence(error: ValidationError) -> str:
    if not error.context:
        return f"{error.json_path}: {error.message[:200]}"
    closest = best_match(error.context)
    because = f" ({closest.json_path}: {closest.message[:200]})" if closest else ""
    return f"{error.json_path}: none of the forms that GitHub gives{because}"
