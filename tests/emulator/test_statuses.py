from aidlc.emulator import statuses
from tests.emulator.stage import Person, Stage


def test_latest_status_of_a_context_counts(stage: Stage) -> None:
    head = stage.clone.head
    posted = stage.dev.post(
        f"statuses/{head}",
        state="pending",
        context="aidlc/gate",
        description="waiting",
        target_url="https://example.com/1",
    ).expect(201)
    assert (posted["state"], posted["creator"]["login"]) == ("pending", "dev")
    stage.dev.post(f"statuses/{head}", state="success", context="aidlc/gate").expect(201)
    stage.po.post(f"statuses/{head}", state="success", context="other").expect(201)
    listed = stage.dev.get(f"commits/{head}/statuses").expect(200)
    assert [(each["context"], each["state"], each["creator"]["login"]) for each in listed] == [
        ("other", "success", "po"),
        ("aidlc/gate", "success", "dev"),
        ("aidlc/gate", "pending", "dev"),
    ]
    combined = stage.dev.get("commits/feature/status").expect(200)
    assert (combined["state"], combined["total_count"], combined["sha"]) == ("success", 2, head)


def test_status_belongs_to_the_commit_not_to_the_pull_request(stage: Stage) -> None:
    stage.dev.post(f"statuses/{stage.clone.head}", state="success", context="aidlc/gate").expect(201)
    stage.clone.push("HEAD:refs/heads/twin")
    assert stage.dev.get("commits/twin/status").expect(200)["state"] == "success"
    stage.clone.commit("feature.txt", "two\n")
    stage.clone.push("feature")
    assert stage.dev.get("commits/feature/status").expect(200)["state"] == "pending"


def test_status_in_graphql(stage: Stage) -> None:
    selection = (
        'commits(last: 1) { nodes { commit { status { state context(name: "aidlc/gate") { state creator { login }'
        " isRequired(pullRequestNumber: 1) } } statusCheckRollup { state contexts(first: 5) { totalCount } } } } }"
    )
    empty = stage.dev.pull(selection)["commits"]["nodes"][0]["commit"]
    assert empty == {"status": None, "statusCheckRollup": None}
    stage.dev.post(f"statuses/{stage.clone.head}", state="error", context="aidlc/gate").expect(201)
    assert stage.dev.pull("statusCheckRollup { state }") == {"statusCheckRollup": {"state": "FAILURE"}}
    commit = stage.dev.pull(selection)["commits"]["nodes"][0]["commit"]
    assert commit["status"]["context"] == {"state": "ERROR", "creator": {"login": "dev"}, "isRequired": False}
    assert commit["status"]["state"] == "FAILURE"
    assert commit["statusCheckRollup"]["contexts"] == {"totalCount": 1}


def test_unknown_commit_state_or_long_description_is_refused(stage: Stage) -> None:
    head = stage.clone.head
    refused = stage.dev.post(f"statuses/{'0' * 40}", state="success").expect(422)
    assert refused["message"] == f"No commit found for SHA: {'0' * 40}"
    stage.dev.post(f"statuses/{head}", state="great").expect(422)
    stage.dev.post(f"statuses/{head}", context="x").expect(422)
    stage.dev.post(f"statuses/{head}", state="success", description="x" * 141).expect(422)
    stage.dev.post(f"statuses/{head}", state="success", description="x" * 140).expect(201)


def test_thousand_and_first_status_of_a_context_is_refused(stage: Stage) -> None:
    head, world = stage.clone.head, stage.github.world
    for _ in range(1000):
        statuses.post(
            world,
            stage.github.repository,
            stage.dev.user,
            head,
            state="pending",
            context="aidlc/gate",
            description=None,
            target_url=None,
        )
    refused = stage.dev.post(f"statuses/{head}", state="success", context="aidlc/gate").expect(422)
    assert "maximum number of statuses" in refused["errors"][0]["message"]
    stage.dev.post(f"statuses/{head}", state="success", context="other").expect(201)


def test_posting_takes_the_right_to_push_or_the_permission(stage: Stage) -> None:
    reader = Person(stage.github, stage.github.add_user("reader", permission="read"))
    reader.post(f"statuses/{stage.clone.head}", state="success").expect(403)
    bot = Person(stage.github, stage.dev.user)
    bot.token = stage.github.workflow_token({"statuses": "read", "contents": "write"})
    bot.post(f"statuses/{stage.clone.head}", state="success").expect(403)
    bot.token = stage.github.workflow_token({"statuses": "write"})
    posted = bot.post(f"statuses/{stage.clone.head}", state="success").expect(201)
    assert (posted["creator"]["login"], posted["creator"]["id"]) == ("github-actions[bot]", 41898282)
