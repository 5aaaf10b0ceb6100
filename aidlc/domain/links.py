"""Whether records agree with one another: every reference leads somewhere, nothing depends on itself, ids are unique."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field

from aidlc.domain.errors import Problem
from aidlc.domain.graphs import find_cycles
from aidlc.domain.layout import address_of, bolt_address, bolt_reference
from aidlc.domain.records import Address, Kind, RecordFile, RecordTree
from schemas.approval import ApprovalEvidence
from schemas.construction import Adr, AdrStatus, Bolt, DeploymentUnit, LogicalDesign, Release
from schemas.records import Artefact, Completeness, Measures, Nfrs, Questions, Risks, Stories, Unit


def check_links(tree: RecordTree, intent: str | None = None) -> tuple[Problem, ...]:
    """What doesn't fit together in `tree`, or in one intent of it; in the order of the files.

    A reference to a record that is there but can't be read isn't reported again. With `intent` given, a reference into
    another intent is checked only if the tree has anything of that intent: a gate reads no more than it needs.
    """
    known = _Known.of(tree, whole=intent is None)
    found: list[Problem] = []
    for file in tree.files:
        if intent in {None, file.address.intent}:
            found.extend(_check_file(file, known))
    for name in {file.address.intent for file in tree.files} if intent is None else {intent}:
        found.extend(_unit_cycles(tree, name))
    found.extend(_bolt_cycles(tree, intent))
    return tuple(sorted(found, key=lambda problem: (problem.path, problem.line or 0, problem.key or "")))


@dataclass(frozen=True)
class _Known:
    """What can be referred to."""

    addresses: frozenset[Address]
    whole: bool
    stories: dict[str, frozenset[str]] = field(default_factory=dict)
    nfrs: dict[str, frozenset[str]] = field(default_factory=dict)

    @classmethod
    def of(cls, tree: RecordTree, *, whole: bool) -> _Known:
        """Everything in the tree, files that can't be read included."""
        unreadable = {address for problem in tree.problems if (address := address_of(problem.path))}
        known = cls(frozenset({file.address for file in tree.files} | unreadable), whole)
        for file in tree.files:
            if isinstance(file.record, Stories):
                known.stories[file.address.intent] = frozenset(story.id for story in file.record.stories)
            if isinstance(file.record, Nfrs):
                known.nfrs[file.address.intent] = frozenset(nfr.id for nfr in file.record.nfrs)
        return known

    def has(self, address: Address) -> bool:
        """Whether the record is there, or lies where this tree can't tell."""
        if address in self.addresses:
            return True
        return not self.whole and not any(known.intent == address.intent for known in self.addresses)

    def has_entry(self, kind: Kind, intent: str, entry: str) -> bool:
        """Whether a story or an NFR of that id is there; true when its file can't be read."""
        entries = (self.stories if kind is Kind.STORIES else self.nfrs).get(intent)
        return entry in entries if entries is not None else Address(kind, intent) in self.addresses


def _check_file(file: RecordFile, known: _Known) -> Iterator[Problem]:
    at = file.address
    if at.unit and not known.has(Address(Kind.UNIT, at.intent, name=at.unit)):
        message = f"the folder is named after Unit `{at.unit}`, which doesn't exist."
        yield _problem(file, None, message, "Record the Unit, or move the file.")
    match file.record:
        case Unit() as unit:
            yield from _units(file, "depends_on", unit.depends_on, known)
            yield from _entries(file, "stories", unit.stories, known)
        case Bolt() as bolt:
            yield from _bolt(file, bolt, known)
        case LogicalDesign() as design:
            yield from _entries(file, "nfrs", design.nfrs, known)
        case Adr() as adr:
            yield from _adr(file, adr, known)
        case DeploymentUnit() as deployed:
            yield from _units(file, "units", deployed.units, known)
            yield from _bolts(file, "bolts", deployed.bolts, known)
        case Release() as release:
            yield from _release(file, release, known)
        case ApprovalEvidence() as evidence:
            yield from _evidence(file, evidence)
        case _:
            pass
    yield from _unique(file)
    if isinstance(file.record, Artefact) and file.record.status is Completeness.NOT_APPLICABLE:
        yield from _empty(file)


def _bolt(file: RecordFile, bolt: Bolt, known: _Known) -> Iterator[Problem]:
    if bolt.unit != file.address.unit:
        message = f"the Bolt says Unit `{bolt.unit}`, but lies in the folder of `{file.address.unit}`."
        yield _problem(file, "unit", message, "Make both the same.")
    yield from _entries(file, "stories", bolt.stories, known)
    yield from _bolts(file, "depends_on", bolt.depends_on, known)


def _release(file: RecordFile, release: Release, known: _Known) -> Iterator[Problem]:
    for index, released in enumerate(release.deployment_units):
        if not known.has(Address(Kind.DEPLOYMENT_UNIT, file.address.intent, name=released.id)):
            yield _unknown(file, f"deployment_units[{index}].id", "Deployment Unit", released.id)


def _adr(file: RecordFile, adr: Adr, known: _Known) -> Iterator[Problem]:
    at = file.address
    if (adr.status is AdrStatus.SUPERSEDED) != (adr.superseded_by is not None):
        message = "`superseded_by` is needed with `status: superseded` and refused otherwise."
        yield _problem(file, "status", message, "Make both agree.")
    if adr.superseded_by is not None and (
        adr.superseded_by == at.name
        or not known.has(Address(Kind.ADR, at.intent, at.unit, adr.superseded_by))
    ):
        yield _unknown(file, "superseded_by", "other decision", adr.superseded_by)


def _evidence(file: RecordFile, evidence: ApprovalEvidence) -> Iterator[Problem]:
    at = file.address
    if evidence.digest[:12] != at.name:
        message = f"the file is named {at.name}, but its digest starts with {evidence.digest[:12]}."
        yield _problem(file, "digest", message, "Call `check_approval`, which writes it again.")
    if evidence.scope != "repository" and evidence.scope.partition("/")[0] != at.intent:
        message = f"the scope `{evidence.scope}` isn't of the intent `{at.intent}` whose folder this is."
        yield _problem(file, "scope", message, "Call `check_approval`, which writes it again.")


def _empty(file: RecordFile) -> Iterator[Problem]:
    """What doesn't apply has nothing in it."""
    for key, value in file.record:
        if isinstance(value, tuple) and value:
            message = "the record says that it doesn't apply, and has entries all the same."
            yield _problem(file, key, message, "Take them out, or write `status: complete`.")


def _entries(file: RecordFile, key: str, ids: Iterable[str], known: _Known) -> Iterator[Problem]:
    kind, word = (Kind.STORIES, "story") if key == "stories" else (Kind.NFRS, "NFR")
    for index, name in enumerate(ids):
        if not known.has_entry(kind, file.address.intent, name):
            yield _unknown(file, f"{key}[{index}]", word, name)


def _bolts(file: RecordFile, key: str, references: Iterable[str], known: _Known) -> Iterator[Problem]:
    for index, reference in enumerate(references):
        address = bolt_address(reference)
        if address is None or not known.has(address):
            yield _unknown(file, f"{key}[{index}]", "Bolt", reference)


def _units(file: RecordFile, key: str, names: Iterable[str], known: _Known) -> Iterator[Problem]:
    for index, name in enumerate(names):
        if not known.has(Address(Kind.UNIT, file.address.intent, name=name)):
            yield _unknown(file, f"{key}[{index}]", "Unit", name)


def _unique(file: RecordFile) -> Iterator[Problem]:
    """Entries of a list are named by their ids, so no two may share one."""
    key, names = _listed_ids(file)
    for name, count in Counter(names).items():
        if count > 1:
            second = [index for index, other in enumerate(names) if other == name][1]
            message = f"the id `{name}` is there {count} times."
            yield _problem(file, f"{key}[{second}]", message, "Give each its own.")


def _listed_ids(file: RecordFile) -> tuple[str, list[str]]:
    match file.record:
        case (
            Stories(stories=entries) | Nfrs(nfrs=entries) | Risks(risks=entries) | Measures(measures=entries)
        ):
            return str(file.address.kind), [entry.id for entry in entries]
        case Questions(questions=questions):
            return "questions", [question.id for question in questions]
        case Unit(bolts=bolts):
            return "bolts", [bolt.id for bolt in bolts]
        case Release(deployment_units=released):
            return "deployment_units", [unit.id for unit in released]
        case _:
            return "", []


def _unit_cycles(tree: RecordTree, intent: str) -> Iterator[Problem]:
    files = {file.address.name: file for file in tree.of(Kind.UNIT, intent)}
    edges = {name: file.record.depends_on for name, file in files.items() if isinstance(file.record, Unit)}
    for cycle in find_cycles(edges):
        yield _cycle(files[cycle[0]], cycle)


def _bolt_cycles(tree: RecordTree, intent: str | None) -> Iterator[Problem]:
    files = {bolt_reference(file.address): file for file in tree.of(Kind.BOLT)}
    edges = {name: file.record.depends_on for name, file in files.items() if isinstance(file.record, Bolt)}
    for cycle in find_cycles(edges):
        ours = [name for name in cycle if intent in {None, files[name].address.intent}]
        if ours:
            yield _cycle(files[ours[0]], cycle)


def _cycle(file: RecordFile, cycle: tuple[str, ...]) -> Problem:
    way = " → ".join([*cycle, cycle[0]])
    return _problem(file, "depends_on", f"nothing here can be first: {way}.", "Take one dependency out.")


def _unknown(file: RecordFile, key: str, what: str, name: str) -> Problem:
    return _problem(
        file, key, f"there is no {what} `{name}`.", "Correct the reference, or record what it names."
    )


def _problem(file: RecordFile, key: str | None, message: str, remedy: str) -> Problem:
    line = file.lines.get(key) if key else None
    return Problem(path=file.path, line=line, key=key, message=message, remedy=remedy)
