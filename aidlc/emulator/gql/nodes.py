"""What resolvers hand to each other: a record with the repository it lives in, and GraphQL's name of its type."""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from aidlc.emulator.actor import Actor
from aidlc.emulator.git_objects import CommitFacts, GitObject, Signature, TagFacts
from aidlc.emulator.gitrepo import TreeEntry
from aidlc.emulator.state import (
    Comment,
    Deployment,
    Environment,
    Issue,
    Label,
    Pull,
    Repository,
    Review,
    Status,
    TimelineEvent,
    User,
    present,
)
from aidlc.emulator.urls import Urls
from aidlc.emulator.world import World

Resolver = Callable[..., Any]
Fields = dict[str, Resolver]


@dataclass(frozen=True, slots=True)
class Context:
    """What every resolver may need: `resolver(node, context, **arguments)`."""

    world: World
    actor: Actor
    urls: Urls


@dataclass(frozen=True, slots=True)
class ActorNode:
    """An account. GraphQL writes a bot's login without `[bot]`; `viewer` is shown as a User with its full login."""

    user: User
    as_viewer: bool = False

    @property
    def typename(self) -> str:
        """User, Bot, Mannequin or Organization."""
        return "User" if self.as_viewer else self.user.type

    @property
    def login(self) -> str:
        """The login as GraphQL writes it."""
        return self.user.login if self.as_viewer else self.user.login.removesuffix("[bot]")


@dataclass(frozen=True, slots=True)
class GitActorNode:
    """Someone named in a commit."""

    signature: Signature
    typename: str = "GitActor"


@dataclass(frozen=True, slots=True)
class RepositoryNode:
    """A repository."""

    repository: Repository
    typename: str = "Repository"


@dataclass(frozen=True, slots=True)
class RefNode:
    """A branch or a tag; `name` is the full one."""

    repository: Repository
    name: str
    oid: str
    typename: str = "Ref"


@dataclass(frozen=True, slots=True)
class CommitNode:
    """A commit."""

    repository: Repository
    commit: CommitFacts
    typename: str = "Commit"


@dataclass(frozen=True, slots=True)
class BlobNode:
    """A blob."""

    repository: Repository
    object: GitObject
    typename: str = "Blob"


@dataclass(frozen=True, slots=True)
class TagNode:
    """An annotated tag."""

    repository: Repository
    tag: TagFacts
    typename: str = "Tag"


@dataclass(frozen=True, slots=True)
class TreeNode:
    """A tree; `path` leads to it from the commit it was asked from."""

    repository: Repository
    oid: str
    path: str = ""
    typename: str = "Tree"


@dataclass(frozen=True, slots=True)
class TreeEntryNode:
    """A line of a tree."""

    repository: Repository
    entry: TreeEntry
    prefix: str = ""
    typename: str = "TreeEntry"


@dataclass(frozen=True, slots=True)
class IssueNode:
    """An issue that is no pull request."""

    repository: Repository
    issue: Issue
    typename: str = "Issue"


@dataclass(frozen=True, slots=True)
class PullNode:
    """A pull request."""

    repository: Repository
    pull: Pull
    typename: str = "PullRequest"

    @property
    def issue(self) -> Issue:
        """Its conversation."""
        return self.pull.issue


@dataclass(frozen=True, slots=True)
class PullCommitNode:
    """A commit of a pull request."""

    repository: Repository
    pull: Pull
    commit: CommitFacts
    typename: str = "PullRequestCommit"


@dataclass(frozen=True, slots=True)
class ReviewNode:
    """A review."""

    repository: Repository
    pull: Pull
    review: Review
    typename: str = "PullRequestReview"


@dataclass(frozen=True, slots=True)
class CommentNode:
    """A comment."""

    repository: Repository
    issue: Issue
    comment: Comment
    typename: str = "IssueComment"


@dataclass(frozen=True, slots=True)
class EventNode:
    """A line of the timeline; its type is the event's own."""

    repository: Repository
    issue: Issue
    event: TimelineEvent

    @property
    def typename(self) -> str:
        """The event's kind."""
        return self.event.kind


@dataclass(frozen=True, slots=True)
class RequestNode:
    """A review someone was asked for."""

    repository: Repository
    pull: Pull
    reviewer: User
    typename: str = "ReviewRequest"


@dataclass(frozen=True, slots=True)
class LabelNode:
    """A label."""

    repository: Repository
    label: Label
    typename: str = "Label"


@dataclass(frozen=True, slots=True)
class StatusNode:
    """All statuses of a commit together."""

    repository: Repository
    commit: CommitFacts
    statuses: tuple[Status, ...]
    typename: str = "Status"


@dataclass(frozen=True, slots=True)
class StatusContextNode:
    """The latest status of a context."""

    repository: Repository
    status: Status
    typename: str = "StatusContext"


@dataclass(frozen=True, slots=True)
class DeploymentNode:
    """A deployment."""

    repository: Repository
    deployment: Deployment
    typename: str = "Deployment"


@dataclass(frozen=True, slots=True)
class EnvironmentNode:
    """An environment."""

    repository: Repository
    environment: Environment
    typename: str = "Environment"


def actor_node(user: User | None) -> ActorNode | None:
    """The account, null for nobody and for a deleted one."""
    shown = present(user)
    return None if shown is None else ActorNode(shown)


def pull_or_issue_node(repository: Repository, issue: Issue) -> IssueNode | PullNode:
    """A conversation as what it is."""
    pull = repository.pulls.get(issue.number)
    return IssueNode(repository, issue) if pull is None else PullNode(repository, pull)


def commit_node(repository: Repository, oid: str | None) -> CommitNode | None:
    """The commit, null for one that is not (or no longer) here."""
    commit = repository.git.commit(oid) if oid else None
    return None if commit is None else CommitNode(repository, commit)


def ref_node(repository: Repository | None, name: str) -> RefNode | None:
    """The ref of that full name, null where there is none."""
    found = repository.git.find(name) if repository is not None else None
    return None if repository is None or found is None else RefNode(repository, name, found.oid)
