"""Was a commit of the default branch worth a green gate? The gate's own rules, asked again after the fact.

A commit that changed governed paths is judged by the policy at its first parent, as histories are; the status that stood on
the pull request's head proves nothing and is compared with the answer.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import Final

from aidlc.domain.audit_report import AuditedCommit, Finding, FindingKind, GateStatus
from aidlc.domain.claims import claim_problems
from aidlc.domain.classification import PathKind, classify
from aidlc.domain.content_rules import content_problems
from aidlc.domain.decision import State
from aidlc.domain.earlier import earlier_phases
from aidlc.domain.facts import (
    Account,
    GateFacts,
    PathChange,
    PullFacts,
    RepositoryFacts,
    ReviewState,
    Standing,
)
from aidlc.domain.landing import what_else_would_land
from aidlc.domain.people import unknown_authors
from aidlc.domain.trials import try_merged
from schemas.policy import Policy

WORKFLOWS: Final = "github-actions[bot]"
"""Who posts the status where a workflow's own token does."""

_SHOWN_PATHS: Final = 100
_REVERT: Final = "Revert it by an approved pull request, then bring the change in another."
_STATUSES: Final = (
    "Find out who may write statuses. A dedicated App whose status alone is required (tier T2) ends this."
)


def governed_paths(policy: Policy, changes: Iterable[PathChange]) -> tuple[str, ...]:
    """Return the changed paths that need an approval: all but the free ones, sorted."""
    kinds = classify(policy, tuple(changes)).kinds
    return tuple(sorted(path for path, kind in kinds.items() if kind is not PathKind.FREE))


def audit_commit(
    policy_now: Policy,
    repository: RepositoryFacts,
    audited: AuditedCommit,
    standings: Mapping[int, Standing],
    *,
    posters: frozenset[str] = frozenset({WORKFLOWS}),
) -> tuple[Finding, ...]:
    """Return what is wrong with a commit, nothing for one that rightly landed; never raises.

    `posters` are the logins that post the gate's status here.
    """
    transition = audited.transition
    paths = governed_paths(transition.policy or policy_now, transition.paths)
    if not paths:
        return ()
    reasons = reasons_against(policy_now, repository, audited, standings)
    found = [_refused(audited, reasons, posters)] if reasons else _foreign(audited, posters)
    found += _edited(transition.pull)
    return tuple(
        Finding(
            kind=kind,
            commit=transition.commit,
            pull_request=transition.pull.number if transition.pull else None,
            sentence=sentence,
            remedy=remedy,
            reasons=reasons,
            paths=paths[:_SHOWN_PATHS],
        )
        for kind, sentence, remedy in found
    )


def reasons_against(
    policy_now: Policy,
    repository: RepositoryFacts,
    audited: AuditedCommit,
    standings: Mapping[int, Standing],
) -> tuple[str, ...]:
    """Return everything the gate has against what a commit brought, a sentence each; empty: it was gate-worthy."""
    transition = audited.transition
    pull, content, policy = transition.pull, transition.content, transition.policy
    if pull is None or content is None or policy is None:
        return (_sentence(try_merged(policy_now, repository, transition, standings).refusal),)
    facts = GateFacts(
        repository=repository,
        pull=pull,
        content=content,
        policy_oid=transition.policy_oid,
        standings=dict(standings),
        histories=audited.histories,
    )
    changes = content.head.changes
    found = classify(policy, changes)
    earlier = earlier_phases(policy_now, facts, found)
    trial = try_merged(policy_now, repository, transition, standings, earlier.approved)
    problems = [*content_problems(policy, found, content, audited.proposed_policy)]
    problems += claim_problems(policy, repository, found, changes, audited.claims, standings)
    problems += earlier.problems
    problems += unknown_authors(policy, pull)
    said = [_sentence(trial.refusal)] if trial.refusal else []
    said += [str(problem) for problem in problems]
    said += earlier.waiting
    if trial.digests is not None:
        said += what_else_would_land(policy, content, trial.demands, trial.digests)
    landed = {change.path: change.new for change in transition.paths}
    if content.merged is not None and landed != {change.path: change.new for change in content.merged}:
        said.append(f"Commit {transition.commit[:12]} isn't a clean merge of pull request #{pull.number}.")
    return tuple(dict.fromkeys(said))


def _refused(
    audited: AuditedCommit, reasons: tuple[str, ...], posters: frozenset[str]
) -> tuple[FindingKind, str, str]:
    """Name the refusal by how the commit came in."""
    transition = audited.transition
    if transition.pull is None:
        remedy = f"{_REVERT} A ruleset that lets nobody push to the branch stops the next one."
        return FindingKind.DIRECT_PUSH, reasons[0], remedy
    foreign = [each for each in audited.statuses if not _is_ours(each, posters)]
    forged = next((each for each in foreign if each.state is State.SUCCESS), None)
    newest = audited.statuses[0] if audited.statuses else None
    if forged is not None:
        sentence = (
            f"{_who(forged.creator)} posted success for pull request #{transition.pull.number}: {reasons[0]}"
        )
        return FindingKind.FORGED_STATUS, sentence, f"{_REVERT} {_STATUSES}"
    if newest is not None and newest.state is State.SUCCESS:
        sentence = (
            f"Success stood on pull request #{transition.pull.number}, posted by a workflow of this repository or "
            f"before an approval was taken away: {reasons[0]}"
        )
        return FindingKind.FORGED_STATUS, sentence, f"{_REVERT} {_STATUSES}"
    if transition.policy is None:
        return FindingKind.NO_POLICY, reasons[0], "Restore a valid policy, then renew what landed meanwhile."
    return FindingKind.UNAPPROVED, reasons[0], _REVERT


def _foreign(audited: AuditedCommit, posters: frozenset[str]) -> list[tuple[FindingKind, str, str]]:
    """Tell of a rightful merge whose newest status is somebody else's; none at all is no finding."""
    newest = audited.statuses[0] if audited.statuses else None
    if newest is None or _is_ours(newest, posters):
        return []
    number = audited.transition.pull.number if audited.transition.pull else 0
    sentence = f"{_who(newest.creator)} posted the newest status of pull request #{number}, not the gate."
    return [(FindingKind.FOREIGN_STATUS, sentence, _STATUSES)]


def _edited(pull: PullFacts | None) -> list[tuple[FindingKind, str, str]]:
    """Tell of opinions whose text isn't their author's any more."""
    found = []
    for review in pull.reviews if pull is not None else ():
        if not review.edited or review.state in {ReviewState.COMMENTED, ReviewState.PENDING}:
            continue
        if review.editor is not None and review.author is not None and review.editor.id == review.author.id:
            continue
        sentence = (
            f"{_who(review.editor)} edited review {review.id} of {_who(review.author, 'a deleted account')}."
        )
        found.append(
            (
                FindingKind.EDITED_REVIEW,
                sentence,
                "Ask its author what they wrote; a digest line in it never counts.",
            )
        )
    return found


def _is_ours(status: GateStatus, posters: frozenset[str]) -> bool:
    creator = status.creator
    if creator is None:
        return False
    return creator.login.casefold() in {poster.casefold() for poster in posters}


def _who(account: Account | None, nobody: str = "A deleted account") -> str:
    return account.login if account is not None else nobody


def _sentence(half: str) -> str:
    return f"{half[:1].upper()}{half[1:]}."
