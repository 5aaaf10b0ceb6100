from typing import Any

import pytest

from tests.support.official import validate_graphql

QUERY = """
query ($owner: String!, $name: String!, $number: Int!, $size: Int = 100) {
  repository(owner: $owner, name: $name) {
    pullRequest(number: $number) {
      title
      author { ...who }
      reviews(first: $size) { nodes { fullDatabaseId state submittedAt author { ...who } commit { oid } } }
    }
  }
}
fragment who on Actor { __typename login ... on User { databaseId } }
"""
VARIABLES: dict[str, Any] = {"owner": "acme", "name": "events", "number": 7}


def who(login: str = "bob") -> dict[str, Any]:
    return {"__typename": "User", "login": login, "databaseId": 1024}


def review(**changes: Any) -> dict[str, Any]:
    return {
        "fullDatabaseId": "3000000000",
        "state": "APPROVED",
        "submittedAt": "2026-11-23T10:00:00Z",
        "author": who(),
        "commit": {"oid": "a" * 40},
    } | changes


def answer(*reviews: dict[str, Any], **changes: Any) -> dict[str, Any]:
    pull = {"title": "Inception", "author": who("carol"), "reviews": {"nodes": list(reviews)}} | changes
    return {"data": {"repository": {"pullRequest": pull}}}


def test_right_exchange_has_no_objection() -> None:
    assert validate_graphql(QUERY, VARIABLES, answer(review())) == []


def test_deleted_author_may_be_null() -> None:
    assert validate_graphql(QUERY, VARIABLES, answer(review(author=None))) == []


def test_request_can_be_checked_alone() -> None:
    assert validate_graphql(QUERY, VARIABLES, None) == []


def test_errors_with_null_data_are_a_right_answer() -> None:
    refused = {"data": None, "errors": [{"message": "Something went wrong"}]}

    assert validate_graphql(QUERY, VARIABLES, refused) == []


@pytest.mark.parametrize(
    ("query", "objection"),
    [
        ("{ viewer { login ", "query: Syntax Error: Expected Name, found <EOF>."),
        ("{ viewer { approvals } }", "query: Cannot query field 'approvals' on type 'User'."),
        ("{ viewer }", "query: Field 'viewer' of type 'User!' must have a selection of subfields."),
    ],
)
def test_wrong_query_is_caught(query: str, objection: str) -> None:
    assert any(found.startswith(objection) for found in validate_graphql(query, {}, None))


def test_missing_variable_is_caught() -> None:
    objections = validate_graphql(QUERY, {"owner": "acme", "name": "events"}, None)

    assert len(objections) == 1
    assert objections[0].startswith("variables: ")
    assert "$number" in objections[0]


def test_connection_without_a_page_size_is_caught() -> None:
    query = '{ repository(owner: "a", name: "b") { pullRequest(number: 1) { reviews { totalCount } } } }'

    assert validate_graphql(query, {}, None) == [
        "query: reviews: GitHub asks for `first` or `last` on every connection"
    ]


@pytest.mark.parametrize("size", [0, 101])
def test_page_outside_githubs_bounds_is_caught(size: int) -> None:
    assert validate_graphql(QUERY, {**VARIABLES, "size": size}, None) == [
        f"query: reviews: a page of {size}; GitHub allows 1 to 100"
    ]


def test_more_nodes_than_github_gives_are_caught() -> None:
    query = """{ repository(owner: "a", name: "b") { pullRequests(first: 100) { nodes {
      commits(first: 100) { nodes { commit { authors(first: 100) { nodes { name } } } } } } } } }"""

    assert validate_graphql(query, {}, None) == [
        "query: it asks for up to 1010100 nodes; GitHub refuses more than 500000"
    ]


@pytest.mark.parametrize(
    ("wrong", "objection"),
    [
        (answer(review(state="OK")), "nodes[0].state: 'OK' is no PullRequestReviewState"),
        (answer(review(fullDatabaseId=80)), "nodes[0].fullDatabaseId: 80 is no BigInt"),
        (answer(review(submittedAt="today")), "nodes[0].submittedAt: 'today' is no DateTime"),
        (answer(review(commit={"oid": "abc"})), "nodes[0].commit.oid: 'abc' is no GitObjectID"),
        (answer(review(author={"__typename": "Team", "login": "x"})), "nodes[0].author: 'Team' is no Actor"),
        (answer(review(author={**who(), "databaseId": "1"})), "nodes[0].author.databaseId: '1' is no Int"),
        (answer(review(author={**who(), "databaseId": 2**31})), "author.databaseId: 2147483648 is no Int"),
        (answer(review(extra=1)), "nodes[0].extra: not asked for"),
        (answer(title=None), "pullRequest.title: null, but the schema says String!"),
        (answer(reviews={"nodes": {}}), "reviews.nodes: a list is expected"),
        (answer(reviews=[]), "reviews: an object is expected"),
        (answer(reviews={}), "reviews.nodes: asked for, but missing"),
    ],
)
def test_wrong_data_is_caught(wrong: dict[str, Any], objection: str) -> None:
    objections = validate_graphql(QUERY, VARIABLES, wrong)

    assert [found for found in objections if found.endswith(objection)] == objections
    assert len(objections) == 1


def test_field_of_another_type_is_not_asked_for() -> None:
    bot = {"__typename": "Bot", "login": "assistant", "databaseId": 1}

    assert validate_graphql(QUERY, VARIABLES, answer(review(author=bot))) == [
        "answer: data.repository.pullRequest.reviews.nodes[0].author.databaseId: not asked for"
    ]


def test_skipped_field_is_not_expected() -> None:
    query = "query ($more: Boolean!) { viewer { login name @include(if: $more) email @skip(if: $more) } }"

    assert validate_graphql(query, {"more": True}, {"data": {"viewer": {"login": "a", "name": None}}}) == []
    assert validate_graphql(query, {"more": False}, {"data": {"viewer": {"login": "a", "email": ""}}}) == []


def test_alias_is_the_name_of_the_answer() -> None:
    query = "{ viewer { who: login } }"

    assert validate_graphql(query, {}, {"data": {"viewer": {"who": "a"}}}) == []


def test_abstract_value_without_its_type_has_to_fit_one() -> None:
    query = '{ node(id: "x") { id ... on User { login } ... on Bot { login url } } }'

    assert validate_graphql(query, {}, {"data": {"node": {"id": "x", "login": "a"}}}) == []
    assert validate_graphql(query, {}, {"data": {"node": {"id": "x", "name": "a"}}}) != []


@pytest.mark.parametrize(
    ("wrong", "objection"),
    [
        ([], "answer: an object is expected"),
        ({}, "answer: neither `data` nor `errors`"),
        ({"data": None, "errors": ["no"]}, "answer: errors: a list of objects with a `message` is expected"),
        (
            {"message": "no", "errors": [{"message": "no"}]},
            "answer: message: GraphQL answers have `data` and `errors` only",
        ),
    ],
)
def test_answer_that_is_no_graphql_answer_is_caught(wrong: object, objection: str) -> None:
    assert validate_graphql("{ viewer { login } }", {}, wrong) == [objection]
