"""GraphQL requests and answers against GitHub's official schema, and against the limits GitHub sets on top of it."""

from collections.abc import Iterator, Mapping
from functools import cache
from pathlib import Path
from typing import Any

from graphql import (
    DocumentNode,
    FieldNode,
    FragmentDefinitionNode,
    FragmentSpreadNode,
    GraphQLNamedType,
    GraphQLSchema,
    GraphQLSyntaxError,
    InlineFragmentNode,
    IntValueNode,
    OperationDefinitionNode,
    SelectionSetNode,
    VariableNode,
    build_schema,
    get_named_type,
    is_interface_type,
    is_object_type,
    parse,
    validate,
)
from graphql.execution.values import VariableValues, get_variable_values

from tests.support.official_shape import Shape

_SLICE = Path(__file__).resolve().parents[2] / "aidlc" / "emulator" / "data" / "github.graphql"

# https://docs.github.com/en/graphql/overview/rate-limits-and-query-limits-for-the-graphql-api
_LARGEST_PAGE = 100
_MOST_NODES = 500_000


def validate_graphql(query: str, variables: Mapping[str, Any] | None, answer: object) -> list[str]:
    """Objections to one exchange; `[]` when GitHub would have it so.

    The query has to be valid, with one operation, its pages bounded and its nodes within GitHub's limit; `variables`
    have to fit it. `answer` is the parsed JSON body: `data` has to have exactly the selected fields with values of
    their types, `errors` the form of errors. An `answer` of `None` checks the request alone.
    """
    schema = official_schema()
    try:
        document = parse(query, no_location=True)
    except GraphQLSyntaxError as error:
        return [f"query: {error.message}"]
    objections = [f"query: {error.message}" for error in validate(schema, document)]
    operations = [node for node in document.definitions if isinstance(node, OperationDefinitionNode)]
    if objections or len(operations) != 1:
        return objections or ["query: one operation is expected"]
    coerced = get_variable_values(schema, operations[0].variable_definitions or (), dict(variables or {}))
    if isinstance(coerced, list):
        return [f"variables: {error.message}" for error in coerced]
    request = _Request(schema, document, coerced)
    objections = [f"query: {objection}" for objection in request.check_limits(operations[0])]
    if answer is not None:
        objections += [f"answer: {objection}" for objection in _check_answer(request, operations[0], answer)]
    return objections


@cache
def official_schema() -> GraphQLSchema:
    """The committed slice of GitHub's schema."""
    return build_schema(_SLICE.read_text(encoding="utf-8"))


class _Request:
    """A valid document with coerced variables."""

    def __init__(self, schema: GraphQLSchema, document: DocumentNode, variables: VariableValues) -> None:
        self.schema = schema
        self.variables = variables
        self.fragments = {
            node.name.value: node for node in document.definitions if isinstance(node, FragmentDefinitionNode)
        }

    def check_limits(self, operation: OperationDefinitionNode) -> Iterator[str]:
        """Every connection bounded by `first` or `last` of 1 to 100, and 500,000 nodes at most in all."""
        self.nodes = 0
        yield from self._check_pages(operation.selection_set, self.schema.query_type, 1)
        if self.nodes > _MOST_NODES:
            yield f"it asks for up to {self.nodes} nodes; GitHub refuses more than {_MOST_NODES}"

    def _check_pages(
        self, selections: SelectionSetNode, owner: GraphQLNamedType | None, times: int
    ) -> Iterator[str]:
        for node in selections.selections:
            if isinstance(node, FragmentSpreadNode):
                fragment = self.fragments[node.name.value]
                condition = self.schema.get_type(fragment.type_condition.name.value)
                yield from self._check_pages(fragment.selection_set, condition, times)
            elif isinstance(node, InlineFragmentNode):
                condition = (
                    self.schema.get_type(node.type_condition.name.value) if node.type_condition else owner
                )
                yield from self._check_pages(node.selection_set, condition, times)
            elif isinstance(node, FieldNode) and node.selection_set is not None:
                yield from self._check_field(node, node.selection_set, owner, times)

    def _check_field(
        self, node: FieldNode, selections: SelectionSetNode, owner: GraphQLNamedType | None, times: int
    ) -> Iterator[str]:
        name = node.name.value
        if not (is_object_type(owner) or is_interface_type(owner)) or name not in owner.fields:
            return
        target = get_named_type(owner.fields[name].type)
        if target.name.endswith("Connection"):
            size = self._page_size(node)
            if size is None:
                yield f"{name}: GitHub asks for `first` or `last` on every connection"
                return
            if not 1 <= size <= _LARGEST_PAGE:
                yield f"{name}: a page of {size}; GitHub allows 1 to {_LARGEST_PAGE}"
                return
            times *= size
            self.nodes += times
        yield from self._check_pages(selections, target, times)

    def _page_size(self, node: FieldNode) -> int | None:
        for argument in node.arguments or ():
            if argument.name.value in {"first", "last"}:
                if isinstance(argument.value, IntValueNode):
                    return int(argument.value.value)
                if isinstance(argument.value, VariableNode):
                    size: int | None = self.variables.coerced.get(argument.value.name.value)
                    return size
        return None


def _check_answer(request: _Request, operation: OperationDefinitionNode, answer: object) -> Iterator[str]:
    if not isinstance(answer, dict):
        yield "an object is expected"
        return
    for key in answer.keys() - {"data", "errors", "extensions"}:
        yield f"{key}: GraphQL answers have `data` and `errors` only"
    errors = answer.get("errors")
    if errors is not None and not (
        isinstance(errors, list)
        and errors
        and all(isinstance(error, dict) and isinstance(error.get("message"), str) for error in errors)
    ):
        yield "errors: a list of objects with a `message` is expected"
    if answer.get("data") is not None:
        shape = Shape(request.schema, request.fragments, request.variables)
        yield from shape.check(operation, answer["data"])
    elif not errors:
        yield "neither `data` nor `errors`"
