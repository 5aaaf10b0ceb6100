from typing import Any

from aidlc.emulator.call import Answer, Call
from aidlc.emulator.clock import render_time
from aidlc.emulator.errors import ApiError, missing
from aidlc.emulator.payloads.accounts import node_id, render_user
from aidlc.emulator.rest.routes import Routes
from aidlc.emulator.state import Deployment, DeploymentStatus, Environment

ROUTES = Routes("deployments")
STATES = ("error", "failure", "inactive", "in_progress", "queued", "pending", "success")


@ROUTES.repo("GET", "/deployments")
def list_deployments(call: Call) -> Answer:
    """Deployments, newest first."""
    wanted = {key: value for key in ("sha", "ref", "task", "environment") if (value := call.query.get(key))}
    found = [
        each
        for each in reversed(call.repo.deployments)
        if all(getattr(each, key) == value for key, value in wanted.items())
    ]
    return call.page(found, lambda each: _render(call, each))


@ROUTES.repo("POST", "/deployments")
def create_deployment(call: Call) -> Answer:
    """A new deployment of a ref; the statuses it requires must be green."""
    ref = str(call.text("ref", required=True))
    commit = call.repo.git.resolve_commit(ref)
    if commit is None:
        raise ApiError(422, f"No ref found for: {ref}")
    required = call.take("required_contexts", list, default=None)
    statuses = {each.context: each.state for each in call.repo.statuses.get(commit.oid, [])}
    if any(statuses.get(context) != "success" for context in (statuses if required is None else required)):
        raise ApiError(409, f"Conflict: Commit status checks failed for {ref}.")
    deployment = Deployment(
        id=call.world.new_id("deployment"),
        sha=commit.oid,
        ref=ref,
        task=call.text("task") or "deploy",
        environment=call.text("environment") or "production",
        description=call.text("description"),
        payload=call.take("payload", dict, str, default={}),
        creator=call.user,
        created_at=call.world.clock.tick(),
    )
    call.repo.deployments.append(deployment)
    _environment(call, deployment.environment)
    return Answer(201, _render(call, deployment))


@ROUTES.repo("GET", "/deployments/{deployment_id:int}")
def get_deployment(call: Call) -> Answer:
    """One deployment."""
    return Answer(200, _render(call, _find(call)))


@ROUTES.repo("GET", "/deployments/{deployment_id:int}/statuses")
def list_deployment_statuses(call: Call) -> Answer:
    """The statuses of a deployment, newest first."""
    deployment = _find(call)
    return call.page(list(reversed(deployment.statuses)), lambda each: _render_status(call, deployment, each))


@ROUTES.repo("POST", "/deployments/{deployment_id:int}/statuses")
def create_deployment_status(call: Call) -> Answer:
    """A new status of a deployment."""
    deployment = _find(call)
    call.text("state", required=True)
    status = DeploymentStatus(
        id=call.world.new_id("deployment status"),
        state=call.choice("state", STATES, "pending"),
        description=call.text("description") or "",
        environment=call.text("environment") or deployment.environment,
        target_url=call.text("log_url") or call.text("target_url") or "",
        creator=call.user,
        created_at=call.world.clock.tick(),
    )
    deployment.statuses.append(status)
    return Answer(201, _render_status(call, deployment, status))


@ROUTES.repo("GET", "/environments", area="actions")
def list_environments(call: Call) -> Answer:
    """The environments of the repository."""
    found = list(call.repo.environments.values())
    return call.page(
        found,
        lambda each: _render_environment(call, each),
        lambda shown: {"total_count": len(found), "environments": shown},
    )


@ROUTES.repo("GET", "/environments/{name:path}", area="actions")
def get_environment(call: Call) -> Answer:
    """One environment."""
    found = call.repo.environments.get(call.params["name"])
    if found is None:
        raise missing()
    return Answer(200, _render_environment(call, found))


def _environment(call: Call, name: str) -> None:
    """GitHub makes an unknown environment on the spot, without any protection."""
    world = call.world
    call.repo.environments.setdefault(name, Environment(world.new_id("environment"), name, world.clock.now()))


def _find(call: Call) -> Deployment:
    for deployment in call.repo.deployments:
        if deployment.id == call.params["deployment_id"]:
            return deployment
    raise missing()


def _render(call: Call, deployment: Deployment) -> dict[str, object]:
    api = call.urls.repo(call.repo)
    own, moment = f"{api}/deployments/{deployment.id}", render_time(deployment.created_at)
    return {
        "url": own,
        "id": deployment.id,
        "node_id": node_id("DE", deployment.id),
        "sha": deployment.sha,
        "ref": deployment.ref,
        "task": deployment.task,
        "payload": deployment.payload,
        "original_environment": deployment.environment,
        "environment": deployment.environment,
        "description": deployment.description,
        "creator": render_user(call.urls, deployment.creator),
        "created_at": moment,
        "updated_at": moment,
        "statuses_url": f"{own}/statuses",
        "repository_url": api,
        "transient_environment": False,
        "production_environment": deployment.environment == "production",
    }


def _render_status(call: Call, deployment: Deployment, status: DeploymentStatus) -> dict[str, object]:
    api = call.urls.repo(call.repo)
    own, moment = f"{api}/deployments/{deployment.id}", render_time(status.created_at)
    return {
        "url": f"{own}/statuses/{status.id}",
        "id": status.id,
        "node_id": node_id("DES", status.id),
        "state": status.state,
        "creator": render_user(call.urls, status.creator),
        "description": status.description,
        "environment": status.environment,
        "target_url": status.target_url,
        "log_url": status.target_url,
        "created_at": moment,
        "updated_at": moment,
        "deployment_url": own,
        "repository_url": api,
    }


def _render_environment(call: Call, environment: Environment) -> dict[str, object]:
    moment = render_time(environment.created_at)
    return {
        "id": environment.id,
        "node_id": node_id("EN", environment.id),
        "name": environment.name,
        "url": f"{call.urls.repo(call.repo)}/environments/{environment.name}",
        "html_url": f"{call.urls.repo_page(call.repo)}/deployments/activity_log?environments_filter={environment.name}",
        "created_at": moment,
        "updated_at": moment,
        "can_admins_bypass": environment.can_admins_bypass,
        "protection_rules": _rules(environment),
        "deployment_branch_policy": _branch_policy(environment),
    }


def _branch_policy(environment: Environment) -> dict[str, bool] | None:
    custom = environment.branch_patterns is not None
    if not custom and not environment.protected_branches_only:
        return None
    return {"protected_branches": not custom, "custom_branch_policies": custom}


def _rules(environment: Environment) -> list[dict[str, Any]]:
    """The rules, and the one that stands for a branch policy: it says only that there is one."""
    if _branch_policy(environment) is None:
        return environment.protection_rules
    number = environment.id + 1
    return [
        *environment.protection_rules,
        {"id": number, "node_id": node_id("GA", number), "type": "branch_policy"},
    ]
