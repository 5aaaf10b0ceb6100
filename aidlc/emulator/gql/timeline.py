# ruff: noqa: ARG001, ARG005 -- every resolver has the same signature, whatever it needs of it
import re
from datetime import datetime
from typing import Any

from aidlc.emulator.clock import render_time
from aidlc.emulator.commits import pull_commits
from aidlc.emulator.gql.connections import connect
from aidlc.emulator.gql.nodes import (
    CommentNode,
    Context,
    EventNode,
    Fields,
    LabelNode,
    PullCommitNode,
    PullNode,
    ReviewNode,
    actor_node,
    commit_node,
    pull_or_issue_node,
    ref_node,
)
from aidlc.emulator.payloads.accounts import node_id
from aidlc.emulator.reviews import visible

HEAD = "refs/heads/"


def enum_name(typename: str) -> str:
    """`HEAD_REF_FORCE_PUSHED_EVENT` for `HeadRefForcePushedEvent`."""
    return re.sub(r"(?<!^)(?=[A-Z])", "_", typename).upper()


def timeline_page(node: PullNode, ctx: Context, **arguments: Any) -> dict[str, Any]:
    """`timelineItems`: events, commits, comments and published reviews in the order they happened."""
    everything = sorted(_items(node), key=lambda item: item[0])
    found = everything
    if kinds := arguments.get("itemTypes"):
        found = [item for item in found if enum_name(item[1].typename) in kinds]
    if since := arguments.get("since"):
        found = [item for item in found if render_time(item[0]) >= since]
    found = found[arguments.get("skip") or 0 :]
    page = connect("timelineItems", found, arguments, lambda item: item[1], total=len(everything))
    counts = {"filteredCount": len(found), "pageCount": len(page["nodes"])}
    return page | counts | {"updatedAt": render_time(node.issue.updated_at)}


def _items(node: PullNode) -> list[tuple[datetime, Any]]:
    repository, pull, issue = node.repository, node.pull, node.issue
    items: list[tuple[datetime, Any]] = [
        (event.created_at, EventNode(repository, issue, event)) for event in issue.events
    ]
    for oid in pull_commits(repository, pull):
        commit = repository.git.commit(oid)
        assert commit is not None
        items.append((pull.commit_times.get(oid, issue.created_at), PullCommitNode(repository, pull, commit)))
    items += [(each.created_at, CommentNode(repository, issue, each)) for each in issue.comments]
    items += [
        (each.submitted_at or each.created_at, ReviewNode(repository, pull, each))
        for each in visible(pull, None)
    ]
    return items


EVENT: Fields = {
    "id": lambda node, ctx: node_id("EV", node.event.id),
    "actor": lambda node, ctx: actor_node(node.event.actor),
    "createdAt": lambda node, ctx: render_time(node.event.created_at),
}
NUMBERED: Fields = {"databaseId": lambda node, ctx: node.event.id}
CLOSABLE: Fields = EVENT | {"closable": lambda node, ctx: pull_or_issue_node(node.repository, node.issue)}
LOCATED: Fields = {
    "url": lambda node, ctx: f"{ctx.urls.issue_page(node.repository, node.issue)}#event-{node.event.id}",
    "resourcePath": lambda node, ctx: (
        f"/{node.repository.full_name}/pull/{node.issue.number}#event-{node.event.id}"
    ),
}
OF_PULL: Fields = EVENT | {
    "pullRequest": lambda node, ctx: PullNode(node.repository, node.repository.pulls[node.issue.number]),
}
PUSH: Fields = OF_PULL | {
    "beforeCommit": lambda node, ctx: commit_node(node.repository, node.event.data.get("before")),
    "afterCommit": lambda node, ctx: commit_node(node.repository, node.event.data.get("after")),
}
LABELLING: Fields = EVENT | {
    "label": lambda node, ctx: LabelNode(node.repository, node.repository.labels[node.event.data["label"]]),
}
REQUESTING: Fields = OF_PULL | {
    "requestedReviewer": lambda node, ctx: actor_node(node.event.data["reviewer"]),
}


def _head_ref(node: EventNode, ctx: Context) -> Any:
    pull = node.repository.pulls[node.issue.number]
    return ref_node(pull.head_repo, HEAD + pull.head_ref)


def _base_ref(node: EventNode, ctx: Context) -> Any:
    return ref_node(node.repository, HEAD + node.repository.pulls[node.issue.number].base_ref)


def _dismissed_review(node: EventNode, ctx: Context) -> ReviewNode | None:
    pull, review = node.repository.pulls[node.issue.number], node.event.data.get("review")
    return ReviewNode(node.repository, pull, review) if review in pull.reviews else None


FIELDS: dict[str, Fields] = {
    "HeadRefForcePushedEvent": PUSH | {"ref": _head_ref},
    "BaseRefForcePushedEvent": PUSH | {"ref": _base_ref},
    "HeadRefDeletedEvent": OF_PULL
    | {
        "headRef": _head_ref,
        "headRefName": lambda node, ctx: node.repository.pulls[node.issue.number].head_ref,
    },
    "HeadRefRestoredEvent": OF_PULL,
    "BaseRefChangedEvent": OF_PULL
    | NUMBERED
    | {
        "previousRefName": lambda node, ctx: node.event.data["previous"],
        "currentRefName": lambda node, ctx: node.event.data["current"],
    },
    "BaseRefDeletedEvent": OF_PULL
    | {"baseRefName": lambda node, ctx: node.repository.pulls[node.issue.number].base_ref},
    "AutomaticBaseChangeSucceededEvent": OF_PULL
    | {
        "oldBase": lambda node, ctx: node.event.data["old"],
        "newBase": lambda node, ctx: node.event.data["new"],
    },
    "ClosedEvent": CLOSABLE
    | LOCATED
    | {
        "closer": lambda node, ctx: None,
        "stateReason": lambda node, ctx: (node.event.data.get("state_reason") or "").upper() or None,
    },
    "ReopenedEvent": CLOSABLE | {"stateReason": lambda node, ctx: None},
    "MergedEvent": OF_PULL
    | LOCATED
    | {
        "commit": lambda node, ctx: commit_node(node.repository, node.event.data["commit"]),
        "mergeRefName": lambda node, ctx: node.event.data["ref"],
        "mergeRef": lambda node, ctx: ref_node(node.repository, HEAD + node.event.data["ref"]),
    },
    "RenamedTitleEvent": EVENT
    | {
        "previousTitle": lambda node, ctx: node.event.data["previous"],
        "currentTitle": lambda node, ctx: node.event.data["current"],
    },
    "ReviewDismissedEvent": OF_PULL
    | NUMBERED
    | LOCATED
    | {
        "dismissalMessage": lambda node, ctx: node.event.data.get("message"),
        "previousReviewState": lambda node, ctx: node.event.data["previous_state"],
        "pullRequestCommit": lambda node, ctx: None,
        "review": _dismissed_review,
    },
    "ReadyForReviewEvent": OF_PULL | LOCATED,
    "ConvertToDraftEvent": OF_PULL | LOCATED,
    "LabeledEvent": LABELLING,
    "UnlabeledEvent": LABELLING,
    "ReviewRequestedEvent": REQUESTING,
    "ReviewRequestRemovedEvent": REQUESTING,
}
