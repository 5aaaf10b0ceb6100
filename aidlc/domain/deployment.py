"""May this release be deployed there? Everything is judged again: the approvals of operation, and what it rests on."""

from __future__ import annotations

from collections.abc import Iterator

from aidlc.domain.completeness import missing_for
from aidlc.domain.decision import DeployDecision
from aidlc.domain.demands import release_manifest, release_scope
from aidlc.domain.digests import digest
from aidlc.domain.facts import DeployFacts
from aidlc.domain.histories import HistoryVerdict, evaluate_history, evaluate_prerequisite
from aidlc.domain.phases import Phase
from aidlc.domain.policy_rules import check_policy
from aidlc.domain.prerequisites import release_prerequisites
from aidlc.domain.records import Address, Kind
from aidlc.domain.sentences import name_scope, shorten
from schemas.construction import Release
from schemas.policy import Policy


def evaluate_deployment(policy: Policy, facts: DeployFacts) -> DeployDecision:
    """Return whether the release may be deployed to the environment asked for. Total: never raises.

    Refused unless the release names that environment and a commit on the default branch, its files are those that the
    operation pull request approved, nobody took that approval back since, and inception and the construction of every
    Unit in it are approved. `policy` is today's.
    """
    file = facts.records.find(Address(Kind.RELEASE, facts.intent, name=facts.release))
    if file is None or not isinstance(file.record, Release):
        reason = f"There is no release {facts.intent}/{facts.release} on the default branch."
        return _decision(facts, None, (reason,), None)
    operation = _operation(policy, facts, file.record)
    found = [*_reasons(policy, facts, file.record, operation), *_earlier(policy, facts)]
    reasons = tuple(dict.fromkeys(found))
    return _decision(facts, file.record.commit, reasons, operation)


def _reasons(
    policy: Policy, facts: DeployFacts, release: Release, operation: HistoryVerdict
) -> Iterator[str]:
    yield from (str(problem) for problem in check_policy(policy))
    yield from (str(problem) for problem in facts.records.problems)
    yield from (
        str(problem)
        for problem in missing_for(Phase.OPERATION, facts.records, facts.intent, release=facts.release)
    )
    if release.environment != facts.environment:
        yield f"The release was made for {release.environment}, not for {facts.environment}."
    if release.environment not in policy.phases.operation.environments:
        yield f"{release.environment} is no environment of the policy."
    if not facts.reachable:
        yield f"Commit {release.commit[:12]} of the release isn't on the default branch."
    if not operation.approved:
        yield operation.sentence
        return
    entries = release_manifest(facts.records, facts.intent, facts.release, facts.entries)
    scope = release_scope(facts.intent, facts.release, release)
    if operation.digest != digest(facts.repository.id, Phase.OPERATION, scope, entries.items()):
        yield "The release or a Deployment Unit in it changed after its approval: have it approved again."


def _operation(policy: Policy, facts: DeployFacts, release: Release) -> HistoryVerdict:
    history = facts.operation
    scope = release_scope(facts.intent, facts.release, release)
    if history is None or (history.phase, history.scope) != (Phase.OPERATION, scope):
        name = name_scope(Phase.OPERATION, scope)
        return HistoryVerdict(approved=False, sentence=f"No approval of the release {name} was found.")
    return evaluate_history(policy, facts.repository, history, standings=facts.standings)


def _earlier(policy: Policy, facts: DeployFacts) -> Iterator[str]:
    units = 0
    for needed in release_prerequisites(facts.records, facts.intent, facts.release):
        units += needed.phase is Phase.CONSTRUCTION
        verdict = evaluate_prerequisite(
            policy, facts.repository, needed, facts.histories, standings=facts.standings
        )
        if not verdict.approved:
            yield verdict.sentence
    if not units:
        yield "The release's Deployment Units name no Unit, so nothing tells what was built."


def _decision(
    facts: DeployFacts, commit: str | None, reasons: tuple[str, ...], operation: HistoryVerdict | None
) -> DeployDecision:
    allowed = not reasons and commit is not None and operation is not None
    names = sorted({each.account.login for each in operation.counted}) if operation else []
    granted = f"{facts.intent}/{facts.release} may be deployed to {facts.environment}: approved by {', '.join(names)}."
    return DeployDecision(
        allowed=allowed,
        commit=commit if allowed else None,
        sentence=shorten(granted if allowed else reasons[0]),
        release=facts.release,
        environment=facts.environment,
        reasons=reasons,
        counted=operation.counted if operation else (),
        pull_request=operation.pull_request if operation else None,
        digest=operation.digest or None if operation else None,
    )
