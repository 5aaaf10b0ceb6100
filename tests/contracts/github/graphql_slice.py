"""Cut GitHub's GraphQL schema (SDL) down to the types and fields of a list, without changing what is kept."""

from collections.abc import Iterable, Mapping
from dataclasses import replace

from graphql import (
    ConstDirectiveNode,
    EnumTypeDefinitionNode,
    FieldDefinitionNode,
    InputObjectTypeDefinitionNode,
    InputValueDefinitionNode,
    InterfaceTypeDefinitionNode,
    ListTypeNode,
    NamedTypeNode,
    Node,
    NonNullTypeNode,
    ObjectTypeDefinitionNode,
    ScalarTypeDefinitionNode,
    TypeDefinitionNode,
    TypeNode,
    UnionTypeDefinitionNode,
    parse,
    print_ast,
)

Fielded = ObjectTypeDefinitionNode | InterfaceTypeDefinitionNode
Leaf = ScalarTypeDefinitionNode | EnumTypeDefinitionNode

_BUILT_IN = frozenset({"Boolean", "Float", "ID", "Int", "String"})


class WantedError(ValueError):
    """The list asks for something that the official schema does not have, or leaves a kept field without its type."""


def slice_graphql(sdl: str, wanted: Mapping[str, str]) -> str:
    """The wanted part of `sdl`: names, types, nullability, arguments and interfaces as they are; no descriptions.

    Raises `WantedError` for a type or field that the schema lacks, or whose own type isn't in the list.
    """
    document = parse(sdl, no_location=True)
    types = {node.name.value: node for node in document.definitions if isinstance(node, TypeDefinitionNode)}
    fields = _with_interface_fields(types, _chosen_fields(types, wanted))
    return "\n\n".join(print_ast(node) for node in _kept_nodes(types, fields)) + "\n"


def _chosen_fields(types: Mapping[str, TypeDefinitionNode], wanted: Mapping[str, str]) -> dict[str, set[str]]:
    """Type to field names: the list with `*` spelt out, and the connections that it leads to."""
    chosen = {name: set(_spelt_out(types, name, words.split())) for name, words in wanted.items()}
    waiting = list(chosen)
    while waiting:
        owner = waiting.pop()
        for field in _fielded(types, owner).fields or ():
            target = _base_name(field.type)
            if (
                field.name.value in chosen[owner]
                and target.endswith(("Connection", "Edge"))
                and target not in chosen
            ):
                chosen[target] = {
                    part.name.value
                    for part in _fielded(types, target).fields or ()
                    if _is_leaf(types, part.type)
                    or _base_name(part.type) in wanted
                    or part.name.value in {"edges", "nodes", "node", "pageInfo"}
                }
                waiting.append(target)
    chosen["PageInfo"] = {field.name.value for field in _fielded(types, "PageInfo").fields or ()}
    return chosen


def _spelt_out(types: Mapping[str, TypeDefinitionNode], owner: str, words: Iterable[str]) -> Iterable[str]:
    fields = {field.name.value: field for field in _fielded(types, owner).fields or ()}
    for word in words:
        if word == "*":
            yield from (
                name
                for name, field in fields.items()
                if _is_leaf(types, field.type) and not name.startswith("viewer") and not _deprecation(field)
            )
        elif word in fields:
            yield word
        else:
            raise WantedError(f"{owner}.{word}: GitHub's schema has no such field")


def _with_interface_fields(
    types: Mapping[str, TypeDefinitionNode], chosen: Mapping[str, set[str]]
) -> dict[str, set[str]]:
    """A type that implements an interface has its fields: what is kept of the interface is kept of the type."""
    return {
        name: own.union(
            *(chosen.get(part.name.value, set()) for part in _fielded(types, name).interfaces or ())
        )
        for name, own in chosen.items()
    }


def _kept_nodes(types: Mapping[str, TypeDefinitionNode], chosen: Mapping[str, set[str]]) -> list[Node]:
    """The definitions to print, sorted by name: chosen types, and the leaves, inputs and unions that they mention."""
    kept: dict[str, Node] = {name: _trimmed(_fielded(types, name), chosen) for name in chosen}
    waiting = [(name, mentioned) for name, node in kept.items() for mentioned in _mentioned(node)]
    while waiting:
        owner, name = waiting.pop()
        if name in kept or name in _BUILT_IN:
            continue
        definition = types[name]
        if isinstance(definition, UnionTypeDefinitionNode):
            members = tuple(member for member in definition.types or () if member.name.value in chosen)
            node: Node = replace(definition, types=members, description=None, directives=())
        elif isinstance(definition, InputObjectTypeDefinitionNode):
            inputs = tuple(_bare_input(field) for field in definition.fields or ())
            node = replace(definition, fields=inputs, description=None, directives=())
        elif isinstance(definition, EnumTypeDefinitionNode):
            values = tuple(replace(value, description=None) for value in definition.values or ())
            node = replace(definition, values=values, description=None, directives=())
        elif isinstance(definition, ScalarTypeDefinitionNode):
            node = replace(definition, description=None, directives=())
        else:
            raise WantedError(
                f"{owner} mentions {name}: put {name} into the list too, or leave the field out"
            )
        kept[name] = node
        waiting.extend((name, mentioned) for mentioned in _mentioned(node))
    return [kept[name] for name in sorted(kept)]


def _trimmed(definition: Fielded, chosen: Mapping[str, set[str]]) -> Fielded:
    return replace(
        definition,
        description=None,
        directives=(),
        interfaces=tuple(part for part in definition.interfaces or () if part.name.value in chosen),
        fields=tuple(
            replace(
                field,
                description=None,
                directives=_deprecation(field),
                arguments=tuple(_bare_input(argument) for argument in field.arguments or ()),
            )
            for field in definition.fields or ()
            if field.name.value in chosen[definition.name.value]
        ),
    )


def _mentioned(node: Node) -> Iterable[str]:
    if isinstance(node, Fielded):
        for field in node.fields or ():
            yield _base_name(field.type)
            yield from (_base_name(argument.type) for argument in field.arguments or ())
    elif isinstance(node, InputObjectTypeDefinitionNode):
        yield from (_base_name(field.type) for field in node.fields or ())


def _bare_input(node: InputValueDefinitionNode) -> InputValueDefinitionNode:
    return replace(node, description=None, directives=_deprecation(node))


def _deprecation(node: FieldDefinitionNode | InputValueDefinitionNode) -> tuple[ConstDirectiveNode, ...]:
    return tuple(directive for directive in node.directives or () if directive.name.value == "deprecated")


def _fielded(types: Mapping[str, TypeDefinitionNode], name: str) -> Fielded:
    definition = types.get(name)
    if not isinstance(definition, Fielded):
        raise WantedError(f"{name}: GitHub's schema has no such object type or interface")
    return definition


def _is_leaf(types: Mapping[str, TypeDefinitionNode], type_: TypeNode) -> bool:
    name = _base_name(type_)
    return name in _BUILT_IN or isinstance(types[name], Leaf)


def _base_name(type_: TypeNode) -> str:
    while isinstance(type_, (ListTypeNode, NonNullTypeNode)):
        type_ = type_.type
    if not isinstance(type_, NamedTypeNode):
        raise TypeError(type_)
    return type_.name.value
