"""What an approval is asked for: one phase of one Intent, its scope, its branch, and the records that belong to it."""

from __future__ import annotations

from dataclasses import dataclass

from aidlc.domain.completeness import missing_for
from aidlc.domain.errors import InputError, Problem
from aidlc.domain.layout import intent_folder, is_slug
from aidlc.domain.links import check_links
from aidlc.domain.phases import Phase
from aidlc.domain.records import Address, Kind, RecordTree
from prompts.neutral import one_line
from schemas.construction import Release
from schemas.records import Intent, Unit


@dataclass(frozen=True, slots=True)
class Request:
    """One phase of one Intent; construction names Units, operation a release."""

    phase: Phase
    intent: str
    units: tuple[str, ...] = ()
    release: str = ""

    def __post_init__(self) -> None:
        """Refuse a phase that nobody asks for, and what doesn't go with the phase."""
        if self.phase not in {Phase.INCEPTION, Phase.CONSTRUCTION, Phase.OPERATION}:
            raise InputError(f"`{self.phase}` isn't a phase: give inception, construction or operation.")
        if (self.phase is Phase.CONSTRUCTION) != bool(self.units):
            raise InputError("`units` goes with construction, and construction needs at least one.")
        if (self.phase is Phase.OPERATION) != bool(self.release):
            raise InputError("`release` goes with operation, and operation needs one.")
        object.__setattr__(self, "units", tuple(sorted(set(self.units))))

    @property
    def branch(self) -> str:
        """The branch of our own that carries the request."""
        tail = ",".join(self.units) or self.release
        return f"aidlc/{self.phase}/{self.intent}" + (f"/{tail}" if tail else "")

    @classmethod
    def of_branch(cls, branch: str) -> Request:
        """The request that a branch of ours carries. Raises InputError for a name that `branch` never gives."""
        parts = branch.split("/")
        slugs = [each for part in parts[2:] for each in part.split(",")]
        request = None
        if all(is_slug(each) for each in slugs):
            match parts:
                case ["aidlc", "inception", intent]:
                    request = cls(Phase.INCEPTION, intent)
                case ["aidlc", "construction", intent, units]:
                    request = cls(Phase.CONSTRUCTION, intent, tuple(units.split(",")))
                case ["aidlc", "operation", intent, release]:
                    request = cls(Phase.OPERATION, intent, release=release)
        if request is None or request.branch != branch:
            raise InputError(
                f"`{one_line(branch, 100)}` is no branch of request_approval's. Give aidlc/inception/INTENT, "
                "aidlc/construction/INTENT/UNIT[,UNIT] or aidlc/operation/INTENT/RELEASE."
            )
        return request

    def scope(self, tree: RecordTree) -> str:
        """The scope as the digest line writes it."""
        if self.phase is Phase.CONSTRUCTION:
            return f"{self.intent}/{','.join(self.units)}"
        if self.phase is Phase.OPERATION:
            release = self._release(tree)
            return f"{self.intent}/{self.release}/{release.environment}/{release.commit}"
        return self.intent

    def title(self, tree: RecordTree) -> str:
        """What it is about, in a few words."""
        found = tree.find(Address(Kind.INTENT, self.intent))
        intent = found.record.title if found is not None and isinstance(found.record, Intent) else self.intent
        if self.phase is Phase.CONSTRUCTION:
            titles = [self._unit_title(tree, unit) for unit in self.units]
            return f"{', '.join(titles)} ({intent})"
        if self.phase is Phase.OPERATION:
            return f"{self._release(tree).title} ({intent})"
        return intent

    def goal(self, tree: RecordTree) -> str:
        """The Intent in its own words, for inception."""
        found = tree.find(Address(Kind.INTENT, self.intent)) if self.phase is Phase.INCEPTION else None
        return found.body.strip() if found is not None else ""

    def covers(self, path: str, tree: RecordTree) -> bool:
        """Whether the record at `path` belongs to the request: it is committed with it."""
        folder = intent_folder(self.intent, str(self.phase))
        if self.phase is Phase.CONSTRUCTION:
            return any(path.startswith(f"{folder}{unit}/") for unit in self.units)
        if self.phase is Phase.OPERATION:
            names = [f"deployment-units/{one.id}.md" for one in self._release(tree).deployment_units]
            return path in {f"{folder}{name}" for name in (*names, f"releases/{self.release}.md")}
        return path.startswith(folder)

    def problems(self, tree: RecordTree) -> tuple[Problem, ...]:
        """Everything that stands in the way of asking: unreadable files, missing parts, references to nowhere."""
        if tree.find(Address(Kind.INTENT, self.intent)) is None:
            whole = intent_folder(self.intent)
            unreadable = tuple(problem for problem in tree.problems if problem.path.startswith(whole))
            if unreadable:
                return unreadable
            known = sorted({file.address.intent for file in tree.of(Kind.INTENT)})
            raise InputError(
                f"There is no Intent `{self.intent}`. "
                + (f"Give one of: {', '.join(known)}." if known else "Call record_intent first.")
            )
        found = [problem for problem in tree.problems if problem.path.startswith(intent_folder(self.intent))]
        found += missing_for(self.phase, tree, self.intent, units=self.units, release=self.release)
        found += check_links(tree, self.intent)
        return tuple(dict.fromkeys(found))

    def _release(self, tree: RecordTree) -> Release:
        found = tree.find(Address(Kind.RELEASE, self.intent, name=self.release))
        if found is None or not isinstance(found.record, Release):
            raise InputError(
                f"There is no release `{self.release}` of {self.intent}. Call record_deployment_unit with `release`."
            )
        return found.record

    def _unit_title(self, tree: RecordTree, unit: str) -> str:
        found = tree.find(Address(Kind.UNIT, self.intent, name=unit))
        return found.record.title if found is not None and isinstance(found.record, Unit) else unit
