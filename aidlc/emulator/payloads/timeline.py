from typing import Any

from aidlc.emulator.clock import render_time
from aidlc.emulator.commits import pull_commits
from aidlc.emulator.payloads.accounts import node_id, render_user_or_ghost
from aidlc.emulator.payloads.commits import render_git_commit
from aidlc.emulator.payloads.issues import render_comment
from aidlc.emulator.payloads.pulls import render_review
from aidlc.emulator.reviews import visible
from aidlc.emulator.state import Issue, Repository, TimelineEvent
from aidlc.emulator.urls import Urls

REST_NAMES = {
    "RenamedTitleEvent": "renamed",
    "BaseRefChangedEvent": "base_ref_changed",
    "ReadyForReviewEvent": "ready_for_review",
    "ConvertToDraftEvent": "convert_to_draft",
}


def render_timeline(urls: Urls, repository: Repository, issue: Issue) -> list[dict[str, Any]]:
    """`timeline-issue-events`: events, comments, commits and published reviews in the order they happened."""
    lines = [(event.created_at, _render_event(urls, repository, event)) for event in issue.events]
    for comment in issue.comments:
        shown = render_comment(urls, repository, comment)
        who = render_user_or_ghost(urls, comment.user)
        lines.append((comment.created_at, shown | {"event": "commented", "user": who, "actor": who}))
    pull = repository.pulls.get(issue.number)
    if pull is not None:
        for oid in pull_commits(repository, pull):
            commit = repository.git.commit(oid)
            assert commit is not None
            body = render_git_commit(urls, repository, commit) | {"event": "committed"}
            lines.append((pull.commit_times.get(oid, issue.created_at), body))
        for review in visible(pull, None):
            shown = render_review(urls, repository, pull, review)
            extra = {"event": "reviewed", "user": render_user_or_ghost(urls, review.user)}
            state = {"state": review.state.lower()}
            lines.append((review.submitted_at or review.created_at, shown | extra | state))
    return [body for _, body in sorted(lines, key=lambda line: line[0])]


def rest_name(kind: str) -> str:
    """`head_ref_force_pushed` for `HeadRefForcePushedEvent`."""
    if kind in REST_NAMES:
        return REST_NAMES[kind]
    stem = kind.removesuffix("Event")
    return "".join(f"_{letter.lower()}" if letter.isupper() else letter for letter in stem).lstrip("_")


def _render_event(urls: Urls, repository: Repository, event: TimelineEvent) -> dict[str, Any]:
    api = urls.repo(repository)
    commit = event.data.get("commit") or (event.data.get("after") if "ForcePushed" in event.kind else None)
    body: dict[str, Any] = {
        "id": event.id,
        "node_id": node_id("EV", event.id),
        "url": f"{api}/issues/events/{event.id}",
        "actor": render_user_or_ghost(urls, event.actor),
        "event": rest_name(event.kind),
        "commit_id": commit,
        "commit_url": f"{api}/commits/{commit}" if commit else None,
        "created_at": render_time(event.created_at),
        "performed_via_github_app": None,
    }
    data = event.data
    if event.kind == "RenamedTitleEvent":
        body["rename"] = {"from": data["previous"], "to": data["current"]}
    elif event.kind in {"LabeledEvent", "UnlabeledEvent"}:
        body["label"] = {"name": data["label"], "color": "ededed"}
    elif event.kind == "ReviewDismissedEvent":
        body["dismissed_review"] = {
            "state": data["previous_state"].lower(),
            "review_id": data["review"].id,
            "dismissal_message": data["message"],
        }
    elif event.kind in {"ReviewRequestedEvent", "ReviewRequestRemovedEvent"}:
        body["review_requester"] = body["actor"]
        body["requested_reviewer"] = render_user_or_ghost(urls, data["reviewer"])
    elif event.kind == "ClosedEvent":
        body["state_reason"] = data.get("state_reason")
    return body
