from typing import Any

from tests.support.official import validate_rest

REVIEWS = "/repos/acme/events/pulls/7/reviews"


def user(login: str = "bob") -> dict[str, Any]:
    url = f"https://api.example.com/users/{login}"
    return {
        "login": login,
        "id": 1024,
        "node_id": "U_1",
        "avatar_url": url,
        "gravatar_id": "",
        "url": url,
        "html_url": url,
        "followers_url": url,
        "following_url": url,
        "gists_url": url,
        "starred_url": url,
        "subscriptions_url": url,
        "organizations_url": url,
        "repos_url": url,
        "events_url": url,
        "received_events_url": url,
        "type": "User",
        "site_admin": False,
    }


def review(**changes: Any) -> dict[str, Any]:
    url = "https://example.com/acme/events/pull/7"
    return {
        "id": 80,
        "node_id": "PRR_80",
        "user": user(),
        "body": "Good.",
        "state": "APPROVED",
        "html_url": url,
        "pull_request_url": url,
        "_links": {"html": {"href": url}, "pull_request": {"href": url}},
        "submitted_at": "2026-11-23T10:00:00Z",
        "commit_id": "a" * 40,
        "author_association": "MEMBER",
    } | changes


def test_right_exchange_has_no_objection() -> None:
    assert validate_rest("GET", REVIEWS, {"per_page": "100", "page": "2"}, None, 200, [review()]) == []


def test_review_of_a_deleted_user_may_be_null() -> None:
    assert validate_rest("GET", REVIEWS, {}, None, 200, [review(user=None)]) == []


def test_enterprise_prefix_and_repository_number_lead_to_the_same_operation() -> None:
    path = "/api/v3/repositories/81/pulls/7/reviews"

    assert validate_rest("GET", path, {}, None, 200, [review()]) == []


def test_missing_field_of_an_answer_is_named() -> None:
    answer = review()
    del answer["node_id"]

    assert validate_rest("GET", REVIEWS, {}, None, 200, [answer]) == [
        "GET /repos/{owner}/{repo}/pulls/{pull_number}/reviews: answer 200: $[0]: 'node_id' is a required property"
    ]


def test_invented_field_of_an_answer_is_named() -> None:
    objections = validate_rest("GET", REVIEWS, {}, None, 200, [review(approved=True)])

    assert objections == [
        (
            "GET /repos/{owner}/{repo}/pulls/{pull_number}/reviews: answer 200:"
            " $[0].approved: GitHub has no such field here"
        )
    ]


def test_invented_field_deep_in_an_answer_is_named() -> None:
    objections = validate_rest("GET", REVIEWS, {}, None, 200, [review(user={**user(), "role": "owner"})])

    assert [objection.split(": ", 2)[2] for objection in objections] == [
        "$[0].user.role: GitHub has no such field here"
    ]


def test_wrong_time_in_an_answer_is_caught() -> None:
    objections = validate_rest("GET", REVIEWS, {}, None, 200, [review(submitted_at="yesterday")])

    assert [objection.split(": ", 2)[2] for objection in objections] == [
        "$[0].submitted_at: 'yesterday' is not a 'date-time'"
    ]


def test_wrong_value_in_a_body_is_caught() -> None:
    objections = validate_rest("POST", REVIEWS, {}, {"event": "APPROVED"}, 200, review())

    assert [objection.split(": ", 2)[1] for objection in objections] == ["request body"]
    assert "'APPROVED' is not one of ['APPROVE', 'REQUEST_CHANGES', 'COMMENT']" in objections[0]


def test_misspelt_field_of_a_body_is_caught() -> None:
    objections = validate_rest("POST", REVIEWS, {}, {"evnt": "APPROVE"}, 200, review())

    assert [objection.split(": ", 1)[1] for objection in objections] == [
        "request body: $.evnt: GitHub has no such field here"
    ]


def test_missing_body_is_caught() -> None:
    path = f"/repos/acme/events/statuses/{'a' * 40}"

    assert validate_rest("POST", path, {}, None, 404, {"message": "Not Found"}) == [
        "POST /repos/{owner}/{repo}/statuses/{sha}: request body: required, but missing"
    ]


def test_body_that_the_server_refused_may_be_wrong() -> None:
    path = f"/repos/acme/events/statuses/{'a' * 40}"
    refusal = {"message": "Validation Failed", "documentation_url": "https://docs.github.com/rest"}

    assert (
        validate_rest("GET", "/repos/acme/events/branches/a/b", {}, None, 404, {"message": "Not Found"}) == []
    )
    assert validate_rest("POST", f"{REVIEWS}/80/events", {}, {"event": "NO"}, 422, refusal) == []
    assert validate_rest("POST", path, {}, {"state": "good"}, 422, refusal) != []


def test_unknown_query_parameter_is_caught() -> None:
    assert validate_rest("GET", REVIEWS, {"perpage": "100"}, None, 200, []) == [
        (
            "GET /repos/{owner}/{repo}/pulls/{pull_number}/reviews: query parameter perpage:"
            " GitHub has no such parameter here"
        )
    ]


def test_query_parameter_outside_its_values_is_caught() -> None:
    objections = validate_rest("GET", "/repos/acme/events/pulls", {"state": "opened"}, None, 200, [])

    assert objections == [
        "GET /repos/{owner}/{repo}/pulls: query parameter state: $: 'opened' is not one of ['open', 'closed', 'all']"
    ]


def test_path_parameter_of_the_wrong_type_is_caught() -> None:
    objections = validate_rest("GET", "/repos/acme/events/pulls/seven/reviews", {}, None, 200, [])

    assert [objection.split(": ", 1)[1] for objection in objections] == [
        "path parameter pull_number: $: 'seven' is not of type 'integer'"
    ]


def test_branch_name_with_a_slash_is_one_parameter() -> None:
    path = "/repos/acme/events/git/ref/heads/aidlc/inception/event-management"
    ref = {
        "ref": "refs/heads/aidlc/inception/event-management",
        "node_id": "REF_1",
        "url": "https://api.example.com/ref",
        "object": {"type": "commit", "sha": "a" * 40, "url": "https://api.example.com/commit"},
    }

    assert validate_rest("GET", path, {}, None, 200, ref) == []


def test_unknown_operation_is_named() -> None:
    assert validate_rest("GET", "/repos/acme/events/approvals", {}, None, 200, []) == [
        "GET /repos/acme/events/approvals: no such operation in the slice (tests/contracts/github/wanted_openapi.py)"
    ]


def test_status_that_github_does_not_give_is_caught() -> None:
    objections = validate_rest("GET", REVIEWS, {}, None, 206, [])

    assert objections == [
        "GET /repos/{owner}/{repo}/pulls/{pull_number}/reviews: answer 206: GitHub answers 200 here"
    ]


def test_refusal_without_a_message_is_caught() -> None:
    objections = validate_rest("GET", REVIEWS, {}, None, 401, {"error": "no"})

    assert [objection.split(": ", 1)[1] for objection in objections] == [
        "answer 401: an error is an object with a `message`"
    ]


def test_answer_of_a_broken_server_is_not_looked_at() -> None:
    assert validate_rest("GET", REVIEWS, {}, None, 502, "<html>") == []


def test_answer_where_github_gives_none_is_caught() -> None:
    path = "/repos/acme/events/issues/comments/5"

    assert validate_rest("DELETE", path, {}, None, 204, None) == []
    assert validate_rest("DELETE", path, {}, None, 204, {"deleted": True}) == [
        "DELETE /repos/{owner}/{repo}/issues/comments/{comment_id}: answer 204: GitHub answers without a body here"
    ]
