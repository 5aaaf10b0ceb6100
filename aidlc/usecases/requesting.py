"""Asking people for an approval: check, commit on a branch of its own, push, open or update the pull request.

Nothing here approves anything: the approval is a review that a person submits on GitHub, and the gate judges it there.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, Final

from aidlc.adapters.git.remotes import why_no_token
from aidlc.domain.errors import GitHubError, InputError
from aidlc.domain.facts import Account
from aidlc.domain.people import split_reference
from aidlc.domain.phases import Phase
from aidlc.domain.records import Address, Kind, RecordTree
from aidlc.usecases.branches import (
    SUBJECT,
    Prepared,
    collect_records,
    find_base,
    prepare_branch,
)
from aidlc.usecases.by_action import (
    by_hand,
    check_action,
    has_workflow,
    start_action,
    who_committed,
    workflow_page,
)
from aidlc.usecases.committing import Committer, make_committer
from aidlc.usecases.destination import Base, Destination, find_destination
from aidlc.usecases.obstacles import check_paths
from aidlc.usecases.preflight import Known, ask_first, look_after
from aidlc.usecases.pull_request import Opened, Proposal, ask_on_github, connect, demanded_of, read_policy
from aidlc.usecases.recording import put
from aidlc.usecases.request import Request
from aidlc.usecases.workspace import Workspace, records_at
from prompts.request import AskedRole
from schemas.policy import Policy
from schemas.records import Intent

if TYPE_CHECKING:
    from aidlc.adapters.github.client import GitHubClient

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
    started: str = ""
    """The page of the workflow that opens it, where the Action was asked to."""
    roles: tuple[AskedRole, ...] = ()
    """Who can approve; empty where the policy can't be read."""
    line: str = ""
    """The digest line for the approving review, where it could be computed."""
    notes: tuple[str, ...] = ()
    """What didn't work and how to mend it, and what else the user should know, a sentence or two each."""


def request_approval(
    workspace: Workspace,
    request: Request,
    *,
    paths: Sequence[str] = (),
    renew: bool = False,
    by_action: bool = False,
) -> Asked:
    """Ask for the approval of `request`; `paths` are the code that a construction pull request carries.

    With `by_action` the repository's own workflow opens the pull request, so that the developer isn't its author.
    Raises InputError for what the caller has to change, with everything that is missing. What GitHub or
    the remote refuses after the commit is told in `notes`: the branch stays and the same call continues it.
    """
    if paths and request.phase is not Phase.CONSTRUCTION:
        raise InputError("`paths` goes with construction: other phases carry records only.")
    code = check_paths(workspace.worktree, paths)
    tree = workspace.ledger.load()
    _refuse_unready(request, tree)
    place = find_destination(workspace)
    base = find_base(workspace.worktree, place, workspace.default_tip, request.branch)
    if by_action:
        check_action(workspace, place, base)
    policy, _ = read_policy(workspace, base.tip)
    message = f"{SUBJECT}{request.phase}: {request.title(tree)}\n"
    committer = make_committer(
        workspace.worktree, request.branch, message, policy, by_action=by_action and place is not None
    )
    client = _connect(place)
    try:
        known = _ask_first(client, place, policy, committer) if not base.problem else None
        if renew:
            tree = _raise_revision(workspace, request, tree, base)
        prepared = prepare_branch(
            workspace.worktree,
            place,
            base,
            committer,
            records=collect_records(workspace.worktree, tree, request, base),
            paths=code,
        )
        asked = Asked(
            phase=request.phase,
            scope=request.scope(tree),
            branch=prepared.branch,
            commit=prepared.commit,
            committed=prepared.committed,
            pushed=prepared.pushed,
            notes=(*committer.notes, *_notes(workspace, prepared, place, base, by_action=by_action)),
        )
        if not prepared.pushed or place is None or client is None:
            return asked
        return _go_on(
            workspace, client, place, policy, committer, known, asked,
            (request, tree, base, prepared), renew=renew, by_action=by_action,
        )  # fmt: skip
    finally:
        if client is not None:
            client.close()


def _go_on(
    workspace: Workspace,
    client: GitHubClient,
    place: Destination,
    policy: Policy | None,
    committer: Committer,
    known: Known | None,
    asked: Asked,
    what: tuple[Request, RecordTree, Base, Prepared],
    *,
    renew: bool,
    by_action: bool,
) -> Asked:
    """Open the pull request, or have it opened, once the branch is pushed."""
    request, tree, base, prepared = what
    try:
        known = known or ask_first(client, place, policy, request.branch, committer.author.email)
        proposal = Proposal(request, tree, base, prepared, known.repository, known.viewer, renew)
        if by_action and (known.existing is None or _is_bot(known.existing.author)):
            asked = _by_action(workspace, client, place, proposal, policy, committer, asked)
        else:
            opened = ask_on_github(workspace, client, proposal, known.existing)
            own = _about_author(policy, opened, by_action=by_action, possible=has_workflow(workspace, base))
            asked = replace(
                asked,
                opened=opened,
                roles=opened.roles,
                line=opened.line,
                notes=(*asked.notes, *opened.notes, *own),
            )
    except GitHubError as error:
        problem = f"The branch is pushed, but the pull request isn't up to date: {error} Call request_approval again."
        return replace(asked, notes=(*asked.notes, problem))
    except InputError as error:
        return replace(asked, notes=(*asked.notes, f"The branch is pushed. {error}"))
    after = look_after(client, known, place, asked.branch, asked.commit)
    return replace(asked, notes=(*asked.notes, *after))


def _by_action(
    workspace: Workspace,
    client: GitHubClient,
    place: Destination,
    proposal: Proposal,
    policy: Policy | None,
    committer: Committer,
    asked: Asked,
) -> Asked:
    if place.hosting is None:
        return asked
    problem = start_action(client, place.hosting, proposal.base, asked.branch)
    demanded = demanded_of(workspace, proposal, None, None)
    notes = (*asked.notes, *who_committed(committer, policy), *([problem] if problem else []))
    page = "" if problem else workflow_page(place.hosting)
    return replace(asked, started=page, roles=demanded.roles, line=demanded.line, notes=notes)


def _is_bot(author: Account | None) -> bool:
    return author is not None and author.type == "Bot"


def _about_author(
    policy: Policy | None, opened: Opened, *, by_action: bool, possible: bool
) -> tuple[str, ...]:
    """What to do where the author of the pull request could approve, were it opened by somebody else."""
    author = opened.author
    if policy is None or author is None or _is_bot(author):
        return ()
    roles = (policy.roles[asked.role] for asked in opened.roles if asked.role in policy.roles)
    listed = {split_reference(user)[1] for role in roles for user in role.users}
    if author.id not in listed and not by_action:
        return ()
    how = (
        "close it and ask with `by_action`"
        if possible
        else "have a maintainer merge what `aidlc init --open-requests` writes, close this one and ask with `by_action`"
    )
    told = (
        f"{author.login} opened it, and nobody can approve their own pull request. To have {author.login} review what the "
        f"assistant did, let the repository's Action open it: {how}."
    )
    return (told,)


def _connect(place: Destination | None) -> GitHubClient | None:
    hosting = place.on_github if place is not None else None
    return connect(hosting) if hosting is not None and hosting.token is not None else None


def _ask_first(
    client: GitHubClient | None, place: Destination | None, policy: Policy | None, committer: Committer
) -> Known | None:
    """What GitHub knows; None where it doesn't answer: the branch can be pushed all the same."""
    if client is None or place is None:
        return None
    try:
        return ask_first(client, place, policy, committer.branch, committer.author.email)
    except GitHubError:
        return None


def _refuse_unready(request: Request, tree: RecordTree) -> None:
    problems = request.problems(tree)
    if not problems:
        return
    told = [str(problem) for problem in problems[:_SHOWN]]
    more = [f"And {len(problems) - _SHOWN} more."] if len(problems) > _SHOWN else []
    points = f"{len(problems)} point{'s are' if len(problems) > 1 else ' is'}"
    raise InputError(
        "\n".join([f"Not ready to be asked for: {points} missing or wrong. Nothing was sent.", *told, *more])
    )


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
    workspace: Workspace, prepared: Prepared, place: Destination | None, base: Base, *, by_action: bool
) -> tuple[str, ...]:
    if not prepared.pushed:
        local = f"Committed to the local branch {prepared.branch}, not pushed: {prepared.problem}"
        return (f"{local.rstrip('.')}. Then call request_approval again.",)
    source = f"{prepared.owner}:{prepared.branch}" if prepared.owner else prepared.branch
    manual = f"open the pull request from {source} into {base.branch} by hand"
    hosting = place.on_github if place is not None else None
    if hosting is None or place is None:
        return (f"The branch is pushed, but the remote isn't a GitHub repository: {manual}.",)
    if hosting.token is None:
        why = why_no_token(place.base, workspace.environ)
        if by_action:
            return (f"The branch is pushed. {why} Or {by_hand(hosting, base, prepared.branch)}.",)
        page = f"{hosting.server_url}/{hosting.repository}/compare/{base.branch}...{source}?expand=1"
        return (f"The branch is pushed. {why} Or {manual}: {page}",)
    return ()
