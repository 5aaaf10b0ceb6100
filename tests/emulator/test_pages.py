import re

import pytest

from tests.emulator.stage import Person, Reply, Stage


def links(reply: Reply) -> dict[str, str]:
    """Relation to address."""
    return {
        relation: url
        for url, relation in re.findall(r'<([^>]+)>; rel="(\w+)"', reply.headers.get("Link", ""))
    }


def test_rest_lists_come_thirty_at_a_time(stage: Stage) -> None:
    for number in range(35):
        stage.github.put_review(1, user="po", state="COMMENTED", body=str(number))
    first = stage.dev.get("pulls/1/reviews")
    assert [review["body"] for review in first.expect(200)] == [str(number) for number in range(30)]
    second = stage.dev.get("pulls/1/reviews", page=2)
    assert [review["body"] for review in second.expect(200)] == [str(number) for number in range(30, 35)]
    assert stage.dev.get("pulls/1/reviews", page=3).expect(200) == []
    assert links(first).keys() == {"next", "last"}
    assert links(second).keys() == {"prev", "first"}


def test_links_go_by_the_repositorys_id_on_the_host_that_was_asked(stage: Stage) -> None:
    for _ in range(3):
        stage.github.put_review(1, user="po")
    reply = stage.dev.get("pulls/1/reviews", per_page=2)
    following = links(reply)["next"]
    number = stage.github.repository.id
    assert following == f"{stage.github.api_url}/repositories/{number}/pulls/1/reviews?per_page=2&page=2"
    assert len(stage.dev.get(following.removeprefix(stage.github.api_url)).expect(200)) == 1


def test_a_page_holds_a_hundred_at_most(stage: Stage) -> None:
    for _ in range(105):
        stage.github.put_review(1, user="po")
    reply = stage.dev.get("pulls/1/reviews", per_page=500)
    assert len(reply.expect(200)) == 100
    stage.github.requests.pop()  # GitHub's description calls more than 100 wrong, GitHub cuts it
    assert len(stage.dev.get("pulls/1/reviews", per_page=100, page=2).expect(200)) == 5


def test_graphql_pages_by_cursor_forwards_and_backwards(stage: Stage) -> None:
    ids = [str(stage.github.put_review(1, user="po").id) for _ in range(5)]
    pages = "pageInfo { hasNextPage hasPreviousPage startCursor endCursor }"
    selection = f"reviews(%s) {{ totalCount nodes {{ fullDatabaseId }} edges {{ cursor }} {pages} }}"

    def page(arguments: str) -> tuple[list[str], dict[str, object]]:
        told = stage.dev.pull(selection % arguments)["reviews"]
        assert told["totalCount"] == 5
        assert len(told["edges"]) == len(told["nodes"])
        return [each["fullDatabaseId"] for each in told["nodes"]], told["pageInfo"]

    nodes, info = page("first: 2")
    assert (nodes, info["hasNextPage"], info["hasPreviousPage"]) == (ids[:2], True, False)
    nodes, info = page(f'first: 2, after: "{info["endCursor"]}"')
    assert (nodes, info["hasNextPage"], info["hasPreviousPage"]) == (ids[2:4], True, True)
    nodes, info = page(f'first: 2, after: "{info["endCursor"]}"')
    assert (nodes, info["hasNextPage"]) == (ids[4:], False)
    nodes, info = page("last: 2")
    assert (nodes, info["hasNextPage"], info["hasPreviousPage"]) == (ids[3:], False, True)
    assert page(f'last: 2, before: "{info["startCursor"]}"')[0] == ids[1:3]


@pytest.mark.parametrize(
    ("arguments", "kind"),
    [
        ("first: 101", "EXCESSIVE_PAGINATION"),
        ("states: APPROVED", "MISSING_PAGINATION_BOUNDARIES"),
        ("first: -1", "INVALID_CURSOR_ARGUMENTS"),
        ('first: 1, after: "nonsense"', "INVALID_CURSOR_ARGUMENTS"),
    ],
)
def test_graphql_page_without_bounds_or_beyond_them_is_an_error(
    stage: Stage, arguments: str, kind: str
) -> None:
    pull = f"pullRequest(number: 1) {{ reviews({arguments}) {{ totalCount }} }}"
    answer = stage.dev.graphql(f'{{ repository(owner: "acme", name: "events") {{ {pull} }} }}')
    stage.github.requests.pop()  # the query is wrong on purpose
    assert answer["data"]["repository"]["pullRequest"]["reviews"] is None
    assert answer["errors"][0]["type"] == kind


def test_withdrawn_request_for_review_is_told(stage: Stage) -> None:
    stage.dev.post("pulls/1/requested_reviewers", reviewers=["po", "admin"]).expect(201)
    stage.dev.delete("pulls/1/requested_reviewers", reviewers=["po"]).expect(200)
    left = stage.dev.get("pulls/1/requested_reviewers").expect(200)
    assert [user["login"] for user in left["users"]] == ["admin"]
    kinds = [line["event"] for line in stage.dev.get("issues/1/timeline").expect(200)]
    assert kinds == ["committed", "review_requested", "review_requested", "review_request_removed"]


def test_rate_limits_are_told(stage: Stage) -> None:
    reply = stage.dev.get("/rate_limit")
    assert reply.expect(200)["resources"]["core"]["limit"] == 5000
    assert int(reply.headers["X-RateLimit-Remaining"]) < int(reply.headers["X-RateLimit-Limit"]) == 5000
    assert reply.headers["X-GitHub-Request-Id"]


def test_missing_permission_is_named_in_a_header(stage: Stage) -> None:
    bot = Person(stage.github, stage.dev.user)
    bot.token = stage.github.workflow_token({"contents": "read"})
    reply = bot.get("issues/1/comments")
    reply.expect(403)
    assert reply.headers["X-Accepted-GitHub-Permissions"] == "issues=read; pull_requests=read"
