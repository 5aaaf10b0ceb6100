"""Whether the data of a GraphQL answer has exactly the selected fields, each with a value of its type."""

import re
from collections.abc import Iterator, Mapping, Sequence
from typing import Any

from graphql import (
    FieldNode,
    FragmentDefinitionNode,
    FragmentSpreadNode,
    GraphQLIncludeDirective,
    GraphQLObjectType,
    GraphQLOutputType,
    GraphQLSchema,
    GraphQLSkipDirective,
    InlineFragmentNode,
    OperationDefinitionNode,
    SelectionNode,
    SelectionSetNode,
    is_abstract_type,
    is_enum_type,
    is_interface_type,
    is_list_type,
    is_non_null_type,
    is_object_type,
)
from graphql.execution.values import VariableValues, get_directive_values

_INT = 2**31
_TIME = re.compile(r"\d{4}-\d\d-\d\dT\d\d:\d\d:\d\dZ")

# What GitHub's scalars look like in JSON; all others are strings of any form.
_SCALARS: Mapping[str, re.Pattern[str]] = {
    "BigInt": re.compile(r"-?\d+"),
    "DateTime": _TIME,
    "GitObjectID": re.compile(r"[0-9a-f]{40}"),
    "GitTimestamp": re.compile(r"\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d(Z|[+-]\d\d:\d\d)"),
    "URI": re.compile(r"(https?://|/)\S*"),
}


class Shape:
    """Checks data against the selections that asked for it."""

    def __init__(
        self,
        schema: GraphQLSchema,
        fragments: Mapping[str, FragmentDefinitionNode],
        variables: VariableValues,
    ) -> None:
        self._schema = schema
        self._fragments = fragments
        self._variables = variables

    def check(self, operation: OperationDefinitionNode, data: object) -> Iterator[str]:
        """Objections, each with the path of the field."""
        root = self._schema.get_root_type(operation.operation)
        if root is not None:
            yield from self._check_object(root, [operation.selection_set], data, "data")

    def _check_value(
        self, type_: GraphQLOutputType, sets: Sequence[SelectionSetNode], value: object, path: str
    ) -> Iterator[str]:
        if is_non_null_type(type_):
            if value is None:
                yield f"{path}: null, but the schema says {type_}"
                return
            type_ = type_.of_type
        if value is None:
            return
        if is_list_type(type_):
            if not isinstance(value, list):
                yield f"{path}: a list is expected"
                return
            for index, item in enumerate(value):
                yield from self._check_value(type_.of_type, sets, item, f"{path}[{index}]")
        elif is_object_type(type_):
            yield from self._check_object(type_, sets, value, path)
        elif is_abstract_type(type_):
            yield from self._check_abstract(type_, sets, value, path)
        elif is_enum_type(type_):
            if value not in type_.values:
                yield f"{path}: {value!r} is no {type_}"
        elif not _is_scalar(str(type_), value):
            yield f"{path}: {value!r} is no {type_}"

    def _check_abstract(
        self, type_: Any, sets: Sequence[SelectionSetNode], value: object, path: str
    ) -> Iterator[str]:
        """The concrete type is the one that the answer names; without a name, one that the value would fit."""
        possible = {part.name: part for part in self._schema.get_possible_types(type_)}
        name = value.get("__typename") if isinstance(value, dict) else None
        if name is not None and name not in possible:
            yield f"{path}: {name!r} is no {type_}"
        elif name is not None:
            yield from self._check_object(possible[name], sets, value, path)
        else:
            attempts = [list(self._check_object(part, sets, value, path)) for part in possible.values()]
            if all(attempts):
                yield from min(attempts, key=len)

    def _check_object(
        self, type_: GraphQLObjectType, sets: Sequence[SelectionSetNode], value: object, path: str
    ) -> Iterator[str]:
        if not isinstance(value, dict):
            yield f"{path}: an object is expected"
            return
        selected: dict[str, list[FieldNode]] = {}
        for node in sets:
            self._collect(type_, node.selections, selected)
        for key in value.keys() - selected.keys():
            yield f"{path}.{key}: not asked for"
        for key, nodes in selected.items():
            if key not in value:
                yield f"{path}.{key}: asked for, but missing"
            elif nodes[0].name.value == "__typename":
                if value[key] != type_.name:
                    yield f"{path}.{key}: {value[key]!r} where {type_} is expected"
            else:
                field = type_.fields[nodes[0].name.value]
                below = [node.selection_set for node in nodes if node.selection_set is not None]
                yield from self._check_value(field.type, below, value[key], f"{path}.{key}")

    def _collect(
        self, type_: GraphQLObjectType, nodes: Sequence[SelectionNode], into: dict[str, list[FieldNode]]
    ) -> None:
        for node in nodes:
            if not self._included(node):
                continue
            if isinstance(node, FieldNode):
                into.setdefault((node.alias or node.name).value, []).append(node)
                continue
            if isinstance(node, FragmentSpreadNode):
                part: FragmentDefinitionNode | InlineFragmentNode = self._fragments[node.name.value]
            elif isinstance(node, InlineFragmentNode):
                part = node
            else:
                raise TypeError(node)
            if part.type_condition is None or self._is_a(type_, part.type_condition.name.value):
                self._collect(type_, part.selection_set.selections, into)

    def _is_a(self, type_: GraphQLObjectType, name: str) -> bool:
        condition = self._schema.get_type(name)
        if is_interface_type(condition) or is_abstract_type(condition):
            return self._schema.is_sub_type(condition, type_)
        return condition is type_

    def _included(self, node: SelectionNode) -> bool:
        skip = get_directive_values(GraphQLSkipDirective, node, self._variables)
        include = get_directive_values(GraphQLIncludeDirective, node, self._variables)
        return not (skip and skip["if"]) and not (include and not include["if"])


def _is_scalar(name: str, value: object) -> bool:
    if name == "Int":
        return isinstance(value, int) and not isinstance(value, bool) and -_INT <= value < _INT
    if name == "Float":
        return isinstance(value, int | float) and not isinstance(value, bool)
    if name == "Boolean":
        return isinstance(value, bool)
    if not isinstance(value, str):
        return False
    pattern = _SCALARS.get(name)
    return pattern is None or pattern.fullmatch(value) is not None
