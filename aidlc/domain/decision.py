"""A gate decision: a value that explains itself. Status, comment, summary and JSON are renderings of it."""

from __future__ import annotations

from enum import StrEnum
from typing import Literal

from aidlc.domain.errors import Problem
from aidlc.domain.facts import Account, Frozen
from aidlc.domain.phases import Phase


class Verdict(StrEnum):
    """What a gate says. Not knowing has no verdict: the shell posts `error`."""

    OPEN = "OPEN"
    NOT_APPLICABLE = "NOT_APPLICABLE"
    CLOSED = "CLOSED"


class State(StrEnum):
    """GitHub's commit status states."""

    SUCCESS = "success"
    PENDING = "pending"
    FAILURE = "failure"
    ERROR = "error"


class Why(StrEnum):
    """Why a review doesn't count."""

    BOT = "bot"
    NOT_A_USER = "not-a-user"
    AGENT = "agent"
    GHOST = "deleted-account"
    AUTHOR = "author"
    CONTRIBUTOR = "contributor"
    LAST_PUSHER = "last-pusher"
    NO_ROLE = "no-role"
    NO_PERMISSION = "no-permission"
    STALE = "stale"
    DIGEST_LINE_MISSING = "digest-line-missing"
    DIGEST_LINE_WRONG = "digest-line-wrong"
    DISMISSED = "dismissed"
    SUPERSEDED = "superseded"
    COMMENT = "comment"
    NOT_SUBMITTED = "not-submitted"
    NO_TIME = "no-time"
    REVOKED = "revoked"
    NOT_NEEDED = "not-needed"


class Counted(Frozen):
    """An approval that counts."""

    review: int
    account: Account
    role: str
    phase: Phase
    digest_line: bool
    """Whether the review carries the matching digest line."""


class Ignored(Frozen):
    """A review that doesn't count, and why, in a sentence that says how to mend it."""

    review: int
    account: Account | None
    why: Why
    sentence: str
    phase: Phase | None = None


class Blocking(Frozen):
    """A person whose request for changes closes the gate."""

    review: int
    account: Account | None
    sentence: str


class Need(Frozen):
    """What is still missing: `count` more people of `role`; `people` are the logins who could (listed, independent)."""

    phase: Phase
    role: str
    count: int
    people: tuple[str, ...]
    digest_line: bool
    """Whether their review must carry the digest line."""


class Requirement(Frozen):
    """One approval this pull request needs, and how it stands."""

    phase: Phase
    scope: str
    digest: str
    """64 lower-case hexadecimal digits."""
    satisfied: bool
    digest_line_required: bool
    why_digest_line: str = ""
    paths: tuple[str, ...] = ()
    """The paths the digest covers, at most 1,000 for display."""

    @property
    def line(self) -> str:
        """The digest line to put into the body of the approving review."""
        return f"aidlc-approve: {self.phase} {self.scope} {self.digest}"


class Difference(Frozen):
    """One file that isn't as it was in the version compared with."""

    path: str
    what: Literal["added", "changed", "removed"]
    record: str = ""
    """Kind and name of the record that the file is; "" for any other file."""


class Comparison(Frozen):
    """What changed of one requirement's content since a version that was approved."""

    phase: Phase
    scope: str
    people: tuple[str, ...] = ()
    """Whose approval was about that version; nobody: it is the approved one on the default branch."""
    base: str = ""
    """Full id of that version's commit; "": it can't be told which version those people saw."""
    head: str = ""
    differences: tuple[Difference, ...] = ()
    """By path, at most 1,000."""
    left_out: int = 0
    """How many more there are."""


class GateDecision(Frozen):
    """The whole answer."""

    verdict: Verdict
    state: State
    sentence: str
    """One sentence for a person, at most 140 characters fit for a commit status after rendering."""
    phase: Phase | None = None
    scope: str | None = None
    digest: str | None = None
    requirements: tuple[Requirement, ...] = ()
    counted: tuple[Counted, ...] = ()
    ignored: tuple[Ignored, ...] = ()
    blocking: tuple[Blocking, ...] = ()
    needed: tuple[Need, ...] = ()
    problems: tuple[Problem, ...] = ()
    """Rules that are broken, each with its remedy; any of them closes the gate as refused."""
    waiting: tuple[str, ...] = ()
    """Sentences on what is waited for that no approval mends: draft, update the branch."""
    notes: tuple[str, ...] = ()
    """What a reviewer should know but nothing depends on: symlinks, co-authors nobody knows, binary files."""
    comparisons: tuple[Comparison, ...] = ()
    """What changed since the versions last approved, for those who approve again."""
    head: str = ""


class DeployDecision(Frozen):
    """Whether a release may be deployed to an environment, and why not."""

    allowed: bool
    commit: str | None
    """The commit to deploy; `None` unless allowed."""
    sentence: str
    """One sentence for a person, at most 140 characters."""
    release: str
    environment: str
    reasons: tuple[str, ...] = ()
    """Every reason against it, each a sentence that says what to do next; empty when allowed."""
    counted: tuple[Counted, ...] = ()
    """The approvals of the operation pull request."""
    pull_request: int | None = None
    """Number of the pull request that approved the release."""
    digest: str | None = None
