# ruff: noqa: ARG005 -- every resolver has the same signature, whatever it needs of it
from typing import Any

from aidlc.emulator.clock import render_time
from aidlc.emulator.gql.connections import connect
from aidlc.emulator.gql.failure import require
from aidlc.emulator.gql.nodes import ActorNode, Context, Fields, GitActorNode, actor_node
from aidlc.emulator.payloads.accounts import node_id
from aidlc.emulator.state import Team

ACTOR: Fields = {
    "id": lambda node, ctx: node_id("BOT" if node.user.type == "Bot" else "U", node.user.id),
    "databaseId": lambda node, ctx: node.user.id,
    "login": lambda node, ctx: node.login,
    "createdAt": lambda node, ctx: render_time(node.user.created_at),
    "avatarUrl": lambda node, ctx, size=0: f"{ctx.urls.server}/avatars/u/{node.user.id}",
    "resourcePath": lambda node, ctx: f"/{node.login}",
    "url": lambda node, ctx: f"{ctx.urls.server}/{node.login}",
}
ACCOUNT: Fields = ACTOR | {
    "updatedAt": lambda node, ctx: render_time(node.user.created_at),
}
USER: Fields = ACCOUNT | {
    "name": lambda node, ctx: node.user.name,
    "email": lambda node, ctx: "",
    "isSiteAdmin": lambda node, ctx: False,
    "isViewer": lambda node, ctx: node.user is ctx.actor.user,
}


ENTERPRISE: Fields = {key: ACCOUNT[key] for key in ACCOUNT if key != "databaseId"} | {
    "name": lambda node, ctx: node.user.name,
    "user": lambda node, ctx: None,
}


def _git_actor_user(node: GitActorNode, ctx: Context) -> ActorNode | None:
    """Null for an unknown address, and for a bot: the field's type is User."""
    user = ctx.world.user_by_email(node.signature.email)
    return actor_node(user) if user is not None and user.type == "User" else None


GIT_ACTOR: Fields = {
    "name": lambda node, ctx: node.signature.name,
    "email": lambda node, ctx: node.signature.email,
    "date": lambda node, ctx: node.signature.date.isoformat(),
    "user": _git_actor_user,
    "avatarUrl": lambda node, ctx, size=0: f"{ctx.urls.server}/avatars/u/e?email={node.signature.email}",
}


def _team(node: ActorNode, ctx: Context, slug: str) -> dict[str, Any] | None:
    require(ctx.actor, "members")
    found = ctx.world.teams.get((node.user.id, slug))
    return None if found is None else _team_fields(ctx, node, found)


def _team_fields(ctx: Context, owner: ActorNode, team: Team) -> dict[str, Any]:
    def members(info: object, **arguments: Any) -> dict[str, Any]:
        del info
        active = [user for user, (_, state) in team.members.items() if state == "active"]
        found = [user for each in active if not (user := ctx.world.users[each]).deleted]
        page = connect("members", found, arguments, actor_node)
        for edge in page["edges"]:
            edge["role"] = team.members[edge["node"].user.id][0].upper()
        return page

    return {
        "id": node_id("T", team.id),
        "databaseId": team.id,
        "name": team.slug,
        "slug": team.slug,
        "combinedSlug": f"{owner.login}/{team.slug}",
        "organization": owner,
        "privacy": "VISIBLE",
        "members": members,
    }


ORGANIZATION: Fields = ACTOR | {
    "description": lambda node, ctx: None,
    "isVerified": lambda node, ctx: False,
    "team": _team,
}
FIELDS: dict[str, Fields] = {
    "User": USER,
    "Bot": ACCOUNT,
    "Mannequin": ACCOUNT,
    "EnterpriseUserAccount": ENTERPRISE,
    "Organization": ORGANIZATION,
    "GitActor": GIT_ACTOR,
}
