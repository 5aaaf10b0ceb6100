"""Asking people for an approval: check, commit on a branch of its own, push, open or update the pull request.

Nothing here approves anything: the approval is a review that a person submits on GitHub, and the gate judges it there.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from typing import Final

from aidlc.adapters.git.remotes import Hosting, Remote, find_hosting, find_remote, why_no_token
from aidlc.domain.errors import GitHubError, InputError
from aidlc.domain.phases import Phase
from aidlc.domain.records import Address, Kind, RecordTree
from aidlc.usecases.branches import Base, Prepared, check_paths, collect_records, find_base, prepare_branch
from aidlc.usecases.pull_request import Opened, ask_on_github
from aidlc.usecases.recording import put
from aidlc.usecases.request import Request
from aidlc.usecases.workspace import Workspace, records_at
from schemas.records import Intent

_SHOWN: Final = 20


@dataclass(frozen=True, slots=True)
class Asked:
    """What became of a request."""

    phase: Phase
    scope: str
    branch: str
    commit: str
    committed: bool
    pushed: bool
    opened: Opened | None = None
    """The pull request, where there is one."""
    notes: tuple[str, ...] = ()
    """What didn't work and how to mend it, a sentence each."""


def request_approval(
    workspace: Workspace, request: Request, *, paths: Sequence[str] = (), renew: bool = False
) -> Asked:
    """Ask for the approval of `request`; `paths` are the code that a construction pull request carries.

    Raises InputError for what the caller has to change, with everything that is missing. What GitHub or
    the remote refuses after the commit is told in `notes`: the branch stays and the same call continues it.
    """
    if paths and request.phase is not Phase.CONSTRUCTION:
        raise InputError("`paths` goes with construction: other phases carry records only.")
    code = check_paths(workspace.worktree, paths)
    tree = workspace.ledger.load()
    problems = request.problems(tree)
    if problems:
        told = [str(problem) for problem in problems[:_SHOWN]]
        more = [f"And {len(problems) - _SHOWN} more."] if len(problems) > _SHOWN else []
        points = f"{len(problems)} point{'s are' if len(problems) > 1 else ' is'}"
        raise InputError(
            "\n".join(
                [f"Not ready to be asked for: {points} missing or wrong. Nothing was sent.", *told, *more]
            )
        )
    remote = find_remote(workspace.worktree)
    hosting = find_hosting(remote, workspace.environ) if remote is not None else None
    base = find_base(workspace.worktree, remote, hosting, workspace.default_tip, request.branch)
    if renew:
        tree = _raise_revision(workspace, request, tree, base)
    prepared = prepare_branch(
        workspace.worktree,
        remote,
        hosting,
        base,
        branch=request.branch,
        records=collect_records(workspace.worktree, tree, request, base),
        paths=code,
        message=f"Ask for the approval of {request.phase}: {request.title(tree)}\n",
    )
    asked = Asked(
        phase=request.phase,
        scope=request.scope(tree),
        branch=prepared.branch,
        commit=prepared.commit,
        committed=prepared.committed,
        pushed=prepared.pushed,
        notes=_notes(workspace, prepared, remote, hosting, base),
    )
    if not prepared.pushed or hosting is None or hosting.token is None:
        return asked
    try:
        opened = ask_on_github(workspace, request, tree, base, prepared, hosting, renewal=renew)
    except GitHubError as error:
        problem = f"The branch is pushed, but the pull request isn't up to date: {error} Call request_approval again."
        return replace(asked, notes=(*asked.notes, problem))
    return replace(asked, opened=opened, notes=(*asked.notes, *opened.notes))


def _raise_revision(workspace: Workspace, request: Request, tree: RecordTree, base: Base) -> RecordTree:
    """Raise `revision` once above the default branch's, so that the pull request changes something to approve."""
    if request.phase is not Phase.INCEPTION:
        raise InputError(
            "`renew` goes with inception: construction and operation are renewed by a new change."
        )
    address = Address(Kind.INTENT, request.intent)
    current = tree.find(address)
    if current is None or not isinstance(current.record, Intent):
        raise InputError(f"There is no Intent `{request.intent}`. Call record_intent first.")
    landed = records_at(workspace.worktree, base.tip).find(address) if base.tip else None
    if landed is None or not isinstance(landed.record, Intent):
        raise InputError(
            f"Nothing to renew: {base.branch} has no Intent `{request.intent}`. Ask without `renew`."
        )
    if current.record.revision <= landed.record.revision:
        put(workspace.ledger, address, Intent, {"revision": landed.record.revision + 1}, None, current)
        return workspace.ledger.load()
    return tree  # raised already, by an earlier call


def _notes(
    workspace: Workspace, prepared: Prepared, remote: Remote | None, hosting: Hosting | None, base: Base
) -> tuple[str, ...]:
    if not prepared.pushed:
        local = f"Committed to the local branch {prepared.branch}, not pushed: {prepared.problem}"
        return (f"{local.rstrip('.')}. Then call request_approval again.",)
    by_hand = f"open the pull request from {prepared.branch} into {base.branch} by hand"
    if hosting is None or remote is None:
        return (f"The branch is pushed, but the remote isn't a GitHub repository: {by_hand}.",)
    if hosting.token is None:
        page = f"{hosting.server_url}/{hosting.repository}/compare/{base.branch}...{prepared.branch}?expand=1"
        return (f"The branch is pushed. {why_no_token(remote, workspace.environ)} Or {by_hand}: {page}",)
    return ()
