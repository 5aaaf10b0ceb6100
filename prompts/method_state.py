"""What a prompt of the method shows of the records: lines of plain text, bounded, the most important ones first.

Each value becomes part of one line, so that no text in a record can look like a line of its own; the whole is printed as one
block by `prompts.method.render_method`.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from types import MappingProxyType
from typing import Final

from aidlc.domain.completeness import missing_for
from aidlc.domain.focus import Focus
from aidlc.domain.phases import Phase
from aidlc.domain.progress import BoltSummary, IntentSummary
from aidlc.domain.records import Address, Kind, RecordFile, RecordTree
from prompts.neutral import one_line
from schemas.construction import Adr, DeploymentUnit, DomainDesign, LogicalDesign, Release
from schemas.records import Artefact, Nfrs, Questions, Stories, Story, Unit

_MOST: Final = 15
_TEXT: Final = 300
_LONG: Final = 900


_Section = Callable[[RecordTree, IntentSummary, Focus], Iterable[str]]


def describe(prompt: str, tree: RecordTree, summary: IntentSummary, focus: Focus) -> tuple[str, ...]:
    """The state for the prompt of that name: where the Intent stands and what comes next, then what the prompt works on."""
    head = [
        f"Intent {summary.intent}: {one_line(summary.title, _TEXT)} (phase: {summary.phase})",
        f"Next: {one_line(summary.next_step, _LONG)}",
    ]
    return (*head, *(line for section in _SECTIONS[prompt] for line in section(tree, summary, focus)))


def _goal(tree: RecordTree, _: IntentSummary, focus: Focus) -> Iterator[str]:
    found = tree.find(Address(Kind.INTENT, focus.intent))
    if found is not None and found.body.strip():
        yield f"Goal: {_prose(found.body)}"


def _missing(_: RecordTree, summary: IntentSummary, __: Focus) -> Iterator[str]:
    yield from _cut("Missing", [str(problem) for problem in summary.missing])


def _questions(tree: RecordTree, _: IntentSummary, focus: Focus) -> Iterator[str]:
    found = tree.find(Address(Kind.QUESTIONS, focus.intent))
    if found is not None and isinstance(found.record, Questions):
        opened = [
            f"{one.id}: {one_line(one.question, _TEXT)}"
            for one in found.record.questions
            if one.answer is None
        ]
        yield from _cut("Open question", opened)


def _artefacts(tree: RecordTree, _: IntentSummary, focus: Focus) -> Iterator[str]:
    kinds = (Kind.CONTEXT, Kind.PRFAQ, Kind.STORIES, Kind.NFRS, Kind.RISKS, Kind.MEASURES)
    there = [_said(file) for kind in kinds if (file := tree.find(Address(kind, focus.intent)))]
    yield f"Recorded: {', '.join(there) or 'no artefact yet'}"


def _units(_: RecordTree, summary: IntentSummary, focus: Focus) -> Iterator[str]:
    if focus.unit:
        return
    listed = [f"{unit.unit}: {one_line(unit.title, _TEXT)} ({unit.state})" for unit in summary.units]
    yield from _cut("Unit", listed)
    if not listed:
        yield "Unit: none is recorded yet"


def _unit(tree: RecordTree, summary: IntentSummary, focus: Focus) -> Iterator[str]:
    for unit in summary.units:
        if unit.unit == focus.unit:
            yield f"Unit {unit.unit}: {one_line(unit.title, _TEXT)} ({unit.state})"
    record = _unit_record(tree, focus)
    if record is None:
        return
    file = tree.find(Address(Kind.UNIT, focus.intent, name=focus.unit))
    if file is not None and file.body.strip():
        yield f"About it: {_prose(file.body)}"
    for what, names in (("Depends on", record.depends_on), ("Paths", record.paths)):
        if names:
            yield f"{what}: {one_line(', '.join(names), _TEXT)}"


def _stories(tree: RecordTree, _: IntentSummary, focus: Focus) -> Iterator[str]:
    record = _unit_record(tree, focus)
    found = tree.find(Address(Kind.STORIES, focus.intent))
    if record is None or found is None or not isinstance(found.record, Stories):
        return
    yield from _cut("Story", [_story(one) for one in found.record.stories if one.id in record.stories])


def _designs(tree: RecordTree, _: IntentSummary, focus: Focus) -> Iterator[str]:
    if not focus.unit:
        return
    for kind in (Kind.DOMAIN_DESIGN, Kind.LOGICAL_DESIGN, Kind.TESTS):
        file = tree.find(Address(kind, focus.intent, focus.unit))
        yield f"{str(kind).replace('-', ' ').capitalize()}: {_said(file) if file else 'not recorded yet'}"
    adrs = [
        f"{file.address.name}: {one_line(file.record.title, _TEXT)} ({file.record.status})"
        for file in tree.of(Kind.ADR, focus.intent, focus.unit)
        if isinstance(file.record, Adr)
    ]
    yield from _cut("ADR", adrs)


def _model(tree: RecordTree, _: IntentSummary, focus: Focus) -> Iterator[str]:
    file = tree.find(Address(Kind.DOMAIN_DESIGN, focus.intent, focus.unit))
    if file is None or not isinstance(file.record, DomainDesign):
        return
    for name in ("entities", "value_objects", "aggregates", "domain_events", "repositories"):
        if names := getattr(file.record, name):
            yield f"{name.replace('_', ' ').capitalize()}: {one_line(', '.join(names), _TEXT)}"


def _nfrs(tree: RecordTree, _: IntentSummary, focus: Focus) -> Iterator[str]:
    """The NFRs that the Unit's design answers, or all where there is none yet."""
    found = tree.find(Address(Kind.NFRS, focus.intent))
    if found is None or not isinstance(found.record, Nfrs) or not focus.unit:
        return
    design = tree.find(Address(Kind.LOGICAL_DESIGN, focus.intent, focus.unit))
    answered = design.record.nfrs if design and isinstance(design.record, LogicalDesign) else ()
    told = [
        f"{one.id}: {one_line(one.requirement, _TEXT)}"
        + (f" (measured: {one_line(one.measure, _TEXT)})" if one.measure else "")
        for one in found.record.nfrs
        if not answered or one.id in answered
    ]
    yield from _cut("NFR", told)


def _bolts(tree: RecordTree, summary: IntentSummary, focus: Focus) -> Iterator[str]:
    for unit in summary.units:
        if unit.unit == focus.unit:
            chosen = [bolt for bolt in unit.bolts if bolt.reference == focus.bolt]
            yield from _cut("The Bolt at hand", [_bolt(one) for one in chosen])
            yield from _cut("Bolt", [_bolt(one) for one in unit.bolts if one not in chosen])
            yield from _cut("Suggested Bolt without a record", unit.not_recorded)
            lacking = missing_for(Phase.CONSTRUCTION, tree, focus.intent, units=(unit.unit,))
            yield from _cut("Missing", [str(problem) for problem in lacking])


def _deployment(tree: RecordTree, summary: IntentSummary, focus: Focus) -> Iterator[str]:
    if focus.release:
        lacking = missing_for(Phase.OPERATION, tree, focus.intent, release=focus.release)
        yield from _cut("Missing", [str(problem) for problem in lacking])
    releases = [
        f"{file.address.name}: to {file.record.environment}, commit {file.record.commit[:12]}, "
        f"{', '.join(one.id for one in file.record.deployment_units)}"
        for file in tree.of(Kind.RELEASE, focus.intent)
        if isinstance(file.record, Release) and focus.release in {"", file.address.name}
    ]
    yield from _cut("Release", releases)
    units = [
        _deployed(file.address.name, file.record)
        for file in tree.of(Kind.DEPLOYMENT_UNIT, focus.intent)
        if isinstance(file.record, DeploymentUnit)
    ]
    yield from _cut("Deployment Unit", units)
    if not units:
        yield "Deployment Unit: none is recorded yet"
    yield from _cut(
        "Bolt", [f"{one.reference} ({one.state})" for unit in summary.units for one in unit.bolts]
    )


_SECTIONS: Final[Mapping[str, Sequence[_Section]]] = MappingProxyType(
    {
        "mob-elaboration": (_missing, _goal, _questions, _artefacts, _units),
        "domain-design": (_unit, _units, _stories, _goal, _designs, _model),
        "logical-design": (_unit, _units, _nfrs, _designs, _model, _stories),
        "mob-construction": (_unit, _units, _bolts, _stories, _designs, _goal),
        "mob-testing": (_unit, _units, _stories, _nfrs, _bolts, _designs),
        "operation": (_deployment, _units, _goal),
    }
)


def _unit_record(tree: RecordTree, focus: Focus) -> Unit | None:
    found = tree.find(Address(Kind.UNIT, focus.intent, name=focus.unit)) if focus.unit else None
    return found.record if found is not None and isinstance(found.record, Unit) else None


def _prose(body: str) -> str:
    """The text of a body as one line, without its headings."""
    return one_line("\n".join(line for line in body.splitlines() if not line.startswith("#")), _LONG)


def _said(file: RecordFile) -> str:
    status = f" ({file.record.status})" if isinstance(file.record, Artefact) else ""
    return f"{file.path.rpartition('/')[2]}{status}"


def _story(story: Story) -> str:
    wish = f"{story.id}: as {story.as_a}, I want {story.i_want}, so that {story.so_that}"
    accepted = " / ".join(story.acceptance)
    return one_line(wish, _TEXT) + (f"; accepted when: {one_line(accepted, 2 * _TEXT)}" if accepted else "")


def _bolt(bolt: BoltSummary) -> str:
    said = [f"{bolt.reference} ({bolt.state}): {one_line(bolt.goal, _TEXT)}"]
    said += [f"stories {', '.join(bolt.stories)}"] if bolt.stories else []
    said += [f"timebox {bolt.timebox} h"] if bolt.timebox else []
    said += [f"waits for {', '.join(bolt.waits_for)}"] if bolt.waits_for else []
    said += [f"blocked by {one_line(bolt.blocked_by, _TEXT)}"] if bolt.blocked_by else []
    return "; ".join(said)


def _deployed(name: str, unit: DeploymentUnit) -> str:
    lacking = [
        field.replace("_", "-")
        for field in type(unit.assurances).model_fields
        if not getattr(unit.assurances, field)
    ]
    carried = ", ".join((*unit.units, *unit.bolts)) or "nothing"
    shown = f"nothing shows yet that it is {', '.join(lacking)}" if lacking else "evidence for all five"
    return one_line(f"{name}: carries {carried}; {shown}", 600)


def _cut(word: str, lines: Sequence[str]) -> Iterator[str]:
    yield from (f"{word}: {line}" for line in lines[:_MOST])
    if len(lines) > _MOST:
        yield f"{word}: {len(lines) - _MOST} more"
