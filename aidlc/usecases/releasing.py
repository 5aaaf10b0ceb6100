"""Recording Deployment Units, and the release that binds them by the digests of their files."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from aidlc.adapters.ledger import Ledger
from aidlc.domain.errors import InputError
from aidlc.domain.records import Address, Kind
from aidlc.usecases.proposals import DeploymentUnitProposal, ReleaseProposal
from aidlc.usecases.recording import Change, Recorded, find, need, put, quote
from schemas.construction import DeploymentUnit, Release


def record_deployment_units(
    ledger: Ledger,
    intent: str,
    deployment_units: Sequence[DeploymentUnitProposal],
    release: ReleaseProposal | None = None,
    *,
    landed_commit: str | None = None,
) -> Recorded:
    """Create or update Deployment Units, then the release, which binds them as they are afterwards.

    The release covers the Deployment Units it names, else those of this call, else those it had. Its commit is the one
    given, else the one it had, else `landed_commit`, the tip of the default branch as far as known.
    """
    with ledger.locked():
        need(ledger, Address(Kind.INTENT, intent), "Call record_intent first.")
        changes = [_put_unit(ledger, intent, one) for one in deployment_units]
        if release is not None:
            named = [one.id for one in deployment_units]
            changes.append(_put_release(ledger, intent, release, named, landed_commit))
        return Recorded(tuple(changes), _bound_elsewhere(ledger, intent, changes, release))


def _put_unit(ledger: Ledger, intent: str, proposal: DeploymentUnitProposal) -> Change:
    address = Address(Kind.DEPLOYMENT_UNIT, intent, "", proposal.id)
    current = find(ledger, address)
    fields = proposal.given()
    before: Mapping[str, object] = {}
    if current is not None and isinstance(current.record, DeploymentUnit):
        before = current.record.assurances.model_dump()
    if proposal.assurances:
        fields["assurances"] = {**before, **proposal.assurances.given()}
    return put(ledger, address, DeploymentUnit, fields, proposal.body, current)


def _put_release(
    ledger: Ledger, intent: str, proposal: ReleaseProposal, named: Sequence[str], landed_commit: str | None
) -> Change:
    address = Address(Kind.RELEASE, intent, "", proposal.id)
    current = find(ledger, address)
    before = current.record if current is not None and isinstance(current.record, Release) else None
    names = proposal.deployment_units or tuple(named)
    if not names and before is not None:
        names = tuple(one.id for one in before.deployment_units)
    if not names:
        raise InputError("A release needs at least one Deployment Unit: give `deployment_units`.")
    commit = proposal.commit or (before.commit if before else landed_commit)
    if commit is None:
        raise InputError(
            "Give the release's `commit`, the full id of the commit to deploy: no remote default branch is known here."
        )
    bound = []
    for name in dict.fromkeys(names):
        file = need(
            ledger,
            Address(Kind.DEPLOYMENT_UNIT, intent, "", name),
            "Hand it in with `deployment_units` in this call.",
        )
        bound.append({"id": name, "digest": file.sha256})
    fields: dict[str, object] = {
        "title": proposal.title or (before.title if before else f"Release {proposal.id}"),
        "environment": proposal.environment,
        "commit": commit,
        "deployment_units": bound,
    }
    return put(ledger, address, Release, fields, None, current)


def _bound_elsewhere(
    ledger: Ledger, intent: str, changes: Sequence[Change], release: ReleaseProposal | None
) -> tuple[str, ...]:
    """A changed Deployment Unit no longer is what an older release bound: say which, instead of rewriting it."""
    now = {change.path.rpartition("/")[2].removesuffix(".md"): change.sha256 for change in changes}
    stale = []
    for file in ledger.load().of(Kind.RELEASE, intent):
        record = file.record
        if not isinstance(record, Release) or (release is not None and file.address.name == release.id):
            continue
        if any(one.id in now and now[one.id] != one.digest for one in record.deployment_units):
            stale.append(file.address.name)
    if not stale:
        return ()
    return (f"Releases that bind an older version: {quote(stale)}. Record a new release for the new one.",)
