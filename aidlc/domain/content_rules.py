"""What a pull request's content must fulfil before anyone's approval is asked: complete, in order, within its phase."""

from __future__ import annotations

from collections.abc import Iterable, Iterator

from aidlc.domain.classification import Classification, PathKind, changes_policy
from aidlc.domain.completeness import missing_for
from aidlc.domain.errors import Problem
from aidlc.domain.facts import Content, PathChange, ProposedPolicy
from aidlc.domain.layout import POLICY_PATH
from aidlc.domain.links import check_links
from aidlc.domain.patterns import matches
from aidlc.domain.phases import Phase
from aidlc.domain.policy_rules import check_policy
from aidlc.domain.prerequisites import released_units, unit_of
from aidlc.domain.records import Address, Kind, RecordTree
from schemas.construction import Bolt, BoltState, Release
from schemas.policy import Policy

_EMPTY = {
    "e69de29bb2d1d6434b8b29ae775ad8c2e48c5391",
    "473a0f4c3be8a93681a267e3b1e9a7dcda1185436fe141f7749120a303721813",
}  # the empty file, by SHA-1 and SHA-256
_LARGE = 1_000_000  # bytes: GitHub doesn't show the difference of such a file


def content_problems(
    policy: Policy, found: Classification, content: Content, proposed: ProposedPolicy | None
) -> tuple[Problem, ...]:
    """Return every rule that the content breaks, each with its remedy; never raises."""
    problems = [*found.problems, *content.records.problems]
    if found.intent is not None and not problems:  # what can't be read can't be checked further
        problems.extend(_phase_problems(policy, found, content.records))
    elif found.phase is Phase.CONSTRUCTION and found.intent is None and not problems:
        problems.append(
            _problem(
                "changes code without a Bolt.",
                "Record the Bolt that this belongs to, or let the policy allow `maintenance`.",
            )
        )
    problems.extend(_moves_out_of_free(found, content.head.changes))
    if changes_policy(content.head.changes):
        problems.extend(_proposed(proposed))
    return _once(problems)


def content_notes(content: Content) -> tuple[str, ...]:
    """Return what a reviewer should look at twice: links, submodules, files too large to be shown."""
    return tuple(note for change in _sorted(content.head.changes) for note in _notes(change, content))


def _phase_problems(policy: Policy, found: Classification, records: RecordTree) -> Iterator[Problem]:
    intent = found.intent or ""
    if found.phase is Phase.INCEPTION:
        yield from missing_for(Phase.INCEPTION, records, intent)
    elif found.phase is Phase.CONSTRUCTION:
        yield from _construction(found, records, intent)
    elif found.phase is Phase.OPERATION:
        yield from _operation(policy, found, records, intent)
    yield from check_links(records, intent)


def _construction(found: Classification, records: RecordTree, intent: str) -> Iterator[Problem]:
    yield from missing_for(Phase.CONSTRUCTION, records, intent, units=found.units)
    bolts = [file for file in records.of(Kind.BOLT, intent) if file.path in found.kinds]
    if not any(
        isinstance(file.record, Bolt) and file.record.state is not BoltState.CANCELLED for file in bolts
    ):
        yield _problem(
            f"changes no Bolt of {intent} that isn't cancelled.",
            "Record the Bolt that this belongs to, in the same pull request.",
        )
    owned: list[str] | None = []
    for unit in found.units:
        record = unit_of(records, intent, unit)
        if record is None:
            yield _problem(
                f"builds the Unit {intent}/{unit}, which inception doesn't know.",
                "Add the Unit to inception first.",
            )
        if owned is not None:
            owned = [*owned, *record.paths] if record is not None and record.paths else None
    for path in found.paths(PathKind.CODE):
        if owned is not None and found.units and not any(matches(pattern, path) for pattern in owned):
            yield Problem(
                path=path,
                message=f"belongs to none of the Units {', '.join(found.units)}.",
                remedy="Move it to a pull request of its Unit, or add it to the Unit's `paths` in inception.",
            )


def _operation(policy: Policy, found: Classification, records: RecordTree, intent: str) -> Iterator[Problem]:
    file = records.find(Address(Kind.RELEASE, intent, name=found.release or ""))
    if file is None or not isinstance(file.record, Release):
        yield _problem(
            f"takes the release {found.release} away; releases stay as they were approved.", "Restore it."
        )
        return
    yield from missing_for(Phase.OPERATION, records, intent, release=found.release or "")
    environments = policy.phases.operation.environments
    if file.record.environment not in environments:
        yield Problem(
            path=file.path,
            key="environment",
            message=f"{file.record.environment} is no environment of the policy.",
            remedy=f"Use one of: {', '.join(environments)}.",
        )
    if not any(released_units(records, intent, found.release or "")):
        yield Problem(
            path=file.path,
            key="deployment_units",
            message="its Deployment Units name no Unit, so nothing tells what was built.",
            remedy="Name the Units or Bolts in each Deployment Unit.",
        )
    named = {each.id for each in file.record.deployment_units}
    for path in found.paths(PathKind.OPERATION):
        name = path.rpartition("/")[2].removesuffix(".md")
        if "/deployment-units/" in path and name not in named:
            yield Problem(
                path=path,
                message=f"isn't part of the release {found.release}.",
                remedy="Change a Deployment Unit together with the release that names it.",
            )


def _moves_out_of_free(found: Classification, changes: Iterable[PathChange]) -> Iterator[Problem]:
    """Yield a problem for each file that leaves the free paths unchanged.

    GitHub shows a move without its content, and nobody had to approve that where it lay.
    """
    moved = tuple(changes)
    free = {
        change.old.oid: change.path
        for change in moved
        if change.old is not None and change.new is None and found.kinds[change.path] is PathKind.FREE
    }
    for change in moved:
        governed = found.kinds[change.path] is not PathKind.FREE
        if change.old is None and change.new is not None and governed:
            came = free.get(change.new.oid)
            if came is not None and change.new.oid not in _EMPTY:
                yield Problem(
                    path=change.path,
                    message=f"is the free file {came} under another name, whose content GitHub doesn't show here.",
                    remedy="Take it from the free paths in a pull request of its own, then add it in this one.",
                )


def _proposed(proposed: ProposedPolicy | None) -> tuple[Problem, ...]:
    if proposed is None:
        return (
            Problem(path=POLICY_PATH, message="changes, but couldn't be read.", remedy="Run the gate again."),
        )
    if proposed.policy is None:
        gone = Problem(
            path=POLICY_PATH, message="would be missing or invalid.", remedy="Restore a valid policy."
        )
        return proposed.problems or (gone,)
    return (*proposed.problems, *check_policy(proposed.policy))


def _notes(change: PathChange, content: Content) -> Iterator[str]:
    new = change.new
    if new is None:
        return
    if new.mode == "120000":
        yield f"{change.path} is a symbolic link."
    elif new.type == "commit" or new.mode == "160000":
        yield f"{change.path} is a submodule at {new.oid[:12]}; its content isn't shown here."
    elif content.sizes.get(new.oid, 0) > _LARGE:
        yield f"{change.path} has {content.sizes[new.oid]} bytes, too many for GitHub to show."


def _sorted(changes: Iterable[PathChange]) -> list[PathChange]:
    return sorted(changes, key=lambda each: each.path)


def _problem(message: str, remedy: str) -> Problem:
    return Problem(path="pull request", message=message, remedy=remedy)


def _once(problems: Iterable[Problem]) -> tuple[Problem, ...]:
    """Drop repetitions and sort, so that no order of facts shows."""
    unique = {str(problem): problem for problem in problems}
    return tuple(unique[text] for text in sorted(unique))
