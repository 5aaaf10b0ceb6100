import base64
import posixpath
from urllib.parse import quote

from aidlc.emulator.call import Answer, Call
from aidlc.emulator.errors import ApiError, missing
from aidlc.emulator.git_objects import GitObject
from aidlc.emulator.rest.routes import Routes

ROUTES = Routes("contents")
INLINE = 1024 * 1024  # bytes; larger files come without content, encoding "none"
LINK = "120000"
KINDS = {"tree": "dir", "commit": "submodule"}


@ROUTES.repo("GET", "/contents/{path:path}")
def get_contents(call: Call) -> Answer:
    """A file with its content, or the list of a folder."""
    name = call.query.get("ref") or call.repo.default_branch
    commit = call.repo.git.resolve_commit(name)
    if commit is None:
        raise ApiError(404, f"No commit found for the ref {name}")
    path = call.params["path"].strip("/")
    found = call.repo.git.find(f"{commit.oid}:{path}")
    if found is None:
        raise missing()
    if found.type == "blob":
        return Answer(200, _file_or_link(call, name, commit.oid, path, found))
    entries = call.repo.git.tree(found.oid, recursive=False)
    prefix = f"{path}/" if path else ""
    shown = []
    for entry in entries:
        kind = "symlink" if entry.mode == LINK else KINDS.get(entry.type, "file")
        shown.append(_head(call, name, prefix + entry.path, entry.oid, entry.size or 0, kind))
    return Answer(200, shown)


def _file_or_link(call: Call, name: str, commit: str, path: str, found: GitObject) -> dict[str, object]:
    """A file; for a symbolic link the file it leads to, or the link itself where it leads out or to nothing."""
    folder, _, last = path.rpartition("/")
    tree = call.repo.git.find(f"{commit}:{folder}")
    assert tree is not None
    modes = {entry.path: entry.mode for entry in call.repo.git.tree(tree.oid, recursive=False)}
    if modes[last] != LINK:
        return _file(call, name, path, found.oid, found.data)
    target = found.data.decode(errors="replace")
    end = call.repo.git.find(f"{commit}:{posixpath.normpath(posixpath.join(folder, target))}")
    if end is not None and end.type == "blob":
        return _file(call, name, path, end.oid, end.data)
    return _head(call, name, path, found.oid, len(found.data), "symlink") | {"target": target}


def _file(call: Call, name: str, path: str, oid: str, data: bytes) -> dict[str, object]:
    inline = len(data) <= INLINE
    return _head(call, name, path, oid, len(data), "file") | {
        "content": base64.encodebytes(data).decode() if inline else "",
        "encoding": "base64" if inline else "none",
    }


def _head(call: Call, name: str, path: str, oid: str, size: int, kind: str) -> dict[str, object]:
    api, page = call.urls.repo(call.repo), call.urls.repo_page(call.repo)
    own = f"{api}/contents/{quote(path)}?ref={quote(name)}"
    git = f"{api}/git/{'trees' if kind == 'dir' else 'blobs'}/{oid}"
    html = f"{page}/{'tree' if kind == 'dir' else 'blob'}/{quote(name)}/{quote(path)}"
    return {
        "type": kind,
        "name": path.rpartition("/")[2],
        "path": path,
        "sha": oid,
        "size": size,
        "url": own,
        "git_url": git,
        "html_url": html,
        "download_url": None if kind == "dir" else f"{page}/raw/{quote(name)}/{quote(path)}",
        "_links": {"self": own, "git": git, "html": html},
    }
