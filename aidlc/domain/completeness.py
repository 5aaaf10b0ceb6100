"""What a phase must have before people are asked to approve it. Incomplete is CLOSED, with this list."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Final

from aidlc.domain.errors import Problem
from aidlc.domain.layout import RECORDS, address_of, is_slug, path_of
from aidlc.domain.lifecycle import has_evidence
from aidlc.domain.phases import Phase
from aidlc.domain.records import Address, Kind, RecordFile, RecordTree
from schemas.construction import Assurances, Bolt, BoltState, DeploymentUnit, Release
from schemas.records import (
    Artefact,
    Completeness,
    Intent,
    Measures,
    Nfrs,
    Questions,
    Risks,
    Stories,
    Workspace,
)

_INCEPTION: Final = (Kind.PRFAQ, Kind.STORIES, Kind.NFRS, Kind.RISKS, Kind.MEASURES)
_NOT_APPLICABLE: Final = "or, where it doesn't apply, write `status: not-applicable` with the `reason`"


def missing_for(
    phase: Phase, tree: RecordTree, intent: str, *, units: tuple[str, ...] = (), release: str = ""
) -> tuple[Problem, ...]:
    """What `intent` still lacks for the approval of `phase`; empty when it is complete.

    Construction looks at `units` (all Units of the intent when none are given), operation at `release`. The other kinds of
    change need nothing. A record that can't be read counts as lacking.
    """
    match phase:
        case Phase.INCEPTION:
            return tuple(_inception(tree, intent))
        case Phase.CONSTRUCTION:
            names = units or tuple(file.address.name for file in tree.of(Kind.UNIT, intent))
            return tuple(problem for unit in names for problem in _construction(tree, intent, unit))
        case Phase.OPERATION:
            return tuple(_operation(tree, intent, release))
        case _:
            return ()


def _inception(tree: RecordTree, intent: str) -> Iterator[Problem]:
    found = tree.find(Address(Kind.INTENT, intent))
    if found is None:
        yield _absent(tree, Address(Kind.INTENT, intent), "Call `record_intent`.")
    elif not found.body.strip():
        yield _lacking(
            found,
            "the goal isn't stated: there is no text below the front matter.",
            "Write it there, or call `record_intent` with `body`.",
        )
    for kind in _INCEPTION:
        yield from _artefact(tree, Address(kind, intent))
    brownfield = (
        found is not None
        and isinstance(found.record, Intent)
        and (found.record.workspace is Workspace.BROWNFIELD)
    )
    if brownfield or tree.find(Address(Kind.CONTEXT, intent)):
        yield from _artefact(tree, Address(Kind.CONTEXT, intent))
    yield from _questions(tree, intent)
    if next(tree.of(Kind.UNIT, intent), None) is None:
        path = f"{RECORDS}/{intent}/inception/units/"
        yield Problem(path=path, message="there is no Unit.", remedy="Call `record_units`.")


def _artefact(tree: RecordTree, address: Address) -> Iterator[Problem]:
    """An artefact is there, isn't a draft, and says something."""
    file = tree.find(address)
    if file is None:
        yield _absent(tree, address, f"Call `record_artifact` with kind `{address.kind}`, {_NOT_APPLICABLE}.")
        return
    if not isinstance(file.record, Artefact) or file.record.status is Completeness.NOT_APPLICABLE:
        return
    if file.record.status is Completeness.DRAFT:
        yield _lacking(file, "it is still a draft.", "Finish it and write `status: complete`.", "status")
    match file.record:
        case (
            Stories(stories=entries) | Nfrs(nfrs=entries) | Risks(risks=entries) | Measures(measures=entries)
        ):
            if not entries:
                yield _lacking(
                    file, "the list is empty.", f"Add entries, {_NOT_APPLICABLE}.", str(address.kind)
                )
        case _:
            if not file.body.strip():
                yield _lacking(
                    file, "there is no text below the front matter.", f"Write it, {_NOT_APPLICABLE}."
                )


def _questions(tree: RecordTree, intent: str) -> Iterator[Problem]:
    address = Address(Kind.QUESTIONS, intent)
    file = tree.find(address)
    if file is None:
        # Nothing was asked, unless it was and can't be read.
        if _is_unreadable(tree, address):
            yield _absent(tree, address, "")
        return
    if isinstance(file.record, Questions):
        for index, question in enumerate(file.record.questions):
            if question.answer is None:
                message = f"question `{question.id}` is open."
                remedy = "Ask the people and record the answer with `record_questions`."
                yield _lacking(file, message, remedy, f"questions[{index}]")


def _construction(tree: RecordTree, intent: str, unit: str) -> Iterator[Problem]:
    if tree.find(Address(Kind.UNIT, intent, name=unit)) is None:
        yield _absent(
            tree,
            Address(Kind.UNIT, intent, name=unit),
            "Call `record_units`, which is a matter of inception.",
        )
    bolts = [
        (file, file.record) for file in tree.of(Kind.BOLT, intent, unit) if isinstance(file.record, Bolt)
    ]
    if all(bolt.state is BoltState.CANCELLED for _, bolt in bolts):
        path = f"{RECORDS}/{intent}/construction/{unit}/bolts/"
        message = "the Unit's Bolts are all cancelled." if bolts else "the Unit has no Bolt."
        yield Problem(path=path, message=message, remedy="Call `record_bolts`.")
    for file, bolt in bolts:
        if bolt.state is BoltState.FINISHED and not has_evidence(bolt.evidence):
            message = "the Bolt is finished, but nothing shows it."
            yield _lacking(file, message, "Add a test command with its result, or a link.", "evidence")
        if bolt.state is BoltState.BLOCKED and bolt.blocked_by is None:
            yield _lacking(file, "the Bolt is blocked, but not by what.", "Write `blocked_by: …`.", "state")


def _operation(tree: RecordTree, intent: str, release: str) -> Iterator[Problem]:
    if not is_slug(release):
        path = f"{RECORDS}/{intent}/operation/releases/"
        yield Problem(path=path, message="no release is named.", remedy="Name one by its id.")
        return
    address = Address(Kind.RELEASE, intent, name=release)
    file = tree.find(address)
    if file is None or not isinstance(file.record, Release):
        yield _absent(tree, address, "Call `record_deployment_unit` with `release`.")
        return
    for index, released in enumerate(file.record.deployment_units):
        where = f"deployment_units[{index}]"
        at = Address(Kind.DEPLOYMENT_UNIT, intent, name=released.id)
        unit = tree.find(at)
        if unit is None or not isinstance(unit.record, DeploymentUnit):
            yield _absent(tree, at, "Call `record_deployment_unit`.")
            continue
        if unit.sha256 != released.digest:
            message = f"the digest isn't that of {unit.path}, which is {unit.sha256}."
            yield _lacking(file, message, "Write the digest of the file as it is now.", f"{where}.digest")
        yield from _assured(tree, unit, unit.record)


def _assured(tree: RecordTree, file: RecordFile, unit: DeploymentUnit) -> Iterator[Problem]:
    """A Deployment Unit has evidence for each of the five, and only finished Bolts."""
    for name in Assurances.model_fields:
        if not getattr(unit.assurances, name):
            message = f"nothing shows that it is {name.replace('_', '-')}."
            yield _lacking(file, message, "Add a check, a digest or a link.", f"assurances.{name}")
    for index, reference in enumerate(unit.bolts):
        intent, of_unit, name = reference.split("/")
        bolt = tree.find(Address(Kind.BOLT, intent, of_unit, name))
        if bolt is not None and isinstance(bolt.record, Bolt) and bolt.record.state is not BoltState.FINISHED:
            message = f"Bolt {reference} is {bolt.record.state}, not finished."
            yield _lacking(file, message, "Finish it, or take it out.", f"bolts[{index}]")
        if intent != file.address.intent:  # a release rests on its own intent's approvals alone
            message = f"Bolt {reference} belongs to another intent, whose approvals nobody would look at."
            yield _lacking(file, message, "Release it with its own intent.", f"bolts[{index}]")


def _is_unreadable(tree: RecordTree, address: Address) -> bool:
    return any(address_of(problem.path) == address for problem in tree.problems)


def _absent(tree: RecordTree, address: Address, remedy: str) -> Problem:
    path = path_of(address)
    if _is_unreadable(tree, address):
        return Problem(path=path, message="the record can't be read.", remedy="Mend what is reported for it.")
    return Problem(path=path, message="there is no such record.", remedy=remedy)


def _lacking(file: RecordFile, message: str, remedy: str, key: str | None = None) -> Problem:
    line = file.lines.get(key) if key else None
    if key and line is None:
        line = file.lines.get(key.partition(".")[0])
    return Problem(path=file.path, line=line, key=key, message=message, remedy=remedy)
