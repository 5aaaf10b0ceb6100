"""What a pull request is, by the paths it changes: both sides of a rename, nothing but the paths, every path governed."""

from __future__ import annotations

from collections.abc import Iterable
from enum import StrEnum
from typing import Final

from pydantic import Field

from aidlc.domain.errors import Problem
from aidlc.domain.facts import Frozen, PathChange
from aidlc.domain.layout import POLICY_PATH, RECORDS, address_of
from aidlc.domain.patterns import covers, matches
from aidlc.domain.phases import Phase
from aidlc.domain.records import Address, Kind
from schemas.policy import Policy

ALWAYS_GUARDED: Final = (
    ".github/**",
    "**/CODEOWNERS",
    "**/.gitattributes",
    "**/.gitmodules",
)
"""Paths that no policy can free: they say who judges, who is asked, and what a reviewer is shown."""


class PathKind(StrEnum):
    """What a changed path is to the gate."""

    INCEPTION = "inception"
    CONSTRUCTION = "construction"
    OPERATION = "operation"
    EVIDENCE = "evidence"
    GUARDED = "guarded"
    FREE = "free"
    CODE = "code"
    UNKNOWN_RECORD = "unknown-record"


_RECORD_KINDS: Final = {
    Kind.BOLT: PathKind.CONSTRUCTION,
    Kind.DOMAIN_DESIGN: PathKind.CONSTRUCTION,
    Kind.LOGICAL_DESIGN: PathKind.CONSTRUCTION,
    Kind.ADR: PathKind.CONSTRUCTION,
    Kind.TESTS: PathKind.CONSTRUCTION,
    Kind.DEPLOYMENT_UNIT: PathKind.OPERATION,
    Kind.RELEASE: PathKind.OPERATION,
    Kind.APPROVAL: PathKind.EVIDENCE,
}
_PHASES: Final = {
    PathKind.INCEPTION: Phase.INCEPTION,
    PathKind.CONSTRUCTION: Phase.CONSTRUCTION,
    PathKind.OPERATION: Phase.OPERATION,
}


class Classification(Frozen):
    """What a set of changed paths amounts to."""

    phase: Phase | None
    """`None`: only free paths, nothing at all, or (with problems) nothing one can name."""
    intent: str | None = None
    units: tuple[str, ...] = ()
    """Units whose construction records change, sorted."""
    release: str | None = None
    """The release whose file changes, for operation."""
    kinds: dict[str, PathKind] = Field(default_factory=dict)
    """Every changed path and what it is."""
    guarded: tuple[str, ...] = ()
    """Changed paths that need the approvals of `guarded` on top, sorted."""
    problems: tuple[Problem, ...] = ()

    def paths(self, kind: PathKind) -> tuple[str, ...]:
        """Return the changed paths of one kind, sorted."""
        return tuple(sorted(path for path, found in self.kinds.items() if found is kind))

    @property
    def only_free(self) -> bool:
        """Whether something changes, and nothing but free paths."""
        return set(self.kinds.values()) == {PathKind.FREE}


def classify(policy: Policy, changes: tuple[PathChange, ...]) -> Classification:
    """Return what `changes` amount to under `policy` (the default branch's); never raises.

    Order: records, guarded, free, code; `free` never reaches records or guarded paths. Several intents, several phases or an
    unknown name below `aidlc-records/` are problems. Source: the project's own rules (README, "What a pull request is").
    """
    kinds = {change.path: _kind_of(policy, change) for change in changes}
    addresses = [at for path in kinds if (at := address_of(path)) is not None]
    governing = [at for at in addresses if at.kind is not Kind.APPROVAL]
    found = set(kinds.values())
    phase = _phase_of(policy, found)
    guarded = {change.path for change in changes if _is_guarded(policy, change, kinds[change.path])}
    if phase is Phase.GUARDED:  # nothing but evidence and guarded paths: the evidence is what they look at
        guarded |= {path for path, kind in kinds.items() if kind is PathKind.EVIDENCE}
    intents = sorted({at.intent for at in governing})
    return Classification(
        phase=phase,
        intent=intents[0] if len(intents) == 1 else None,
        units=tuple(sorted({at.unit for at in governing if at.unit})),
        release=_only(at.name for at in governing if at.kind is Kind.RELEASE),
        kinds=kinds,
        guarded=tuple(sorted(guarded)),
        problems=(
            *_unknown_names(kinds),
            *_too_much(found, governing),
            *_strange_evidence(phase, intents, addresses),
        ),
    )


def changes_policy(changes: Iterable[PathChange]) -> bool:
    """Whether the policy itself is among `changes`."""
    return any(change.path == POLICY_PATH for change in changes)


def _kind_of(policy: Policy, change: PathChange) -> PathKind:
    path = change.path
    if path.partition("/")[0].casefold() == RECORDS.casefold():
        address = address_of(path)
        if address is not None:
            return _RECORD_KINDS.get(address.kind, PathKind.INCEPTION)
        # What nobody can name may be removed, by those who guard the repository.
        return PathKind.UNKNOWN_RECORD if change.new is not None else PathKind.GUARDED
    if _matches_guarded(policy, path):
        return PathKind.GUARDED
    if any(matches(pattern, path) for pattern in policy.free):
        return PathKind.FREE
    return PathKind.CODE


def _is_guarded(policy: Policy, change: PathChange, kind: PathKind) -> bool:
    if kind is PathKind.GUARDED or _matches_guarded(policy, change.path):
        return True
    return kind is PathKind.EVIDENCE and change.old is not None  # evidence is only ever added


def _matches_guarded(policy: Policy, path: str) -> bool:
    # Some file systems and some of GitHub's own readers ignore case: so do the built-in patterns.
    folded = path.casefold()
    built_in = any(covers(pattern.casefold(), folded) for pattern in ALWAYS_GUARDED)
    return built_in or any(covers(pattern, path) for pattern in policy.guarded.paths)


def _phase_of(policy: Policy, found: set[PathKind]) -> Phase | None:
    for kind, phase in _PHASES.items():
        if kind in found:
            return phase
    if PathKind.CODE in found:
        return Phase.CONSTRUCTION if policy.maintenance is None else Phase.MAINTENANCE
    if found & {PathKind.GUARDED, PathKind.EVIDENCE}:
        return Phase.GUARDED
    return None


def _unknown_names(kinds: dict[str, PathKind]) -> list[Problem]:
    return [
        Problem(
            path=path,
            message="is no record that AI-DLC knows.",
            remedy="Remove it or give it a name of the record layout.",
        )
        for path, kind in sorted(kinds.items())
        if kind is PathKind.UNKNOWN_RECORD
    ]


def _too_much(found: set[PathKind], governing: list[Address]) -> list[Problem]:
    problems = []
    intents = sorted({at.intent for at in governing})
    if len(intents) > 1:
        problems.append(
            _split(f"changes the records of {len(intents)} intents ({', '.join(intents[:5])}), not of one.")
        )
    phases = [str(phase) for kind, phase in _PHASES.items() if kind in found]
    if PathKind.CODE in found and phases and Phase.CONSTRUCTION not in phases:
        phases.append("code")
    if len(phases) > 1:
        problems.append(_split(f"mixes {' and '.join(phases)}; a pull request belongs to one phase."))
    releases = sorted({at.name for at in governing if at.kind is Kind.RELEASE})
    if PathKind.OPERATION in found and len(releases) != 1 and len(phases) == 1:
        problems.append(_split(f"changes {len(releases)} releases; operation approves exactly one."))
    return problems


def _strange_evidence(
    phase: Phase | None, intents: list[str], addresses: list[Address]
) -> tuple[Problem, ...]:
    if phase in {None, Phase.GUARDED}:
        return ()
    strangers = sorted({at.intent for at in addresses if at.kind is Kind.APPROVAL} - set(intents))
    if not strangers:
        return ()
    return (_split(f"carries evidence of another intent ({', '.join(strangers[:5])})."),)


def _split(message: str) -> Problem:
    return Problem(path="pull request", message=message, remedy="Split it.")


def _only(names: Iterable[str]) -> str | None:
    found = sorted(set(names))
    return found[0] if len(found) == 1 else None
