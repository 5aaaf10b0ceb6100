"""The branch that carries a request: the default branch's tip with the request's records put in, and nothing else.

Built from git objects: the working tree, the index and the branch that is checked out stay as they are. Commits only ever
go on top of what the remote's branch has, so that a push never needs force; a request's own commit that wasn't pushed is
made anew, so that what the remote had against it doesn't stay in its history.
"""

from __future__ import annotations

import hashlib
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Final

from aidlc.adapters.git.remotes import push, survey, why_no_remote
from aidlc.adapters.git.worktree import Worktree
from aidlc.domain.errors import GitError, InputError, RecordConflict
from aidlc.domain.facts import PathChange
from aidlc.domain.layout import RECORDS
from aidlc.domain.records import Kind, RecordTree
from aidlc.usecases.committing import Committer
from aidlc.usecases.destination import Base, Destination
from aidlc.usecases.obstacles import (
    changes_of,
    refuse_behind,
    refuse_checked_out,
    refuse_embedded,
    refuse_foreign,
    refuse_unmerged,
)
from aidlc.usecases.request import Request

SUBJECT: Final = "Ask for the approval of "
"""How the message of a request's commit begins."""


@dataclass(frozen=True, slots=True)
class Prepared:
    """The branch as it is now, and what it changes against the default branch."""

    branch: str
    commit: str
    committed: bool
    """Whether a commit was added; False: the branch already carried exactly this."""
    pushed: bool
    changes: tuple[PathChange, ...]
    owner: str = ""
    """Whose the pushed branch is, where it lies in a fork."""
    problem: str = ""
    """Why it wasn't pushed."""


def find_base(worktree: Worktree, place: Destination | None, known_tip: str | None, branch: str) -> Base:
    """Ask the remote for its default branch and for `branch`; without an answer, what is known locally serves."""
    here = worktree.current_branch() or "main"
    if place is None:
        return Base(here, worktree.resolve("HEAD"), problem=why_no_remote(worktree))
    try:
        tips = survey(worktree, place.base, place.hosting, "" if place.is_fork else branch)
        theirs = (
            survey(worktree, place.push, place.push_hosting, branch).branch if place.is_fork else tips.branch
        )
    except GitError as error:
        return Base(here, known_tip or worktree.resolve("HEAD"), problem=str(error))
    return Base(tips.default, tips.tip, theirs)


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


def prepare_branch(
    worktree: Worktree,
    place: Destination | None,
    base: Base,
    committer: Committer,
    *,
    records: Mapping[str, bytes | None],
    paths: Sequence[str],
) -> Prepared:
    """Bring the committer's branch to the default branch's tip with `records` and `paths` put in, and push it if possible.

    Raises InputError when there is nothing to ask for, when the working tree is behind the default branch in what it would
    change or in the middle of a conflict, when somebody else's changes lie on the branch, or when it is checked out.
    """
    branch = committer.branch
    refuse_checked_out(worktree, branch)
    refuse_unmerged(worktree, records, paths)
    wanted = worktree.build_tree(base.tip, records=records, paths=paths)
    changes = changes_of(worktree, base.tip, wanted)
    if not changes:
        raise InputError(
            f"Nothing to ask for: {base.branch} already has exactly this. check_approval tells how it stands; "
            "to have an Intent approved again, call request_approval with `renew: true`."
        )
    refuse_embedded(worktree, wanted, changes)
    refuse_behind(worktree, base, changes)
    ours = worktree.resolve(f"refs/heads/{branch}")
    if base.theirs is not None and place is not None:
        refuse_foreign(worktree, base, place.push, branch, (ours, base.theirs), wanted)
    commit, committed = _continue(worktree, base, ours, wanted, committer)
    if commit != ours:
        _move(worktree, branch, commit, ours)
    owner = place.owner if place is not None else ""
    made = Prepared(branch, commit, committed, pushed=False, changes=changes, owner=owner)
    if place is None or base.problem:
        return replace(made, problem=base.problem)
    if commit != base.theirs:
        try:
            push(worktree, place.push, place.push_hosting, commit, branch)
        except GitError as error:
            return replace(made, problem=str(error))
    return replace(made, pushed=True)


def _continue(
    worktree: Worktree, base: Base, ours: str | None, wanted: str, committer: Committer
) -> tuple[str, bool]:
    """The commit that carries `wanted`, on top of the pushed branch, else of what else lies on ours, else of the default."""
    tip = base.theirs
    landed = (
        base.theirs is None
        and ours is not None
        and base.tip is not None
        and worktree.merged_tree(base.tip, ours) == worktree.tree_of(base.tip)
    )  # an earlier request whose branch was deleted on the remote
    if ours and not landed and (tip is None or worktree.contains(ours, tip)):
        remade = ours != tip and _is_only_asking(worktree, ours, [each for each in (tip, base.tip) if each])
        if not remade or (_carries(worktree, base, ours, wanted) and committer.would_make(ours)):
            tip = ours
    if tip is not None and _carries(worktree, base, tip, wanted):
        return tip, False
    if tip is None or (base.tip is not None and worktree.contains(base.tip, tip)):
        parents = [base.tip] if base.tip else []
    elif base.tip is None or worktree.contains(tip, base.tip):
        parents = [tip]
    else:
        parents = [tip, base.tip]
    return committer.commit(wanted, parents), True


def _carries(worktree: Worktree, base: Base, tip: str, wanted: str) -> bool:
    """Whether merging `tip` would bring exactly `wanted`."""
    if base.tip is None:
        return worktree.tree_of(tip) == wanted
    if worktree.contains(base.tip, tip):
        return False
    # The records must also be the same at the branch's own tip: the gate compares its folder with what would land.
    shown = worktree.entries(tip, RECORDS) == worktree.entries(wanted, RECORDS)
    return shown and worktree.merged_tree(base.tip, tip) == wanted


def _is_only_asking(worktree: Worktree, tip: str, known: Sequence[str]) -> bool:
    """Whether every commit of `tip` that isn't in `known` was made by an earlier request."""
    listed = worktree.git("log", "-z", "--format=%s", tip, *(f"^{each}" for each in known))
    subjects = listed.decode("utf-8", "replace").split("\0")
    return all(subject.startswith(SUBJECT) for subject in subjects if subject)


def _move(worktree: Worktree, branch: str, commit: str, ours: str | None) -> None:
    try:
        worktree.move_branch(branch, commit, expected=ours)
    except GitError as error:
        if "exists; cannot create" not in str(error):
            raise
        raise InputError(
            f"Git can't make the branch {branch} beside one that has a part of its name: {error} Rename that one "
            "(`git branch -m OLD NEW`), then ask again."
        ) from error
