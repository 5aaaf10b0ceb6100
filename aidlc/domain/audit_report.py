"""What an audit looks at and what it finds, as values."""

from __future__ import annotations

from enum import StrEnum

from aidlc.domain.decision import State
from aidlc.domain.facts import Account, ClaimFacts, Frozen, History, ProposedPolicy, Transition


class FindingKind(StrEnum):
    """What is wrong with a commit."""

    DIRECT_PUSH = "direct-push"
    """It came without a pull request."""
    UNAPPROVED = "unapproved-merge"
    """Its pull request was merged though the gate says no: past the gate, or taken away since."""
    NO_POLICY = "no-policy"
    """It landed while the default branch had no valid policy."""
    FORGED_STATUS = "forged-status"
    """The gate says no, and yet `success` stood on the head."""
    FOREIGN_STATUS = "foreign-status"
    """It was approved, but the newest status on its head isn't the gate's."""
    EDITED_REVIEW = "edited-review"
    """Somebody else edited a review of its pull request."""


class GateStatus(Frozen):
    """One status of the gate's context on a pull request's head."""

    state: State
    creator: Account | None


class AuditedCommit(Frozen):
    """One first-parent commit that changed governed paths, with what judging it again needs."""

    transition: Transition
    histories: tuple[History, ...] = ()
    """The earlier phases it rests on, as of its first parent; `tip` as `prerequisites()` asks for it."""
    claims: tuple[ClaimFacts, ...] = ()
    proposed_policy: ProposedPolicy | None = None
    statuses: tuple[GateStatus, ...] = ()
    """Statuses on the pull request's head, newest first."""


class Finding(Frozen):
    """One thing that is wrong with one commit."""

    kind: FindingKind
    commit: str
    pull_request: int | None
    sentence: str
    remedy: str
    reasons: tuple[str, ...] = ()
    """Everything the gate has against it."""
    paths: tuple[str, ...] = ()
    """The governed paths that it changed, at most 100."""


class AuditReport(Frozen):
    """What an audit found."""

    since: str
    """The commit after which it began."""
    until: str
    commits: int
    """How many commits of the default branch it looked at."""
    governed: int
    """How many of them changed governed paths."""
    findings: tuple[Finding, ...] = ()
    """Oldest commit first."""

    @property
    def sentence(self) -> str:
        """The result in one sentence."""
        looked = _count(self.commits, "commit")
        if not self.findings and not self.governed:
            return f"{looked} audited; none changed governed paths, so there is nothing to find."
        if not self.findings:
            return f"{looked} audited, {self.governed} of them governed: each was approved."
        wrong = len({finding.commit for finding in self.findings})
        return f"{looked} audited: {_count(len(self.findings), 'finding')} on {_count(wrong, 'commit')}."


def _count(number: int, what: str) -> str:
    return f"{number} {what}{'' if number == 1 else 's'}"
