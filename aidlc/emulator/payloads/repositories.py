from typing import Any

from aidlc.emulator.clock import render_time
from aidlc.emulator.payloads.accounts import node_id, render_user_or_ghost
from aidlc.emulator.state import Repository
from aidlc.emulator.urls import Urls

REPOSITORY_LINKS = {
    "forks_url": "/forks",
    "keys_url": "/keys{/key_id}",
    "collaborators_url": "/collaborators{/collaborator}",
    "teams_url": "/teams",
    "hooks_url": "/hooks",
    "issue_events_url": "/issues/events{/number}",
    "events_url": "/events",
    "assignees_url": "/assignees{/user}",
    "branches_url": "/branches{/branch}",
    "tags_url": "/tags",
    "blobs_url": "/git/blobs{/sha}",
    "git_tags_url": "/git/tags{/sha}",
    "git_refs_url": "/git/refs{/sha}",
    "trees_url": "/git/trees{/sha}",
    "statuses_url": "/statuses/{sha}",
    "languages_url": "/languages",
    "stargazers_url": "/stargazers",
    "contributors_url": "/contributors",
    "subscribers_url": "/subscribers",
    "subscription_url": "/subscription",
    "commits_url": "/commits{/sha}",
    "git_commits_url": "/git/commits{/sha}",
    "comments_url": "/comments{/number}",
    "issue_comment_url": "/issues/comments{/number}",
    "contents_url": "/contents/{+path}",
    "compare_url": "/compare/{base}...{head}",
    "merges_url": "/merges",
    "archive_url": "/{archive_format}{/ref}",
    "downloads_url": "/downloads",
    "issues_url": "/issues{/number}",
    "pulls_url": "/pulls{/number}",
    "milestones_url": "/milestones{/number}",
    "notifications_url": "/notifications{?since,all,participating}",
    "labels_url": "/labels{/name}",
    "releases_url": "/releases{/id}",
    "deployments_url": "/deployments",
}


def render_minimal_repository(urls: Urls, repository: Repository) -> dict[str, Any]:
    """`minimal-repository`."""
    api = urls.repo(repository)
    return {
        "id": repository.id,
        "node_id": node_id("R", repository.id),
        "name": repository.name,
        "full_name": repository.full_name,
        "private": repository.private,
        "owner": render_user_or_ghost(urls, repository.owner),
        "html_url": urls.repo_page(repository),
        "description": None,
        "fork": repository.parent is not None,
        "url": api,
        **{key: api + tail for key, tail in REPOSITORY_LINKS.items()},
    }


def render_repository(urls: Urls, repository: Repository) -> dict[str, Any]:
    """`repository` and, but for its counts of watchers, `full-repository`."""
    page = urls.repo_page(repository)
    issues = sum(issue.state == "open" for issue in repository.issues.values())
    host = urls.server.partition("://")[2]
    return render_minimal_repository(urls, repository) | {
        "default_branch": repository.default_branch,
        "visibility": "private" if repository.private else "public",
        "clone_url": f"{page}.git",
        "git_url": f"git://{host}/{repository.full_name}.git",
        "ssh_url": f"git@{host}:{repository.full_name}.git",
        "svn_url": page,
        "mirror_url": None,
        "homepage": None,
        "language": None,
        "license": None,
        "size": 0,
        "forks": 0,
        "forks_count": 0,
        "stargazers_count": 0,
        "watchers": 0,
        "watchers_count": 0,
        "open_issues": issues,
        "open_issues_count": issues,
        "topics": [],
        "has_issues": True,
        "has_projects": False,
        "has_wiki": False,
        "has_pages": False,
        "has_downloads": False,
        "has_discussions": False,
        "archived": False,
        "disabled": False,
        "allow_forking": True,
        "is_template": False,
        "web_commit_signoff_required": False,
        "pushed_at": render_time(repository.pushed_at),
        "created_at": render_time(repository.created_at),
        "updated_at": render_time(repository.pushed_at),
    }


def render_full_repository(urls: Urls, repository: Repository) -> dict[str, Any]:
    """`full-repository`."""
    body = render_repository(urls, repository) | {"network_count": 0, "subscribers_count": 0}
    if repository.parent is not None:
        parent = render_repository(urls, repository.parent)
        body |= {"parent": parent, "source": parent}
    return body
