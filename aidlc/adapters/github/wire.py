"""The shapes of GitHub's GraphQL answers, exactly as the queries ask for them; anything else is an error, never a guess."""

from __future__ import annotations

from datetime import datetime
from typing import Annotated, Any, Generic, Literal, TypeVar

from pydantic import BaseModel, BeforeValidator, ConfigDict, Field, StringConstraints, ValidationError

from aidlc.domain.errors import GitHubError
from aidlc.domain.facts import ReviewState

ObjectId = Annotated[str, StringConstraints(pattern=r"^([0-9a-f]{40}|[0-9a-f]{64})$")]


def _whole_number(value: object) -> object:
    """GitHub writes `BigInt` as a string of digits."""
    return int(value) if isinstance(value, str) and value.isascii() and value.isdecimal() else value


BigInt = Annotated[int, BeforeValidator(_whole_number), Field(ge=1)]
Time = Annotated[datetime, Field(strict=False)]
Text = Annotated[str, Field(max_length=10_000_000)]


class Wire(BaseModel):
    """Base: nothing is coerced, nothing unknown is accepted, nothing asked for may be missing."""

    model_config = ConfigDict(strict=True, frozen=True, extra="forbid")


class Oid(Wire):
    """A git object."""

    oid: ObjectId


class AccountId(Wire):
    """An account, or a repository, by its number."""

    databaseId: int  # noqa: N815 -- GitHub's names


class Actor(Wire):
    """Whoever did something; `Bot` logins come without `[bot]`."""

    typename: Literal["User", "Bot", "Mannequin", "Organization", "EnterpriseUserAccount"] = Field(
        alias="__typename"
    )
    login: str
    databaseId: int | None = None  # noqa: N815
    user: AccountId | None = None


class PageInfo(Wire):
    """Where the next page starts."""

    hasNextPage: bool  # noqa: N815
    endCursor: str | None  # noqa: N815


_Node = TypeVar("_Node")


class Page(Wire, Generic[_Node]):
    """One page of a connection."""

    totalCount: int | None = None  # noqa: N815
    pageInfo: PageInfo  # noqa: N815
    nodes: tuple[_Node, ...] = Field(strict=False)


class Nodes(Wire, Generic[_Node]):
    """The nodes of a connection that isn't followed."""

    totalCount: int | None = None  # noqa: N815
    nodes: tuple[_Node, ...] = Field(strict=False)


class Review(Wire):
    """A review; times are text here, because a review whose time can't be read is a fact, not an error."""

    fullDatabaseId: BigInt  # noqa: N815
    state: ReviewState = Field(strict=False)
    submittedAt: str | None  # noqa: N815
    lastEditedAt: str | None  # noqa: N815
    body: Text
    author: Actor | None
    commit: Oid | None


class PersonAccount(Wire):
    """The account that GitHub maps an e-mail to."""

    databaseId: int  # noqa: N815
    login: str


class Person(Wire):
    """A git author, committer or co-author."""

    name: str | None
    email: str | None
    user: PersonAccount | None


class Commit(Wire):
    """A commit's people."""

    typename: Literal["Commit"] = Field("Commit", alias="__typename")
    oid: ObjectId
    author: Person | None
    committer: Person | None
    authors: Nodes[Person]


class PullCommit(Wire):
    """A commit in a pull request's list."""

    commit: Commit


class ReviewId(Wire):
    """A review by its number."""

    fullDatabaseId: BigInt  # noqa: N815


class Event(Wire):
    """A timeline event."""

    typename: Literal[
        "HeadRefForcePushedEvent",
        "HeadRefDeletedEvent",
        "HeadRefRestoredEvent",
        "BaseRefChangedEvent",
        "AutomaticBaseChangeSucceededEvent",
        "BaseRefForcePushedEvent",
        "ReopenedEvent",
        "ReviewDismissedEvent",
    ] = Field(alias="__typename")
    id: str
    createdAt: Time  # noqa: N815
    actor: Actor | None
    previousReviewState: ReviewState | None = Field(default=None, strict=False)  # noqa: N815
    review: ReviewId | None = None


PullStateName = Literal["OPEN", "CLOSED", "MERGED"]


class AssociatedPull(Wire):
    """A pull request that a commit belongs to."""

    number: int
    state: PullStateName
    headRefOid: ObjectId | None = None  # noqa: N815
    mergeCommit: Oid | None = None  # noqa: N815


class TipCommit(Wire):
    """The newest commit, with every pull request it heads."""

    oid: ObjectId
    associatedPullRequests: Nodes[AssociatedPull] | None  # noqa: N815


class Tip(Wire):
    """The newest commit in a pull request's list."""

    commit: TipCommit


class Branch(Wire):
    """The default branch."""

    name: str
    target: Oid


class PolicyObject(Wire):
    """What lies at the policy's path."""

    typename: Literal["Blob", "Tree", "Commit", "Tag"] = Field(alias="__typename")
    oid: ObjectId


class Pull(Wire):
    """A pull request with first pages."""

    number: int
    state: PullStateName
    isDraft: bool  # noqa: N815
    mergedAt: Time | None  # noqa: N815
    updatedAt: Time  # noqa: N815
    mergeCommit: Oid | None  # noqa: N815
    author: Actor | None
    baseRefName: str  # noqa: N815
    headRefName: str  # noqa: N815
    headRefOid: ObjectId  # noqa: N815
    headRepository: AccountId | None  # noqa: N815
    reviews: Page[Review]
    commits: Page[PullCommit]
    timelineItems: Page[Event]  # noqa: N815
    tip: Nodes[Tip]


class Repository(Wire):
    """The repository alone."""

    databaseId: int  # noqa: N815
    nameWithOwner: str  # noqa: N815
    defaultBranchRef: Branch  # noqa: N815
    policy: PolicyObject | None


class PullRepository(Repository):
    """The repository with one pull request."""

    pullRequest: Pull  # noqa: N815


class MarkReview(Wire):
    """A review as far as a change shows."""

    fullDatabaseId: BigInt  # noqa: N815
    state: str
    lastEditedAt: str | None  # noqa: N815
    commit: Oid | None


class MarkPull(Wire):
    """A pull request as far as a change shows."""

    state: PullStateName
    isDraft: bool  # noqa: N815
    baseRefName: str  # noqa: N815
    headRefOid: ObjectId  # noqa: N815
    reviews: Nodes[MarkReview]


class MarkRepository(Wire):
    """The repository with one pull request, as far as a change shows."""

    defaultBranchRef: Branch  # noqa: N815
    policy: PolicyObject | None
    pullRequest: MarkPull  # noqa: N815


class CommitPulls(Wire):
    """A commit and the pull requests it belongs to."""

    typename: Literal["Commit"] = Field(alias="__typename")
    oid: ObjectId
    associatedPullRequests: Nodes[AssociatedPull] | None  # noqa: N815


class Number(Wire):
    """A pull request by its number."""

    number: int


_Shape = TypeVar("_Shape", bound=BaseModel)


def read_shape(shape: type[_Shape], value: Any, what: str) -> _Shape:  # noqa: ANN401 -- parsed JSON
    """Return `value` as `shape`. Raises `GitHubError` that names the first field which isn't as GitHub documents it."""
    try:
        return shape.model_validate(value)
    except ValidationError as error:
        first = error.errors(include_url=False, include_input=False)[0]
        where = ".".join(str(part) for part in first["loc"]) or "the answer"
        raise GitHubError(
            f"GitHub's answer about {what} can't be used: `{where}`: {first['msg']}. Run again; if it stays, report it.",
            status=404 if value is None else None,
        ) from None
