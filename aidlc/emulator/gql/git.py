# ruff: noqa: ARG001, ARG005 -- every resolver has the same signature, whatever it needs of it
import base64
from typing import Any

from aidlc.emulator.clock import render_time
from aidlc.emulator.commits import authors, commit_files, pulls_of
from aidlc.emulator.git_objects import parse_tag
from aidlc.emulator.gql.connections import connect
from aidlc.emulator.gql.failure import fail, require
from aidlc.emulator.gql.nodes import (
    BlobNode,
    CommitNode,
    Context,
    Fields,
    GitActorNode,
    PullNode,
    RefNode,
    RepositoryNode,
    TagNode,
    TreeEntryNode,
    TreeNode,
    commit_node,
)
from aidlc.emulator.gql.pages import pull_page
from aidlc.emulator.gql.statuses import status_of, status_rollup
from aidlc.emulator.payloads.accounts import node_id
from aidlc.emulator.state import Repository

TEXT_LIMIT = 512 * 1024  # bytes of a blob's text before `isTruncated`
GitNode = CommitNode | BlobNode | TreeNode | TagNode


def git_node(repository: Repository, expression: str) -> GitNode | None:
    """The object behind an id or an expression as `HEAD:path`; null where there is none."""
    found = repository.git.find(expression)
    if found is None:
        return None
    if found.type == "commit":
        return commit_node(repository, found.oid)
    if found.type == "tag":
        return TagNode(repository, parse_tag(found))
    if found.type == "tree":
        return TreeNode(repository, found.oid, expression.partition(":")[2])
    return BlobNode(repository, found)


def _is_binary(node: BlobNode) -> bool:
    return b"\0" in node.object.data[:8000]


def _text(node: BlobNode, ctx: Context) -> str | None:
    return None if _is_binary(node) else node.object.data[:TEXT_LIMIT].decode(errors="replace")


BLOB: Fields = {
    "id": lambda node, ctx: node_id("B", node.object.oid),
    "oid": lambda node, ctx: node.object.oid,
    "abbreviatedOid": lambda node, ctx: node.object.oid[:7],
    "byteSize": lambda node, ctx: len(node.object.data),
    "isBinary": lambda node, ctx: _is_binary(node),
    "isTruncated": lambda node, ctx: len(node.object.data) > TEXT_LIMIT and not _is_binary(node),
    "repository": lambda node, ctx: RepositoryNode(node.repository),
    "text": _text,
}


def _entries(node: TreeNode, ctx: Context) -> list[TreeEntryNode]:
    prefix = f"{node.path}/" if node.path else ""
    return [
        TreeEntryNode(node.repository, each, prefix)
        for each in node.repository.git.tree(node.oid, recursive=False)
    ]


TREE: Fields = {
    "id": lambda node, ctx: node_id("T", node.oid),
    "oid": lambda node, ctx: node.oid,
    "abbreviatedOid": lambda node, ctx: node.oid[:7],
    "repository": lambda node, ctx: RepositoryNode(node.repository),
    "entries": _entries,
}
TREE_ENTRY: Fields = {
    "mode": lambda node, ctx: int(node.entry.mode, 8),
    "name": lambda node, ctx: node.entry.path,
    "nameRaw": lambda node, ctx: base64.b64encode(node.entry.path.encode()).decode(),
    "oid": lambda node, ctx: node.entry.oid,
    "path": lambda node, ctx: node.prefix + node.entry.path,
    "pathRaw": lambda node, ctx: base64.b64encode((node.prefix + node.entry.path).encode()).decode(),
    "size": lambda node, ctx: node.entry.size or 0,
    "type": lambda node, ctx: node.entry.type,
    "repository": lambda node, ctx: RepositoryNode(node.repository),
    "object": lambda node, ctx: git_node(node.repository, node.entry.oid),
}
TAG: Fields = {
    "id": lambda node, ctx: node_id("TAG", node.tag.oid),
    "oid": lambda node, ctx: node.tag.oid,
    "abbreviatedOid": lambda node, ctx: node.tag.oid[:7],
    "name": lambda node, ctx: node.tag.name,
    "message": lambda node, ctx: node.tag.message.rstrip("\n"),
    "tagger": lambda node, ctx: GitActorNode(node.tag.tagger) if node.tag.tagger else None,
    "target": lambda node, ctx: git_node(node.repository, node.tag.target),
    "repository": lambda node, ctx: RepositoryNode(node.repository),
}
REF: Fields = {
    "id": lambda node, ctx: node_id("REF", node.name),
    "name": lambda node, ctx: node.name.split("/", 2)[-1],
    "prefix": lambda node, ctx: "/".join(node.name.split("/", 2)[:2]) + "/",
    "repository": lambda node, ctx: RepositoryNode(node.repository),
    "target": lambda node, ctx: git_node(node.repository, node.oid),
    "associatedPullRequests": lambda node, ctx, **arguments: _pulls_of_ref(node, ctx, arguments),
}


def _pulls_of_ref(node: RefNode, ctx: Context, arguments: dict[str, Any]) -> dict[str, Any]:
    require(ctx.actor, "pull_requests")
    head = node.name.removeprefix("refs/heads/")
    return pull_page("associatedPullRequests", node.repository, arguments | {"headRefName": head})


def _associated(node: CommitNode, ctx: Context, **arguments: Any) -> dict[str, Any]:
    require(ctx.actor, "pull_requests")
    found = pulls_of(node.repository, node.commit.oid)
    found.sort(key=lambda each: each.issue.created_at, reverse=_descends(arguments))
    return connect("associatedPullRequests", found, arguments, lambda pull: PullNode(node.repository, pull))


def _descends(arguments: dict[str, Any]) -> bool:
    return (arguments.get("orderBy") or {}).get("direction") == "DESC"


def _history(node: CommitNode, ctx: Context, **arguments: Any) -> dict[str, Any]:
    if any(arguments.get(key) for key in ("author", "since", "until")):
        fail("UNPROCESSABLE", "the embedded GitHub filters history by path only")
    path = arguments.get("path")
    oids = node.repository.git.history(node.commit.oid, *(["--", path] if path else []))
    return connect("history", oids, arguments, lambda oid: commit_node(node.repository, oid))


def _parents(node: CommitNode, ctx: Context, **arguments: Any) -> dict[str, Any]:
    return connect("parents", node.commit.parents, arguments, lambda oid: commit_node(node.repository, oid))


def _authors(node: CommitNode, ctx: Context, **arguments: Any) -> dict[str, Any]:
    return connect("authors", authors(node.commit), arguments, GitActorNode)


def _file(node: CommitNode, ctx: Context, path: str) -> TreeEntryNode | None:
    folder, _, name = path.rpartition("/")
    found = git_node(node.repository, f"{node.commit.oid}:{folder}")
    if not isinstance(found, TreeNode):
        return None
    entries = node.repository.git.tree(found.oid, recursive=False)
    prefix = f"{folder}/" if folder else ""
    return next((TreeEntryNode(node.repository, each, prefix) for each in entries if each.path == name), None)


COMMIT: Fields = {
    "id": lambda node, ctx: node_id("C", node.commit.oid),
    "oid": lambda node, ctx: node.commit.oid,
    "abbreviatedOid": lambda node, ctx: node.commit.oid[:7],
    "message": lambda node, ctx: node.commit.message.rstrip("\n"),
    "messageHeadline": lambda node, ctx: node.commit.message.partition("\n")[0],
    "messageBody": lambda node, ctx: node.commit.message.partition("\n")[2].strip("\n"),
    "author": lambda node, ctx: GitActorNode(node.commit.author),
    "committer": lambda node, ctx: GitActorNode(node.commit.committer),
    "authors": _authors,
    "authoredDate": lambda node, ctx: render_time(node.commit.author.date),
    "committedDate": lambda node, ctx: render_time(node.commit.committer.date),
    "authoredByCommitter": lambda node, ctx: node.commit.author.email == node.commit.committer.email,
    "committedViaWeb": lambda node, ctx: node.commit.committer.email == "noreply@github.com",
    "parents": _parents,
    "history": _history,
    "file": _file,
    "tree": lambda node, ctx: TreeNode(node.repository, node.commit.tree),
    "associatedPullRequests": _associated,
    "additions": lambda node, ctx: sum(
        each.additions for each in commit_files(node.repository.git, node.commit)
    ),
    "deletions": lambda node, ctx: sum(
        each.deletions for each in commit_files(node.repository.git, node.commit)
    ),
    "changedFilesIfAvailable": lambda node, ctx: len(commit_files(node.repository.git, node.commit)),
    "signature": lambda node, ctx: None,
    "onBehalfOf": lambda node, ctx: None,
    "status": status_of,
    "statusCheckRollup": status_rollup,
    "repository": lambda node, ctx: RepositoryNode(node.repository),
    "resourcePath": lambda node, ctx: f"/{node.repository.full_name}/commit/{node.commit.oid}",
    "url": lambda node, ctx: f"{ctx.urls.repo_page(node.repository)}/commit/{node.commit.oid}",
    "commitUrl": lambda node, ctx: f"{ctx.urls.repo_page(node.repository)}/commit/{node.commit.oid}",
    "commitResourcePath": lambda node, ctx: f"/{node.repository.full_name}/commit/{node.commit.oid}",
}


FIELDS: dict[str, Fields] = {
    "Blob": BLOB,
    "Tree": TREE,
    "TreeEntry": TREE_ENTRY,
    "Tag": TAG,
    "Ref": REF,
    "Commit": COMMIT,
}
