"""What a doctor says: findings with a level, a sentence and the exact remedy; a tier; who could approve whose work."""

from __future__ import annotations

from enum import StrEnum

from aidlc.domain.facts import Frozen
from aidlc.domain.phases import Phase


class Level(StrEnum):
    """How bad a finding is. `UNKNOWN` is never counted as `OK`."""

    OK = "OK"
    WARN = "WARN"
    FAIL = "FAIL"
    UNKNOWN = "UNKNOWN"


class Finding(Frozen):
    """One thing that was looked at."""

    id: str
    level: Level
    sentence: str
    remedy: str = ""
    """What to do, exactly; empty only for `OK`."""
    permission: str = ""
    """The permission that the token lacks, for `UNKNOWN`."""
    cases: tuple[str, ...] = ()
    """Ids of the catalogue of cases that this answers."""


class Tier(StrEnum):
    """How much the lock holds."""

    T0 = "T0"
    T1 = "T1"
    T2 = "T2"
    T3 = "T3"


class TierFinding(Frozen):
    """The tier that is proven, and what the next one still needs, one sentence each."""

    tier: Tier
    meaning: str
    missing: tuple[str, ...] = ()


class Outlook(Frozen):
    """Whether somebody could approve a phase of a pull request that `author` opens."""

    author: str
    """A login, or `anybody else`."""
    phase: Phase
    possible: bool
    approvers: tuple[str, ...]
    """`role: login, login`, one entry a rule."""


class Diagnosis(Frozen):
    """Everything a doctor says of one repository."""

    repository: str
    default_branch: str
    tier: TierFinding
    outlooks: tuple[Outlook, ...]
    findings: tuple[Finding, ...]

    @property
    def failed(self) -> bool:
        """Whether anything is a FAIL."""
        return any(finding.level is Level.FAIL for finding in self.findings)


def ok(id_: str, sentence: str, *cases: str) -> Finding:
    """Return a finding that all is well."""
    return Finding(id=id_, level=Level.OK, sentence=sentence, cases=cases)


def warn(id_: str, sentence: str, remedy: str, *cases: str) -> Finding:
    """Return a finding that somebody should look at."""
    return Finding(id=id_, level=Level.WARN, sentence=sentence, remedy=remedy, cases=cases)


def fail(id_: str, sentence: str, remedy: str, *cases: str) -> Finding:
    """Return a finding that makes the lock open or useless."""
    return Finding(id=id_, level=Level.FAIL, sentence=sentence, remedy=remedy, cases=cases)
