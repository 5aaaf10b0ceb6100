from typing import Any

from aidlc.emulator.clock import render_optional_time, render_time
from aidlc.emulator.payloads.accounts import association, node_id, render_user
from aidlc.emulator.state import Comment, Issue, Label, Repository
from aidlc.emulator.urls import Urls


def render_label(urls: Urls, repository: Repository, label: Label) -> dict[str, Any]:
    """`label`."""
    return {
        "id": label.id,
        "node_id": node_id("LA", label.id),
        "url": f"{urls.repo(repository)}/labels/{label.name}",
        "name": label.name,
        "description": label.description,
        "color": label.color,
        "default": False,
    }


def render_issue(urls: Urls, repository: Repository, issue: Issue) -> dict[str, Any]:
    """`issue`; a pull request is one too, told by its key `pull_request`."""
    api = f"{urls.repo(repository)}/issues/{issue.number}"
    page = urls.issue_page(repository, issue)
    body: dict[str, Any] = {
        "id": issue.id,
        "node_id": node_id("I", issue.id),
        "url": api,
        "repository_url": urls.repo(repository),
        "labels_url": f"{api}/labels{{/name}}",
        "comments_url": f"{api}/comments",
        "events_url": f"{api}/events",
        "html_url": page,
        "number": issue.number,
        "state": issue.state,
        "title": issue.title,
        "body": issue.body,
        "user": render_user(urls, issue.user),
        "labels": [render_label(urls, repository, label) for label in issue.labels],
        "assignee": render_user(urls, issue.assignees[0]) if issue.assignees else None,
        "assignees": [shown for each in issue.assignees if (shown := render_user(urls, each))],
        "milestone": None,
        "locked": issue.locked,
        "active_lock_reason": None,
        "comments": len(issue.comments),
        "closed_at": render_optional_time(issue.closed_at),
        "created_at": render_time(issue.created_at),
        "updated_at": render_time(issue.updated_at),
        "closed_by": render_user(urls, issue.closed_by),
        "author_association": association(repository, issue.user),
    }
    if issue.state_reason is not None:
        body["state_reason"] = issue.state_reason
    pull = repository.pulls.get(issue.number)
    if pull is not None:
        body["draft"] = pull.draft
        body["pull_request"] = {
            "url": f"{urls.repo(repository)}/pulls/{issue.number}",
            "html_url": page,
            "diff_url": f"{page}.diff",
            "patch_url": f"{page}.patch",
            "merged_at": render_optional_time(pull.merged_at),
        }
    return body


def render_comment(urls: Urls, repository: Repository, comment: Comment) -> dict[str, Any]:
    """`issue-comment`."""
    api = f"{urls.repo(repository)}/issues"
    page = urls.issue_page(repository, repository.issues[comment.number])
    return {
        "id": comment.id,
        "node_id": node_id("IC", comment.id),
        "url": f"{api}/comments/{comment.id}",
        "html_url": f"{page}#issuecomment-{comment.id}",
        "issue_url": f"{api}/{comment.number}",
        "user": render_user(urls, comment.user),
        "body": comment.body,
        "created_at": render_time(comment.created_at),
        "updated_at": render_time(comment.updated_at),
        "author_association": association(repository, comment.user),
    }
