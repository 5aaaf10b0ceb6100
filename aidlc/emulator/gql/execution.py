from functools import cache, lru_cache
from importlib.resources import files
from typing import Any

from graphql import (
    DocumentNode,
    ExecutionResult,
    GraphQLError,
    GraphQLResolveInfo,
    GraphQLSchema,
    build_schema,
    execute,
    parse,
    validate,
)

from aidlc.emulator.actor import Actor
from aidlc.emulator.errors import ApiError
from aidlc.emulator.exchange import Request
from aidlc.emulator.gql.nodes import Context
from aidlc.emulator.gql.root import FIELDS
from aidlc.emulator.urls import Urls
from aidlc.emulator.world import World


@cache
def official_schema() -> GraphQLSchema:
    """GitHub's own schema, cut to what we use."""
    text = files("aidlc.emulator").joinpath("data", "github.graphql").read_text(encoding="utf-8")
    return build_schema(text, assume_valid_sdl=True)


@lru_cache(maxsize=200)
def _understand(query: str) -> tuple[DocumentNode | None, tuple[GraphQLError, ...]]:
    try:
        document = parse(query)
    except GraphQLError as error:
        return None, (error,)
    return document, tuple(validate(official_schema(), document))


class GraphQL:
    """Answers GraphQL requests: always status 200, errors in the body."""

    def __init__(self, world: World) -> None:
        self._world = world

    def answer(self, actor: Actor, request: Request, body: Any) -> dict[str, Any]:
        """The JSON of the answer; 400 or 401 as an ApiError for what never reaches GraphQL."""
        if actor.user is None:
            raise ApiError(401, "This endpoint requires you to be authenticated.")
        query = body.get("query") if isinstance(body, dict) else None
        variables = (body.get("variables") if isinstance(body, dict) else None) or {}
        if not isinstance(query, str) or not isinstance(variables, dict):
            raise ApiError(400, "A query attribute must be specified and must be a string.")
        document, errors = _understand(query)
        if document is None or errors:
            return {"errors": [_render(error) for error in errors]}
        result = execute(
            official_schema(),
            document,
            variable_values=variables,
            operation_name=body.get("operationName"),
            context_value=Context(self._world, actor, Urls(request.server)),
            field_resolver=_resolve,
            type_resolver=_type_of,
        )
        assert isinstance(result, ExecutionResult)
        answer: dict[str, Any] = {"data": result.data}
        if result.errors:
            answer["errors"] = [_render(error) for error in result.errors]
        return answer


def _resolve(source: Any, info: "GraphQLResolveInfo[Any]", **arguments: Any) -> Any:
    if isinstance(source, dict) and info.field_name in source:
        value = source[info.field_name]
        return value(info, **arguments) if callable(value) else value
    resolver = FIELDS.get(info.parent_type.name, {}).get(info.field_name)
    if resolver is None:
        # Better no answer than a made-up null: the official schema is wider than this emulator.
        raise GraphQLError(f"the embedded GitHub does not answer {info.parent_type.name}.{info.field_name}")
    return resolver(source, info.context, **arguments)


def _type_of(value: Any, info: "GraphQLResolveInfo[Any]", abstract_type: Any) -> str:
    del info, abstract_type
    return str(value.typename)


def _render(error: GraphQLError) -> dict[str, Any]:
    body: dict[str, Any] = {"message": error.message}
    if error.extensions and "type" in error.extensions:
        body["type"] = error.extensions["type"]
    if error.path:
        body["path"] = list(error.path)
    if error.locations:
        body["locations"] = [{"line": each.line, "column": each.column} for each in error.locations]
    return body
