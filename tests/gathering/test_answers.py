"""What an answer means, without a server."""

from urllib.parse import urlsplit

import pytest

from aidlc.adapters.github.addresses import graphql_path, next_page, with_query
from aidlc.adapters.github.answers import (
    TransientError,
    check_status,
    read_graphql,
    read_json,
    seconds_to_wait,
)
from aidlc.domain.errors import GitHubError


@pytest.mark.parametrize("text", ["", "<html>", '{"a":', "NaN", '{"a": Infinity}', "[" * 100_000])
def test_what_is_no_json_is_no_answer(text: str) -> None:
    with pytest.raises(TransientError):
        read_json(text, "GET /x", 200)


@pytest.mark.parametrize(
    "value",
    [
        None,
        [],
        {},
        {"data": None},
        {"data": {}},
        {"data": {"repository": None}},
        {"data": {"repository": {}}, "errors": [{"message": "no"}]},
        {"data": {"repository": {}}, "errors": "strange"},
    ],
)
def test_partial_graphql_answer_is_no_answer(value: object) -> None:
    with pytest.raises(GitHubError):
        read_graphql(value, "a query")


def test_empty_list_of_errors_is_no_error() -> None:
    assert read_graphql({"data": {"repository": {}}, "errors": []}, "a query") == {"repository": {}}


@pytest.mark.parametrize(
    ("headers", "seconds"),
    [
        ({"retry-after": "12"}, 12.0),
        (
            {
                "x-ratelimit-remaining": "0",
                "x-ratelimit-reset": "1760000030",
                "date": "Thu, 09 Oct 2025 08:53:20 GMT",
            },
            31.0,
        ),
        ({"x-ratelimit-remaining": "0", "x-ratelimit-reset": "1760000030", "date": "yesterday"}, 60.0),
        ({}, 60.0),
    ],
)
def test_wait_is_reckoned_by_githubs_clock(headers: dict[str, str], seconds: float) -> None:
    assert seconds_to_wait(headers) == seconds


def test_permission_that_github_names_is_passed_on() -> None:
    with pytest.raises(GitHubError, match="`statuses=write`") as caught:
        check_status(
            403,
            {"x-accepted-github-permissions": "statuses=write"},
            '{"message": "Resource not accessible by integration"}',
            "POST /x",
        )
    assert not isinstance(caught.value, TransientError)


@pytest.mark.parametrize(
    ("rest", "graphql"),
    [("", "/graphql"), ("/", "/graphql"), ("/api/v3", "/api/graphql"), ("/api/v3/", "/api/graphql")],
)
def test_graphql_lies_beside_rest(rest: str, graphql: str) -> None:
    assert graphql_path(rest) == graphql


def test_next_page_is_the_path_below_the_api() -> None:
    api = urlsplit("https://host/api/v3")
    link = '<https://host/api/v3/repositories/1/x?page=2>; rel="next", <https://host/api/v3/x?page=9>; rel="last"'
    assert next_page(api, link) == "/repositories/1/x?page=2"
    assert next_page(api, '<https://host/api/v3/x?page=1>; rel="prev"') is None
    with pytest.raises(GitHubError):
        next_page(api, '<https://host.evil.example/api/v3/x>; rel="next"')
    with pytest.raises(GitHubError):
        next_page(api, '<https://host/elsewhere>; rel="next"')


def test_parameters_are_written_into_the_query() -> None:
    assert with_query("/x?a=1&b=2", {"b": "refs/heads/a&b"}) == "/x?a=1&b=refs%2Fheads%2Fa%26b"
