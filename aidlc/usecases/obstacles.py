"""What stands in the way of a branch that carries a request; each is refused with what to do, before anything is written."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from pathlib import PurePosixPath
from typing import Final

from aidlc.adapters.git.remotes import Remote
from aidlc.adapters.git.worktree import Worktree
from aidlc.domain.errors import GitError, InputError
from aidlc.domain.facts import PathChange
from aidlc.domain.layout import RECORDS
from aidlc.usecases.destination import Base
from aidlc.usecases.recording import quote

_SHOWN: Final = 5


def check_paths(worktree: Worktree, paths: Sequence[str]) -> tuple[str, ...]:
    """The paths that `git add` may be given. Raises InputError for any that leads out of the repository or nowhere."""
    checked = []
    for path in paths:
        pure = PurePosixPath(path)
        inside = bool(pure.parts) and not pure.is_absolute() and ".." not in pure.parts and "\\" not in path
        if not inside or pure.parts[0] in {".git", RECORDS} or not path.isprintable():
            raise InputError(
                f"`{path}` can't be committed with a request: give files and folders of code, relative to the "
                f"repository's top level. Records ({RECORDS}/) are added by themselves."
            )
        if (worktree.root / pure).resolve().is_relative_to(worktree.root.resolve()) is False:
            raise InputError(
                f"`{path}` leads out of the repository through a symbolic link. Give the real path."
            )
        if not (worktree.root / pure).exists() and not worktree.git(
            "--literal-pathspecs", "ls-files", "-z", "--", str(pure)
        ):
            raise InputError(
                f"There is no `{path}` in the repository. Check the spelling; nothing was committed."
            )
        if worktree.ignores(str(pure)):
            raise InputError(
                f"`{path}` is left out by an ignore rule (.gitignore). Change the rule, or leave the path out."
            )
        checked.append(str(pure))
    return tuple(dict.fromkeys(checked))


def refuse_checked_out(worktree: Worktree, branch: str) -> None:
    """A branch that is checked out somewhere would move under its files."""
    listed = worktree.git("worktree", "list", "--porcelain").decode("utf-8", "replace").splitlines()
    if f"branch refs/heads/{branch}" in listed and worktree.resolve(f"refs/heads/{branch}"):
        raise InputError(
            f"The branch {branch} is checked out. Switch to another (`git switch -`), so that your files stay as they are."
        )


def refuse_unmerged(worktree: Worktree, records: Mapping[str, bytes | None], paths: Sequence[str]) -> None:
    """A file with conflict markers would be asked for as it lies there."""
    found = sorted(
        path
        for path in worktree.unmerged()
        if path in records or any(path == each or path.startswith(f"{each}/") for each in paths)
    )
    if found:
        raise InputError(
            f"{_some(found)} has conflicts that aren't resolved. Finish or abort the merge or rebase (`git status` says "
            "how), then ask again."
        )


def refuse_embedded(worktree: Worktree, tree: str, changes: Sequence[PathChange]) -> None:
    """A repository inside the repository would be committed as a link that leads nowhere for everybody else."""
    links = [change.path for change in changes if change.new is not None and change.new.type == "commit"]
    stray = sorted(set(links) - worktree.submodules(tree)) if links else []
    if stray:
        raise InputError(
            f"{_some(stray)} is a git repository of its own and no submodule. Leave it out of `paths`, or make it one with "
            "`git submodule add`."
        )


def refuse_behind(worktree: Worktree, base: Base, changes: Sequence[PathChange]) -> None:
    """A file that the default branch changed since the working tree left it would be set back: never in silence."""
    head = worktree.resolve("HEAD")
    if base.tip is None or head == base.tip:
        return
    try:
        left = (
            worktree.git("merge-base", base.tip, head or "").decode("ascii").split("\n", 1)[0] if head else ""
        )
    except GitError:
        left = ""
    newer = {change.path for change in changes_of(worktree, left or None, worktree.tree_of(base.tip))}
    set_back = [change.path for change in changes if change.path in newer and change.old is not None]
    if set_back:
        raise InputError(
            f"{base.branch} has newer versions of {_some(set_back)}, which the working tree would set back. "
            "Bring them in first (`git pull`), then ask again."
        )


def refuse_foreign(
    worktree: Worktree, base: Base, remote: Remote, branch: str, tips: tuple[str | None, str], wanted: str
) -> None:
    """What others pushed to the branch must not be overwritten by somebody who hasn't seen it."""
    ours, theirs = tips
    if ours is not None and worktree.contains(ours, theirs):
        return
    known = [worktree.tree_of(ref) for ref in (ours, base.tip) if ref] + [wanted]
    differing = [{change.path for change in worktree.changes(tree, theirs)} for tree in known]
    foreign = sorted(set.intersection(*differing)) if differing else []
    if foreign:
        raise InputError(
            f"The branch {branch} on {remote.name} holds changes of somebody else: {_some(foreign)}. Look at them with "
            f"`git diff HEAD {remote.name}/{branch}`, bring what should stay into the working tree, run "
            f"`git branch --force {branch} {remote.name}/{branch}`, and ask again."
        )


def changes_of(worktree: Worktree, tip: str | None, tree: str) -> tuple[PathChange, ...]:
    """What `tree` changes against the commit or tree `tip`; everything without one."""
    return worktree.changes(tip or worktree.build_tree(None, records={}), tree)


def _some(paths: Sequence[str]) -> str:
    shown = quote(paths[:_SHOWN])
    return shown if len(paths) <= _SHOWN else f"{shown} and {len(paths) - _SHOWN} more"
