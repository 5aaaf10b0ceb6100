# ruff: noqa: ARG001, ARG005 -- every resolver has the same signature, whatever it needs of it
from typing import Any

from aidlc.emulator import limits
from aidlc.emulator.clock import render_optional_time
from aidlc.emulator.commits import FileChange, pull_commits, pull_files
from aidlc.emulator.git_objects import CommitFacts
from aidlc.emulator.gql.connections import connect
from aidlc.emulator.gql.conversation import CONVERSATION
from aidlc.emulator.gql.nodes import (
    CommitNode,
    Context,
    Fields,
    PullCommitNode,
    PullNode,
    RepositoryNode,
    RequestNode,
    ReviewNode,
    actor_node,
    commit_node,
    ref_node,
)
from aidlc.emulator.gql.pages import pull_state
from aidlc.emulator.gql.statuses import status_rollup
from aidlc.emulator.gql.timeline import timeline_page
from aidlc.emulator.payloads.accounts import node_id
from aidlc.emulator.reviews import visible
from aidlc.emulator.state import Review

PATCH_STATUS = {"removed": "DELETED"}


def _reviews(node: PullNode, ctx: Context, **arguments: Any) -> dict[str, Any]:
    found = visible(node.pull, ctx.actor.user)
    if states := arguments.get("states"):
        found = [each for each in found if each.state in states]
    if author := arguments.get("author"):
        found = [each for each in found if each.user and each.user.login.casefold() == author.casefold()]
    return connect("reviews", found, arguments, lambda each: ReviewNode(node.repository, node.pull, each))


def _latest(node: PullNode, ctx: Context, **arguments: Any) -> dict[str, Any]:
    """The latest opinion of each account, as GitHub counts them (a comment is none)."""
    latest: dict[int, Review] = {}
    for review in visible(node.pull, ctx.actor.user):
        if review.user is not None and review.state in {"APPROVED", "CHANGES_REQUESTED", "DISMISSED"}:
            latest[review.user.id] = review
    return connect(
        "latestOpinionatedReviews",
        list(latest.values()),
        arguments,
        lambda each: ReviewNode(node.repository, node.pull, each),
    )


def _commits(node: PullNode, ctx: Context, **arguments: Any) -> dict[str, Any]:
    """The commits, oldest first; from the front no more than 250 are to be had."""
    found = pull_commits(node.repository, node.pull)
    listed = found if arguments.get("last") else found[: limits.PULL_COMMITS]
    return connect("commits", listed, arguments, lambda oid: _pull_commit(node, oid), total=len(found))


def _pull_commit(node: PullNode, oid: str) -> PullCommitNode:
    commit = node.repository.git.commit(oid)
    assert isinstance(commit, CommitFacts)
    return PullCommitNode(node.repository, node.pull, commit)


def _files(node: PullNode, ctx: Context, **arguments: Any) -> dict[str, Any]:
    found = pull_files(node.repository, node.pull)
    return connect("files", found[: limits.PULL_FILES], arguments, _file, total=len(found))


def _file(change: FileChange) -> dict[str, Any]:
    kind = PATCH_STATUS.get(change.status, change.status.upper())
    return {
        "path": change.path,
        "additions": change.additions,
        "deletions": change.deletions,
        "changeType": kind,
    }


def _requests(node: PullNode, ctx: Context, **arguments: Any) -> dict[str, Any]:
    found = node.pull.requested_reviewers
    return connect(
        "reviewRequests", found, arguments, lambda each: RequestNode(node.repository, node.pull, each)
    )


def _mergeable(node: PullNode, ctx: Context) -> str:
    if not node.pull.is_open or node.pull.mergeable is None:
        return "UNKNOWN"
    return "MERGEABLE" if node.pull.mergeable else "CONFLICTING"


def _merge_state(node: PullNode, ctx: Context) -> str:
    state = {"UNKNOWN": "UNKNOWN", "MERGEABLE": "CLEAN", "CONFLICTING": "DIRTY"}[_mergeable(node, ctx)]
    return "DRAFT" if node.pull.draft and state == "CLEAN" else state


def _rollup(node: PullNode, ctx: Context) -> dict[str, Any] | None:
    head = commit_node(node.repository, node.pull.head_sha)
    return status_rollup(head, ctx) if head else None


def _merge_commit(node: PullNode, ctx: Context) -> CommitNode | None:
    return commit_node(node.repository, node.pull.merge_commit_sha) if node.pull.merged_at else None


def _test_merge(node: PullNode, ctx: Context) -> CommitNode | None:
    return commit_node(node.repository, node.pull.merge_commit_sha) if node.pull.is_open else None


PULL: Fields = CONVERSATION | {
    "id": lambda node, ctx: node_id("PR", node.pull.id),
    "databaseId": lambda node, ctx: node.pull.id,
    "fullDatabaseId": lambda node, ctx: str(node.pull.id),
    "state": lambda node, ctx: pull_state(node.pull),
    "isDraft": lambda node, ctx: node.pull.draft,
    "merged": lambda node, ctx: node.pull.merged_at is not None,
    "mergedAt": lambda node, ctx: render_optional_time(node.pull.merged_at),
    "mergedBy": lambda node, ctx: actor_node(node.pull.merged_by),
    "mergeCommit": _merge_commit,
    "potentialMergeCommit": _test_merge,
    "mergeable": _mergeable,
    "mergeStateStatus": _merge_state,
    "canBeRebased": lambda node, ctx: bool(node.pull.is_open and node.pull.mergeable),
    "maintainerCanModify": lambda node, ctx: False,
    "isInMergeQueue": lambda node, ctx: False,
    "isMergeQueueEnabled": lambda node, ctx: False,
    "baseRefName": lambda node, ctx: node.pull.base_ref,
    "baseRefOid": lambda node, ctx: node.pull.base_sha,
    "baseRef": lambda node, ctx: ref_node(node.repository, f"refs/heads/{node.pull.base_ref}"),
    "baseRepository": lambda node, ctx: RepositoryNode(node.repository),
    "headRefName": lambda node, ctx: node.pull.head_ref,
    "headRefOid": lambda node, ctx: node.pull.head_sha,
    "headRef": lambda node, ctx: ref_node(node.pull.head_repo, f"refs/heads/{node.pull.head_ref}"),
    "headRepository": lambda node, ctx: RepositoryNode(node.pull.head_repo) if node.pull.head_repo else None,
    "headRepositoryOwner": lambda node, ctx: actor_node(node.pull.head_owner),
    "isCrossRepository": lambda node, ctx: node.pull.head_repo is not node.repository,
    "additions": lambda node, ctx: sum(each.additions for each in pull_files(node.repository, node.pull)),
    "deletions": lambda node, ctx: sum(each.deletions for each in pull_files(node.repository, node.pull)),
    "changedFiles": lambda node, ctx: len(pull_files(node.repository, node.pull)),
    "totalCommentsCount": lambda node, ctx: len(node.issue.comments),
    "permalink": lambda node, ctx: ctx.urls.issue_page(node.repository, node.issue),
    "statusCheckRollup": _rollup,
    "reviewDecision": lambda node, ctx: None,
    "reviews": _reviews,
    "latestOpinionatedReviews": _latest,
    "reviewRequests": _requests,
    "commits": _commits,
    "files": _files,
    "timelineItems": timeline_page,
}
PULL_COMMIT: Fields = {
    "id": lambda node, ctx: node_id("PRC", f"{node.pull.id}:{node.commit.oid}"),
    "commit": lambda node, ctx: CommitNode(node.repository, node.commit),
    "pullRequest": lambda node, ctx: PullNode(node.repository, node.pull),
    "url": lambda node, ctx: (
        f"{ctx.urls.issue_page(node.repository, node.pull.issue)}/commits/{node.commit.oid}"
    ),
    "resourcePath": lambda node, ctx: (
        f"/{node.repository.full_name}/pull/{node.pull.number}/commits/{node.commit.oid}"
    ),
}
REQUEST: Fields = {
    "id": lambda node, ctx: node_id("RR", f"{node.pull.id}:{node.reviewer.id}"),
    "asCodeOwner": lambda node, ctx: False,
    "pullRequest": lambda node, ctx: PullNode(node.repository, node.pull),
    "requestedReviewer": lambda node, ctx: actor_node(node.reviewer),
}
FIELDS: dict[str, Fields] = {"PullRequest": PULL, "PullRequestCommit": PULL_COMMIT, "ReviewRequest": REQUEST}
