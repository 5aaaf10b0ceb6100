"""What nobody has to mend yet, but somebody should know: traces that end, parts a phase still lacks, time that is up.

Warnings: the gate looks at `aidlc.domain.links` and `aidlc.domain.completeness` alone and doesn't ask here.
"""

from __future__ import annotations

from collections.abc import Iterator
from datetime import datetime, timedelta

from aidlc.domain.completeness import missing_for
from aidlc.domain.errors import Problem
from aidlc.domain.layout import path_of
from aidlc.domain.phases import Phase
from aidlc.domain.records import Address, Kind, RecordFile, RecordTree
from schemas.construction import Bolt, BoltState, DeploymentUnit
from schemas.records import Stories, Unit

_SETTLED = (BoltState.FINISHED, BoltState.CANCELLED)


def find_loose_ends(tree: RecordTree, intent: str | None, now: datetime) -> tuple[Problem, ...]:
    """The warnings about one Intent, or about all, in the order of the files. `now` needs a zone.

    What a phase lacks before its approval is told of one Intent only: of every Intent that was just begun it would be
    noise. A file that can't be read is reported elsewhere and is no loose end as well.
    """
    unreadable = {problem.path for problem in tree.problems}
    found: list[Problem] = []
    for name in {file.address.intent for file in tree.files} if intent is None else {intent}:
        found.extend(_stories(tree, name))
        for file in tree.of(Kind.UNIT, name):
            if isinstance(file.record, Unit):
                found.extend(_unit(tree, file, file.record))
        for file in tree.of(Kind.BOLT, name):
            if isinstance(file.record, Bolt):
                found.extend(_bolt(tree, file, file.record, now))
        for file in tree.of(Kind.DEPLOYMENT_UNIT, name):
            if isinstance(file.record, DeploymentUnit) and not (file.record.units or file.record.bolts):
                message = "it leads back to no Unit and no Bolt."
                found.append(
                    _at(file, "title", message, "Name those it carries with `record_deployment_unit`.")
                )
        if intent is not None:
            found.extend(_missing(tree, name))
    kept = dict.fromkeys(problem for problem in found if problem.path not in unreadable)
    return tuple(sorted(kept, key=lambda problem: (problem.path, problem.line or 0, problem.key or "")))


def _stories(tree: RecordTree, intent: str) -> Iterator[Problem]:
    """Stories that no Unit takes, once there are Units."""
    file = tree.find(Address(Kind.STORIES, intent))
    units = [unit.record for unit in tree.of(Kind.UNIT, intent) if isinstance(unit.record, Unit)]
    if file is None or not isinstance(file.record, Stories) or not units:
        return
    taken = {story for unit in units for story in unit.stories}
    for index, story in enumerate(file.record.stories):
        if story.id not in taken:
            message = f"no Unit takes the story `{story.id}`."
            remedy = "Give it to one with `record_units`, or take it out."
            yield _at(file, f"stories[{index}].id", message, remedy)


def _unit(tree: RecordTree, file: RecordFile, unit: Unit) -> Iterator[Problem]:
    """A Unit without stories; a story that none of its Bolts builds, when no more of them are to come."""
    intent, name = file.address.intent, file.address.name
    stories = tree.find(Address(Kind.STORIES, intent))
    if not unit.stories:
        if stories is not None and isinstance(stories.record, Stories) and stories.record.stories:
            message = "the Unit takes no story, so nothing says what it is for."
            yield _at(file, "title", message, "Give it its stories with `record_units`.")
        return
    bolts = {
        at.address.name: at.record for at in tree.of(Kind.BOLT, intent, name) if isinstance(at.record, Bolt)
    }
    if not bolts or any(bolt.state not in _SETTLED for bolt in bolts.values()):
        return
    if {suggested.id for suggested in unit.bolts} - bolts.keys():
        return
    built = {story for bolt in bolts.values() if bolt.state is BoltState.FINISHED for story in bolt.stories}
    for index, story in enumerate(unit.stories):
        if story not in built:
            message = f"every Bolt is settled, and none built the story `{story}`."
            remedy = "Name it in the `stories` of the Bolt that did, or plan one with `record_bolts`."
            yield _at(file, f"stories[{index}]", message, remedy)


def _bolt(tree: RecordTree, file: RecordFile, bolt: Bolt, now: datetime) -> Iterator[Problem]:
    """A Bolt that serves no story of its Unit, or whose time is up."""
    if bolt.state is BoltState.CANCELLED:
        return
    unit = tree.find(Address(Kind.UNIT, file.address.intent, name=file.address.unit))
    if unit is not None and isinstance(unit.record, Unit) and unit.record.stories:
        if not bolt.stories:
            message = "the Bolt names no story, so nothing says what it is for."
            yield _at(file, "goal", message, "Name those of its Unit that it builds with `record_bolts`.")
        for index, story in enumerate(bolt.stories):
            if story not in unit.record.stories:
                message = f"the story `{story}` isn't one of the Unit's."
                remedy = "Name one of those, or give the Unit this one too, which is a matter of inception."
                yield _at(file, f"stories[{index}]", message, remedy)
    if bolt.state is not BoltState.IN_PROGRESS or bolt.started is None or bolt.timebox is None:
        return
    if now > bolt.started + timedelta(hours=bolt.timebox):
        over = int((now - bolt.started).total_seconds() // 3600)
        message = f"started {over} hours ago with a timebox of {bolt.timebox}."
        remedy = "Show what there is and agree: finish it, cut its goal, or plan a further Bolt."
        yield _at(file, "timebox", message, remedy)


def _missing(tree: RecordTree, intent: str) -> Iterator[Problem]:
    """What a phase that has begun still lacks before it can be approved."""
    yield from missing_for(Phase.INCEPTION, tree, intent)
    for file in tree.of(Kind.UNIT, intent):
        unit = file.address.name
        states = [at.record.state for at in tree.of(Kind.BOLT, intent, unit) if isinstance(at.record, Bolt)]
        if not states:
            continue
        yield from missing_for(Phase.CONSTRUCTION, tree, intent, units=(unit,))
        begun = any(state not in {BoltState.PLANNED, BoltState.CANCELLED} for state in states)
        ended = BoltState.FINISHED in states and all(state in _SETTLED for state in states)
        wanted = [Kind.DOMAIN_DESIGN, Kind.LOGICAL_DESIGN] if begun else []
        for kind in [*wanted, Kind.TESTS] if ended else wanted:
            address = Address(kind, intent, unit)
            if tree.find(address) is None:
                remedy = f"Call `record_artifact` with kind `{kind}`; where it doesn't apply, say so with the reason."
                yield Problem(path=path_of(address), message="there is no such record.", remedy=remedy)
    for file in tree.of(Kind.RELEASE, intent):
        yield from missing_for(Phase.OPERATION, tree, intent, release=file.address.name)


def _at(file: RecordFile, key: str, message: str, remedy: str) -> Problem:
    line = file.lines.get(key)
    if line is None:
        line = file.lines.get(key.partition("[")[0])
    return Problem(path=file.path, line=line, key=key, message=message, remedy=remedy)
