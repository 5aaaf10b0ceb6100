from typing import Any

from aidlc.emulator.call import Answer, Call
from aidlc.emulator.errors import ApiError, missing
from aidlc.emulator.payloads.accounts import node_id
from aidlc.emulator.rest.routes import Routes
from aidlc.emulator.state import Repository, Ruleset

ROUTES = Routes("metadata")


@ROUTES.repo("GET", "/rules/branches/{branch:path}")
def list_rules_of_branch(call: Call) -> Answer:
    """The rules in force for a branch, each with the ruleset it comes from."""
    found = [
        rule
        | {
            "ruleset_source_type": "Repository",
            "ruleset_source": call.repo.full_name,
            "ruleset_id": ruleset.id,
        }
        for ruleset in call.repo.rulesets
        if ruleset.enforcement == "active" and _is_about(call.repo, ruleset, call.params["branch"])
        for rule in ruleset.rules
    ]
    return call.page(found, lambda rule: rule)


@ROUTES.repo("GET", "/rulesets")
def list_rulesets(call: Call) -> Answer:
    """The rulesets, without their rules."""
    return call.page(call.repo.rulesets, lambda each: _render_ruleset(call, each))


@ROUTES.repo("GET", "/rulesets/{ruleset_id:int}")
def get_ruleset(call: Call) -> Answer:
    """One ruleset; who may bypass it is shown to those who may change it."""
    for ruleset in call.repo.rulesets:
        if ruleset.id == call.params["ruleset_id"]:
            shown = _render_ruleset(call, ruleset) | {
                "conditions": {"ref_name": {"include": ruleset.include, "exclude": []}},
                "rules": ruleset.rules,
            }
            if call.actor.has_role(call.repo, "admin") and call.actor.has_permission(
                "administration", "write"
            ):
                shown["bypass_actors"] = ruleset.bypass_actors
            return Answer(200, shown)
    raise missing()


@ROUTES.repo("GET", "/branches/{branch:path}/protection", area="administration", role="admin")
def get_protection(call: Call) -> Answer:
    """Classic branch protection; only the default branch can have it here."""
    repository, name = call.repo, call.params["branch"]
    if repository.git.tip(name) is None:
        raise ApiError(404, "Branch not found")
    protected = bool(repository.required_contexts) or repository.required_reviews is not None
    if name != repository.default_branch or not protected:
        raise ApiError(404, "Branch not protected")
    own = f"{call.urls.repo(repository)}/branches/{name}/protection"
    body: dict[str, Any] = {
        "url": own,
        "enforce_admins": {"url": f"{own}/enforce_admins", "enabled": repository.enforce_admins},
        "required_linear_history": {"enabled": False},
        "allow_force_pushes": {"enabled": False},
        "allow_deletions": {"enabled": False},
    }
    if repository.required_contexts:
        contexts = list(repository.required_contexts)
        body["required_status_checks"] = {
            "url": f"{own}/required_status_checks",
            "strict": False,
            "contexts": contexts,
            "contexts_url": f"{own}/required_status_checks/contexts",
            "checks": [{"context": context, "app_id": None} for context in contexts],
        }
    if repository.required_reviews is not None:
        body["required_pull_request_reviews"] = {
            "url": f"{own}/required_pull_request_reviews",
            "dismiss_stale_reviews": False,
            "require_code_owner_reviews": False,
            "require_last_push_approval": False,
            "required_approving_review_count": repository.required_reviews,
        }
    return Answer(200, body)


@ROUTES.repo("GET", "/actions/permissions", area="administration", role="admin")
def get_actions_permissions(call: Call) -> Answer:
    """Which actions may run at all."""
    return Answer(
        200,
        {
            "enabled": True,
            "allowed_actions": "all",
            "sha_pinning_required": call.repo.pins_required,
        },
    )


@ROUTES.repo("GET", "/actions/permissions/workflow", area="administration", role="admin")
def get_workflow_permissions(call: Call) -> Answer:
    """What a workflow's token may do unless the workflow says otherwise."""
    return Answer(
        200,
        {
            "default_workflow_permissions": call.repo.default_workflow_permissions,
            "can_approve_pull_request_reviews": call.repo.actions_can_approve,
        },
    )


@ROUTES.repo("GET", "/environments/{name:path}/deployment-branch-policies", area="actions")
def list_branch_policies(call: Call) -> Answer:
    """The names of branches and tags that may deploy, where an environment has its own list."""
    environment = call.repo.environments.get(call.params["name"])
    if environment is None:
        raise missing()
    return call.page(
        list(enumerate(environment.branch_patterns or (), start=1)),
        lambda each: {"id": each[0], "node_id": node_id("DBP", each[0]), "name": each[1], "type": "branch"},
        lambda shown: {"total_count": len(environment.branch_patterns or ()), "branch_policies": shown},
    )


def _is_about(repository: Repository, ruleset: Ruleset, branch: str) -> bool:
    default = branch == repository.default_branch
    names = {"~ALL", f"refs/heads/{branch}", *(["~DEFAULT_BRANCH"] if default else [])}
    return bool(names & set(ruleset.include))


def _render_ruleset(call: Call, ruleset: Ruleset) -> dict[str, Any]:
    return {
        "id": ruleset.id,
        "name": ruleset.name,
        "target": "branch",
        "source_type": "Repository",
        "source": call.repo.full_name,
        "enforcement": ruleset.enforcement,
        "node_id": node_id("RRS", ruleset.id),
        "_links": {
            "self": {"href": f"{call.urls.repo(call.repo)}/rulesets/{ruleset.id}"},
            "html": {"href": f"{call.urls.repo_page(call.repo)}/rules/{ruleset.id}"},
        },
    }
