"""The shapes of GitHub's GraphQL answers, exactly as the queries ask for them; anything else is an error, never a guess."""

from __future__ import annotations

from datetime import datetime
from typing import Annotated, Any, Generic, Literal, TypeVar

from pydantic import BaseModel, BeforeValidator, ConfigDict, Field, StringConstraints, ValidationError
from pydantic.alias_generators import to_camel

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
    """Base, by GitHub's names in camel case.

    Nothing is coerced, nothing unknown is accepted, nothing asked for may be missing.
    """

    model_config = ConfigDict(
        strict=True, frozen=True, extra="forbid", alias_generator=to_camel, populate_by_name=True
    )


class Oid(Wire):
    """A git object."""

    oid: ObjectId


class AccountId(Wire):
    """An account, or a repository, by its number."""

    database_id: int


class Actor(Wire):
    """Whoever did something; `Bot` logins come without `[bot]`."""

    typename: Literal["User", "Bot", "Mannequin", "Organization", "EnterpriseUserAccount"] = Field(
        alias="__typename"
    )
    login: str
    database_id: int | None = None
    user: AccountId | None = None


class PageInfo(Wire):
    """Where the next page starts."""

    has_next_page: bool
    end_cursor: str | None


_Node = TypeVar("_Node")


class Page(Wire, Generic[_Node]):
    """One page of a connection."""

    total_count: int | None = None
    page_info: PageInfo
    nodes: tuple[_Node, ...] = Field(strict=False)


class Nodes(Wire, Generic[_Node]):
    """The nodes of a connection that isn't followed."""

    total_count: int | None = None
    nodes: tuple[_Node, ...] = Field(strict=False)


class Review(Wire):
    """A review; times are text here, because a review whose time can't be read is a fact, not an error."""

    full_database_id: BigInt
    state: ReviewState = Field(strict=False)
    submitted_at: str | None
    last_edited_at: str | None
    editor: Actor | None
    body: Text
    author: Actor | None
    commit: Oid | None


class PersonAccount(Wire):
    """The account that GitHub maps an e-mail to."""

    database_id: int
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

    full_database_id: BigInt


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
    created_at: Time
    actor: Actor | None
    previous_review_state: ReviewState | None = Field(default=None, strict=False)
    review: ReviewId | None = None
    before_commit: Oid | None = None


PullStateName = Literal["OPEN", "CLOSED", "MERGED"]


class AssociatedPull(Wire):
    """A pull request that a commit belongs to."""

    number: int
    state: PullStateName
    head_ref_oid: ObjectId | None = None
    merge_commit: Oid | None = None


class TipCommit(Wire):
    """The newest commit, with every pull request it heads."""

    oid: ObjectId
    associated_pull_requests: Nodes[AssociatedPull] | None


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
    is_draft: bool
    merged_at: Time | None
    updated_at: Time
    merge_commit: Oid | None
    author: Actor | None
    base_ref_name: str
    head_ref_name: str
    head_ref_oid: ObjectId
    head_repository: AccountId | None
    reviews: Page[Review]
    commits: Page[PullCommit]
    timeline_items: Page[Event]
    tip: Nodes[Tip]


class Repository(Wire):
    """The repository alone."""

    database_id: int
    name_with_owner: str
    default_branch_ref: Branch
    policy: PolicyObject | None


class PullRepository(Repository):
    """The repository with one pull request."""

    pull_request: Pull


class MarkReview(Wire):
    """A review as far as a change shows."""

    full_database_id: BigInt
    state: str
    last_edited_at: str | None
    commit: Oid | None


class MarkPull(Wire):
    """A pull request as far as a change shows."""

    state: PullStateName
    is_draft: bool
    base_ref_name: str
    head_ref_oid: ObjectId
    reviews: Nodes[MarkReview]


class MarkRepository(Wire):
    """The repository with one pull request, as far as a change shows."""

    default_branch_ref: Branch
    policy: PolicyObject | None
    pull_request: MarkPull


class CommitPulls(Wire):
    """A commit and the pull requests it belongs to."""

    typename: Literal["Commit"] = Field(alias="__typename")
    oid: ObjectId
    associated_pull_requests: Nodes[AssociatedPull] | None


class QueuedRef(Wire):
    """A branch of the merge queue; its name lacks the prefix that was asked for."""

    name: str
    target: Oid


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
