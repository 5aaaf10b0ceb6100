# ruff: noqa: ARG001, ARG005 -- every resolver has the same signature, whatever it needs of it
from typing import Any

from aidlc.emulator.clock import render_time
from aidlc.emulator.gql.connections import connect
from aidlc.emulator.gql.failure import require
from aidlc.emulator.gql.nodes import (
    CommitNode,
    Context,
    Fields,
    StatusContextNode,
    StatusNode,
    actor_node,
    commit_node,
)
from aidlc.emulator.payloads.accounts import node_id
from aidlc.emulator.statuses import combine, latest_by_context


def status_of(node: CommitNode, ctx: Context) -> StatusNode | None:
    """The statuses of a commit, null where there is none."""
    require(ctx.actor, "statuses")
    found = tuple(latest_by_context(node.repository, node.commit.oid))
    return StatusNode(node.repository, node.commit, found) if found else None


def status_rollup(node: CommitNode, ctx: Context) -> dict[str, Any] | None:
    """The same as `StatusCheckRollup`."""
    status = status_of(node, ctx)
    if status is None:
        return None
    contexts = [StatusContextNode(node.repository, each) for each in status.statuses]

    def page(info: object, **arguments: Any) -> dict[str, Any]:
        del info
        return connect("contexts", contexts, arguments) | {
            "statusContextCount": len(contexts),
            "checkRunCount": 0,
        }

    state = combine(list(status.statuses)).upper()
    return {"id": node_id("SCR", node.commit.oid), "state": state, "commit": node, "contexts": page}


def _context(node: StatusNode, ctx: Context, name: str) -> StatusContextNode | None:
    found = (each for each in node.statuses if each.context == name)
    return next((StatusContextNode(node.repository, each) for each in found), None)


STATUS: Fields = {
    "id": lambda node, ctx: node_id("ST", node.commit.oid),
    "commit": lambda node, ctx: CommitNode(node.repository, node.commit),
    "state": lambda node, ctx: combine(list(node.statuses)).upper(),
    "contexts": lambda node, ctx: [StatusContextNode(node.repository, each) for each in node.statuses],
    "context": _context,
}
STATUS_CONTEXT: Fields = {
    "id": lambda node, ctx: node_id("SC", node.status.id),
    "commit": lambda node, ctx: commit_node(node.repository, node.status.sha),
    "context": lambda node, ctx: node.status.context,
    "state": lambda node, ctx: node.status.state.upper(),
    "description": lambda node, ctx: node.status.description,
    "targetUrl": lambda node, ctx: node.status.target_url,
    "createdAt": lambda node, ctx: render_time(node.status.created_at),
    "creator": lambda node, ctx: actor_node(node.status.creator),
    "isRequired": lambda node, ctx, **arguments: node.status.context in node.repository.required_contexts,
}
FIELDS: dict[str, Fields] = {"Status": STATUS, "StatusContext": STATUS_CONTEXT}
