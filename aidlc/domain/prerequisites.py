"""Which earlier approvals a pull request or a release rests on, and therefore which histories must be read."""

from __future__ import annotations

from collections.abc import Iterable

from aidlc.domain.classification import Classification
from aidlc.domain.digests import inception_folder
from aidlc.domain.facts import Frozen
from aidlc.domain.phases import Phase
from aidlc.domain.records import Address, Kind, RecordTree
from schemas.construction import DeploymentUnit, Release
from schemas.records import Unit

EVERYTHING = "**"


class Prerequisite(Frozen):
    """One history to gather: the first-parent commits of the default branch that changed any of these paths."""

    phase: Phase
    scope: str
    intent: str
    unit: str = ""
    folders: tuple[str, ...] = ()
    """Folders with a slash at the end, or single files, relative to the root."""
    patterns: tuple[str, ...] = ()
    """Path patterns beside the folders."""
    at: str = ""
    """The commit to walk first parents from, which must be one of the default branch's own; "": the branch's tip."""


def prerequisites(classification: Classification, records: RecordTree) -> tuple[Prerequisite, ...]:
    """Return the histories that judging a pull request needs, in a fixed order; `records` are those at its head.

    Construction rests on its intent's inception, operation also on the construction of every Unit it releases. A pull
    request of inception that leaves part of the folder as it was needs to know whether that part was approved.
    """
    intent = classification.intent
    if intent is None:
        return ()
    if classification.phase is Phase.INCEPTION:
        folder = inception_folder(intent)
        inside = (file.path for file in records.files if file.path.startswith(folder))
        shown = classification.kinds
        return (inception_of(intent),) if any(path not in shown for path in inside) else ()
    if classification.phase is Phase.CONSTRUCTION and classification.units:
        return (inception_of(intent),)
    if classification.phase is Phase.OPERATION and classification.release is not None:
        return release_prerequisites(records, intent, classification.release)
    return ()


def release_prerequisites(records: RecordTree, intent: str, release: str) -> tuple[Prerequisite, ...]:
    """Return the inception of `intent` and the construction of every Unit that the release's Deployment Units contain.

    Construction is asked for twice: as it is now, and as of the commit to be deployed, for what was reverted later is still
    in that.
    """
    file = records.find(Address(Kind.RELEASE, intent, name=release))
    if file is None or not isinstance(file.record, Release):
        return (inception_of(intent),)
    units = sorted(set(released_units(records, intent, release)))
    moments = ("", file.record.commit)
    built = (construction_of(records, intent, unit, moment) for unit in units for moment in moments)
    return (inception_of(intent), *built)


def released_units(records: RecordTree, intent: str, release: str) -> Iterable[str]:
    """Yield the Units behind a release: those its Deployment Units name, and those of the Bolts they name."""
    file = records.find(Address(Kind.RELEASE, intent, name=release))
    named = (
        [each.id for each in file.record.deployment_units]
        if file and isinstance(file.record, Release)
        else []
    )
    for name in named:
        found = records.find(Address(Kind.DEPLOYMENT_UNIT, intent, name=name))
        if found is not None and isinstance(found.record, DeploymentUnit):
            yield from found.record.units
            yield from (bolt.split("/")[1] for bolt in found.record.bolts if bolt.startswith(f"{intent}/"))


def inception_of(intent: str) -> Prerequisite:
    """Return the history that tells whether the inception of `intent` is approved."""
    return Prerequisite(
        phase=Phase.INCEPTION, scope=intent, intent=intent, folders=(inception_folder(intent),)
    )


def construction_of(records: RecordTree, intent: str, unit: str, at: str = "") -> Prerequisite:
    """Return the history that tells whether everything built of a Unit (up to the commit `at`) was approved.

    A Unit that doesn't list the code it owns owns all of it: nothing else could tell a direct push to its code from others.
    """
    record = unit_of(records, intent, unit)
    owned = record.paths if record is not None else ()
    return Prerequisite(
        phase=Phase.CONSTRUCTION,
        scope=f"{intent}/{unit}",
        intent=intent,
        unit=unit,
        folders=(f"aidlc-records/{intent}/construction/{unit}/",),
        patterns=owned or (EVERYTHING,),
        at=at,
    )


def unit_of(records: RecordTree, intent: str, unit: str) -> Unit | None:
    """Return the record of a Unit, or None where there is none that could be read."""
    for file in records.of(Kind.UNIT, intent):
        if file.address.name == unit and isinstance(file.record, Unit):
            return file.record
    return None
