"""`git clone`, `fetch` and `push` over HTTP: git's own `http-backend`, and what GitHub does after a push."""

import re
import subprocess

from aidlc.emulator import refs
from aidlc.emulator.actor import Actor
from aidlc.emulator.exchange import Request, Response
from aidlc.emulator.git_env import git_environment
from aidlc.emulator.state import Repository
from aidlc.emulator.world import World

GIT_PATH = re.compile(
    r"/(?P<owner>[^/]+)/(?P<name>[^/]+?)(?:\.git)?/(?P<service>info/refs|git-upload-pack|git-receive-pack)"
)
REALM = {"WWW-Authenticate": 'Basic realm="GitHub"'}


def is_git(path: str) -> bool:
    """Whether a request comes from git."""
    return GIT_PATH.fullmatch(path) is not None


def serve_git(world: World, actor: Actor, request: Request) -> Response:
    """Answer one request of git's smart protocol; a push needs the right to push."""
    found = GIT_PATH.fullmatch(request.path)
    assert found is not None, "is_git was asked before"
    with world.lock:
        repository = world.find_repository(found["owner"], found["name"])
    pushes = "git-receive-pack" in {request.query.get("service"), found["service"]}
    if repository is None or not actor.has_role(repository, "read"):
        if actor.user is None:
            return Response(401, b"Repository not found.", REALM)
        return Response(404, b"Repository not found.")
    refusal = _refuse(actor, repository, pushes=pushes)
    if refusal is not None:
        return refusal
    if found["service"] != "git-receive-pack":
        return _run_backend(repository, actor, request, found["service"])
    with world.lock:
        before = repository.git.refs("refs/heads/")
        response = _run_backend(repository, actor, request, found["service"])
        after = repository.git.refs("refs/heads/")
        refs.follow(world, repository, refs.differences(before, after), actor.user)
    return response


def _refuse(actor: Actor, repository: Repository, *, pushes: bool) -> Response | None:
    level, role = ("write", "write") if pushes else ("read", "read")
    if pushes and actor.user is None:
        return Response(401, b"Authentication required.", REALM)
    if actor.has_permission("contents", level) and actor.has_role(repository, role):
        return None
    login = actor.user.login if actor.user else "anonymous"
    return Response(403, f"Permission to {repository.full_name}.git denied to {login}.".encode())


def _run_backend(repository: Repository, actor: Actor, request: Request, service: str) -> Response:
    git_dir = repository.git.git_dir
    env = git_environment() | {
        "GIT_PROJECT_ROOT": str(git_dir.parent),
        "GIT_HTTP_EXPORT_ALL": "1",
        "PATH_INFO": f"/{git_dir.name}/{service}",
        "QUERY_STRING": request.query_string,
        "REQUEST_METHOD": request.method,
        "CONTENT_TYPE": request.headers.get("content-type", ""),
        "CONTENT_LENGTH": str(len(request.body)),
        "HTTP_CONTENT_ENCODING": request.headers.get("content-encoding", ""),
        "GIT_PROTOCOL": request.headers.get("git-protocol", ""),
        "REMOTE_ADDR": "127.0.0.1",
        "REMOTE_USER": actor.user.login if actor.user else "",
    }
    done = subprocess.run(
        ["git", "http-backend"], input=request.body, env=env, capture_output=True, check=False
    )
    head, _, body = done.stdout.partition(b"\r\n\r\n")
    headers = dict(line.split(": ", 1) for line in head.decode().split("\r\n") if ": " in line)
    # upload-pack exits with an error after it told the client why ("not our ref") in an answer that is a plain 200
    status = headers.pop("Status", "200 OK" if headers else "500")
    return Response(int(status.split(" ")[0]), body, headers)
