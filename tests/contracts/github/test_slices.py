"""The slices that are committed are what the lists ask for, whole in themselves, and say where they come from."""

import json
from pathlib import Path

import pytest
from graphql import GraphQLObjectType, build_schema, is_interface_type, is_object_type

from tests.contracts.github import cut
from tests.contracts.github.graphql_slice import WantedError as WantedTypeError
from tests.contracts.github.graphql_slice import slice_graphql
from tests.contracts.github.openapi_slice import WantedError, print_openapi, slice_openapi
from tests.contracts.github.wanted_graphql import TYPES
from tests.contracts.github.wanted_openapi import OPERATIONS

HERE = Path(__file__).resolve().parent
GRAPHQL = HERE.parents[2] / "aidlc" / "emulator" / "data" / "github.graphql"

SDL = '''
"""A person."""
type User implements Actor { "Name." login: String! email: String @deprecated(reason: "gone") secret: Secret }
interface Actor { login: String! }
type Secret { value: String }
type Bot implements Actor { login: String! }
type Query {
  user(login: String!, by: Order = { by: NAME }): User
  actor: Actor
  owner: Owner
  people(first: Int): UserConnection
}
type UserConnection { nodes: [User] pageInfo: PageInfo! total: Int! secrets: [Secret] }
type PageInfo { endCursor: String }
union Owner = User | Secret
input Order { by: Field! }
enum Field { "Theirs." NAME AGE }
'''


def test_committed_schema_has_every_wanted_field() -> None:
    schema = build_schema(GRAPHQL.read_text(encoding="utf-8"))
    missing = []
    for name, words in TYPES.items():
        type_ = schema.type_map[name]
        assert is_object_type(type_) or is_interface_type(type_)
        missing += [f"{name}.{word}" for word in words.split() if word != "*" and word not in type_.fields]

    assert missing == []


def test_committed_description_has_every_wanted_operation() -> None:
    paths = json.loads((HERE / "openapi.json").read_text(encoding="utf-8"))["paths"]

    assert {path: set(methods) for path, methods in paths.items()} == {
        path: set(methods.split()) for path, methods in OPERATIONS.items()
    }


def test_committed_description_refers_to_nothing_outside() -> None:
    description = json.loads((HERE / "openapi.json").read_text(encoding="utf-8"))

    assert slice_openapi(description, OPERATIONS)["components"] == description["components"]


@pytest.mark.parametrize("slice_", [GRAPHQL, HERE / "openapi.json"])
def test_slice_names_its_source_and_licence(slice_: Path) -> None:
    package, version = cut.GRAPHQL if slice_ == GRAPHQL else cut.OPENAPI
    head = slice_.read_text(encoding="utf-8")[:400]

    assert f"Cut from the npm package {package} {version}, MIT licence: see {slice_.name}.LICENSE." in head
    assert "Permission is hereby granted" in slice_.with_name(f"{slice_.name}.LICENSE").read_text(
        encoding="utf-8"
    )
    assert f"`{package}` {version}" in (HERE / "README.md").read_text(encoding="utf-8")


def test_cut_schema_keeps_types_arguments_and_interfaces_and_nothing_else() -> None:
    cut_down = slice_graphql(SDL, {"Query": "user", "User": "*", "Actor": "login", "Bot": "login"})

    assert cut_down == (
        "interface Actor {\n  login: String!\n}\n\n"
        "type Bot implements Actor {\n  login: String!\n}\n\n"
        "enum Field {\n  NAME\n  AGE\n}\n\n"
        "input Order {\n  by: Field!\n}\n\n"
        "type PageInfo {\n  endCursor: String\n}\n\n"
        "type Query {\n  user(login: String!, by: Order = { by: NAME }): User\n}\n\n"
        "type User implements Actor {\n  login: String!\n}\n"
    )


def test_kept_interface_puts_its_fields_into_the_types_that_have_it() -> None:
    schema = build_schema(slice_graphql(SDL, {"Query": "actor", "User": "email", "Actor": "login"}))
    user = schema.type_map["User"]

    assert isinstance(user, GraphQLObjectType)
    assert set(user.fields) == {"login", "email"}
    assert user.fields["email"].deprecation_reason == "gone"


def test_kept_connection_brings_its_nodes_but_not_what_is_unwanted() -> None:
    schema = build_schema(slice_graphql(SDL, {"Query": "people owner", "User": "login"}))
    connection, owner = schema.type_map["UserConnection"], schema.type_map["Owner"]

    assert isinstance(connection, GraphQLObjectType)
    assert set(connection.fields) == {"nodes", "pageInfo", "total"}
    assert [str(part) for part in schema.get_possible_types(owner)] == ["User"]  # type: ignore[arg-type] # a union


@pytest.mark.parametrize(
    ("wanted", "message"),
    [
        ({"Query": "user", "User": "name"}, "User.name: GitHub's schema has no such field"),
        ({"Query": "user", "Robot": "*"}, "Robot: GitHub's schema has no such object type or interface"),
        ({"Query": "actor"}, "Query mentions Actor: put Actor into the list too, or leave the field out"),
    ],
)
def test_list_that_the_schema_cannot_meet_is_refused(wanted: dict[str, str], message: str) -> None:
    with pytest.raises(WantedTypeError) as caught:
        slice_graphql(SDL, wanted)

    assert str(caught.value) == message


def test_cut_description_keeps_fields_called_description() -> None:
    schema = {
        "type": "object",
        "description": "A label.",
        "properties": {"description": {"type": "string", "example": "x"}},
        "required": ["description"],
    }
    listing = {"content": {"application/json": {"schema": {"$ref": "#/components/schemas/label"}}}}
    official = {
        "openapi": "3.0.3",
        "paths": {
            "/labels": {
                "get": {
                    "summary": "List",
                    "responses": {"200": listing},
                },
                "post": {},
            }
        },
        "components": {"schemas": {"label": schema, "unused": {}}},
    }
    cut_down = slice_openapi(official, {"/labels": "get"})

    assert list(cut_down["paths"]["/labels"]) == ["get"]
    assert list(cut_down["paths"]["/labels"]["get"]) == ["responses"]
    assert cut_down["components"]["schemas"] == {
        "label": {
            "type": "object",
            "properties": {"description": {"type": "string"}},
            "required": ["description"],
        }
    }
    assert json.loads(print_openapi("from there", cut_down)) == {
        **cut_down,
        "info": {"x-notice": "from there"},
    }


def test_operation_that_the_description_lacks_is_refused() -> None:
    with pytest.raises(WantedError) as caught:
        slice_openapi({"openapi": "3.0.3", "paths": {}, "components": {}}, {"/approvals": "get"})

    assert str(caught.value) == "GET /approvals: GitHub's description has no such operation"
