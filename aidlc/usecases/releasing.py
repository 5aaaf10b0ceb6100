"""Recording Deployment Units, and the release that binds them by the digests of their files."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from aidlc.adapters.ledger import Ledger
from aidlc.domain.errors import InputError
from aidlc.domain.records import Address, Kind
from aidlc.usecases.proposals import DeploymentUnitProposal, ReleaseProposal
from aidlc.usecases.recording import Change, Draft, Recorded, draft, find, put, quote, require, save
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
        require(ledger, Address(Kind.INTENT, intent), "Call record_intent first.")
        ready = [_draft_unit(ledger, intent, one) for one in deployment_units]
        bound = _bound(ledger, intent, release, ready, landed_commit) if release is not None else None
        changes = [save(ledger, one) for one in ready]
        if release is not None and bound is not None:
            changes.append(_put_release(ledger, intent, release, *bound))
        return Recorded(tuple(changes), _bound_elsewhere(ledger, intent, changes, release))


def _draft_unit(ledger: Ledger, intent: str, proposal: DeploymentUnitProposal) -> Draft:
    address = Address(Kind.DEPLOYMENT_UNIT, intent, name=proposal.id)
    current = find(ledger, address)
    fields = proposal.given()
    before: Mapping[str, object] = {}
    if current is not None and isinstance(current.record, DeploymentUnit):
        before = current.record.assurances.model_dump()
    if proposal.assurances:
        fields["assurances"] = {**before, **proposal.assurances.given()}
    return draft(address, DeploymentUnit, fields, proposal.body, current)


def _bound(
    ledger: Ledger, intent: str, proposal: ReleaseProposal, ready: Sequence[Draft], landed_commit: str | None
) -> tuple[tuple[str, ...], str]:
    """Which Deployment Units the release binds, and its commit; asked before anything is written."""
    current = find(ledger, Address(Kind.RELEASE, intent, name=proposal.id))
    before = current.record if current is not None and isinstance(current.record, Release) else None
    handed_in = tuple(one.address.name for one in ready)
    names = proposal.deployment_units or handed_in
    if not names and before is not None:
        names = tuple(one.id for one in before.deployment_units)
    if not names:
        raise InputError("A release needs at least one Deployment Unit: give `deployment_units`.")
    for name in names:
        if name not in handed_in:
            at = Address(Kind.DEPLOYMENT_UNIT, intent, name=name)
            require(ledger, at, "Hand it in with `deployment_units` in this call.")
    commit = proposal.commit or (before.commit if before else landed_commit)
    if commit is None:
        raise InputError(
            "Give the release's `commit`, the full id of the commit to deploy: no remote default branch is known here. "
            "Nothing was recorded."
        )
    return tuple(dict.fromkeys(names)), commit


def _put_release(
    ledger: Ledger, intent: str, proposal: ReleaseProposal, names: Sequence[str], commit: str
) -> Change:
    address = Address(Kind.RELEASE, intent, name=proposal.id)
    current = find(ledger, address)
    units = [ledger.read(Address(Kind.DEPLOYMENT_UNIT, intent, name=name)) for name in names]
    fields: dict[str, object] = {
        "environment": proposal.environment,
        "commit": commit,
        "deployment_units": [{"id": file.address.name, "digest": file.sha256} for file in units],
    }
    if proposal.title or current is None:
        fields["title"] = proposal.title or f"Release {proposal.id}"
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
