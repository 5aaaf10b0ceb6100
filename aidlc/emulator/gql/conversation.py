# ruff: noqa: ARG001, ARG005 -- every resolver has the same signature, whatever it needs of it
from typing import Any

from aidlc.emulator.clock import render_optional_time, render_time
from aidlc.emulator.gql.connections import connect
from aidlc.emulator.gql.nodes import (
    CommentNode,
    Context,
    Fields,
    IssueNode,
    LabelNode,
    PullNode,
    RepositoryNode,
    ReviewNode,
    actor_node,
    commit_node,
    pull_or_issue_node,
)
from aidlc.emulator.payloads.accounts import association, node_id
from aidlc.emulator.state import ROLES, Issue, present


def _comments(node: IssueNode | PullNode, ctx: Context, **arguments: Any) -> dict[str, Any]:
    found = list(node.issue.comments)
    if order := arguments.get("orderBy"):
        found.sort(key=lambda each: each.updated_at, reverse=order["direction"] == "DESC")
    return connect("comments", found, arguments, lambda each: CommentNode(node.repository, node.issue, each))


def _labels(node: IssueNode | PullNode, ctx: Context, **arguments: Any) -> dict[str, Any]:
    return connect("labels", node.issue.labels, arguments, lambda each: LabelNode(node.repository, each))


def _reason(issue: Issue) -> str | None:
    return issue.state_reason.upper() if issue.state_reason else None


CONVERSATION: Fields = {
    "number": lambda node, ctx: node.issue.number,
    "title": lambda node, ctx: node.issue.title,
    "body": lambda node, ctx: node.issue.body or "",
    "bodyText": lambda node, ctx: node.issue.body or "",
    "author": lambda node, ctx: actor_node(node.issue.user),
    "authorAssociation": lambda node, ctx: association(node.repository, node.issue.user),
    "editor": lambda node, ctx: actor_node(node.issue.editor),
    "lastEditedAt": lambda node, ctx: render_optional_time(node.issue.last_edited_at),
    "includesCreatedEdit": lambda node, ctx: node.issue.last_edited_at is not None,
    "createdAt": lambda node, ctx: render_time(node.issue.created_at),
    "updatedAt": lambda node, ctx: render_time(node.issue.updated_at),
    "publishedAt": lambda node, ctx: render_time(node.issue.created_at),
    "createdViaEmail": lambda node, ctx: False,
    "closed": lambda node, ctx: node.issue.state == "closed",
    "closedAt": lambda node, ctx: render_optional_time(node.issue.closed_at),
    "locked": lambda node, ctx: node.issue.locked,
    "activeLockReason": lambda node, ctx: None,
    "comments": _comments,
    "labels": _labels,
    "repository": lambda node, ctx: RepositoryNode(node.repository),
    "url": lambda node, ctx: ctx.urls.issue_page(node.repository, node.issue),
    "resourcePath": lambda node, ctx: ctx.urls.issue_page(node.repository, node.issue).removeprefix(
        ctx.urls.server
    ),
}
ISSUE: Fields = CONVERSATION | {
    "id": lambda node, ctx: node_id("I", node.issue.id),
    "databaseId": lambda node, ctx: node.issue.id,
    "fullDatabaseId": lambda node, ctx: str(node.issue.id),
    "state": lambda node, ctx: node.issue.state.upper(),
    "stateReason": lambda node, ctx, **arguments: _reason(node.issue),
}
COMMENT: Fields = {
    "id": lambda node, ctx: node_id("IC", node.comment.id),
    "databaseId": lambda node, ctx: node.comment.id,
    "fullDatabaseId": lambda node, ctx: str(node.comment.id),
    "author": lambda node, ctx: actor_node(node.comment.user),
    "authorAssociation": lambda node, ctx: association(node.repository, node.comment.user),
    "body": lambda node, ctx: node.comment.body,
    "bodyText": lambda node, ctx: node.comment.body,
    "createdAt": lambda node, ctx: render_time(node.comment.created_at),
    "updatedAt": lambda node, ctx: render_time(node.comment.updated_at),
    "publishedAt": lambda node, ctx: render_time(node.comment.created_at),
    "lastEditedAt": lambda node, ctx: render_optional_time(node.comment.last_edited_at),
    "includesCreatedEdit": lambda node, ctx: node.comment.last_edited_at is not None,
    "editor": lambda node, ctx: actor_node(node.comment.editor),
    "createdViaEmail": lambda node, ctx: False,
    "isMinimized": lambda node, ctx: False,
    "minimizedReason": lambda node, ctx: None,
    "issue": lambda node, ctx: IssueNode(node.repository, node.issue),
    "pullRequest": lambda node, ctx: _pull_of(node),
    "repository": lambda node, ctx: RepositoryNode(node.repository),
    "url": lambda node, ctx: (
        f"{ctx.urls.issue_page(node.repository, node.issue)}#issuecomment-{node.comment.id}"
    ),
}


def _pull_of(node: CommentNode) -> PullNode | None:
    found = pull_or_issue_node(node.repository, node.issue)
    return found if isinstance(found, PullNode) else None


def _can_push(node: ReviewNode) -> bool:
    user = present(node.review.user)
    role = node.repository.roles.get(user.id, "none") if user else "none"
    return ROLES.index(role) >= ROLES.index("write")


REVIEW: Fields = {
    "id": lambda node, ctx: node_id("PRR", node.review.id),
    "databaseId": lambda node, ctx: node.review.id,
    "fullDatabaseId": lambda node, ctx: str(node.review.id),
    "author": lambda node, ctx: actor_node(node.review.user),
    "authorAssociation": lambda node, ctx: association(node.repository, node.review.user),
    "authorCanPushToRepository": lambda node, ctx: _can_push(node),
    "body": lambda node, ctx: node.review.body,
    "bodyText": lambda node, ctx: node.review.body,
    "state": lambda node, ctx: node.review.state,
    "commit": lambda node, ctx: commit_node(node.repository, node.review.commit_id),
    "submittedAt": lambda node, ctx: render_optional_time(node.review.submitted_at),
    "publishedAt": lambda node, ctx: render_optional_time(node.review.submitted_at),
    "createdAt": lambda node, ctx: render_time(node.review.created_at),
    "updatedAt": lambda node, ctx: render_time(node.review.last_edited_at or node.review.created_at),
    "lastEditedAt": lambda node, ctx: render_optional_time(node.review.last_edited_at),
    "includesCreatedEdit": lambda node, ctx: node.review.last_edited_at is not None,
    "editor": lambda node, ctx: actor_node(node.review.editor),
    "createdViaEmail": lambda node, ctx: False,
    "isMinimized": lambda node, ctx: False,
    "minimizedReason": lambda node, ctx: None,
    "pullRequest": lambda node, ctx: PullNode(node.repository, node.pull),
    "repository": lambda node, ctx: RepositoryNode(node.repository),
    "url": lambda node, ctx: (
        f"{ctx.urls.issue_page(node.repository, node.pull.issue)}#pullrequestreview-{node.review.id}"
    ),
}
LABEL: Fields = {
    "id": lambda node, ctx: node_id("LA", node.label.id),
    "name": lambda node, ctx: node.label.name,
    "color": lambda node, ctx: "ededed",
    "description": lambda node, ctx: None,
    "isDefault": lambda node, ctx: False,
    "repository": lambda node, ctx: RepositoryNode(node.repository),
    "url": lambda node, ctx: f"{ctx.urls.repo_page(node.repository)}/labels/{node.label.name}",
}
FIELDS: dict[str, Fields] = {
    "Issue": ISSUE,
    "IssueComment": COMMENT,
    "PullRequestReview": REVIEW,
    "Label": LABEL,
}
