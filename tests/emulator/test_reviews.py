import pytest

from tests.emulator.stage import Person, Stage


def states(person: Person) -> list[tuple[str, str]]:
    """Login and state of every review the person sees."""
    return [
        (review["user"]["login"], review["state"]) for review in person.get("pulls/1/reviews").expect(200)
    ]


def test_review_is_bound_to_the_head_of_its_moment(stage: Stage) -> None:
    review = stage.po.review("APPROVE", "fine")
    assert (review["state"], review["commit_id"], review["body"]) == ("APPROVED", stage.clone.head, "fine")
    assert review["user"]["type"] == "User"
    told = stage.dev.pull(
        "reviews(first: 5) { totalCount nodes { fullDatabaseId state submittedAt commit { oid } author { login } } }"
    )
    assert told["reviews"]["totalCount"] == 1
    assert told["reviews"]["nodes"] == [
        {
            "fullDatabaseId": str(review["id"]),
            "state": "APPROVED",
            "submittedAt": review["submitted_at"],
            "commit": {"oid": stage.clone.head},
            "author": {"login": "po"},
        }
    ]


@pytest.mark.parametrize(
    ("event", "sentence"),
    [
        ("APPROVE", "Review Can not approve your own pull request"),
        ("REQUEST_CHANGES", "Review Can not request changes on your own pull request"),
    ],
)
def test_author_gives_no_opinion_on_his_own_pull_request(stage: Stage, event: str, sentence: str) -> None:
    refused = stage.dev.post("pulls/1/reviews", event=event, body="mine").expect(422)
    assert refused["errors"] == [sentence]
    assert stage.dev.review("COMMENT", "a word")["state"] == "COMMENTED"


def test_whoever_reads_may_approve(stage: Stage) -> None:
    reader = Person(stage.github, stage.github.add_user("reader", permission="read"))
    stranger = Person(stage.github, stage.github.add_user("stranger", permission="none"))
    assert reader.review("APPROVE")["state"] == "APPROVED"
    assert stranger.review("APPROVE")["author_association"] == "NONE"


def test_request_for_changes_and_comment_need_words(stage: Stage) -> None:
    stage.po.post("pulls/1/reviews", event="REQUEST_CHANGES").expect(422)
    stage.po.post("pulls/1/reviews", event="COMMENT", body="  ").expect(422)
    stage.po.post("pulls/1/reviews", event="SHRUG", body="x").expect(422)
    assert stage.po.review("REQUEST_CHANGES", "no")["state"] == "CHANGES_REQUESTED"


def test_pending_review_is_seen_by_its_author_only(stage: Stage) -> None:
    pending = stage.po.review(None, "later")
    assert pending["state"] == "PENDING"
    assert "submitted_at" not in pending
    assert states(stage.po) == [("po", "PENDING")]
    assert states(stage.dev) == []
    stage.dev.get(f"pulls/1/reviews/{pending['id']}").expect(404)
    assert stage.dev.pull("reviews(first: 5) { totalCount }") == {"reviews": {"totalCount": 0}}
    assert stage.po.pull("reviews(first: 5) { nodes { state submittedAt } }")["reviews"]["nodes"] == [
        {"state": "PENDING", "submittedAt": None}
    ]
    refused = stage.po.post("pulls/1/reviews", body="another").expect(422)
    assert refused["errors"] == ["User can only have one pending review per pull request"]


def test_pending_review_is_published_or_thrown_away(stage: Stage) -> None:
    pending = stage.po.review(None, "later")
    published = stage.po.post(f"pulls/1/reviews/{pending['id']}/events", event="APPROVE").expect(200)
    assert (published["state"], published["body"]) == ("APPROVED", "later")
    stage.po.post(f"pulls/1/reviews/{pending['id']}/events", event="APPROVE").expect(422)
    stage.po.delete(f"pulls/1/reviews/{pending['id']}").expect(422)
    other = stage.po.review(None, "again")
    stage.po.delete(f"pulls/1/reviews/{other['id']}").expect(200)
    assert states(stage.po) == [("po", "APPROVED")]


def test_review_may_name_an_older_commit_of_the_pull_request(stage: Stage) -> None:
    older = stage.clone.head
    stage.clone.commit("feature.txt", "two\n")
    stage.clone.push("feature")
    assert stage.po.review("APPROVE", commit_id=older)["commit_id"] == older
    for stranger in (stage.clone.git("rev-parse", "main"), "0" * 40):
        refused = stage.po.post("pulls/1/reviews", event="APPROVE", commit_id=stranger).expect(422)
        assert refused["errors"] == ["Commit is not part of the pull request"]


def test_edited_review_shows_when_and_by_whom_in_graphql_only(stage: Stage) -> None:
    review = stage.po.review("APPROVE", "fine")
    selection = "reviews(first: 1) { nodes { body lastEditedAt editor { login } } }"
    assert stage.dev.pull(selection)["reviews"]["nodes"] == [
        {"body": "fine", "lastEditedAt": None, "editor": None}
    ]
    stage.po.put(f"pulls/1/reviews/{review['id']}", body="finer").expect(200)
    edited = stage.dev.pull(selection)["reviews"]["nodes"][0]
    assert (edited["body"], edited["editor"]) == ("finer", {"login": "po"})
    assert edited["lastEditedAt"] > review["submitted_at"]
    after = stage.dev.get(f"pulls/1/reviews/{review['id']}").expect(200)
    assert {**review, "body": "finer"} == after
    stage.dev.put(f"pulls/1/reviews/{review['id']}", body="forged").expect(200)
    assert stage.dev.pull(selection)["reviews"]["nodes"][0]["editor"] == {"login": "dev"}
    reader = Person(stage.github, stage.github.add_user("reader", permission="read"))
    reader.put(f"pulls/1/reviews/{review['id']}", body="forged").expect(403)


def test_dismissal_keeps_the_actor_and_the_previous_state(stage: Stage) -> None:
    review = stage.po.review("REQUEST_CHANGES", "no")
    dismissed = stage.dev.put(
        f"pulls/1/reviews/{review['id']}/dismissals", message="old", event="DISMISS"
    ).expect(200)
    assert dismissed["state"] == "DISMISSED"
    told = stage.dev.pull(
        "timelineItems(first: 5, itemTypes: [REVIEW_DISMISSED_EVENT]) { nodes { ... on ReviewDismissedEvent {"
        " actor { login } previousReviewState dismissalMessage createdAt review { fullDatabaseId state } } } }"
    )["timelineItems"]["nodes"]
    assert len(told) == 1
    assert told[0]["actor"] == {"login": "dev"}
    assert told[0]["previousReviewState"] == "CHANGES_REQUESTED"
    assert told[0]["dismissalMessage"] == "old"
    assert told[0]["review"] == {"fullDatabaseId": str(review["id"]), "state": "DISMISSED"}
    stage.dev.put(f"pulls/1/reviews/{review['id']}/dismissals", message="again").expect(422)


def test_dismissal_takes_the_right_to_push_and_an_opinion(stage: Stage) -> None:
    review = stage.po.review("APPROVE")
    reader = Person(stage.github, stage.github.add_user("reader", permission="read"))
    reader.put(f"pulls/1/reviews/{review['id']}/dismissals", message="no").expect(403)
    comment = stage.po.review("COMMENT", "a word")
    refused = stage.dev.put(f"pulls/1/reviews/{comment['id']}/dismissals", message="no").expect(422)
    assert refused["errors"] == ["Can not dismiss a commented pull request review"]
    stage.dev.put(f"pulls/1/reviews/{review['id']}/dismissals").expect(422)


def test_bot_of_a_workflow_approves_only_where_it_is_allowed(stage: Stage) -> None:
    bot = Person(stage.github, stage.dev.user)
    bot.token = stage.github.workflow_token({"pull-requests": "write"})
    refused = bot.post("pulls/1/reviews", event="APPROVE").expect(422)
    assert refused["errors"] == ["GitHub Actions is not permitted to create or approve pull requests."]
    stage.github.repository.actions_can_approve = True
    review = bot.review("APPROVE")
    assert (review["user"]["login"], review["user"]["type"]) == ("github-actions[bot]", "Bot")
    told = stage.dev.pull(
        "reviews(first: 1) { nodes { author { __typename login ... on Bot { databaseId } } } }"
    )
    assert told["reviews"]["nodes"][0]["author"] == {
        "__typename": "Bot",
        "login": "github-actions",
        "databaseId": 41898282,
    }


def test_app_bot_and_mannequin_are_no_users(stage: Stage) -> None:
    token = stage.github.add_installation("claude[bot]", {"pull-requests": "write"})
    app = Person(stage.github, stage.dev.user)
    app.token = token
    app.review("APPROVE")
    stage.github.add_user("imported", type="Mannequin", permission="none")
    stage.github.put_review(1, user="imported")
    told = stage.dev.pull("reviews(first: 5) { nodes { author { __typename login } authorAssociation } }")
    assert told["reviews"]["nodes"] == [
        {"author": {"__typename": "Bot", "login": "claude"}, "authorAssociation": "NONE"},
        {"author": {"__typename": "Mannequin", "login": "imported"}, "authorAssociation": "MANNEQUIN"},
    ]


def test_reviews_of_deleted_accounts_stay_without_a_name(stage: Stage) -> None:
    stage.po.review("APPROVE")
    stage.github.delete_user("po")
    assert stage.dev.get("pulls/1/reviews").expect(200)[0]["user"] is None
    assert stage.dev.pull("reviews(first: 1) { nodes { state author { login } } }")["reviews"]["nodes"] == [
        {"state": "APPROVED", "author": None}
    ]


def test_renamed_account_keeps_its_id_and_frees_its_login(stage: Stage) -> None:
    stage.po.review("APPROVE")
    stage.github.rename_user("po", "product-owner")
    again = stage.github.add_user("po")
    shown = stage.dev.get("pulls/1/reviews").expect(200)[0]["user"]
    assert (shown["login"], shown["id"]) == ("product-owner", stage.po.user.id)
    assert stage.dev.get("/users/po").expect(200)["id"] == again.id != stage.po.user.id
    assert stage.dev.get("/users/PRODUCT-owner").expect(200)["id"] == stage.po.user.id


def test_stage_hand_makes_what_the_api_refuses(stage: Stage) -> None:
    old = stage.clone.git("rev-parse", "main")
    own = stage.github.put_review(1, user="dev")
    stage.github.put_review(1, user=None, state="CHANGES_REQUESTED", commit_id=None)
    stage.github.put_review(1, user="po", commit_id=old, submitted_at=None)
    stage.github.edit_review(1, own.id, body="said later", by="po")
    told = stage.dev.pull(
        "reviews(first: 5) { nodes { state author { login } commit { oid } submittedAt body editor { login } } }"
    )["reviews"]["nodes"]
    assert [(each["state"], each["author"], each["commit"] and each["commit"]["oid"]) for each in told] == [
        ("APPROVED", {"login": "dev"}, stage.clone.head),
        ("CHANGES_REQUESTED", None, None),
        ("APPROVED", {"login": "po"}, old),
    ]
    assert told[2]["submittedAt"] is None
    assert (told[0]["body"], told[0]["editor"]) == ("said later", {"login": "po"})
    with pytest.raises(AttributeError):
        stage.github.edit_review(1, own.id, stat="DISMISSED")


def test_reviews_are_chronological_whatever_order_they_came_in(stage: Stage) -> None:
    late = stage.github.put_review(1, user="po")
    stage.github.put_review(1, user="admin", submitted_at=late.created_at.replace(year=2020))
    assert states(stage.dev) == [("admin", "APPROVED"), ("po", "APPROVED")]


def test_review_body_longer_than_65536_characters_is_refused(stage: Stage) -> None:
    stage.po.post("pulls/1/reviews", event="COMMENT", body="x" * 65_537).expect(422)


def test_opinions_are_counted_without_comments(stage: Stage) -> None:
    stage.po.review("APPROVE")
    stage.po.review("COMMENT", "a word")
    told = stage.dev.pull("latestOpinionatedReviews(first: 5) { nodes { state author { login } } }")
    assert told["latestOpinionatedReviews"]["nodes"] == [{"state": "APPROVED", "author": {"login": "po"}}]
