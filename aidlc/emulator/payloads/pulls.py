from typing import Any

from aidlc.emulator.clock import render_optional_time, render_time
from aidlc.emulator.commits import pull_commits, pull_files
from aidlc.emulator.payloads.accounts import association, node_id, render_user, render_user_or_ghost
from aidlc.emulator.payloads.issues import render_label
from aidlc.emulator.payloads.repositories import render_repository
from aidlc.emulator.state import Pull, Repository, Review, User
from aidlc.emulator.urls import Urls


def render_pull_summary(urls: Urls, repository: Repository, pull: Pull) -> dict[str, Any]:
    """`pull-request-simple`, the form of lists."""
    api, issue = urls.repo(repository), pull.issue
    own, page = f"{api}/pulls/{pull.number}", urls.issue_page(repository, issue)
    issue_api = f"{api}/issues/{pull.number}"
    links = {
        "self": own,
        "html": page,
        "issue": issue_api,
        "comments": f"{issue_api}/comments",
        "review_comments": f"{own}/comments",
        "review_comment": f"{api}/pulls/comments{{/number}}",
        "commits": f"{own}/commits",
        "statuses": f"{api}/statuses/{pull.head_sha}",
    }
    return {
        "id": pull.id,
        "node_id": node_id("PR", pull.id),
        "url": own,
        "html_url": page,
        "diff_url": f"{page}.diff",
        "patch_url": f"{page}.patch",
        "issue_url": issue_api,
        "comments_url": links["comments"],
        "commits_url": links["commits"],
        "review_comments_url": links["review_comments"],
        "review_comment_url": links["review_comment"],
        "statuses_url": links["statuses"],
        "number": pull.number,
        "state": issue.state,
        "locked": False,
        "active_lock_reason": None,
        "title": issue.title,
        "body": issue.body,
        "user": render_user(urls, issue.user),
        "labels": [render_label(urls, repository, label) for label in issue.labels],
        "milestone": None,
        "assignee": render_user(urls, issue.assignees[0]) if issue.assignees else None,
        "assignees": [shown for each in issue.assignees if (shown := render_user(urls, each))],
        "requested_reviewers": [
            shown for each in pull.requested_reviewers if (shown := render_user(urls, each))
        ],
        "requested_teams": [],
        "created_at": render_time(issue.created_at),
        "updated_at": render_time(issue.updated_at),
        "closed_at": render_optional_time(issue.closed_at),
        "merged_at": render_optional_time(pull.merged_at),
        "merge_commit_sha": pull.merge_commit_sha,
        "draft": pull.draft,
        "head": _render_end(urls, pull.head_repo, pull.head_owner, pull.head_ref, pull.head_sha),
        "base": _render_end(urls, repository, repository.owner, pull.base_ref, pull.base_sha),
        "author_association": association(repository, issue.user),
        "auto_merge": None,
        "_links": {name: {"href": address} for name, address in links.items()},
    }


def render_pull(urls: Urls, repository: Repository, pull: Pull) -> dict[str, Any]:
    """`pull-request`."""
    files = pull_files(repository, pull)
    return render_pull_summary(urls, repository, pull) | {
        "user": render_user_or_ghost(urls, pull.issue.user),
        "merged": pull.merged_at is not None,
        "mergeable": pull.mergeable if pull.is_open else None,
        "rebaseable": pull.mergeable if pull.is_open else None,
        "mergeable_state": _mergeable_state(pull),
        "merged_by": render_user(urls, pull.merged_by),
        "comments": len(pull.issue.comments),
        "review_comments": 0,
        "maintainer_can_modify": False,
        "commits": len(pull_commits(repository, pull)),
        "additions": sum(each.additions for each in files),
        "deletions": sum(each.deletions for each in files),
        "changed_files": len(files),
    }


def render_review(urls: Urls, repository: Repository, pull: Pull, review: Review) -> dict[str, Any]:
    """`pull-request-review`; a pending one has no `submitted_at`."""
    page = f"{urls.issue_page(repository, pull.issue)}#pullrequestreview-{review.id}"
    api = f"{urls.repo(repository)}/pulls/{pull.number}"
    body: dict[str, Any] = {
        "id": review.id,
        "node_id": node_id("PRR", review.id),
        "user": render_user(urls, review.user),
        "body": review.body,
        "state": review.state,
        "html_url": page,
        "pull_request_url": api,
        "author_association": association(repository, review.user),
        "_links": {"html": {"href": page}, "pull_request": {"href": api}},
        "commit_id": review.commit_id,
    }
    if review.submitted_at is not None:
        body["submitted_at"] = render_time(review.submitted_at)
    return body


def _mergeable_state(pull: Pull) -> str:
    if not pull.is_open or pull.mergeable is None:
        return "unknown"
    if pull.draft:
        return "draft"
    return "clean" if pull.mergeable else "dirty"


def _render_end(
    urls: Urls, repository: Repository | None, owner: User | None, ref: str, sha: str
) -> dict[str, Any]:
    shown = render_user_or_ghost(urls, owner)
    return {
        "label": f"{shown['login']}:{ref}",
        "ref": ref,
        "sha": sha,
        "user": shown,
        "repo": None if repository is None else render_repository(urls, repository),
    }
