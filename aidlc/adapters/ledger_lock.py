"""Where the repository keeps its own files, and the lock that all writers of records share."""

from __future__ import annotations

from pathlib import Path
from typing import Final

from aidlc.domain.errors import InputError

LOCK_NAME: Final = "aidlc-ledger.lock"
LOCK_SECONDS: Final = 30.0
"""How long a writer waits for another one, in seconds."""


def find_top_level(start: Path) -> Path:
    """The git top level that `start` lies in. Raises `InputError` when there is none."""
    here = start.resolve()
    for folder in (here, *here.parents):
        if (folder / ".git").exists():
            return folder
    raise InputError(
        f"{start} isn't in a git repository. Run `git init` there, or name the repository with `--root`."
    )


def find_common_folder(root: Path) -> Path:
    """The git folder that all worktrees of the repository share (gitrepository-layout(5): `gitdir:`, `commondir`).

    Raises `InputError` when `root/.git` doesn't lead to one.
    """
    dot_git = root / ".git"
    folder = dot_git
    if dot_git.is_file():
        text = dot_git.read_text(encoding="utf-8").strip()
        if not text.startswith("gitdir: "):
            raise InputError(
                f"{dot_git} isn't a git folder and names none. Check the repository with `git status`."
            )
        folder = root / text.removeprefix("gitdir: ")
    common = folder / "commondir"
    if common.is_file():
        folder /= common.read_text(encoding="utf-8").strip()
    if not folder.is_dir():
        raise InputError(f"{folder} doesn't exist. Check the repository with `git status`.")
    return folder.resolve()
