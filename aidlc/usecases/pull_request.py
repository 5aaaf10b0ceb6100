"""The pull request that asks for an approval: opening it, or bringing the open one up to date, as the developer's own."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from aidlc.adapters.codec import decode_policy
from aidlc.adapters.git.remotes import Hosting
from aidlc.domain.errors import GitHubError, InputError, RecordProblems
from aidlc.domain.facts import Account, Content, Snapshot
from aidlc.domain.layout import POLICY_PATH, RECORDS
from aidlc.domain.records import RecordTree
from aidlc.usecases.branches import Prepared
from aidlc.usecases.composing import Demanded, compose, demand_of
from aidlc.usecases.destination import Base
from aidlc.usecases.request import Request
from aidlc.usecases.workspace import Workspace, records_at
from prompts.request import AskedRole
from schemas.policy import Policy

if TYPE_CHECKING:
    from aidlc.adapters.github.client import GitHubClient
    from aidlc.adapters.github.pulls import PullRequest


@dataclass(frozen=True, slots=True)
class Opened:
    """The pull request as it is now."""

    number: int
    url: str
    new: bool
    author: Account | None
    roles: tuple[AskedRole, ...] = ()
    """Who is asked; empty where the policy can't be read."""
    line: str = ""
    """The digest line for the approving review, where it could be computed."""
    notes: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Proposal:
    """What a pull request would bring, and by whose token it is opened."""

    request: Request
    tree: RecordTree
    base: Base
    prepared: Prepared
    repository: int
    """GitHub's id of the repository that it goes into."""
    viewer: Account | None
    renewal: bool


def ask_on_github(
    workspace: Workspace, client: GitHubClient, proposal: Proposal, existing: PullRequest | None
) -> Opened:
    """Open the pull request, or bring the open one up to date. Raises GitHubError."""
    from aidlc.adapters.github import pulls

    prepared, base = proposal.prepared, proposal.base
    author = existing.author if existing is not None else proposal.viewer
    content = _content(workspace, proposal)
    demanded = demanded_of(workspace, proposal, content, author)
    sizes = workspace.worktree.sizes
    title, body = compose(proposal.request, proposal.tree, content, demanded, sizes, renewal=proposal.renewal)
    notes = [demanded.note] if demanded.note else []
    if existing is None:
        pull = pulls.open_pull(
            client, branch=prepared.branch, base=base.branch, title=title, body=body, owner=prepared.owner
        )
        if demanded.people and not pulls.ask_reviewers(client, pull.number, demanded.people):
            notes.append("GitHub took no request for reviewers: tell them yourself.")
    else:
        pull = pulls.update_pull(client, existing, title=title, body=body)
    return Opened(
        number=pull.number,
        url=pull.html_url,
        new=existing is None,
        author=author,
        roles=demanded.roles,
        line=demanded.line,
        notes=tuple(notes),
    )


def demanded_of(
    workspace: Workspace, proposal: Proposal, content: Content | None, author: Account | None
) -> Demanded:
    """What the gate will ask for, by the policy on the default branch."""
    policy, note = read_policy(workspace, proposal.base.tip)
    if policy is None:
        return Demanded(note=note)
    return demand_of(policy, proposal.repository, content or _content(workspace, proposal), author)


def connect(hosting: Hosting) -> GitHubClient:
    """A client for the repository; the caller closes it. Raises InputError without a token."""
    from aidlc.adapters.github.client import GitHubClient

    if hosting.token is None:
        raise InputError("There is no GitHub token. Set AIDLC_GITHUB_TOKEN for the server.")
    return GitHubClient(
        api_url=hosting.api_url,
        graphql_url=hosting.graphql_url,
        token=hosting.token.value,
        repository=hosting.repository,
    )


def read_policy(workspace: Workspace, tip: str | None) -> tuple[Policy | None, str]:
    """The policy on the default branch, or None and a sentence that says why there is none."""
    content = workspace.worktree.show(tip, POLICY_PATH) if tip else None
    if content is None:
        return (
            None,
            f"The default branch has no {POLICY_PATH}: no gate judges the pull request until it has one.",
        )
    try:
        return decode_policy(content), ""
    except RecordProblems as error:
        return None, f"The policy on the default branch can't be used: {error.problems[0]}"


def read_viewer(client: GitHubClient) -> Account | None:
    """Whose token it is, where GitHub tells: an App's or a workflow's token may not ask."""
    from aidlc.adapters.github import viewer

    try:
        return viewer.read_viewer(client)
    except GitHubError:
        return None


def _content(workspace: Workspace, proposal: Proposal) -> Content:
    prepared, tip = proposal.prepared, proposal.base.tip or ""
    snapshot = Snapshot(
        commit=prepared.commit,
        parents=(),
        records=workspace.worktree.entries(prepared.commit, RECORDS),
        changes=prepared.changes,
    )
    return Content(
        base=tip,
        merge_bases=(tip,),
        head=snapshot,
        snapshots={},
        merged=prepared.changes,
        records=records_at(workspace.worktree, prepared.commit),
    )
