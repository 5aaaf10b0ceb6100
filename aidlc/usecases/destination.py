"""Where a request goes: the repository whose people approve, and the one whose branch is pushed; a fork parts the two."""

from __future__ import annotations

from dataclasses import dataclass

from aidlc.adapters.git.remotes import Hosting, Remote, find_hosting, find_push_remote, find_remote
from aidlc.usecases.workspace import Workspace


@dataclass(frozen=True, slots=True)
class Base:
    """What the branch is built on: the default branch's name and tip, and why that may be out of date."""

    branch: str
    tip: str | None
    """None: the repository has no commit yet."""
    theirs: str | None = None
    """Where the request's own branch is on the remote."""
    problem: str = ""
    """Why the remote couldn't be asked; empty when it was."""


@dataclass(frozen=True, slots=True)
class Destination:
    """Two remotes, mostly the same one, and what GitHub knows them as."""

    base: Remote
    """Where the default branch lies and the pull request goes."""
    hosting: Hosting | None
    """The base on GitHub; None: it isn't there."""
    push: Remote
    push_hosting: Hosting | None

    @property
    def is_fork(self) -> bool:
        """Whether the branch is pushed somewhere else than the pull request goes."""
        return self.push != self.base

    @property
    def owner(self) -> str:
        """Whose the pushed branch is; empty where it lies in the base repository."""
        if not self.is_fork or self.push_hosting is None:
            return ""
        return self.push_hosting.repository.partition("/")[0]

    @property
    def on_github(self) -> Hosting | None:
        """The base, where a pull request can be opened into it from the pushed branch."""
        if self.hosting is None or self.push_hosting is None:
            return None
        return self.hosting if self.hosting.server_url == self.push_hosting.server_url else None


def find_destination(workspace: Workspace) -> Destination | None:
    """Where requests of this working tree go; None without a remote."""
    base = find_remote(workspace.worktree)
    if base is None:
        return None
    push = find_push_remote(workspace.worktree, base)
    hosting = find_hosting(base, workspace.environ)
    return Destination(
        base=base,
        hosting=hosting,
        push=push,
        push_hosting=hosting if push == base else find_hosting(push, workspace.environ),
    )
