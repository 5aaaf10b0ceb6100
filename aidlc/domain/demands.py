"""What approvals a pull request needs: for its phase, and for guarded paths on top; and the content each one covers."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, replace
from typing import Final

from aidlc.domain.classification import Classification, classify
from aidlc.domain.digests import digest, inception_folder
from aidlc.domain.facts import Content, Entry, PullFacts, RepositoryFacts, Snapshot
from aidlc.domain.layout import path_of
from aidlc.domain.phases import WHOLE_REPOSITORY, Phase
from aidlc.domain.prerequisites import unit_of
from aidlc.domain.records import Address, Kind, RecordTree
from schemas.construction import Bolt, BoltState, Release
from schemas.policy import ApprovalRule, EvidenceLevel, Independence, PhasePolicy, Policy

UNCHANGED: Final = "part of the content isn't changed by this pull request and was never approved"
_OVER: Final = {BoltState.FINISHED, BoltState.CANCELLED}


@dataclass(frozen=True, slots=True)
class Demand:
    """One approval that a pull request needs."""

    phase: Phase
    scope: str
    rules: tuple[ApprovalRule, ...]
    independence: Independence
    level: EvidenceLevel
    why_line: str = ""
    """Why the digest line is needed, where the policy alone doesn't ask for it."""
    folder: str = ""
    """Inception: the folder whose every entry is covered."""
    files: tuple[str, ...] = ()
    """Operation: the files that are covered, changed or not."""


class Digests:
    """Digests of demands at the commits that evidence knows; each computed once."""

    def __init__(
        self, policy: Policy, repository: RepositoryFacts, pull: PullFacts, content: Content
    ) -> None:
        self.pull = pull
        self._policy = policy
        self._repository = repository.id
        self._content = content
        self._known: dict[tuple[Phase, str, str], str | None] = {}

    def at_head(self, demand: Demand) -> str | None:
        """Return today's digest; None where the content isn't that of the pull request's head."""
        return self.at(demand, self.pull.head)

    def at(self, demand: Demand, commit: str) -> str | None:
        """Return the digest at `commit`, or None if its content isn't known."""
        key = (demand.phase, demand.scope, commit)
        if key not in self._known:
            snapshot = self.snapshot(commit)
            self._known[key] = self._digest(demand, snapshot) if snapshot else None
        return self._known[key]

    def at_landing(self, demand: Demand) -> str | None:
        """Return the digest of what a clean merge would bring to the base, or None if that isn't known."""
        content = self._content
        if content.merged is None or (content.landing is None and (demand.folder or demand.files)):
            return None
        landing = Snapshot(commit="", parents=(), records=content.landing or {}, changes=content.merged)
        return self._digest(demand, landing)

    def of_records(self, demand: Demand, records: Mapping[str, Entry]) -> str:
        """Return the digest of records (path to entry) for a demand that covers records alone."""
        return self._digest(demand, Snapshot(commit="", parents=(), records=dict(records), changes=()))

    def has_one_parent(self, commit: str) -> bool:
        """Whether the commit is known and isn't a merge."""
        snapshot = self.snapshot(commit)
        return snapshot is not None and len(snapshot.parents) == 1

    def paths(self, demand: Demand) -> tuple[str, ...]:
        """Return the paths that the digest at the head covers, sorted."""
        return tuple(sorted(manifest_of(self._policy, demand, self._content.head)))

    def snapshot(self, commit: str) -> Snapshot | None:
        """Return the content at `commit`, or None if it isn't known."""
        head = self._content.head
        found = head if commit == head.commit else self._content.snapshots.get(commit)
        return found if found is not None and found.commit == commit else None

    def _digest(self, demand: Demand, snapshot: Snapshot) -> str:
        entries = manifest_of(self._policy, demand, snapshot)
        return digest(self._repository, demand.phase, demand.scope, entries.items())


def manifest_of(policy: Policy, demand: Demand, snapshot: Snapshot) -> dict[str, Entry | None]:
    """Return what `demand` covers at `snapshot`: path to entry, None for a deletion."""
    if demand.phase is Phase.INCEPTION:
        return {path: entry for path, entry in snapshot.records.items() if path.startswith(demand.folder)}
    if demand.phase is Phase.OPERATION:
        return {path: snapshot.records.get(path) for path in demand.files}
    entries = {change.path: change.new for change in snapshot.changes}
    if demand.phase is Phase.GUARDED:
        return {path: entries[path] for path in classify(policy, snapshot.changes).guarded}
    return entries


def demands_of(
    policy: Policy,
    classification: Classification,
    content: Content,
    approved: Mapping[str, Entry] | None = None,
) -> tuple[Demand, ...]:
    """Return the approvals needed, the phase's first; none where only free paths change or nothing can be named.

    `approved` holds the entries of the default branch that are known to be approved (path to entry): an unchanged entry that
    isn't among them was shown to nobody, so that only the digest line approves it.
    """
    demands = []
    demand = _phase_demand(policy, classification, content.records)
    if demand is not None:
        demands.append(_informed(demand, classification, content, approved or {}))
    if classification.guarded:
        demands.append(_demand(policy.guarded, Phase.GUARDED, WHOLE_REPOSITORY))
    return tuple(demands)


def _phase_demand(policy: Policy, found: Classification, records: RecordTree) -> Demand | None:
    intent = found.intent
    if found.phase is Phase.MAINTENANCE and policy.maintenance is not None:
        return _demand(policy.maintenance, Phase.MAINTENANCE, WHOLE_REPOSITORY)
    if intent is None:
        return None
    if found.phase is Phase.INCEPTION:
        return _demand(policy.phases.inception, Phase.INCEPTION, intent, folder=inception_folder(intent))
    if found.phase is Phase.CONSTRUCTION and found.units:
        scope = f"{intent}/{','.join(found.units)}"
        demand = _demand(policy.phases.construction, Phase.CONSTRUCTION, scope)
        testing = policy.phases.construction.testing
        if testing and any(is_last_bolt(found, records, unit) for unit in found.units):
            return _with_rules(demand, testing)
        return demand
    if found.phase is Phase.OPERATION and found.release is not None:
        return _release_demand(policy, records, intent, found.release)
    return None


def is_last_bolt(found: Classification, records: RecordTree, unit: str) -> bool:
    """Whether this pull request finishes the last Bolt of a Unit: one that it changes is finished, none is left open.

    A Bolt that inception suggested and that has no file yet is left open.
    """
    intent = found.intent or ""
    bolts = {file.address.name: file for file in records.of(Kind.BOLT, intent, unit)}
    states = {name: file.record.state for name, file in bolts.items() if isinstance(file.record, Bolt)}
    record = unit_of(records, intent, unit)
    suggested = {bolt.id for bolt in record.bolts} if record else set()
    finishes = any(states[name] is BoltState.FINISHED and bolts[name].path in found.kinds for name in states)
    return finishes and set(states.values()) <= _OVER and suggested <= set(states)


def release_scope(intent: str, name: str, release: Release) -> str:
    """Return the scope of a release's approval: it names the environment and the commit, so neither can be swapped."""
    return f"{intent}/{name}/{release.environment}/{release.commit}"


def release_manifest(
    records: RecordTree, intent: str, name: str, entries: Mapping[str, Entry]
) -> dict[str, Entry | None]:
    """Return what a release's approval covers: its file and the Deployment Unit files it names (None: missing)."""
    file = records.find(Address(Kind.RELEASE, intent, name=name))
    if file is None or not isinstance(file.record, Release):
        return {}
    units = [Address(Kind.DEPLOYMENT_UNIT, intent, name=each.id) for each in file.record.deployment_units]
    return {path: entries.get(path) for path in (file.path, *(path_of(unit) for unit in units))}


def _release_demand(policy: Policy, records: RecordTree, intent: str, name: str) -> Demand | None:
    file = records.find(Address(Kind.RELEASE, intent, name=name))
    if file is None or not isinstance(file.record, Release):
        return None
    return _demand(
        policy.phases.operation,
        Phase.OPERATION,
        release_scope(intent, name, file.record),
        files=tuple(sorted(release_manifest(records, intent, name, {}))),
    )


def _informed(
    demand: Demand, found: Classification, content: Content, approved: Mapping[str, Entry]
) -> Demand:
    """Ask for the digest line where the approval covers what the pull request doesn't show."""
    covered = content.head.records
    unseen = {
        path
        for path in covered
        if path not in found.kinds
        and (path in demand.files or (demand.folder and path.startswith(demand.folder)))
        and (demand.phase is Phase.OPERATION or approved.get(path) != covered[path])
    }
    if not unseen or demand.level is EvidenceLevel.DIGEST:
        return demand
    return replace(demand, level=EvidenceLevel.DIGEST, why_line=UNCHANGED)


def _demand(
    rules: PhasePolicy, phase: Phase, scope: str, *, folder: str = "", files: tuple[str, ...] = ()
) -> Demand:
    return Demand(
        phase=phase,
        scope=scope,
        rules=rules.approvals,
        independence=rules.independence,
        level=rules.evidence,
        folder=folder,
        files=files,
    )


def _with_rules(demand: Demand, more: tuple[ApprovalRule, ...]) -> Demand:
    """Return the demand with the rules of Mob Testing: for each role whichever asks for more people."""
    counts: dict[str, int] = {}
    for rule in (*demand.rules, *more):
        counts[rule.role] = max(counts.get(rule.role, 0), rule.count)
    rules = tuple(ApprovalRule(role=role, count=count) for role, count in counts.items())
    return replace(demand, rules=rules)
