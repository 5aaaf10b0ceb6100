# ruff: noqa: ARG001, ARG005 -- every resolver has the same signature, whatever it needs of it
from typing import Any

from aidlc.emulator.clock import render_time
from aidlc.emulator.gql.connections import connect
from aidlc.emulator.gql.failure import fail, require
from aidlc.emulator.gql.git import GitNode, git_node
from aidlc.emulator.gql.nodes import (
    ActorNode,
    Context,
    DeploymentNode,
    EnvironmentNode,
    Fields,
    IssueNode,
    LabelNode,
    PullNode,
    RefNode,
    RepositoryNode,
    actor_node,
    commit_node,
    ref_node,
)
from aidlc.emulator.gql.pages import issue_page, pull_page
from aidlc.emulator.payloads.accounts import node_id

HEAD = "refs/heads/"


def _pull(node: RepositoryNode, ctx: Context, number: int) -> PullNode:
    require(ctx.actor, "pull_requests")
    found = node.repository.pulls.get(number)
    if found is None:
        fail("NOT_FOUND", f"Could not resolve to a PullRequest with the number of {number}.")
    return PullNode(node.repository, found)


def _pulls(node: RepositoryNode, ctx: Context, **arguments: Any) -> dict[str, Any]:
    require(ctx.actor, "pull_requests")
    return pull_page("pullRequests", node.repository, arguments)


def _issue(node: RepositoryNode, ctx: Context, number: int) -> IssueNode:
    require(ctx.actor, "issues")
    found = node.repository.issues.get(number)
    if found is None or number in node.repository.pulls:
        fail("NOT_FOUND", f"Could not resolve to an Issue with the number of {number}.")
    return IssueNode(node.repository, found)


def _issues(node: RepositoryNode, ctx: Context, **arguments: Any) -> dict[str, Any]:
    require(ctx.actor, "issues")
    return issue_page(node.repository, arguments)


def _issue_or_pull(node: RepositoryNode, ctx: Context, number: int) -> IssueNode | PullNode:
    if number in node.repository.pulls:
        return _pull(node, ctx, number)
    return _issue(node, ctx, number)


def _object(
    node: RepositoryNode, ctx: Context, expression: str | None = None, oid: str | None = None
) -> GitNode | None:
    require(ctx.actor, "contents")
    wanted = expression or oid
    return git_node(node.repository, wanted) if wanted else None


def _ref(node: RepositoryNode, ctx: Context, qualifiedName: str) -> RefNode | None:  # noqa: N803 -- the schema's word
    require(ctx.actor, "contents")
    name = qualifiedName if qualifiedName.startswith("refs/") else HEAD + qualifiedName
    return ref_node(node.repository, name)


def _refs(node: RepositoryNode, ctx: Context, refPrefix: str, **arguments: Any) -> dict[str, Any]:  # noqa: N803 -- same
    require(ctx.actor, "contents")
    query = arguments.get("query") or ""
    found = [name for name in node.repository.git.refs(refPrefix) if query in name.removeprefix(refPrefix)]
    if arguments.get("direction") == "DESC":
        found.reverse()
    return connect("refs", found, arguments, lambda name: ref_node(node.repository, name))


def _default_branch(node: RepositoryNode, ctx: Context) -> RefNode | None:
    require(ctx.actor, "contents")
    return ref_node(node.repository, HEAD + node.repository.default_branch)


def _viewer_permission(node: RepositoryNode, ctx: Context) -> str | None:
    role = ctx.actor.role(node.repository)
    return None if role == "none" else role.upper()


def _collaborators(node: RepositoryNode, ctx: Context, **arguments: Any) -> dict[str, Any]:
    users = [user for user in ctx.world.users.values() if user.type == "User" and not user.deleted]
    found = [user for user in users if node.repository.roles.get(user.id, "none") != "none"]
    page = connect("collaborators", found, arguments, actor_node)
    for edge in page["edges"]:
        edge["permission"] = node.repository.roles[edge["node"].user.id].upper()
    return page


def _deployments(node: RepositoryNode, ctx: Context, **arguments: Any) -> dict[str, Any]:
    require(ctx.actor, "deployments")
    wanted = arguments.get("environments")
    found = [each for each in node.repository.deployments if not wanted or each.environment in wanted]
    found.sort(key=lambda each: each.id, reverse=arguments["orderBy"]["direction"] == "DESC")
    return connect("deployments", found, arguments, lambda each: DeploymentNode(node.repository, each))


def _environment(node: RepositoryNode, ctx: Context, name: str) -> EnvironmentNode | None:
    require(ctx.actor, "actions")
    found = node.repository.environments.get(name)
    return EnvironmentNode(node.repository, found) if found else None


def _labels(node: RepositoryNode, ctx: Context, **arguments: Any) -> dict[str, Any]:
    found = list(node.repository.labels.values())
    return connect("labels", found, arguments, lambda each: LabelNode(node.repository, each))


REPOSITORY: Fields = {
    "id": lambda node, ctx: node_id("R", node.repository.id),
    "databaseId": lambda node, ctx: node.repository.id,
    "name": lambda node, ctx: node.repository.name,
    "nameWithOwner": lambda node, ctx: node.repository.full_name,
    "owner": lambda node, ctx: ActorNode(node.repository.owner),
    "description": lambda node, ctx: None,
    "isPrivate": lambda node, ctx: node.repository.private,
    "isFork": lambda node, ctx: node.repository.parent is not None,
    "isArchived": lambda node, ctx: False,
    "isDisabled": lambda node, ctx: False,
    "isLocked": lambda node, ctx: False,
    "isEmpty": lambda node, ctx: not node.repository.git.refs(HEAD),
    "isInOrganization": lambda node, ctx: node.repository.owner.type == "Organization",
    "visibility": lambda node, ctx: "PRIVATE" if node.repository.private else "PUBLIC",
    "parent": lambda node, ctx: RepositoryNode(node.repository.parent) if node.repository.parent else None,
    "createdAt": lambda node, ctx: render_time(node.repository.created_at),
    "pushedAt": lambda node, ctx: render_time(node.repository.pushed_at),
    "updatedAt": lambda node, ctx: render_time(node.repository.pushed_at),
    "mergeCommitAllowed": lambda node, ctx: True,
    "squashMergeAllowed": lambda node, ctx: True,
    "rebaseMergeAllowed": lambda node, ctx: True,
    "autoMergeAllowed": lambda node, ctx: False,
    "deleteBranchOnMerge": lambda node, ctx: False,
    "viewerPermission": _viewer_permission,
    "defaultBranchRef": _default_branch,
    "ref": _ref,
    "refs": _refs,
    "object": _object,
    "pullRequest": _pull,
    "pullRequests": _pulls,
    "issue": _issue,
    "issues": _issues,
    "issueOrPullRequest": _issue_or_pull,
    "collaborators": _collaborators,
    "deployments": _deployments,
    "environment": _environment,
    "labels": _labels,
    "url": lambda node, ctx: ctx.urls.repo_page(node.repository),
    "resourcePath": lambda node, ctx: f"/{node.repository.full_name}",
}
DEPLOYMENT: Fields = {
    "id": lambda node, ctx: node_id("DE", node.deployment.id),
    "databaseId": lambda node, ctx: node.deployment.id,
    "commit": lambda node, ctx: commit_node(node.repository, node.deployment.sha),
    "commitOid": lambda node, ctx: node.deployment.sha,
    "createdAt": lambda node, ctx: render_time(node.deployment.created_at),
    "updatedAt": lambda node, ctx: render_time(node.deployment.created_at),
    "creator": lambda node, ctx: actor_node(node.deployment.creator),
    "description": lambda node, ctx: node.deployment.description,
    "environment": lambda node, ctx: node.deployment.environment,
    "originalEnvironment": lambda node, ctx: node.deployment.environment,
    "task": lambda node, ctx: node.deployment.task,
    "repository": lambda node, ctx: RepositoryNode(node.repository),
}
ENVIRONMENT: Fields = {
    "id": lambda node, ctx: node_id("EN", node.environment.id),
    "databaseId": lambda node, ctx: node.environment.id,
    "name": lambda node, ctx: node.environment.name,
}
FIELDS: dict[str, Fields] = {"Repository": REPOSITORY, "Deployment": DEPLOYMENT, "Environment": ENVIRONMENT}
