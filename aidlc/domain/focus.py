"""Which Intent, Unit, Bolt or release somebody means by the names they give."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from aidlc.domain.errors import InputError
from aidlc.domain.facts import Frozen
from aidlc.domain.records import Kind, RecordTree
from schemas.records import Unit

_SHOWN = 20


class Focus(Frozen):
    """What is meant; every id that isn't empty is recorded."""

    intent: str = ""
    unit: str = ""
    bolt: str = ""
    """The full reference."""
    release: str = ""


def find_focus(tree: RecordTree, given: Mapping[str, str]) -> Focus:
    """What `given` names in `tree`: `intent`, `unit`, `bolt`, `release`, each an id or a reference such as `intent/unit`.

    A name that isn't given is what there is only one of, else empty; so is a release, or a suggested Bolt, that isn't
    recorded yet. Raises InputError that lists what is recorded for a name that isn't, or for names that contradict others.
    """
    parts = _parts(given)
    intents = _names(tree, Kind.INTENT)
    intent = _known("Intent", parts.get("intent", ""), intents, "Begin with the prompt `start`.")
    if not intent:
        return Focus()
    unit, bolt = parts.get("unit", ""), parts.get("bolt", "")
    if bolt and not unit:
        unit = _unit_of(tree, intent, bolt)
    unit = _known(
        "Unit", unit, _names(tree, Kind.UNIT, intent), "Record it with record_units.", within=intent
    )
    reference = ""
    if bolt:
        recorded = [file.address.name for file in tree.of(Kind.BOLT, intent, unit)]
        suggested = _suggested(tree, intent, unit)
        _known(
            "Bolt", bolt, [*recorded, *suggested], "Record it with record_bolts.", within=f"{intent}/{unit}"
        )
        reference = f"{intent}/{unit}/{bolt}" if bolt in recorded else ""
    releases = _names(tree, Kind.RELEASE, intent)
    release = parts.get("release", releases[0] if len(releases) == 1 else "")
    return Focus(intent=intent, unit=unit, bolt=reference, release=release if release in releases else "")


def _parts(given: Mapping[str, str]) -> dict[str, str]:
    """Each name by its kind, references taken apart. Raises InputError where two say different things."""
    parts: dict[str, str] = {}
    kinds = {"intent": ("intent",), "unit": ("intent", "unit"), "bolt": ("intent", "unit", "bolt")}
    for key, names in {**kinds, "release": ("intent", "release")}.items():
        values = (
            [part.strip() for part in given.get(key, "").split("/")] if given.get(key, "").strip() else []
        )
        if len(values) > len(names):
            raise InputError(f"`{given[key]}` names no {key}: give its id, or `{'/'.join(names)}`.")
        for name, value in zip(names[len(names) - len(values) :], values, strict=True):
            if parts.setdefault(name, value) != value:
                raise InputError(f"`{name}` is `{parts[name]}` and `{value}` at once. Give one of them.")
    return parts


def _names(tree: RecordTree, kind: Kind, intent: str | None = None) -> list[str]:
    found = tree.of(kind, intent)
    return sorted({file.address.intent if kind is Kind.INTENT else file.address.name for file in found})


def _known(what: str, name: str, there: Sequence[str], remedy: str, *, within: str = "") -> str:
    """`name`, or the only one there is where none is given. Raises InputError for one that isn't there."""
    if not name:
        return there[0] if len(there) == 1 else ""
    if name in there:
        return name
    listed = ", ".join(f"`{one}`" for one in there[:_SHOWN])
    more = f" and {len(there) - _SHOWN} more" if len(there) > _SHOWN else ""
    known = f"Recorded: {listed}{more}." if there else f"None is recorded yet. {remedy}"
    raise InputError(f"There is no {what} `{name}`{f' in `{within}`' if within else ''}. {known}")


def _unit_of(tree: RecordTree, intent: str, bolt: str) -> str:
    """The Unit that has or suggests a Bolt of that id. Raises InputError where none does, or several do."""
    units = {file.address.unit for file in tree.of(Kind.BOLT, intent) if file.address.name == bolt}
    units |= {unit for unit in _names(tree, Kind.UNIT, intent) if bolt in _suggested(tree, intent, unit)}
    if len(units) == 1:
        return units.pop()
    if units:
        raise InputError(
            f"Several Units have a Bolt `{bolt}`: {', '.join(f'`{unit}`' for unit in sorted(units))}. Give `unit` too."
        )
    raise InputError(f"No Unit of `{intent}` has a Bolt `{bolt}`. get_status lists those there are.")


def _suggested(tree: RecordTree, intent: str, unit: str) -> list[str]:
    return [
        bolt.id
        for file in tree.of(Kind.UNIT, intent)
        if file.address.name == unit and isinstance(file.record, Unit)
        for bolt in file.record.bolts
    ]
