"""The branch that carries a request: the default branch's tip with the request's records put in, and nothing else.

Built from git objects: the working tree, the index and the branch that is checked out stay as they are. Commits only ever
go on top of what the branch has, so that a push never needs force.
"""

from __future__ import annotations

import hashlib
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import PurePosixPath
from typing import Final

from aidlc.adapters.git.remotes import Hosting, Remote, push, survey
from aidlc.adapters.git.worktree import Worktree
from aidlc.domain.errors import GitError, InputError, RecordConflict
from aidlc.domain.facts import PathChange
from aidlc.domain.layout import RECORDS
from aidlc.domain.records import Kind, RecordTree
from aidlc.usecases.recording import quote
from aidlc.usecases.request import Request

_SHOWN: Final = 5


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
class Prepared:
    """The branch as it is now, and what it changes against the default branch."""

    branch: str
    commit: str
    committed: bool
    """Whether a commit was added; False: the branch already carried exactly this."""
    pushed: bool
    changes: tuple[PathChange, ...]
    problem: str = ""
    """Why it wasn't pushed."""


def find_base(
    worktree: Worktree, remote: Remote | None, hosting: Hosting | None, known_tip: str | None, branch: str
) -> Base:
    """Ask the remote for its default branch and for `branch`; without an answer, what is known locally serves."""
    here = worktree.current_branch() or "main"
    if remote is None:
        nowhere = "The repository has no remote: add the one on GitHub with `git remote add origin URL`."
        return Base(here, worktree.resolve("HEAD"), problem=nowhere)
    try:
        tips = survey(worktree, remote, hosting, branch)
    except GitError as error:
        return Base(here, known_tip or worktree.resolve("HEAD"), problem=str(error))
    return Base(tips.default, tips.tip, tips.branch)


def collect_records(
    worktree: Worktree, tree: RecordTree, request: Request, base: Base
) -> dict[str, bytes | None]:
    """The request's records by path, with None for those that the default branch has and the working tree hasn't.

    New evidence of earlier approvals rides along. Raises RecordConflict for a file that changed since `tree` was read.
    """
    landed = worktree.entries(base.tip, f"{RECORDS}/{request.intent}") if base.tip else {}
    found: dict[str, bytes | None] = {}
    for file in tree.files:
        new_evidence = (
            file.address.kind is Kind.APPROVAL
            and file.address.intent == request.intent
            and file.path not in landed
        )
        if new_evidence or request.covers(file.path, tree):
            content = (worktree.root / file.path).read_bytes()
            if hashlib.sha256(content).hexdigest() != file.sha256:
                raise RecordConflict(f"{file.path} changed while it was read. Call again.")
            found[file.path] = content
    gone = [path for path in landed if path not in found and request.covers(path, tree)]
    return found | dict.fromkeys(gone)


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


def prepare_branch(
    worktree: Worktree,
    remote: Remote | None,
    hosting: Hosting | None,
    base: Base,
    *,
    branch: str,
    records: Mapping[str, bytes | None],
    paths: Sequence[str],
    message: str,
) -> Prepared:
    """Bring `branch` to the default branch's tip with `records` and `paths` put in, and push it where that is possible.

    Raises InputError when there is nothing to ask for, when the working tree is behind the default branch in what it would
    change, when somebody else's changes lie on the branch, or when the branch is checked out.
    """
    _refuse_checked_out(worktree, branch)
    wanted = worktree.build_tree(base.tip, records=records, paths=paths)
    changes = _changes(worktree, base.tip, wanted)
    if not changes:
        raise InputError(
            f"Nothing to ask for: {base.branch} already has exactly this. check_approval tells how it stands; "
            "to have an Intent approved again, call request_approval with `renew: true`."
        )
    _refuse_behind(worktree, base, changes)
    theirs = base.theirs
    ours = worktree.resolve(f"refs/heads/{branch}")
    if theirs is not None and remote is not None:
        _refuse_foreign(worktree, base, remote, branch, (ours, theirs), wanted)
    commit, committed = _continue(worktree, base, ours, theirs, wanted, message)
    if commit != ours:
        worktree.move_branch(branch, commit, expected=ours)
    if remote is None or base.problem:
        return Prepared(branch, commit, committed, pushed=False, changes=changes, problem=base.problem)
    if commit != theirs:
        try:
            push(worktree, remote, hosting, commit, branch)
        except GitError as error:
            return Prepared(branch, commit, committed, pushed=False, changes=changes, problem=str(error))
    return Prepared(branch, commit, committed, pushed=True, changes=changes)


def _continue(
    worktree: Worktree, base: Base, ours: str | None, theirs: str | None, wanted: str, message: str
) -> tuple[str, bool]:
    """The commit that carries `wanted`, on top of the pushed branch, else of our unpushed one, else of the default."""
    tip = theirs or ours
    if theirs and ours and worktree.contains(ours, theirs):
        tip = ours  # commits of an earlier request that couldn't be pushed
    if (
        theirs is None
        and ours
        and base.tip
        and worktree.merged_tree(base.tip, ours) == worktree.tree_of(base.tip)
    ):
        tip = None  # an earlier request that has landed; its branch was deleted on the remote
    if tip is None:
        return worktree.commit(wanted, [base.tip] if base.tip else [], message), True
    if base.tip is None:
        same = worktree.tree_of(tip) == wanted
        return (tip, False) if same else (worktree.commit(wanted, [tip], message), True)
    if worktree.contains(base.tip, tip):
        return worktree.commit(wanted, [base.tip], message), True
    # The records must also be the same at the branch's own tip: the gate compares its folder with what would land.
    shown = worktree.entries(tip, RECORDS) == worktree.entries(wanted, RECORDS)
    if shown and worktree.merged_tree(base.tip, tip) == wanted:
        return tip, False
    parents = [tip] if worktree.contains(tip, base.tip) else [tip, base.tip]
    return worktree.commit(wanted, parents, message), True


def _changes(worktree: Worktree, tip: str | None, tree: str) -> tuple[PathChange, ...]:
    return worktree.changes(tip or worktree.build_tree(None, records={}), tree)


def _refuse_checked_out(worktree: Worktree, branch: str) -> None:
    listed = worktree.git("worktree", "list", "--porcelain").decode("utf-8", "replace").splitlines()
    if f"branch refs/heads/{branch}" in listed and worktree.resolve(f"refs/heads/{branch}"):
        raise InputError(
            f"The branch {branch} is checked out. Switch to another (`git switch -`), so that your files stay as they are."
        )


def _refuse_behind(worktree: Worktree, base: Base, changes: Sequence[PathChange]) -> None:
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
    newer = {change.path for change in _changes(worktree, left or None, worktree.tree_of(base.tip))}
    set_back = [change.path for change in changes if change.path in newer and change.old is not None]
    if set_back:
        raise InputError(
            f"{base.branch} has newer versions of {_some(set_back)}, which the working tree would set back. "
            "Bring them in first (`git pull`), then ask again."
        )


def _refuse_foreign(
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


def _some(paths: Sequence[str]) -> str:
    shown = quote(paths[:_SHOWN])
    return shown if len(paths) <= _SHOWN else f"{shown} and {len(paths) - _SHOWN} more"
