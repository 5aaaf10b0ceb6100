"""May this release be deployed to this environment? The same evaluation as the gate's, over the merged pull requests."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Final

from aidlc.adapters.github.answers import clip
from aidlc.adapters.github.client import GitHubClient
from aidlc.adapters.github.reading import read_repository
from aidlc.domain.decision import DeployDecision
from aidlc.domain.deployment import evaluate_deployment
from aidlc.domain.errors import FactsError, InputError
from aidlc.domain.facts import DeployFacts, Entry
from aidlc.domain.layout import RECORDS, path_of
from aidlc.domain.phases import Phase
from aidlc.domain.prerequisites import Prerequisite, release_prerequisites
from aidlc.domain.records import Address, Kind, RecordTree
from aidlc.usecases.contents import read_records
from aidlc.usecases.histories import read_histories
from aidlc.usecases.standings import read_standings
from aidlc.usecases.tip import open_tip
from schemas.construction import Release
from schemas.policy import Policy

OUTPUTS: Final = ("allowed", "commit", "sentence")
"""The action's outputs, in the manifest's order."""

_ATTEMPTS: Final = 3


@dataclass(frozen=True, slots=True)
class DeployRequest:
    """Which release is to be deployed where; `release` is a slug, or `intent/slug` where several intents have it."""

    client: GitHubClient
    git_url: str
    token: str
    release: str
    environment: str

    def __repr__(self) -> str:
        """Return a representation without the token."""
        return f"DeployRequest({self.client.repository}, {self.release}, {self.environment})"


def decide_deployment(request: DeployRequest) -> DeployDecision:
    """Return whether the release may be deployed, judged by the default branch as it is now.

    Raises `InputError` for a release that doesn't exist and a policy that can't be used, `FactsError` for facts that can't
    be gathered or that changed three times meanwhile.
    """
    for _ in range(_ATTEMPTS):
        before = read_repository(request.client)
        policy, facts = gather_deployment(request)
        decision = evaluate_deployment(policy, facts)
        if facts.tip == before.default_branch_ref.target.oid and read_repository(request.client) == before:
            return decision
    raise FactsError(
        f"The default branch changed while the deployment was judged, {_ATTEMPTS} times. Run again."
    )


def gather_deployment(request: DeployRequest) -> tuple[Policy, DeployFacts]:
    """Return the policy in force and all facts about a deployment. Raises as `decide_deployment`."""
    with open_tip(request.client, request.git_url, request.token) as at:
        tip, policy, sources, git = at.commit, at.policy, at.sources, at.sources.git
        entries = git.entries(tip, RECORDS)
        intent, release = find_release(request.release, entries)
        records = read_records(git, entries, frozenset({intent}))
        record = _release_record(records, intent, release)
        operation = _operation(intent, release, record)
        histories = read_histories(sources, (operation, *release_prerequisites(records, intent, release)))
        return policy, DeployFacts(
            repository=sources.repository,
            intent=intent,
            release=release,
            environment=request.environment,
            tip=tip,
            records=records,
            entries=entries,
            reachable=record is not None and sources.is_on_line(record.commit),
            operation=histories[0],
            histories=histories[1:],
            standings=read_standings(request.client, policy, None, histories),
        )


def find_release(asked: str, entries: dict[str, Entry]) -> tuple[str, str]:
    """Return intent and slug of the release `asked` for. Raises `InputError` when there is none, or several."""
    intent, _, slug = asked.rpartition("/")
    found = []
    for path in entries:
        parts = path.split("/")
        if parts[2:] == ["operation", "releases", f"{slug}.md"] and intent in {"", parts[1]}:
            found.append(parts[1])
    if len(found) == 1:
        return found[0], slug
    if not found:
        raise InputError(
            f"There is no release `{clip(asked)}` on the default branch. Merge its record "
            f"({RECORDS}/<intent>/operation/releases/<release>.md) first."
        )
    raise InputError(
        f"Several intents have a release `{clip(slug)}`: write one of {', '.join(f'{i}/{slug}' for i in found)}."
    )


def _release_record(records: RecordTree, intent: str, release: str) -> Release | None:
    """The release's record; `None` where it can't be read: its problem among the records closes the gate."""
    file = records.find(Address(Kind.RELEASE, intent, name=release))
    return file.record if file is not None and isinstance(file.record, Release) else None


def _operation(intent: str, release: str, record: Release | None) -> Prerequisite:
    """The release's file and the Deployment Unit files it names."""
    units = record.deployment_units if record is not None else ()
    addresses = [Address(Kind.RELEASE, intent, name=release)]
    addresses += [Address(Kind.DEPLOYMENT_UNIT, intent, name=unit.id) for unit in units]
    scope = (
        f"{intent}/{release}/{record.environment}/{record.commit}"
        if record is not None
        else f"{intent}/{release}"
    )
    return Prerequisite(
        phase=Phase.OPERATION,
        scope=scope,
        intent=intent,
        folders=tuple(path_of(address) for address in addresses),
    )
