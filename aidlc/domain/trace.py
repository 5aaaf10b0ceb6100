"""What leads to what: from an Intent's stories to Units, designs and Bolts, and on to Deployment Units and releases.

Everything comes from what the records say themselves; what they name and isn't there is for `aidlc.domain.links` to report.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator

from aidlc.domain.facts import Frozen
from aidlc.domain.layout import bolt_reference
from aidlc.domain.records import Address, Kind, RecordTree
from schemas.construction import Bolt, BoltState, DeploymentUnit, Release
from schemas.records import Intent, Stories, Unit

_DESIGNS = (Kind.DOMAIN_DESIGN, Kind.LOGICAL_DESIGN, Kind.ADR, Kind.TESTS)


class StoryTrace(Frozen):
    """A story, the Units that take it and the Bolts that build it."""

    story: str
    units: tuple[str, ...] = ()
    bolts: tuple[str, ...] = ()
    """Full references, cancelled Bolts left out."""


class BoltTrace(Frozen):
    """A Bolt, what it is for and what it goes out with."""

    reference: str
    state: BoltState
    stories: tuple[str, ...] = ()
    deployment_units: tuple[str, ...] = ()


class UnitTrace(Frozen):
    """A Unit with all that was made for it."""

    unit: str
    title: str
    stories: tuple[str, ...] = ()
    depends_on: tuple[str, ...] = ()
    designs: tuple[str, ...] = ()
    """`domain-design`, `logical-design`, `adr/<name>`, `tests`."""
    bolts: tuple[BoltTrace, ...] = ()
    deployment_units: tuple[str, ...] = ()


class ReleaseTrace(Frozen):
    """A release and what it takes to which environment."""

    release: str
    environment: str
    commit: str
    deployment_units: tuple[str, ...] = ()


class IntentTrace(Frozen):
    """An Intent with everything that leads back to it."""

    intent: str
    title: str
    stories: tuple[StoryTrace, ...] = ()
    units: tuple[UnitTrace, ...] = ()
    deployment_units: tuple[str, ...] = ()
    releases: tuple[ReleaseTrace, ...] = ()

    def lines(self) -> list[str]:
        """The trace as a tree of plain text, one line an element."""
        return list(_draw(self))


def trace_intent(tree: RecordTree, intent: str) -> IntentTrace:
    """Everything of `intent` in `tree`; an Intent that isn't there has an empty trace."""
    found = tree.find(Address(Kind.INTENT, intent))
    deployed = {
        file.address.name: file.record
        for file in tree.of(Kind.DEPLOYMENT_UNIT, intent)
        if isinstance(file.record, DeploymentUnit)
    }
    units = tuple(
        _unit(tree, intent, file.address.name, file.record, deployed)
        for file in tree.of(Kind.UNIT, intent)
        if isinstance(file.record, Unit)
    )
    return IntentTrace(
        intent=intent,
        title=found.record.title if found and isinstance(found.record, Intent) else intent,
        stories=tuple(_story(name, units) for name in _stories(tree, intent)),
        units=units,
        deployment_units=tuple(deployed),
        releases=tuple(
            ReleaseTrace(
                release=file.address.name,
                environment=file.record.environment,
                commit=file.record.commit,
                deployment_units=tuple(one.id for one in file.record.deployment_units),
            )
            for file in tree.of(Kind.RELEASE, intent)
            if isinstance(file.record, Release)
        ),
    )


def _stories(tree: RecordTree, intent: str) -> tuple[str, ...]:
    file = tree.find(Address(Kind.STORIES, intent))
    return (
        tuple(story.id for story in file.record.stories) if file and isinstance(file.record, Stories) else ()
    )


def _story(name: str, units: Iterable[UnitTrace]) -> StoryTrace:
    return StoryTrace(
        story=name,
        units=tuple(unit.unit for unit in units if name in unit.stories),
        bolts=tuple(
            bolt.reference
            for unit in units
            for bolt in unit.bolts
            if name in bolt.stories and bolt.state is not BoltState.CANCELLED
        ),
    )


def _unit(
    tree: RecordTree, intent: str, name: str, unit: Unit, deployed: dict[str, DeploymentUnit]
) -> UnitTrace:
    bolts = tuple(
        BoltTrace(
            reference=bolt_reference(file.address),
            state=file.record.state,
            stories=file.record.stories,
            deployment_units=tuple(
                at for at, one in deployed.items() if bolt_reference(file.address) in one.bolts
            ),
        )
        for file in tree.of(Kind.BOLT, intent, name)
        if isinstance(file.record, Bolt)
    )
    return UnitTrace(
        unit=name,
        title=unit.title,
        stories=unit.stories,
        depends_on=unit.depends_on,
        designs=tuple(
            f"{kind}/{file.address.name}" if file.address.name else str(kind)
            for kind in _DESIGNS
            for file in tree.of(kind, intent, name)
        ),
        bolts=bolts,
        deployment_units=tuple(at for at, one in deployed.items() if name in one.units),
    )


def _draw(trace: IntentTrace) -> Iterator[str]:
    yield f"Intent {trace.intent}: {trace.title}"
    for unit in trace.units:
        yield f"  Unit {unit.unit}: {unit.title}{_after('stories', unit.stories)}{_after('after', unit.depends_on)}"
        if unit.designs:
            yield f"    designed in {', '.join(unit.designs)}"
        for bolt in unit.bolts:
            said = _after("stories", bolt.stories) + _after("goes out with", bolt.deployment_units)
            yield f"    Bolt {bolt.reference.rpartition('/')[2]} ({bolt.state}){said}"
    for name in trace.deployment_units:
        taken = [release for release in trace.releases if name in release.deployment_units]
        where = [f"{release.release} to {release.environment}" for release in taken]
        yield f"  Deployment Unit {name}{_after('released in', where)}"
    loose = [story.story for story in trace.stories if not story.units]
    if loose:
        yield f"  In no Unit: {', '.join(loose)}"


def _after(word: str, names: Iterable[str]) -> str:
    joined = ", ".join(names)
    return f"; {word}: {joined}" if joined else ""
