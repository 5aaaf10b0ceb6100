from tests.emulator.stage import Stage


def test_activity_tells_who_moved_a_branch_from_where_to_where(stage: Stage) -> None:
    first = stage.clone.head
    second = stage.clone.commit("feature.txt", "two\n")
    stage.clone.push("feature")
    stage.clone.git("commit", "-q", "--amend", "-m", "again")
    third = stage.clone.head
    stage.clone.push("+feature")
    stage.clone.push(":feature")
    told = stage.dev.get("activity", ref="feature").expect(200)
    assert [(line["activity_type"], line["before"], line["after"]) for line in told] == [
        ("branch_deletion", third, "0" * 40),
        ("force_push", second, third),
        ("push", first, second),
        ("branch_creation", "0" * 40, first),
    ]
    assert {line["actor"]["login"] for line in told} == {"dev"}
    assert {line["ref"] for line in told} == {"refs/heads/feature"}


def test_activity_is_filtered_and_sorted(stage: Stage) -> None:
    stage.po.put("pulls/1/merge").expect(200)
    assert [line["activity_type"] for line in stage.dev.get("activity", actor="po").expect(200)] == [
        "pr_merge"
    ]
    created = stage.dev.get("activity", activity_type="branch_creation", direction="asc").expect(200)
    assert [line["ref"] for line in created] == ["refs/heads/main", "refs/heads/feature"]
    assert stage.dev.get("activity", ref="refs/heads/nothing").expect(200) == []


def test_activity_pages_by_cursor(stage: Stage) -> None:
    for number in range(5):
        stage.github.add_activity("refs/heads/feature", after=f"{number:040x}", actor="dev")
    first = stage.dev.get("activity", ref="feature", per_page=2)
    lines, link = first.expect(200), first.headers["Link"]
    seen = [line["id"] for line in lines]
    while 'rel="next"' in link:
        cursor = link.split("after=")[1].split("&")[0].split(">")[0].replace("%3D", "=")
        reply = stage.dev.get("activity", ref="feature", per_page=2, after=cursor)
        seen += [line["id"] for line in reply.expect(200)]
        link = reply.headers.get("Link", "")
        back = link.split("before=")[-1].split("&")[0].split(">")[0].replace("%3D", "=")
    assert len(seen) == len(set(seen)) == 6
    assert seen == sorted(seen, reverse=True)
    assert [
        line["id"] for line in stage.dev.get("activity", ref="feature", per_page=2, before=back).expect(200)
    ] == (seen[2:4])
    stage.dev.get("activity", after="nonsense").expect(422)


def test_activity_of_a_deleted_account_has_no_actor(stage: Stage) -> None:
    stage.github.delete_user("dev")
    assert stage.po.get("activity", ref="feature").expect(200)[0]["actor"] is None


def test_timeline_is_in_the_order_things_happened(stage: Stage) -> None:
    stage.po.post("issues/1/comments", body="hm").expect(201)
    review = stage.po.review("REQUEST_CHANGES", "no")
    stage.clone.commit("feature.txt", "two\n", "better")
    stage.clone.push("feature")
    stage.dev.put(f"pulls/1/reviews/{review['id']}/dismissals", message="done").expect(200)
    stage.po.review(None, "unpublished")
    told = stage.dev.get("issues/1/timeline").expect(200)
    assert [line["event"] for line in told] == [
        "committed",
        "commented",
        "reviewed",
        "committed",
        "review_dismissed",
    ]
    assert told[4]["dismissed_review"]["state"] == "changes_requested"
    nodes = stage.dev.pull("timelineItems(first: 10) { totalCount nodes { __typename } }")["timelineItems"]
    assert [each["__typename"] for each in nodes["nodes"]] == [
        "PullRequestCommit",
        "IssueComment",
        "PullRequestReview",
        "PullRequestCommit",
        "ReviewDismissedEvent",
    ]
    assert nodes["totalCount"] == 5


def test_timeline_is_filtered_by_type_and_time(stage: Stage) -> None:
    stage.github.add_timeline_event(1, "HeadRefRestoredEvent", actor="po")
    stage.dev.patch("pulls/1", state="closed").expect(200)
    stage.dev.patch("pulls/1", state="open").expect(200)
    told = stage.dev.pull(
        "timelineItems(first: 10, itemTypes: [REOPENED_EVENT, CLOSED_EVENT]) { filteredCount pageCount totalCount"
        " nodes { __typename ... on ReopenedEvent { createdAt actor { login } } } }"
    )["timelineItems"]
    assert [each["__typename"] for each in told["nodes"]] == ["ClosedEvent", "ReopenedEvent"]
    assert (told["filteredCount"], told["pageCount"], told["totalCount"]) == (2, 2, 4)
    since = told["nodes"][1]["createdAt"]
    late = stage.dev.pull(f'timelineItems(first: 10, since: "{since}") {{ nodes {{ __typename }} }}')
    assert late["timelineItems"]["nodes"] == [{"__typename": "ReopenedEvent"}]
