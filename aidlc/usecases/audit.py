"""Every commit of the default branch that changed governed paths, judged again: whether a rightful gate was behind it."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import Final

from aidlc.adapters.git.bare import BareRepository
from aidlc.adapters.github.client import GitHubClient
from aidlc.adapters.github.publishing import CONTEXT
from aidlc.adapters.github.statuses import read_statuses
from aidlc.domain.audit import WORKFLOWS, audit_commit, governed_paths
from aidlc.domain.audit_report import AuditedCommit, AuditReport
from aidlc.domain.classification import classify
from aidlc.domain.errors import InputError, RecordProblems
from aidlc.domain.facts import History, ProposedPolicy, Transition
from aidlc.domain.prerequisites import Prerequisite, prerequisites
from aidlc.usecases.contents import read_proposed_policy
from aidlc.usecases.gather import NO_POLICY
from aidlc.usecases.histories import read_claims, read_histories, read_transitions
from aidlc.usecases.rebases import join_rebases
from aidlc.usecases.sources import Sources
from aidlc.usecases.standings import read_standings
from aidlc.usecases.tip import open_tip
from schemas.policy import Policy

OUTPUTS: Final = ("findings", "commits", "sentence")
"""The action's outputs."""

_MOST: Final = 500


@dataclass(frozen=True, slots=True)
class AuditRequest:
    """Which commits to look at: without `since` from the first policy on, without `until` to the tip."""

    client: GitHubClient
    git_url: str
    token: str
    since: str | None = None
    until: str | None = None
    pushed_from: str | None = None
    """Where a push began: taken for `since` if it lies on the default branch, else everything is looked at."""
    posters: frozenset[str] = field(default_factory=frozenset)
    """Logins that post the gate's status; none: the workflows' own bot."""

    def __repr__(self) -> str:
        """Return a representation without the token."""
        return f"AuditRequest({self.client.repository}, {self.since}, {self.until})"


def audit(request: AuditRequest) -> AuditReport:
    """Return what is wrong with the default branch's commits.

    Raises `InputError` for a range that isn't on the branch and a policy that can't be used, `FactsError` for facts that
    can't be gathered.
    """
    with open_tip(request.client, request.git_url, request.token) as at:
        policy, sources, git = at.policy, at.sources, at.sources.git
        since, until = _range(sources, request)
        commits = git.first_parents(until, since=since)
        governed = [commit for commit in commits if _is_governed(sources, policy, commit)]
        if len(governed) > _MOST:
            raise InputError(
                f"{len(governed)} commits would have to be judged; {_MOST} are the limit. Begin later: --since COMMIT."
            )
        audited = _read_commits(sources, policy, governed, until)
        histories = [history for each in audited for history in each.histories]
        whole = History(phase="", scope="", transitions=tuple(each.transition for each in audited))
        standings = read_standings(request.client, policy, None, [whole, *histories])
    posters = _posters(policy, request)
    findings = (
        audit_commit(policy, sources.repository, each, standings, posters=posters)
        for each in reversed(audited)
    )
    return AuditReport(
        since=since,
        until=until,
        commits=len(commits),
        governed=len(governed),
        findings=tuple(finding for found in findings for finding in found),
    )


def _posters(policy: Policy, request: AuditRequest) -> frozenset[str]:
    """Who posts the status here. Raises `InputError` where the policy names an App whose login nobody gave."""
    if request.posters:
        return request.posters
    if policy.status_app is not None:
        raise InputError(
            f"The policy lets the App {policy.status_app} post the status: name its account, --status-by my-app[bot]."
        )
    return frozenset({WORKFLOWS})


def _range(sources: Sources, request: AuditRequest) -> tuple[str, str]:
    """The commits after which and with which to look; never before the epoch, from which on a policy governs."""
    epoch = sources.epoch()
    if epoch is None:
        raise RecordProblems((NO_POLICY,))
    since = request.since
    if since is None and request.pushed_from is not None and sources.is_on_line(request.pushed_from):
        since = request.pushed_from
    for option, commit in (("--since", since), ("--until", request.until)):
        if commit is not None and not sources.is_on_line(commit):
            raise InputError(
                f"{option}: {commit[:12]} isn't a first-parent commit of {sources.repository.default_branch}. "
                "Give one that is."
            )
    if since is None or sources.git.is_ancestor(since, epoch):
        since = epoch
    return since, request.until or sources.tip


def _is_governed(sources: Sources, policy: Policy, commit: str) -> bool:
    """Whether a commit changed anything that needs an approval, by the policy before it."""
    parent = sources.git.parents(commit)[0]
    changes = sources.git.changes(parent, commit)
    return bool(governed_paths(sources.policy(parent)[1] or policy, changes))


def _read_commits(
    sources: Sources, policy: Policy, commits: Sequence[str], until: str
) -> list[AuditedCommit]:
    """Everything that judging these commits needs, newest first."""
    read = read_transitions(sources, commits)
    transitions = join_rebases(sources, [read[commit] for commit in commits], until)
    wanted = {transition.commit: _rests_on(transition) for transition in transitions}
    every = dict.fromkeys(each for pairs in wanted.values() for _, each in pairs)
    histories = dict(zip(every, read_histories(sources, tuple(every)), strict=True))
    return [
        AuditedCommit(
            transition=transition,
            histories=tuple(
                histories[then].model_copy(update={"tip": needed.at})
                for needed, then in wanted[transition.commit]
            ),
            claims=read_claims(sources, transition.content) if transition.content is not None else (),
            proposed_policy=_proposed(sources.git, transition),
            statuses=read_statuses(sources.client, transition.pull.head, CONTEXT) if transition.pull else (),
        )
        for transition in transitions
        if governed_paths(transition.policy or policy, transition.paths)
    ]


def _rests_on(transition: Transition) -> tuple[tuple[Prerequisite, Prerequisite], ...]:
    """The earlier phases that a commit rests on: as the rules ask for them, and as of the commit before it."""
    if transition.content is None or transition.policy is None:
        return ()
    content = transition.content
    needed = prerequisites(classify(transition.policy, content.head.changes), content.records)
    return tuple(
        (each, each if each.at else each.model_copy(update={"at": transition.first_parent}))
        for each in needed
    )


def _proposed(git: BareRepository, transition: Transition) -> ProposedPolicy | None:
    if transition.content is None:
        return None
    head = transition.content.head
    return read_proposed_policy(git, head.commit, head.changes)
