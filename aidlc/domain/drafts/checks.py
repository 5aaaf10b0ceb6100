"""What is wrong with an answer beyond its form: names that don't fit together, each as a sentence to act on."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Iterator

from aidlc.domain.drafts.wire import (
    Clarification,
    Criteria,
    Decomposition,
    KnownRisks,
    Requirements,
    UserStories,
    Wire,
    WireUnit,
)
from aidlc.domain.drafts.wire_designs import Architecture, Decisions
from aidlc.domain.graphs import find_cycles
from aidlc.domain.records import Kind, RecordTree
from schemas.records import Nfr, Nfrs, Stories, Story


def complaints_about(answer: Wire, tree: RecordTree, intent: str) -> Iterator[str]:
    """Yield what doesn't fit: ids given twice, names of what doesn't exist, stories that nobody takes, cycles.

    `tree` holds the records so far, of which an answer may speak.
    """
    match answer:
        case Clarification(questions=listed):
            yield from _doubled("question", (one.id for one in listed))
        case UserStories(stories=listed):
            yield from _doubled("story", (one.id for one in listed))
        case Requirements(nfrs=listed):
            yield from _doubled("requirement", (one.id for one in listed))
        case KnownRisks(risks=listed):
            yield from _doubled("risk", (one.id for one in listed))
        case Criteria(measures=listed):
            yield from _doubled("measure", (one.id for one in listed))
        case Decomposition(units=listed):
            yield from _about_units(listed, tree, intent)
        case Architecture(nfrs=listed):
            known = {one.id for file in tree.of(Kind.NFRS, intent) for one in _nfrs(file.record)}
            for name in (one.id for one in listed if one.id not in known):
                yield f"There is no requirement `{name}`: name only {_list(known)}."
        case Decisions(decisions=listed):
            yield from _doubled("decision", (one.id for one in listed))
        case _:
            return


def _about_units(units: list[WireUnit], tree: RecordTree, intent: str) -> Iterator[str]:
    yield from _doubled("Unit", (unit.id for unit in units))
    names = {unit.id for unit in units}
    stories = {one.id for file in tree.of(Kind.STORIES, intent) for one in _stories(file.record)}
    for unit in units:
        yield from _doubled(f"Bolt of Unit `{unit.id}`", (bolt.id for bolt in unit.bolts))
        for other in unit.depends_on:
            if other not in names:
                yield f"Unit `{unit.id}` depends on `{other}`, which is no Unit: name only {_list(names)}."
        for story in unit.stories:
            if story not in stories:
                yield f"Unit `{unit.id}` carries `{story}`, which is no story: name only {_list(stories)}."
    taken = {story for unit in units for story in unit.stories}
    for story in sorted(stories - taken):
        yield f"No Unit carries the story `{story}`."
    for cycle in find_cycles({unit.id: unit.depends_on for unit in units}):
        yield f"The Units {' -> '.join((*cycle, cycle[0]))} depend on each other in a circle."


def _doubled(what: str, names: Iterable[str]) -> Iterator[str]:
    for name, count in Counter(names).items():
        if count > 1:
            yield f"The {what} id `{name}` is given {count} times."


def _stories(record: object) -> tuple[Story, ...]:
    return record.stories if isinstance(record, Stories) else ()


def _nfrs(record: object) -> tuple[Nfr, ...]:
    return record.nfrs if isinstance(record, Nfrs) else ()


def _list(names: Iterable[str]) -> str:
    return ", ".join(f"`{name}`" for name in sorted(names)) or "none"
