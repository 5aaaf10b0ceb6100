"""The pull request that asks for an approval: what it says, by the gate's own rules, and opening or updating it."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import TYPE_CHECKING

from aidlc.adapters.codec import decode_policy
from aidlc.adapters.git.remotes import Hosting
from aidlc.domain.classification import classify
from aidlc.domain.demands import Demand, demands_of, manifest_of
from aidlc.domain.digests import digest
from aidlc.domain.errors import GitHubError, InputError, RecordProblems
from aidlc.domain.facts import Account, Content, Entry, Snapshot
from aidlc.domain.layout import POLICY_PATH, RECORDS
from aidlc.domain.policy_rules import possible_approvers
from aidlc.domain.records import RecordTree
from aidlc.usecases.branches import Base, Prepared
from aidlc.usecases.request import Request
from aidlc.usecases.workspace import Workspace, records_at
from prompts.request import ApprovalRequest, AskedRecord, AskedRole, render_request
from schemas.policy import EvidenceLevel, Policy

if TYPE_CHECKING:
    from aidlc.adapters.github.client import GitHubClient

_TITLE_LIMIT = 250  # GitHub cuts at 256


@dataclass(frozen=True, slots=True)
class Opened:
    """The pull request as it is now."""

    number: int
    url: str
    new: bool
    roles: tuple[AskedRole, ...] = ()
    """Who is asked; empty where the policy can't be read."""
    line: str = ""
    """The digest line for the approving review, where it could be computed."""
    line_required: bool = False
    notes: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class _Demanded:
    """What the gate will ask for; empty where there is no policy to ask by."""

    roles: tuple[AskedRole, ...] = ()
    line: str = ""
    line_required: bool = False
    covered: Mapping[str, Entry | None] | None = None
    note: str = ""


def ask_on_github(
    workspace: Workspace,
    request: Request,
    tree: RecordTree,
    base: Base,
    prepared: Prepared,
    hosting: Hosting,
    *,
    renewal: bool,
) -> Opened:
    """Open the pull request, or bring the open one up to date. Raises GitHubError."""
    from aidlc.adapters.github import pulls

    client = connect(hosting)
    try:
        repository, _ = pulls.read_repository(client)
        existing = next(
            (one for one in pulls.find_pulls(client, prepared.branch) if one.state == "open"), None
        )
        author = existing.author if existing is not None else _viewer(client)
        demanded = _demanded(workspace, prepared, base, repository, author)
        body = render_request(
            ApprovalRequest(
                phase=request.phase,
                scope=request.scope(tree),
                title=request.title(tree),
                goal=request.goal(tree),
                roles=demanded.roles,
                records=_listed(workspace, prepared, demanded.covered),
                line=demanded.line or None,
                line_required=renewal or demanded.line_required,
                renewal=renewal,
            )
        )
        title = f"Approve {request.phase}: {request.title(tree)}"[:_TITLE_LIMIT]
        notes = [demanded.note] if demanded.note else []
        if existing is not None:
            pull = pulls.update_pull(client, existing, title=title, body=body)
        else:
            pull = pulls.open_pull(client, branch=prepared.branch, base=base.branch, title=title, body=body)
            people = {one for asked in demanded.roles for one in asked.people if "/" not in one}  # no teams
            if people and not pulls.ask_reviewers(client, pull.number, people):
                notes.append("GitHub took no request for reviewers: tell them yourself.")
        return Opened(
            number=pull.number,
            url=pull.html_url,
            new=existing is None,
            roles=demanded.roles,
            line=demanded.line,
            line_required=renewal or demanded.line_required,
            notes=tuple(notes),
        )
    finally:
        client.close()


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


def _viewer(client: GitHubClient) -> Account | None:
    """Whose token it is, where GitHub tells: an App's or a workflow's token may not ask."""
    try:
        viewer = client.graphql("query { viewer { databaseId login } }", {}).get("viewer")
    except GitHubError:
        return None
    if isinstance(viewer, dict) and isinstance(viewer.get("databaseId"), int):
        return Account(id=viewer["databaseId"], login=str(viewer.get("login", "")))
    return None


def _demanded(
    workspace: Workspace, prepared: Prepared, base: Base, repository: int, author: Account | None
) -> _Demanded:
    policy, note = read_policy(workspace, base.tip)
    if policy is None:
        return _Demanded(note=note)
    snapshot = Snapshot(
        commit=prepared.commit,
        parents=(),
        records=workspace.worktree.entries(prepared.commit, RECORDS),
        changes=prepared.changes,
    )
    content = Content(
        base=base.tip or "",
        merge_bases=(base.tip or "",),
        head=snapshot,
        snapshots={},
        merged=prepared.changes,
        records=records_at(workspace.worktree, prepared.commit),
    )
    demands = demands_of(policy, classify(policy, prepared.changes), content)
    if not demands:
        return _Demanded(note="Only paths that the policy leaves free change: the gate asks for no approval.")
    first = demands[0]
    covered = manifest_of(policy, first, snapshot)
    value = digest(repository, first.phase, first.scope, covered.items())
    return _Demanded(
        roles=tuple(role for demand in demands for role in _roles(policy, demand, author)),
        line=f"aidlc-approve: {first.phase} {first.scope} {value}",
        line_required=first.level is EvidenceLevel.DIGEST,
        covered=covered,
    )


def _roles(policy: Policy, demand: Demand, author: Account | None) -> tuple[AskedRole, ...]:
    """Who could fill each rule of a demand; whoever commits to the branch later may drop out."""
    able = {one.role: one.people for one in possible_approvers(policy, author)}
    return tuple(
        AskedRole(role=rule.role, count=rule.count, people=able.get(rule.role, ())) for rule in demand.rules
    )


def _listed(
    workspace: Workspace, prepared: Prepared, covered: Mapping[str, Entry | None] | None
) -> tuple[AskedRecord, ...]:
    """The files that the approval covers, with what happens to each."""
    changed = {change.path: change for change in prepared.changes}
    entries = {path: change.new for path, change in changed.items()} if covered is None else covered
    sizes = workspace.worktree.sizes(
        entry.oid for entry in entries.values() if entry and entry.type == "blob"
    )
    listed = []
    for path, entry in sorted(entries.items()):
        change = changed.get(path)
        what = "unchanged" if change is None else "added" if change.old is None else "changed"
        if entry is None:
            listed.append(AskedRecord(path=path, what="deleted"))
        else:
            listed.append(AskedRecord(path=path, what=what, size=sizes.get(entry.oid)))
    return tuple(listed)
