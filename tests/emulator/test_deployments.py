from tests.emulator.stage import Person, Stage


def test_deployment_and_its_statuses(stage: Stage) -> None:
    made = stage.dev.post(
        "deployments", ref="main", environment="staging", description="try", payload={"a": 1}
    )
    deployment = made.expect(201)
    assert (deployment["sha"], deployment["environment"]) == (stage.clone.git("rev-parse", "main"), "staging")
    assert (deployment["creator"]["login"], deployment["payload"]) == ("dev", {"a": 1})
    own = f"deployments/{deployment['id']}"
    stage.dev.post(f"{own}/statuses", state="in_progress").expect(201)
    stage.dev.post(f"{own}/statuses", state="success", log_url="https://example.com/log").expect(201)
    stage.dev.post(f"{own}/statuses", state="splendid").expect(422)
    stage.dev.post(f"{own}/statuses").expect(422)
    listed = stage.dev.get(f"{own}/statuses").expect(200)
    assert [(status["state"], status["target_url"]) for status in listed] == [
        ("success", "https://example.com/log"),
        ("in_progress", ""),
    ]
    assert stage.dev.get(own).expect(200) == deployment
    assert [each["id"] for each in stage.dev.get("deployments", environment="staging").expect(200)] == [
        deployment["id"]
    ]
    assert stage.dev.get("deployments", environment="production").expect(200) == []
    stage.dev.get("deployments/1").expect(404)


def test_unknown_environment_comes_into_being_unprotected(stage: Stage) -> None:
    stage.dev.get("environments/production").expect(404)
    stage.dev.post("deployments", ref="main").expect(201)
    made = stage.dev.get("environments/production").expect(200)
    assert (made["name"], made["protection_rules"]) == ("production", [])
    rule = {"id": 1, "node_id": "x", "type": "wait_timer", "wait_timer": 30}
    stage.github.add_environment("guarded", [rule])
    listed = stage.dev.get("environments").expect(200)
    assert [(each["name"], each["protection_rules"]) for each in listed["environments"]] == [
        ("production", []),
        ("guarded", [rule]),
    ]


def test_deployment_of_a_commit_with_red_statuses_is_a_conflict(stage: Stage) -> None:
    head = stage.clone.git("rev-parse", "main")
    stage.dev.post(f"statuses/{head}", state="failure", context="ci").expect(201)
    stage.dev.post("deployments", ref="main").expect(409)
    stage.dev.post("deployments", ref="main", required_contexts=["gate"]).expect(409)
    stage.dev.post("deployments", ref="main", required_contexts=[]).expect(201)
    stage.dev.post("deployments", ref="nothing").expect(422)


def test_deploying_takes_the_right_to_push(stage: Stage) -> None:
    reader = Person(stage.github, stage.github.add_user("reader", permission="read"))
    reader.post("deployments", ref="main").expect(403)
    reader.get("deployments").expect(200)
