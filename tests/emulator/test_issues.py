from tests.emulator.stage import Person, Stage


def test_issue_shares_the_row_of_numbers_with_pull_requests(stage: Stage) -> None:
    issue = stage.dev.post("issues", title="A bolt", body="Do it.", labels=["bolt"]).expect(201)
    assert (issue["number"], issue["state"], [label["name"] for label in issue["labels"]]) == (
        2,
        "open",
        ["bolt"],
    )
    assert "pull_request" not in issue
    assert "pull_request" in stage.dev.get("issues/1").expect(200)
    assert [each["number"] for each in stage.dev.get("issues").expect(200)] == [2, 1]
    assert [each["number"] for each in stage.dev.get("issues", labels="bolt").expect(200)] == [2]
    stage.dev.get("issues/3").expect(404)
    stage.dev.post("issues", body="no title").expect(422)


def test_issue_is_edited_closed_and_reopened(stage: Stage) -> None:
    stage.dev.post("issues", title="A bolt").expect(201)
    edited = stage.dev.patch("issues/2", title="The bolt", body="New words", labels=["a", "b"]).expect(200)
    assert (edited["title"], edited["body"], len(edited["labels"])) == ("The bolt", "New words", 2)
    closed = stage.po.patch("issues/2", state="closed", state_reason="not_planned").expect(200)
    assert (closed["state"], closed["state_reason"], closed["closed_by"]["login"]) == (
        "closed",
        "not_planned",
        "po",
    )
    assert stage.dev.get("issues", state="closed").expect(200)[0]["number"] == 2
    stage.dev.patch("issues/2", state="open").expect(200)
    issue = "issue(number: 2) { state title comments(first: 1) { totalCount } }"
    query = '{ repository(owner: "acme", name: "events") { %s } }'
    assert stage.dev.graphql(query % issue)["data"]["repository"]["issue"] == {
        "state": "OPEN",
        "title": "The bolt",
        "comments": {"totalCount": 0},
    }
    stranger = Person(stage.github, stage.github.add_user("stranger", permission="read"))
    stranger.patch("issues/2", title="Mine").expect(403)


def test_labels_come_and_go(stage: Stage) -> None:
    names = [each["name"] for each in stage.dev.post("issues/1/labels", labels=["x", "y"]).expect(200)]
    assert names == ["x", "y"]
    assert [each["name"] for each in stage.dev.delete("issues/1/labels/x").expect(200)] == ["y"]
    stage.dev.delete("issues/1/labels/x").expect(404)
    assert [each["name"] for each in stage.dev.get("issues/1/labels").expect(200)] == ["y"]
    kinds = [line["event"] for line in stage.dev.get("issues/1/timeline").expect(200)]
    assert kinds == ["committed", "labeled", "labeled", "unlabeled"]
    assert stage.dev.pull("labels(first: 5) { nodes { name } }")["labels"]["nodes"] == [{"name": "y"}]


def test_closing_a_pull_request_as_an_issue_closes_it(stage: Stage) -> None:
    stage.dev.patch("issues/1", state="closed").expect(200)
    assert stage.dev.pull("state") == {"state": "CLOSED"}


def test_comment_is_created_listed_edited_and_deleted(stage: Stage) -> None:
    made = stage.po.post("issues/1/comments", body="<!-- marker --> hello").expect(201)
    assert (made["user"]["login"], made["author_association"]) == ("po", "MEMBER")
    assert [each["id"] for each in stage.dev.get("issues/1/comments").expect(200)] == [made["id"]]
    edited = stage.po.patch(f"issues/comments/{made['id']}", body="changed").expect(200)
    assert edited["updated_at"] > made["updated_at"]
    assert edited["created_at"] == made["created_at"]
    told = stage.dev.pull(
        "comments(first: 5) { nodes { body fullDatabaseId lastEditedAt editor { login } } }"
    )
    assert told["comments"]["nodes"] == [
        {
            "body": "changed",
            "fullDatabaseId": str(made["id"]),
            "lastEditedAt": edited["updated_at"],
            "editor": {"login": "po"},
        }
    ]
    stage.po.delete(f"issues/comments/{made['id']}").expect(204)
    stage.po.get(f"issues/comments/{made['id']}").expect(404)
    assert stage.dev.get("issues/1/comments").expect(200) == []


def test_comment_of_someone_else_takes_the_right_to_push(stage: Stage) -> None:
    made = stage.po.post("issues/1/comments", body="mine").expect(201)
    reader = Person(stage.github, stage.github.add_user("reader", permission="read"))
    assert reader.post("issues/1/comments", body="a word").expect(201)["user"]["login"] == "reader"
    reader.patch(f"issues/comments/{made['id']}", body="forged").expect(403)
    reader.delete(f"issues/comments/{made['id']}").expect(403)
    stage.dev.patch(f"issues/comments/{made['id']}", body="moderated").expect(200)


def test_comment_needs_a_body_of_65536_characters_at_most(stage: Stage) -> None:
    stage.dev.post("issues/1/comments").expect(422)
    stage.dev.post("issues/1/comments", body="").expect(422)
    stage.dev.post("issues/1/comments", body=7).expect(422)
    stage.dev.post("issues/1/comments", body="ü" * 65_536).expect(201)
    refused = stage.dev.post("issues/1/comments", body="ü" * 65_537).expect(422)
    assert refused["errors"][0]["message"] == "body is too long (maximum is 65536 characters)"


def test_anonymous_reads_but_writes_nothing(stage: Stage) -> None:
    nobody = Person(stage.github, stage.dev.user)
    nobody.token = None
    nobody.get("issues/1/comments").expect(200)
    assert nobody.post("issues/1/comments", body="x").expect(401)["message"] == "Requires authentication"


def test_comment_permission_of_a_workflow_is_issues_or_pull_requests(stage: Stage) -> None:
    bot = Person(stage.github, stage.dev.user)
    for permission in ("issues", "pull-requests"):
        bot.token = stage.github.workflow_token({permission: "write"})
        assert bot.post("issues/1/comments", body="x").expect(201)["user"]["login"] == "github-actions[bot]"
    bot.token = stage.github.workflow_token({"contents": "write"})
    assert (
        bot.post("issues/1/comments", body="x").expect(403)["message"]
        == "Resource not accessible by integration"
    )
