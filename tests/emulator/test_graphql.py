import pytest
from graphql import is_object_type

from aidlc.emulator.gql.execution import official_schema
from aidlc.emulator.gql.root import FIELDS
from tests.emulator.stage import Stage

REPOSITORY = '{ repository(owner: "acme", name: "events") { %s } }'


def test_field_that_the_official_schema_lacks_is_an_error_with_status_200(stage: Stage) -> None:
    answer = stage.dev.graphql(REPOSITORY % "name sha")
    assert "data" not in answer
    assert answer["errors"][0]["message"] == "Cannot query field 'sha' on type 'Repository'."
    stage.github.requests.pop()  # the query is wrong on purpose


@pytest.mark.parametrize(
    "query",
    [
        "{ repository(",
        "query { viewer { login } } mutation { x }",
        "{ repository(owner: 1, name: 2) { name } }",
    ],
)
def test_query_that_is_none_is_an_error_with_status_200(stage: Stage, query: str) -> None:
    assert stage.dev.graphql(query)["errors"]
    stage.github.requests.pop()  # the query is wrong on purpose


def test_field_that_is_not_emulated_says_so_instead_of_null(stage: Stage) -> None:
    answer = stage.dev.graphql(REPOSITORY % "name codeowners { errors { line } }")
    assert answer["data"] == {"repository": {"name": "events", "codeowners": None}}
    assert answer["errors"][0]["message"] == "the embedded GitHub does not answer Repository.codeowners"


def test_every_resolver_stands_for_a_field_of_the_official_schema() -> None:
    schema = official_schema()
    for name, fields in FIELDS.items():
        kind = schema.type_map[name]
        assert is_object_type(kind)
        assert sorted(set(fields) - set(kind.fields)) == [], name


def test_unknown_pull_request_is_null_with_a_typed_error(stage: Stage) -> None:
    answer = stage.dev.graphql(REPOSITORY % "pullRequest(number: 99) { title }")
    assert answer["data"] == {"repository": {"pullRequest": None}}
    assert answer["errors"] == [
        {
            "type": "NOT_FOUND",
            "path": ["repository", "pullRequest"],
            "locations": [{"line": 1, "column": 47}],
            "message": "Could not resolve to a PullRequest with the number of 99.",
        }
    ]


def test_large_ids_do_not_fit_into_database_id(stage: Stage) -> None:
    stage.po.review("APPROVE")
    query = (
        REPOSITORY % "pullRequest(number: 1) { fullDatabaseId reviews(first: 1) { nodes { databaseId } } }"
    )
    answer = stage.dev.graphql(query)
    assert answer["data"]["repository"]["pullRequest"]["reviews"]["nodes"] == [{"databaseId": None}]
    assert "Int cannot represent" in answer["errors"][0]["message"]
    assert int(answer["data"]["repository"]["pullRequest"]["fullDatabaseId"]) > 2**31


def test_object_by_expression_and_by_id(stage: Stage) -> None:
    answer = stage.dev.graphql(
        'query($oid: GitObjectID!) { repository(owner: "acme", name: "events") {'
        ' file: object(expression: "HEAD:docs/readme.md") { __typename oid'
        " ... on Blob { text byteSize isBinary isTruncated } }"
        ' folder: object(expression: "feature:docs") { ... on Tree { entries { name path mode type object { oid } } } }'
        ' missing: object(expression: "HEAD:nothing") { oid } outside: object(expression: "HEAD:../x") { oid }'
        ' spaced: object(expression: "HEAD:a blob") { oid }'
        " commit: object(oid: $oid) { ... on Commit { message messageHeadline parents(first: 5) { nodes { oid } }"
        ' file(path: "feature.txt") { oid size } history(first: 5) { totalCount nodes { oid } } } } } }',
        oid=stage.clone.head,
    )
    found = answer["data"]["repository"]
    blob = stage.clone.git("rev-parse", "main:docs/readme.md")
    assert found["file"] == {
        "__typename": "Blob",
        "oid": blob,
        "text": "hello\n",
        "byteSize": 6,
        "isBinary": False,
        "isTruncated": False,
    }
    assert found["folder"]["entries"] == [
        {
            "name": "readme.md",
            "path": "docs/readme.md",
            "mode": 0o100644,
            "type": "blob",
            "object": {"oid": blob},
        }
    ]
    assert found["missing"] is None
    assert found["outside"] is None
    assert found["spaced"] is None
    assert found["commit"]["message"] == "add the feature"
    assert found["commit"]["parents"]["nodes"] == [{"oid": stage.clone.git("rev-parse", "main")}]
    assert found["commit"]["history"]["totalCount"] == 2
    assert found["commit"]["file"]["size"] == 4


def test_tags_and_branches_are_refs(stage: Stage) -> None:
    stage.clone.git("tag", "-m", "the first", "v1")
    stage.clone.git("tag", "v2")
    stage.clone.push("v1", "v2")
    answer = stage.dev.graphql(
        REPOSITORY
        % """
        tags: refs(first: 5, refPrefix: "refs/tags/", direction: DESC) { nodes { name target {
            __typename ... on Tag { name message target { oid } tagger { user { login } } } } } }
        branches: refs(first: 5, refPrefix: "refs/heads/", query: "feat") { totalCount nodes { name } }
        """
    )["data"]["repository"]
    assert answer["tags"]["nodes"] == [
        {"name": "v2", "target": {"__typename": "Commit"}},
        {
            "name": "v1",
            "target": {
                "__typename": "Tag",
                "name": "v1",
                "message": "the first",
                "target": {"oid": stage.clone.head},
                "tagger": {"user": {"login": "dev"}},
            },
        },
    ]
    assert answer["branches"] == {"totalCount": 1, "nodes": [{"name": "feature"}]}


def test_account_of_an_enterprise_is_no_user(stage: Stage) -> None:
    stage.github.add_user("managed", type="EnterpriseUserAccount", permission="none")
    stage.github.put_review(1, user="managed")
    author = "author { __typename login ... on EnterpriseUserAccount { user { databaseId } } }"
    told = stage.dev.pull(f"reviews(first: 1) {{ nodes {{ {author} }} }}")["reviews"]["nodes"]
    assert told == [{"author": {"__typename": "EnterpriseUserAccount", "login": "managed", "user": None}}]


def test_binary_and_huge_blobs_are_marked(stage: Stage) -> None:
    (stage.clone.folder / "image.bin").write_bytes(b"\0\1")
    (stage.clone.folder / "huge.txt").write_text("x" * (512 * 1024 + 1), encoding="utf-8")
    stage.clone.git("add", ".")
    stage.clone.git("commit", "-q", "-m", "big")
    stage.clone.push("feature")
    fragment = "... on Blob { isBinary isTruncated text byteSize }"
    answer = stage.dev.graphql(
        REPOSITORY
        % f"""
            a: object(expression: "feature:image.bin") {{ {fragment} }}
            b: object(expression: "feature:huge.txt") {{ {fragment} }}
        """
    )["data"]["repository"]
    assert answer["a"] == {"isBinary": True, "isTruncated": False, "text": None, "byteSize": 2}
    assert (answer["b"]["isTruncated"], len(answer["b"]["text"])) == (True, 512 * 1024)


def test_commit_names_all_its_authors(stage: Stage) -> None:
    trailer = "Co-authored-by: Po <po@example.com>\nCo-authored-by: Nobody <nobody@example.com>"
    stage.clone.commit("feature.txt", "two\n", f"together\n\n{trailer}")
    stage.clone.push("feature")
    told = stage.dev.pull(
        "commits(last: 1) { nodes { commit { authoredByCommitter author { name email date user { login databaseId } }"
        " committer { user { login } } authors(first: 5) { totalCount nodes { email user { login } } } } } }"
    )["commits"]["nodes"][0]["commit"]
    assert told["author"]["user"] == {"login": "dev", "databaseId": stage.dev.user.id}
    assert told["authors"] == {
        "totalCount": 3,
        "nodes": [
            {"email": "dev@example.com", "user": {"login": "dev"}},
            {"email": "po@example.com", "user": {"login": "po"}},
            {"email": "nobody@example.com", "user": None},
        ],
    }


def test_pull_requests_are_filtered_and_sorted(stage: Stage) -> None:
    stage.clone.push("HEAD:refs/heads/other")
    stage.dev.post("pulls", title="Second", head="other", base="main").expect(201)
    stage.dev.patch("pulls/1", state="closed").expect(200)

    def numbers(arguments: str) -> list[int]:
        answer = stage.dev.graphql(
            REPOSITORY % f"pullRequests(first: 5, {arguments}) {{ nodes {{ number }} }}"
        )
        return [each["number"] for each in answer["data"]["repository"]["pullRequests"]["nodes"]]

    assert numbers("states: [OPEN, CLOSED]") == [1, 2]
    assert numbers("states: OPEN") == [2]
    assert numbers('headRefName: "feature"') == [1]
    assert numbers('baseRefName: "other"') == []
    assert numbers("orderBy: {field: CREATED_AT, direction: DESC}") == [2, 1]
    assert numbers("orderBy: {field: UPDATED_AT, direction: DESC}") == [1, 2]
    ref = 'ref(qualifiedName: "other") { name prefix associatedPullRequests(first: 5, states: OPEN) { nodes { number } } }'
    told = stage.dev.graphql(REPOSITORY % ref)["data"]["repository"]["ref"]
    assert told == {
        "name": "other",
        "prefix": "refs/heads/",
        "associatedPullRequests": {"nodes": [{"number": 2}]},
    }


def test_repository_and_viewer_facts(stage: Stage) -> None:
    answer = stage.dev.graphql(
        '{ viewer { login databaseId } rateLimit { remaining } user(login: "po") { databaseId } '
        + (REPOSITORY % "databaseId nameWithOwner isPrivate viewerPermission owner { __typename login }")[
            1:-1
        ]
        + "}"
    )["data"]
    assert answer["viewer"] == {"login": "dev", "databaseId": stage.dev.user.id}
    assert answer["user"] == {"databaseId": stage.po.user.id}
    assert answer["repository"] == {
        "databaseId": stage.github.repository.id,
        "nameWithOwner": "acme/events",
        "isPrivate": False,
        "viewerPermission": "WRITE",
        "owner": {"__typename": "Organization", "login": "acme"},
    }


def test_issues_have_comments_and_no_pull_requests_among_them(stage: Stage) -> None:
    stage.dev.post("issues", title="A bolt").expect(201)
    stage.dev.post("issues/2/comments", body="started").expect(201)
    answer = stage.dev.graphql(
        REPOSITORY
        % (
            "issues(first: 5) { nodes { number comments(first: 5) { nodes {"
            " body issue { number } pullRequest { number } } } } }"
            " issueOrPullRequest(number: 1) { __typename }"
        )
    )["data"]["repository"]
    assert answer["issues"]["nodes"] == [
        {
            "number": 2,
            "comments": {"nodes": [{"body": "started", "issue": {"number": 2}, "pullRequest": None}]},
        }
    ]
    assert answer["issueOrPullRequest"] == {"__typename": "PullRequest"}
