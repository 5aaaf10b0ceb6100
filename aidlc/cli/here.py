"""Which repository a command is about when nobody said it: the one that the clone at hand is pushed to."""

from __future__ import annotations

import os
from pathlib import Path

from aidlc.adapters.git.remotes import find_hosting, find_remote
from aidlc.adapters.git.worktree import Worktree
from aidlc.adapters.runner import read_environment
from aidlc.domain.errors import GitError, InputError


def repository_of(folder: Path) -> str | None:
    """Return `owner/name` of the clone that `folder` lies in; None where there is no telling.

    A remote on another host than the API that will be asked doesn't count: a name may belong to somebody else there.
    """
    try:
        worktree = Worktree(Worktree.find(folder))
        remote = find_remote(worktree)
    except (InputError, GitError):
        return None
    hosting = find_hosting(remote, os.environ) if remote is not None else None
    if hosting is None or hosting.api_url != read_environment(os.environ).api_url.rstrip("/"):
        return None
    return hosting.repository
