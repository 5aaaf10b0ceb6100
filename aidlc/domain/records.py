"""A tree of records as a value: what was read, and what was wrong with the files that could not be read."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from enum import StrEnum
from functools import cached_property

from aidlc.domain.errors import Problem
from schemas.common import Strict


class Kind(StrEnum):
    """The kinds of Markdown record; the value is the one in `schema: aidlc/<kind>/v1`."""

    INTENT = "intent"
    CONTEXT = "context"
    QUESTIONS = "questions"
    PRFAQ = "prfaq"
    STORIES = "stories"
    NFRS = "nfrs"
    RISKS = "risks"
    MEASURES = "measures"
    UNIT = "unit"
    DOMAIN_DESIGN = "domain-design"
    LOGICAL_DESIGN = "logical-design"
    ADR = "adr"
    TESTS = "tests"
    BOLT = "bolt"
    DEPLOYMENT_UNIT = "deployment-unit"
    RELEASE = "release"
    APPROVAL = "approval"


@dataclass(frozen=True, slots=True)
class Address:
    """Which record a path is: its kind, the intent, the Unit where there is one, and its own name where the kind has one.

    `unit` is set for what lies below `construction/<unit>/` and "" for everything else, `UNIT` included.
    `name` is the Unit's slug for `UNIT`, the Bolt's for `BOLT`, the slug for `ADR`, `DEPLOYMENT_UNIT`, `RELEASE`, and the
    first twelve digits of the digest for `APPROVAL`; else "".
    """

    kind: Kind
    intent: str
    unit: str = ""
    name: str = ""


@dataclass(frozen=True, slots=True)
class RecordFile:
    """One record that was read: where, the validated front matter, the body byte for byte, and the digest of the file."""

    path: str
    address: Address
    record: Strict
    body: str
    sha256: str
    """SHA-256 of the file's bytes, lower-case hexadecimal."""
    lines: dict[str, int] = field(default_factory=dict, compare=False, repr=False)
    """Dotted key (`stories[0].id`) to line, so that what is found later can still say where."""


@dataclass(frozen=True)
class RecordTree:
    """All records that could be read, sorted by path, and a problem for each file that could not."""

    files: tuple[RecordFile, ...] = ()
    problems: tuple[Problem, ...] = ()

    def of(self, kind: Kind, intent: str | None = None, unit: str | None = None) -> Iterator[RecordFile]:
        """Yield the records of `kind`, of one intent and Unit where given."""
        return iter(self._groups.get((kind, intent, unit), ()))

    def find(self, address: Address) -> RecordFile | None:
        """Return the record at `address`, or None."""
        return self._places.get(address)

    # Looked up for each Bolt of a repository: a walk through all files each time would be felt from a thousand on.
    @cached_property
    def _groups(self) -> Mapping[tuple[Kind, str | None, str | None], list[RecordFile]]:
        groups: dict[tuple[Kind, str | None, str | None], list[RecordFile]] = defaultdict(list)
        for file in self.files:
            at = file.address
            for intent in (None, at.intent):
                for unit in (None, at.unit):
                    groups[at.kind, intent, unit].append(file)
        return dict(groups)

    @cached_property
    def _places(self) -> Mapping[Address, RecordFile]:
        return {file.address: file for file in reversed(self.files)}
