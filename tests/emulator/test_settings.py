"""Rules, protection, Actions settings and environments as GitHub shows them, and who may see which."""

from tests.emulator.stage import Api, Stage

CHECKS = {
    "type": "required_status_checks",
    "parameters": {
        "strict_required_status_checks_policy": False,
        "required_status_checks": [{"context": "aidlc/gate", "integration_id": 15368}],
    },
}


def test_rules_of_a_branch_are_those_in_force(stage: Stage) -> None:
    strict = stage.github.add_ruleset("main", [CHECKS, {"type": "non_fast_forward"}])
    stage.github.add_ruleset("trial", [{"type": "deletion"}], enforcement="evaluate")
    shown = stage.dev.get("rules/branches/main").expect(200)
    assert [(rule["type"], rule["ruleset_id"]) for rule in shown] == [
        ("required_status_checks", strict.id),
        ("non_fast_forward", strict.id),
    ]
    assert stage.dev.get("rules/branches/feature").expect(200) == []
    listed = stage.dev.get("rulesets").expect(200)
    assert [(each["name"], each["enforcement"]) for each in listed] == [
        ("main", "active"),
        ("trial", "evaluate"),
    ]


def test_who_may_bypass_is_shown_to_administrators(stage: Stage) -> None:
    actor = {"actor_id": 5, "actor_type": "RepositoryRole", "bypass_mode": "always"}
    ruleset = stage.github.add_ruleset("main", [CHECKS], bypass_actors=[actor])
    assert stage.admin.get(f"rulesets/{ruleset.id}").expect(200)["bypass_actors"] == [actor]
    assert "bypass_actors" not in stage.dev.get(f"rulesets/{ruleset.id}").expect(200)
    stage.dev.get("rulesets/1").expect(404)


def test_context_of_a_ruleset_is_required_of_a_merge(stage: Stage) -> None:
    stage.github.add_ruleset("main", [CHECKS])
    refused = stage.po.put("pulls/1/merge").expect(405)
    assert 'Required status check "aidlc/gate" is expected' in refused["message"]


def test_classic_protection_is_shown_to_administrators(stage: Stage) -> None:
    stage.admin.get("branches/main/protection").expect(404)
    stage.github.repository.required_contexts = ("aidlc/gate",)
    stage.github.repository.required_reviews = 2
    shown = stage.admin.get("branches/main/protection").expect(200)
    assert shown["required_status_checks"]["contexts"] == ["aidlc/gate"]
    assert shown["required_pull_request_reviews"]["required_approving_review_count"] == 2
    assert shown["enforce_admins"]["enabled"] is False
    stage.admin.get("branches/feature/protection").expect(404)
    stage.admin.get("branches/none/protection").expect(404)
    stage.dev.get("branches/main/protection").expect(403)


def test_actions_settings_need_an_administrators_eyes(stage: Stage) -> None:
    stage.github.repository.actions_can_approve = True
    assert stage.admin.get("actions/permissions").expect(200)["enabled"] is True
    assert stage.admin.get("actions/permissions/workflow").expect(200) == {
        "default_workflow_permissions": "read",
        "can_approve_pull_request_reviews": True,
    }
    stage.dev.get("actions/permissions/workflow").expect(403)
    workflow = Api(stage.github, stage.github.workflow_token({"contents": "read"}))
    refused = workflow.get("actions/permissions")
    refused.expect(403)
    assert refused.headers["X-Accepted-GitHub-Permissions"] == "administration=read"


def test_environment_shows_who_may_deploy_from_where(stage: Stage) -> None:
    production = stage.github.add_environment("production")
    assert stage.dev.get("environments/production").expect(200)["deployment_branch_policy"] is None
    production.branch_patterns = ["main", "release/*"]
    shown = stage.dev.get("environments/production").expect(200)
    assert shown["deployment_branch_policy"] == {"protected_branches": False, "custom_branch_policies": True}
    assert [rule["type"] for rule in shown["protection_rules"]] == ["branch_policy"]
    listed = stage.dev.get("environments/production/deployment-branch-policies").expect(200)
    assert [each["name"] for each in listed["branch_policies"]] == ["main", "release/*"]
    production.branch_patterns, production.protected_branches_only = None, True
    shown = stage.dev.get("environments/production").expect(200)
    assert shown["deployment_branch_policy"] == {"protected_branches": True, "custom_branch_policies": False}
    stage.dev.get("environments/none/deployment-branch-policies").expect(404)
