from typing import Any
from urllib.parse import quote

from aidlc.emulator.clock import render_time
from aidlc.emulator.commits import FileChange
from aidlc.emulator.git_objects import CommitFacts, Signature
from aidlc.emulator.payloads.accounts import node_id, render_user
from aidlc.emulator.state import Repository
from aidlc.emulator.urls import Urls
from aidlc.emulator.world import World

UNSIGNED = {"verified": False, "reason": "unsigned", "signature": None, "payload": None, "verified_at": None}


def render_git_commit(urls: Urls, repository: Repository, commit: CommitFacts) -> dict[str, Any]:
    """`git-commit`: what the object says."""
    api, page = urls.repo(repository), urls.repo_page(repository)
    return {
        "sha": commit.oid,
        "node_id": node_id("C", commit.oid),
        "url": f"{api}/git/commits/{commit.oid}",
        "html_url": f"{page}/commit/{commit.oid}",
        "author": render_signature(commit.author),
        "committer": render_signature(commit.committer),
        "tree": {"sha": commit.tree, "url": f"{api}/git/trees/{commit.tree}"},
        "message": commit.message.rstrip("\n"),
        "parents": [_parent(urls, repository, parent, "git/commits") for parent in commit.parents],
        "verification": UNSIGNED,
    }


def render_commit(world: World, urls: Urls, repository: Repository, commit: CommitFacts) -> dict[str, Any]:
    """`commit`: the object, and the accounts its addresses belong to (null for an unknown one)."""
    api, page = urls.repo(repository), urls.repo_page(repository)
    return {
        "sha": commit.oid,
        "node_id": node_id("C", commit.oid),
        "url": f"{api}/commits/{commit.oid}",
        "html_url": f"{page}/commit/{commit.oid}",
        "comments_url": f"{api}/commits/{commit.oid}/comments",
        "commit": {
            "url": f"{api}/git/commits/{commit.oid}",
            "author": render_signature(commit.author),
            "committer": render_signature(commit.committer),
            "message": commit.message.rstrip("\n"),
            "comment_count": 0,
            "tree": {"sha": commit.tree, "url": f"{api}/git/trees/{commit.tree}"},
            "verification": UNSIGNED,
        },
        "author": render_user(urls, world.user_by_email(commit.author.email)),
        "committer": render_user(urls, world.user_by_email(commit.committer.email)),
        "parents": [_parent(urls, repository, parent, "commits") for parent in commit.parents],
    }


def render_file(urls: Urls, repository: Repository, commit: str, change: FileChange) -> dict[str, Any]:
    """`diff-entry`."""
    page, path = urls.repo_page(repository), quote(change.path)
    body: dict[str, Any] = {
        "sha": change.oid,
        "filename": change.path,
        "status": change.status,
        "additions": change.additions,
        "deletions": change.deletions,
        "changes": change.additions + change.deletions,
        "blob_url": f"{page}/blob/{commit}/{path}",
        "raw_url": f"{page}/raw/{commit}/{path}",
        "contents_url": f"{urls.repo(repository)}/contents/{path}?ref={commit}",
    }
    if change.patch is not None:
        body["patch"] = change.patch
    if change.previous_path is not None:
        body["previous_filename"] = change.previous_path
    return body


def render_signature(signature: Signature) -> dict[str, Any]:
    """Name, address and date of a commit's author or committer."""
    return {"name": signature.name, "email": signature.email, "date": render_time(signature.date)}


def _parent(urls: Urls, repository: Repository, oid: str, kind: str) -> dict[str, Any]:
    page = f"{urls.repo_page(repository)}/commit/{oid}"
    return {"sha": oid, "url": f"{urls.repo(repository)}/{kind}/{oid}", "html_url": page}
