"""The remote a working tree is pushed to: which GitHub repository it is, and fetching and pushing without force."""

from __future__ import annotations

import base64
import os
import re
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Final
from urllib.parse import urlsplit

from aidlc.adapters.git.refusals import remedy_for
from aidlc.adapters.git.worktree import Worktree
from aidlc.domain.errors import GitError
from aidlc.domain.layout import POLICY_PATH

_SCP: Final = re.compile(r"(?:[^@/:]+@)?(?P<host>[^/:]+):(?P<path>[^/].*)")
_REPOSITORY: Final = re.compile(r"[A-Za-z0-9_.-]+/[A-Za-z0-9_.-]+")
_LOOPBACK: Final = ("127.0.0.1", "localhost", "::1")
_NETWORK_SECONDS: Final = 120.0

TOKENS: Final = ("AIDLC_GITHUB_TOKEN", "GITHUB_TOKEN", "GH_TOKEN")
"""Where a token is looked for, first come first served."""


@dataclass(frozen=True, slots=True)
class Remote:
    """A remote by name and the URL that git pushes to."""

    name: str
    url: str


@dataclass(frozen=True, slots=True)
class Hosting:
    """The GitHub repository behind a remote and how its API is reached. `token` never appears in a representation."""

    repository: str
    """`owner/name`."""
    api_url: str
    graphql_url: str
    server_url: str
    token: Token | None


@dataclass(frozen=True, slots=True, repr=False)
class Token:
    """A secret that doesn't print itself."""

    value: str

    def __repr__(self) -> str:
        return "Token(…)"


@dataclass(frozen=True, slots=True)
class Tips:
    """Where the remote's branches are, all fetched."""

    default: str
    """The default branch's name."""
    tip: str
    branch: str | None
    """The commit of the branch asked for; None when the remote hasn't it."""


def find_remote(worktree: Worktree) -> Remote | None:
    """The remote where pull requests go; None when there is none or no telling which.

    That which `gh` was told is the base, `upstream` where `origin` is a fork of it (the policy lies there), `origin`, or
    the only one there is.
    """
    names = _names_of_remotes(worktree)
    chosen = _setting(worktree, "--name-only", "--get-regexp", r"^remote\..*\.gh-resolved$", "^base$")
    resolved = chosen.splitlines()[0].removeprefix("remote.").rpartition(".")[0] if chosen else ""
    if resolved in names:
        name: str | None = resolved
    elif {"origin", "upstream"} <= names and _has_policy(worktree, "upstream"):
        name = "upstream"
    else:
        name = "origin" if "origin" in names else next(iter(names)) if len(names) == 1 else None
    return _remote(worktree, name) if name is not None else None


def find_push_remote(worktree: Worktree, base: Remote) -> Remote:
    """The remote that our branches are pushed to: git's own `remote.pushDefault`, else `origin`, else `base`."""
    names = _names_of_remotes(worktree)
    told = _setting(worktree, "--get", "remote.pushDefault")
    name = told if told in names else "origin" if "origin" in names else base.name
    return _remote(worktree, name) if name != base.name else base


def why_no_remote(worktree: Worktree) -> str:
    """Why `find_remote` finds none, and what to do."""
    names = sorted(_names_of_remotes(worktree))
    if names:
        return (
            f"The repository has several remotes ({', '.join(names)}) and none is called origin: name the one on GitHub so "
            "with `git remote rename NAME origin`."
        )
    return "The repository has no remote: add the one on GitHub with `git remote add origin URL`."


def find_hosting(remote: Remote, environ: Mapping[str, str]) -> Hosting | None:
    """Which GitHub repository `remote` is; None when its URL names none (a folder, another shape of path).

    The API's address is AIDLC_GITHUB_API_URL or GITHUB_API_URL, else the one GitHub documents for the remote's host:
    api.github.com, `api.` before a ghe.com host, `/api/v3` on an Enterprise Server. A token is kept only for
    github.com, ghe.com, or a host that one of these variables names: the URL of a repository that somebody cloned must not
    decide who gets the user's token. Nor is it kept for plain HTTP, except on this machine.
    """
    scheme, host, path = _split(remote.url)
    if not host or not _REPOSITORY.fullmatch(path):
        return None
    own = environ.get("AIDLC_GITHUB_API_URL")
    if scheme == "ssh" and own:
        # The host may be an alias of the user's ssh configuration; no token goes there, so the variable decides.
        host = urlsplit(own).netloc.rpartition("@")[2].removeprefix("api.")
        scheme = urlsplit(own).scheme
    server_url = f"{'http' if scheme == 'http' else 'https'}://{host}"
    given = environ.get("AIDLC_GITHUB_API_URL") or environ.get("GITHUB_API_URL")
    api_url = _api_url(server_url, host) if not given or not _names(given, host) else given.rstrip("/")
    given_graphql = environ.get("AIDLC_GITHUB_GRAPHQL_URL") or environ.get("GITHUB_GRAPHQL_URL")
    trusted = _is_github(host) or (given is not None and _names(given, host))
    # Both ways that the token would go: to the API, and with git to the remote itself.
    encrypted = all(
        url.startswith("https:") or urlsplit(url).hostname in _LOOPBACK for url in (api_url, server_url)
    )
    token = next((environ[name] for name in TOKENS if environ.get(name)), None)
    return Hosting(
        repository=path,
        api_url=api_url,
        graphql_url=given_graphql if given_graphql and _names(given_graphql, host) else _graphql_url(api_url),
        server_url=server_url,
        token=Token(token) if token and trusted and encrypted else None,
    )


def why_no_token(remote: Remote, environ: Mapping[str, str]) -> str:
    """One sentence on why `find_hosting` kept no token, and what to do."""
    if not any(environ.get(name) for name in TOKENS):
        return (
            f"No GitHub token: set {TOKENS[0]} (or GITHUB_TOKEN, GH_TOKEN) for the server, with the permissions "
            "contents and pull requests (write)."
        )
    scheme, host, _ = _split(remote.url)
    if scheme == "http" and urlsplit(f"//{host}").hostname not in _LOOPBACK:
        return f"The token isn't sent to {host} over plain HTTP. Use an https or ssh address for the remote."
    return (
        f"The token isn't sent to {host}, which may not be the host it is for. If it is, set "
        f"AIDLC_GITHUB_API_URL={'http' if scheme == 'http' else 'https'}://{host}/api/v3 for the server."
    )


def survey(worktree: Worktree, remote: Remote, hosting: Hosting | None, branch: str = "") -> Tips:
    """Ask the remote for its default branch and for `branch`, and fetch what isn't here yet. Raises GitError."""
    access = _access(worktree, remote, hosting)
    wanted = ["HEAD", *([f"refs/heads/{branch}"] if branch else [])]
    listed = _talk(worktree, access, "ls-remote", "--symref", remote.name, *wanted).decode("utf-8", "replace")
    name = re.search(r"^ref: refs/heads/(\S+)\tHEAD$", listed, re.MULTILINE)
    oids = {ref: oid for oid, ref in re.findall(r"^([0-9a-f]{40,64})\t(\S+)$", listed, re.MULTILINE)}
    if name is None or "HEAD" not in oids:
        raise GitError(
            f"The remote {remote.name} has no default branch yet. Push one first: `git push {remote.name} HEAD:main`."
        )
    theirs = oids.get(f"refs/heads/{branch}") if branch else None
    tips = {name[1]: oids["HEAD"], **({branch: theirs} if theirs else {})}
    stale = [
        f"+refs/heads/{each}:refs/remotes/{remote.name}/{each}"
        for each, oid in tips.items()
        if worktree.resolve(f"refs/remotes/{remote.name}/{each}") != oid
    ]
    if stale:
        options = ("--quiet", "--no-tags", "--no-write-fetch-head", "--no-recurse-submodules")
        _talk(worktree, access, "fetch", *options, remote.name, *stale)
    found = {each: worktree.resolve(f"refs/remotes/{remote.name}/{each}") for each in tips}
    tip = found[name[1]]
    if tip is None:
        raise GitError(f"The default branch {name[1]} of {remote.name} can't be fetched. Ask again.")
    return Tips(default=name[1], tip=tip, branch=found.get(branch))


def push(worktree: Worktree, remote: Remote, hosting: Hosting | None, commit: str, branch: str) -> None:
    """Push `commit` to `branch`, never by force. Raises GitError when the remote refuses."""
    options = ("--quiet", "--no-recurse-submodules")
    access = _access(worktree, remote, hosting)
    _talk(worktree, access, "push", *options, remote.name, f"{commit}:refs/heads/{branch}")


def _talk(worktree: Worktree, access: Mapping[str, str], *arguments: str) -> bytes:
    """What git says after talking to the remote. Raises GitError with a remedy for what commonly stands in the way."""
    try:
        return worktree.git(*arguments, extra=access, seconds=_NETWORK_SECONDS)
    except GitError as error:
        said = str(error)
        remedy = remedy_for(said)
        if not remedy:
            raise
        raise GitError(f"{said.rstrip('.')}. {remedy}") from error


def _access(worktree: Worktree, remote: Remote, hosting: Hosting | None) -> dict[str, str]:
    """The token as configuration by environment, for this remote's host only; else the user's own credentials work.

    They also win where they are written into the URL or a header is configured: GitHub answers 400 to two of them.
    """
    if hosting is None or hosting.token is None or not remote.url.startswith(("https://", "http://")):
        return {}
    if urlsplit(remote.url).password or _has_header(worktree, remote):
        return {}
    secret = base64.b64encode(f"x-access-token:{hosting.token.value}".encode()).decode()
    settings = [
        (f"http.{hosting.server_url}/.extraHeader", f"Authorization: Basic {secret}"),
        ("http.followRedirects", "false"),
    ]
    before = int(os.environ.get("GIT_CONFIG_COUNT") or 0)
    access = {"GIT_CONFIG_COUNT": str(before + len(settings))}
    for number, (key, value) in enumerate(settings, start=before):
        access |= {f"GIT_CONFIG_KEY_{number}": key, f"GIT_CONFIG_VALUE_{number}": value}
    return access


def _names_of_remotes(worktree: Worktree) -> frozenset[str]:
    return frozenset(worktree.git("remote").decode("utf-8", "replace").split())


def _remote(worktree: Worktree, name: str) -> Remote:
    url = worktree.git("remote", "get-url", "--push", name).decode("utf-8", "replace").strip()
    return Remote(name, url)


def _has_policy(worktree: Worktree, remote: str) -> bool:
    """Whether the remote's default branch, as it was last fetched, has a policy."""
    tips = (worktree.resolve(f"refs/remotes/{remote}/{name}") for name in ("HEAD", "main", "master"))
    tip = next((oid for oid in tips if oid is not None), None)
    return tip is not None and worktree.show(tip, POLICY_PATH) is not None


def _setting(worktree: Worktree, *asked: str) -> str:
    """What git's configuration says; empty where it says nothing."""
    try:
        return worktree.git("config", *asked).decode("utf-8", "replace").strip()
    except GitError:  # git's way of saying that nothing is set
        return ""


def _has_header(worktree: Worktree, remote: Remote) -> bool:
    return "authorization:" in _setting(worktree, "--get-urlmatch", "http.extraHeader", remote.url).lower()


def _split(url: str) -> tuple[str, str, str]:
    """Scheme (`ssh` for the short form), host with port where it is HTTP, and `owner/name`."""
    if "://" not in url:
        short = _SCP.fullmatch(url)
        return ("ssh", short["host"], _path(short["path"])) if short else ("", "", "")
    parts = urlsplit(url)
    if parts.scheme not in {"http", "https", "ssh", "git+ssh"} or not parts.hostname:
        return "", "", ""
    web = parts.scheme in {"http", "https"}
    host = parts.netloc.rpartition("@")[2] if web else parts.hostname
    host = "github.com" if host == "ssh.github.com" else host  # GitHub's ssh on the https port
    return parts.scheme if web else "ssh", host, _path(parts.path)


def _path(path: str) -> str:
    return path.strip("/").removesuffix(".git")


def _is_github(host: str) -> bool:
    return host == "github.com" or host.endswith(".ghe.com")


def _api_url(server_url: str, host: str) -> str:
    return f"https://api.{host}" if _is_github(host) else f"{server_url}/api/v3"


def _graphql_url(api_url: str) -> str:
    return f"{api_url.removesuffix('/v3')}/graphql"


def _names(url: str, host: str) -> bool:
    """Whether `url` is the API of `host`: the same host, or `api.` before it as GitHub's own are."""
    netloc = urlsplit(url).netloc.rpartition("@")[2]
    return netloc in {host, f"api.{host}"}
