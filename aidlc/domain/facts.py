"""Everything a gate decision may know, as frozen values. Gathered first, judged afterwards, never fetched by a rule.

Sources: GitHub's GraphQL and REST API for pull request, reviews, commits, timeline, activity, permissions; git objects for
content. Nothing here comes from the event payload or from a working tree.
"""

from __future__ import annotations

from datetime import datetime
from enum import StrEnum

from pydantic import BaseModel, ConfigDict

from aidlc.domain.errors import Problem
from aidlc.domain.records import RecordTree
from schemas.approval import ApprovalEvidence
from schemas.policy import Permission, Policy


class Frozen(BaseModel):
    """Base of all facts: immutable, closed."""

    model_config = ConfigDict(frozen=True, extra="forbid")


class AccountType(StrEnum):
    """GitHub's account types; only `User` can be a person."""

    USER = "User"
    BOT = "Bot"
    MANNEQUIN = "Mannequin"
    ORGANIZATION = "Organization"
    ENTERPRISE_USER_ACCOUNT = "EnterpriseUserAccount"


class Account(Frozen):
    """A GitHub account; a deleted one is `None` wherever an account is optional."""

    id: int
    login: str
    type: AccountType = AccountType.USER


class ReviewState(StrEnum):
    """GitHub's review states."""

    PENDING = "PENDING"
    COMMENTED = "COMMENTED"
    APPROVED = "APPROVED"
    CHANGES_REQUESTED = "CHANGES_REQUESTED"
    DISMISSED = "DISMISSED"


class Review(Frozen):
    """One review as GitHub tells it now; `commit` may have been moved by GitHub since it was submitted."""

    id: int
    author: Account | None
    state: ReviewState
    submitted_at: datetime | None
    """UTC; `None` where GitHub gave none or one that can't be parsed."""
    commit: str | None
    body: str = ""
    edited: bool = False
    """Whether the body was edited after submission, by anyone."""
    editor: Account | None = None
    """Who edited the body last, where it was edited; `None` also for a deleted account."""


class Identity(Frozen):
    """A commit's author, committer or co-author; `account` is `None` where GitHub maps the e-mail to nobody."""

    name: str
    email: str
    account: Account | None = None


class Commit(Frozen):
    """One commit of the pull request. Its dates are the author's claim and therefore absent."""

    oid: str
    author: Identity
    committer: Identity
    co_authors: tuple[Identity, ...] = ()
    parents: tuple[str, ...] = ()


class EventKind(StrEnum):
    """Timeline events that matter to evidence."""

    HEAD_FORCE_PUSHED = "head-force-pushed"
    HEAD_DELETED = "head-deleted"
    HEAD_RESTORED = "head-restored"
    BASE_CHANGED = "base-changed"
    BASE_FORCE_PUSHED = "base-force-pushed"
    REOPENED = "reopened"
    REVIEW_DISMISSED = "review-dismissed"


class TimelineEvent(Frozen):
    """One event of the pull request's timeline, with GitHub's own time."""

    kind: EventKind
    at: datetime
    actor: Account | None = None
    review: int | None = None
    """For a dismissal: the review's id."""
    previous_state: ReviewState | None = None
    """For a dismissal: the review's state before."""
    before: str | None = None
    """For a forced push of the head: the commit that headed the branch before, where GitHub still has it."""


class Activity(Frozen):
    """One push to the head branch as GitHub's server saw it: the branch pointed at `after` from `at` on."""

    at: datetime
    before: str
    after: str
    actor: Account | None = None


class Entry(Frozen):
    """A git tree entry: `mode` as six octal digits, `type` blob, tree or commit, `oid` in hexadecimal."""

    mode: str
    type: str
    oid: str


class PathChange(Frozen):
    """A path that differs between two trees, without rename detection.

    Paths are git's bytes, decoded with `surrogateescape`, so that every byte sequence is kept.
    """

    path: str
    old: Entry | None
    new: Entry | None


class Snapshot(Frozen):
    """The content at one commit as far as decisions need it."""

    commit: str
    parents: tuple[str, ...]
    records: dict[str, Entry]
    """Every entry below `aidlc-records/` (path to entry, recursive, blobs and commits only)."""
    changes: tuple[PathChange, ...]
    """Merge base with the pull request's base branch (see `Content.base`) against this commit."""


class Content(Frozen):
    """What git says of a pull request."""

    base: str
    """The base commit that `head` was compared with: the default branch's tip, or the merge's first parent once merged."""
    merge_bases: tuple[str, ...]
    head: Snapshot
    snapshots: dict[str, Snapshot | None]
    """Other commits that evidence needs (reviews' `commit`, activity's heads), by id; `None`: can't be read any more."""
    merged: tuple[PathChange, ...] | None
    """`base` against the tree a clean merge of `head` into it gives; `None` when it conflicts."""
    records: RecordTree = RecordTree()
    """The records at `head` of every intent that the pull request touches, parsed by the one codec, with the problems of
    those that don't parse (unknown names, symbolic links and the like included)."""
    sizes: dict[str, int] = {}
    """Blob id to size in bytes, for changed blobs, where known."""
    landing: dict[str, Entry] | None = None
    """Every entry below `aidlc-records/` in the tree that a clean merge of `head` into `base` gives; `None` when it
    conflicts. Without it inception and operation stay closed: nobody could tell which folder would land."""


class PullState(StrEnum):
    """Open, closed without merge, merged."""

    OPEN = "OPEN"
    CLOSED = "CLOSED"
    MERGED = "MERGED"


class PullFacts(Frozen):
    """A pull request as GitHub tells it."""

    number: int
    state: PullState
    draft: bool
    author: Account | None
    base_ref: str
    head_ref: str
    head: str
    """Object id of the head commit."""
    head_repository: int | None
    """Id of the repository the head lies in; `None` when deleted."""
    reviews: tuple[Review, ...]
    commits: tuple[Commit, ...]
    timeline: tuple[TimelineEvent, ...]
    activity: tuple[Activity, ...] | None = None
    """The head branch's activity, oldest first; `None` where it can't be read (E1 isn't available then)."""
    merge_commit: str | None = None
    last_pusher: Account | None = None
    """Actor of the newest activity, where the activity is known."""
    merged_at: datetime | None = None
    """When it was merged, by GitHub's clock. A merged pull request without it counts as not approved."""
    updated_at: datetime | None = None
    """GitHub's own time of the last change; a review submitted more than a day later claims to come from the future."""


class Standing(Frozen):
    """What an account may do now: permission as GitHub folds it, `None` for no access; teams whose active member it is."""

    permission: Permission | None
    teams: tuple[int, ...] = ()


class RepositoryFacts(Frozen):
    """The repository; `id` is part of every digest."""

    id: int
    name: str
    """`owner/name`."""
    default_branch: str


class Transition(Frozen):
    """One first-parent commit of the default branch that changed governed paths, with the pull request that it merged."""

    commit: str
    first_parent: str
    paths: tuple[PathChange, ...]
    """What the commit changed against its first parent, all paths."""
    pull: PullFacts | None
    """The merged pull request whose merge commit this is; `None`: a direct push or something that can't be told."""
    content: Content | None
    policy: Policy | None
    """The policy at `first_parent`; `None`: there was none (before the epoch) or it wasn't valid (see `policy_problem`)."""
    policy_problem: str = ""
    records: dict[str, Entry] = {}
    """Every entry below `aidlc-records/` at `commit`."""
    policy_oid: str = ""
    """Git object id of the policy at `first_parent`, where there is one."""


class History(Frozen):
    """How a folder or set of paths came to its present state on the default branch."""

    phase: str
    scope: str
    transitions: tuple[Transition, ...]
    """Newest first. Inception: every transition of the folder since the epoch, the newest being the one into its present
    tree; the older ones tell whether what the newest pull request left unchanged was approved. With the newest alone the
    answer is stricter: such a pull request then needs the digest line.
    Construction of a Unit: every transition since the epoch (the commit that brought the first policy isn't one).
    Operation: every transition of the release's file and of the Deployment Unit files it names; the newest counts."""
    tip: str = ""
    """The commit from which first parents were walked, where a prerequisite asks for one: it must lie on the default
    branch's own first-parent line. "": the default branch's tip, or that the commit asked for doesn't lie there."""


class ClaimFacts(Frozen):
    """A new evidence file and the pull request it names."""

    path: str
    evidence: ApprovalEvidence
    transition: Transition | None
    """The named pull request as merged, or `None` when it isn't merged or doesn't exist."""


class ProposedPolicy(Frozen):
    """A changed policy as the pull request proposes it; deleted or unparsable: `policy` is `None` with the problems."""

    policy: Policy | None
    problems: tuple[Problem, ...] = ()


class GateFacts(Frozen):
    """All that one gate decision knows."""

    repository: RepositoryFacts
    pull: PullFacts
    content: Content
    policy_oid: str
    """Git object id of the policy at the default branch's tip, by which this pull request is judged."""
    proposed_policy: ProposedPolicy | None = None
    """The policy file at the pull request's head where it differs from the default branch's."""
    standings: dict[int, Standing]
    """By account id: every listed reviewer and everybody who requested changes or dismissed a review, in this pull request
    or in one of `histories`. Somebody who requested changes and isn't here blocks: nobody knows that they may not."""
    histories: tuple[History, ...] = ()
    """For each earlier phase that `prerequisites()` asked for."""
    claims: tuple[ClaimFacts, ...] = ()


class DeployFacts(Frozen):
    """All that one deployment decision knows."""

    repository: RepositoryFacts
    intent: str
    release: str
    """The release asked for, a slug."""
    environment: str
    """The environment asked for."""
    tip: str
    """The default branch's tip, from which records and operation history were read."""
    records: RecordTree
    """The intent's records at `tip`, parsed by the one codec."""
    entries: dict[str, Entry]
    """Every entry below `aidlc-records/` at `tip`."""
    reachable: bool
    """Whether the commit that the release names is one of the default branch's first-parent commits, at or before `tip`: a
    commit inside a merged branch was never on the default branch by itself."""
    operation: History | None
    """Transitions of the release's file and the Deployment Unit files it names, newest first."""
    histories: tuple[History, ...] = ()
    """For each of `prerequisites.release_prerequisites()`."""
    standings: dict[int, Standing] = {}
    """By account id: whoever requested changes in one of the pull requests above; team members where roles name teams."""
