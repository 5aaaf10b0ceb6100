"""What the embedded GitHub knows, as plain mutable records. The rules that change them live beside, by subject."""

from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

from aidlc.emulator.gitrepo import GitRepo

ROLES = ("none", "read", "triage", "write", "maintain", "admin")


@dataclass(eq=False, slots=True)
class User:
    """An account. `type` is User, Bot, Mannequin or Organization; a deleted one is shown as null everywhere."""

    id: int
    login: str
    type: str
    token: str
    emails: tuple[str, ...]
    created_at: datetime
    deleted: bool = False

    @property
    def name(self) -> str:
        """The name its web commits carry."""
        return self.login.removesuffix("[bot]").title()

    @property
    def noreply(self) -> str:
        """The address GitHub gives an account, which always maps to it."""
        return f"{self.id}+{self.login}@users.noreply.github.com"


def present(user: User | None) -> User | None:
    """The account as others see it: nobody, once it is deleted."""
    return None if user is None or user.deleted else user


@dataclass(eq=False, slots=True)
class Team:
    """A team; `members` maps account ids to (role, state), state `active` or `pending`."""

    id: int
    slug: str
    members: dict[int, tuple[str, str]] = field(default_factory=dict)


@dataclass(eq=False, slots=True)
class Label:
    """A label of the repository."""

    id: int
    name: str
    color: str = "ededed"
    description: str | None = None


@dataclass(eq=False, slots=True)
class TimelineEvent:
    """Something that happened; `kind` is GraphQL's type name, `data` its particular fields by REST-like keys."""

    id: int
    kind: str
    actor: User | None
    created_at: datetime
    data: dict[str, Any] = field(default_factory=dict)


@dataclass(eq=False, slots=True)
class Comment:
    """A comment in an issue's or a pull request's conversation."""

    id: int
    number: int
    user: User | None
    body: str
    created_at: datetime
    updated_at: datetime
    last_edited_at: datetime | None = None
    editor: User | None = None


@dataclass(eq=False, slots=True)
class Issue:
    """The conversation; every pull request has one too."""

    id: int
    number: int
    title: str
    body: str | None
    user: User | None
    created_at: datetime
    updated_at: datetime
    state: str = "open"
    state_reason: str | None = None
    closed_at: datetime | None = None
    closed_by: User | None = None
    labels: list[Label] = field(default_factory=list)
    assignees: list[User] = field(default_factory=list)
    locked: bool = False
    sub_issues: list["Issue"] = field(default_factory=list)
    comments: list[Comment] = field(default_factory=list)
    events: list[TimelineEvent] = field(default_factory=list)
    last_edited_at: datetime | None = None
    editor: User | None = None


@dataclass(eq=False, slots=True)
class Review:
    """A review. `commit_id` may move after submission, `submitted_at` is null while it is pending."""

    id: int
    user: User | None
    state: str
    body: str
    commit_id: str | None
    submitted_at: datetime | None
    created_at: datetime
    last_edited_at: datetime | None = None
    editor: User | None = None


@dataclass(eq=False, slots=True)
class Pull:
    """A pull request. `base_sha` is the base branch's tip when the request was last synchronised, as on GitHub."""

    id: int
    issue: Issue
    base_ref: str
    base_sha: str
    head_repo: "Repository | None"
    head_owner: User | None
    head_ref: str
    head_sha: str
    draft: bool = False
    reviews: list[Review] = field(default_factory=list)
    requested_reviewers: list[User] = field(default_factory=list)
    commit_times: dict[str, datetime] = field(default_factory=dict)
    merged_at: datetime | None = None
    merged_by: User | None = None
    merge_commit_sha: str | None = None
    landed: tuple[str, ...] = ()
    mergeable: bool | None = None
    head_forced_while_closed: bool = False

    @property
    def number(self) -> int:
        """The number it shares with its issue."""
        return self.issue.number

    @property
    def is_open(self) -> bool:
        """Neither closed nor merged."""
        return self.issue.state == "open"


@dataclass(eq=False, slots=True)
class Status:
    """A commit status; it belongs to a commit id, not to a pull request."""

    id: int
    sha: str
    state: str
    context: str
    description: str | None
    target_url: str | None
    creator: User | None
    created_at: datetime


@dataclass(eq=False, slots=True)
class Activity:
    """A line of the repository's activity list: who moved which ref from where to where."""

    id: int
    ref: str
    before: str
    after: str
    activity_type: str
    actor: User | None
    timestamp: datetime


@dataclass(eq=False, slots=True)
class DeploymentStatus:
    """One status of a deployment."""

    id: int
    state: str
    description: str
    environment: str
    target_url: str
    creator: User | None
    created_at: datetime


@dataclass(eq=False, slots=True)
class Deployment:
    """A deployment of a commit to an environment."""

    id: int
    sha: str
    ref: str
    task: str
    environment: str
    description: str | None
    payload: Any
    creator: User | None
    created_at: datetime
    statuses: list[DeploymentStatus] = field(default_factory=list)


@dataclass(eq=False, slots=True)
class Environment:
    """A deployment environment and its protection rules, as the API shows them."""

    id: int
    name: str
    created_at: datetime
    protection_rules: list[dict[str, Any]] = field(default_factory=list)
    can_admins_bypass: bool = True
    protected_branches_only: bool = False
    branch_patterns: list[str] | None = None


@dataclass(eq=False, slots=True)
class Ruleset:
    """A branch ruleset of the repository; `rules` and `bypass_actors` are as the API shows them."""

    id: int
    name: str
    rules: list[dict[str, Any]]
    enforcement: str = "active"
    include: list[str] = field(default_factory=lambda: ["~DEFAULT_BRANCH"])
    bypass_actors: list[dict[str, Any]] = field(default_factory=list)


@dataclass(eq=False, slots=True)
class Repository:
    """A repository with everything in it. The flags below are the settings a test may turn."""

    id: int
    owner: User
    name: str
    default_branch: str
    git: GitRepo
    created_at: datetime
    pushed_at: datetime
    parent: "Repository | None" = None
    private: bool = False
    required_contexts: tuple[str, ...] = ()
    required_reviews: int | None = None
    enforce_admins: bool = False
    actions_can_approve: bool = False
    default_workflow_permissions: str = "read"
    pins_required: bool = False
    truncate_trees: bool = False
    moves_commit_id: bool = True
    roles: dict[int, str] = field(default_factory=dict)
    issues: dict[int, Issue] = field(default_factory=dict)
    pulls: dict[int, Pull] = field(default_factory=dict)
    labels: dict[str, Label] = field(default_factory=dict)
    statuses: dict[str, list[Status]] = field(default_factory=dict)
    activity: list[Activity] = field(default_factory=list)
    deployments: list[Deployment] = field(default_factory=list)
    environments: dict[str, Environment] = field(default_factory=dict)
    rulesets: list[Ruleset] = field(default_factory=list)
    dispatches: list[dict[str, Any]] = field(default_factory=list)
    workflow_runs: list[dict[str, Any]] = field(default_factory=list)

    @property
    def full_name(self) -> str:
        """`owner/name`."""
        return f"{self.owner.login}/{self.name}"
