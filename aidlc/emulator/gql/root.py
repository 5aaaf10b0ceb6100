# ruff: noqa: ARG001 -- every resolver has the same signature, whatever it needs of it
from typing import Any

from aidlc.emulator.clock import render_time
from aidlc.emulator.gql import accounts, conversation, git, pulls, repository, statuses, timeline
from aidlc.emulator.gql.failure import fail
from aidlc.emulator.gql.nodes import ActorNode, Context, Fields, RepositoryNode


def _repository(node: object, ctx: Context, owner: str, name: str, **arguments: Any) -> RepositoryNode:
    found = ctx.world.find_repository(owner, name)
    if found is None or not ctx.actor.has_role(found, "read"):
        fail("NOT_FOUND", f"Could not resolve to a Repository with the name '{owner}/{name}'.")
    return RepositoryNode(found)


def _user(node: object, ctx: Context, login: str) -> ActorNode:
    found = ctx.world.find_user(login)
    if found is None or found.type != "User":
        fail("NOT_FOUND", f"Could not resolve to a User with the login of '{login}'.")
    return ActorNode(found)


def _organization(node: object, ctx: Context, login: str) -> ActorNode:
    found = ctx.world.find_user(login)
    if found is None or found.type != "Organization":
        fail("NOT_FOUND", f"Could not resolve to an Organization with the login of '{login}'.")
    return ActorNode(found)


def _viewer(node: object, ctx: Context) -> ActorNode:
    assert ctx.actor.user is not None
    return ActorNode(ctx.actor.user, as_viewer=True)


def _rate_limit(node: object, ctx: Context, **arguments: Any) -> dict[str, Any]:
    reset = render_time(ctx.world.clock.now())
    return {"cost": 1, "limit": 5000, "nodeCount": 0, "remaining": 4999, "resetAt": reset, "used": 1}


QUERY: Fields = {
    "repository": _repository,
    "user": _user,
    "organization": _organization,
    "viewer": _viewer,
    "rateLimit": _rate_limit,
}
FIELDS: dict[str, Fields] = {
    "Query": QUERY,
    **accounts.FIELDS,
    **conversation.FIELDS,
    **git.FIELDS,
    **pulls.FIELDS,
    **repository.FIELDS,
    **statuses.FIELDS,
    **timeline.FIELDS,
}
