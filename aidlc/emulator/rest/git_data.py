import base64

from aidlc.emulator import refs
from aidlc.emulator.call import Answer, Call
from aidlc.emulator.errors import ApiError, missing
from aidlc.emulator.gitrepo import ZERO
from aidlc.emulator.payloads.accounts import node_id
from aidlc.emulator.payloads.commits import render_git_commit
from aidlc.emulator.rest.routes import Routes

ROUTES = Routes("contents")
NO_REFERENCE = "Reference does not exist"


@ROUTES.repo("GET", "/git/commits/{sha}")
def get_git_commit(call: Call) -> Answer:
    """A commit object."""
    commit = call.repo.git.commit(call.params["sha"])
    if commit is None:
        raise missing()
    return Answer(200, render_git_commit(call.urls, call.repo, commit))


@ROUTES.repo("GET", "/git/trees/{sha:path}")
def get_tree(call: Call) -> Answer:
    """A tree; `recursive` with any value goes down. Truncated means that entries are missing."""
    git, name = call.repo.git, call.params["sha"]
    commit = git.resolve_commit(name)
    found = git.find(commit.tree) if commit else git.find(f"{name}^{{tree}}")
    if found is None:
        raise missing()
    entries = git.tree(found.oid, recursive="recursive" in call.query)
    truncated = call.repo.truncate_trees and len(entries) > 1
    base = f"{call.urls.repo(call.repo)}/git"
    shown = []
    for entry in entries[: len(entries) // 2] if truncated else entries:
        line: dict[str, object] = {
            "path": entry.path,
            "mode": entry.mode,
            "type": entry.type,
            "sha": entry.oid,
        }
        if entry.size is not None:
            line["size"] = entry.size
        if entry.type != "commit":
            line["url"] = f"{base}/{entry.type}s/{entry.oid}"
        shown.append(line)
    url = f"{base}/trees/{found.oid}"
    return Answer(200, {"sha": found.oid, "url": url, "tree": shown, "truncated": truncated})


@ROUTES.repo("GET", "/git/blobs/{sha}")
def get_blob(call: Call) -> Answer:
    """A blob, base64 in lines as GitHub sends it."""
    found = call.repo.git.find(call.params["sha"])
    if found is None or found.type != "blob":
        raise missing()
    body = {
        "sha": found.oid,
        "node_id": node_id("B", found.oid),
        "size": len(found.data),
        "url": f"{call.urls.repo(call.repo)}/git/blobs/{found.oid}",
        "content": base64.encodebytes(found.data).decode(),
        "encoding": "base64",
    }
    return Answer(200, body)


@ROUTES.repo("GET", "/git/ref/{ref:path}")
def get_ref(call: Call) -> Answer:
    """One ref, named without `refs/`."""
    return Answer(200, _render(call, f"refs/{call.params['ref']}"))


@ROUTES.repo("GET", "/git/matching-refs/{ref:path}")
def list_matching_refs(call: Call) -> Answer:
    """Every ref that begins so."""
    wanted = f"refs/{call.params['ref']}"
    return call.page(
        [ref for ref in call.repo.git.refs() if ref.startswith(wanted)], lambda ref: _render(call, ref)
    )


@ROUTES.repo("POST", "/git/refs")
def create_ref(call: Call) -> Answer:
    """A new branch or tag."""
    ref, sha = str(call.text("ref", required=True)), str(call.text("sha", required=True))
    if not ref.startswith("refs/") or ref.count("/") < 2 or ref.startswith("refs/pull/"):
        raise ApiError(422, "Reference name must start with 'refs/' and contain at least two slashes.")
    if call.repo.git.find(ref) is not None:
        raise ApiError(422, "Reference already exists")
    if call.repo.git.commit(sha) is None:
        raise ApiError(422, "Object does not exist")
    refs.move(call.world, call.repo, ref, sha, call.user)
    return Answer(201, _render(call, ref))


@ROUTES.repo("PATCH", "/git/refs/{ref:path}")
def update_ref(call: Call) -> Answer:
    """Move a ref; what is no fast-forward needs `force`."""
    ref, sha = f"refs/{call.params['ref']}", str(call.text("sha", required=True))
    found = call.repo.git.find(ref)
    if found is None or ref.startswith("refs/pull/"):
        raise ApiError(422, NO_REFERENCE)
    if call.repo.git.commit(sha) is None:
        raise ApiError(422, "Object does not exist")
    if not call.take("force", bool, default=False) and not call.repo.git.is_ancestor(found.oid, sha):
        raise ApiError(422, "Update is not a fast forward")
    refs.move(call.world, call.repo, ref, sha, call.user)
    return Answer(200, _render(call, ref))


@ROUTES.repo("DELETE", "/git/refs/{ref:path}")
def delete_ref(call: Call) -> Answer:
    """Delete a branch or a tag."""
    ref = f"refs/{call.params['ref']}"
    if call.repo.git.find(ref) is None or ref.startswith("refs/pull/"):
        raise ApiError(422, NO_REFERENCE)
    refs.move(call.world, call.repo, ref, ZERO, call.user)
    return Answer(204)


def _render(call: Call, ref: str) -> dict[str, object]:
    found = call.repo.git.find(ref) if ref.count("/") > 1 else None
    if found is None:
        raise missing()
    api = f"{call.urls.repo(call.repo)}/git"
    target = {"type": found.type, "sha": found.oid, "url": f"{api}/{found.type}s/{found.oid}"}
    return {"ref": ref, "node_id": node_id("REF", ref), "url": f"{api}/{ref}", "object": target}
