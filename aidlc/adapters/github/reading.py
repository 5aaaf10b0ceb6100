"""Reading pull requests: one GraphQL request each, more only to follow pages; what doesn't add up is refused."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from http import HTTPStatus
from typing import Any, Final, Protocol, TypeVar

from aidlc.adapters.github import facts, queries, wire
from aidlc.domain.errors import FactsError, GitHubError
from aidlc.domain.facts import Commit, PullFacts, RepositoryFacts

PAGE: Final = 100
_MOST_ITEMS: Final = 3000
_READINGS: Final = 3

_Item = TypeVar("_Item")


class Client(Protocol):
    """What reading needs of a client."""

    repository: str

    def graphql(self, query: str, variables: Mapping[str, object]) -> dict[str, Any]:
        """Return the `data` of a query."""


@dataclass(frozen=True, slots=True)
class Mark:
    """What must be the same before and after a decision, else it is decided again."""

    head: str
    base_ref: str
    tip: str
    policy: str | None
    state: str
    draft: bool
    reviews: int
    newest_reviews: tuple[tuple[int, str, str | None, str | None], ...]
    """Id, state, time of the last edit and commit of the newest hundred."""


@dataclass(frozen=True, slots=True)
class PullReading:
    """A pull request as read: its facts (without activity), and where the default branch and the policy are now."""

    repository: RepositoryFacts
    tip: str
    """The default branch's newest commit."""
    policy: str | None
    """Object id of the policy's blob there; `None`: there is none."""
    pull: PullFacts
    siblings: tuple[int, ...]
    """Other open pull requests with the same head commit: a status belongs to the commit."""
    mark: Mark


def read_repository(client: Client) -> wire.Repository:
    """Return the repository, its default branch's tip and the policy's object id. Raises `GitHubError`."""
    data = client.graphql(queries.REPOSITORY, _variables(client))
    return wire.read_shape(wire.Repository, data.get("repository"), f"the repository {client.repository}")


def read_pull(client: Client, number: int) -> PullReading:
    """Return a pull request with all its reviews, listed commits and events.

    A list that shifts between its pages is read again, three times in all. Raises `GitHubError`, and `FactsError` for
    more than can be judged.
    """
    for _ in range(_READINGS):
        data = client.graphql(queries.PULL, _variables(client, number=number, page=PAGE))
        repository = wire.read_shape(wire.PullRepository, data.get("repository"), f"pull request {number}")
        pull = repository.pull_request
        if pull.number != number:
            raise GitHubError(
                f"GitHub answered with pull request {pull.number} instead of {number}. Run again."
            )
        reviews = _follow(
            client, number, "reviews", queries.MORE_REVIEWS, pull.reviews, wire.Page[wire.Review], _review_key
        )
        if pull.reviews.total_count != len(reviews):
            continue  # a review came or went between two pages
        commits = _follow(
            client,
            number,
            "commits",
            queries.MORE_COMMITS,
            pull.commits,
            wire.Page[wire.PullCommit],
            _commit_key,
        )
        timeline = _follow(
            client,
            number,
            "timelineItems",
            queries.MORE_TIMELINE,
            pull.timeline_items,
            wire.Page[wire.Event],
            _event_key,
        )
        read = facts.pull_facts(pull, reviews, [listed.commit for listed in commits], timeline)
        return PullReading(
            repository=facts.repository_facts(repository),
            tip=repository.default_branch_ref.target.oid,
            policy=_policy_oid(repository.policy),
            pull=read,
            siblings=_siblings(client, pull),
            mark=_mark_of(repository, reviews),
        )
    raise FactsError(
        f"The reviews of pull request {number} changed while they were read, three times in a row. Run again."
    )


def read_mark(client: Client, number: int) -> Mark:
    """Return a pull request's mark now, in one small request. Raises `GitHubError`."""
    data = client.graphql(queries.MARK, _variables(client, number=number))
    repository = wire.read_shape(wire.MarkRepository, data.get("repository"), f"pull request {number}")
    pull = repository.pull_request
    return Mark(
        head=pull.head_ref_oid,
        base_ref=pull.base_ref_name,
        tip=repository.default_branch_ref.target.oid,
        policy=_policy_oid(repository.policy),
        state=pull.state,
        draft=pull.is_draft,
        reviews=pull.reviews.total_count or 0,
        newest_reviews=_newest(pull.reviews.nodes),
    )


def read_commit(client: Client, oid: str) -> Commit:
    """Return one commit's people. Raises `GitHubError`, also when GitHub doesn't know the commit."""
    data = client.graphql(queries.COMMIT, _variables(client, oid=oid))
    found = (data.get("repository") or {}).get("object")
    return facts.commit(wire.read_shape(wire.Commit, found, f"commit {oid}"))


def read_merger(client: Client, oid: str) -> int | None:
    """Return the number of the pull request whose merge made the commit `oid` of the default branch, `None` for none.

    Raises `GitHubError`, also when GitHub names several.
    """
    found = _associated(client, oid)
    if found is None:
        return None
    if found.total_count != len(found.nodes):
        raise GitHubError(
            f"Commit {oid} belongs to more than 50 pull requests; that is more than can be judged."
        )
    numbers = {
        pull.number
        for pull in found.nodes
        if pull.state == "MERGED" and pull.merge_commit is not None and pull.merge_commit.oid == oid
    }
    if len(numbers) > 1:
        raise GitHubError(
            f"GitHub says that commit {oid} merged several pull requests: {sorted(numbers)}. Run again."
        )
    return next(iter(numbers), None)


def list_introducers(client: Client, oid: str) -> dict[int, str]:
    """Return the merged pull requests that the commit `oid` belongs to, each with the commit its merge ended in.

    A merge by rebase makes several commits; only the last is the pull request's merge commit. Raises `GitHubError`.
    """
    found = _associated(client, oid)
    return {
        pull.number: pull.merge_commit.oid
        for pull in (found.nodes if found is not None else ())
        if pull.state == "MERGED" and pull.merge_commit is not None
    }


def list_pulls_at(client: Client, oid: str) -> tuple[int, ...]:
    """Return the open pull requests whose head is the commit `oid`; none for a commit that GitHub doesn't have.

    Raises `GitHubError`.
    """
    try:
        found = _associated(client, oid)
    except GitHubError as error:
        if error.status == HTTPStatus.NOT_FOUND:
            return ()
        raise
    listed = found.nodes if found is not None else ()
    return tuple(sorted(pull.number for pull in listed if pull.state == "OPEN" and pull.head_ref_oid == oid))


def list_open_pulls(client: Client, base: str) -> tuple[int, ...]:
    """Return the numbers of all open pull requests into the branch `base`. Raises `GitHubError`."""
    numbers: dict[int, None] = {}
    after: str | None = None
    while True:
        data = client.graphql(queries.OPEN_PULLS, _variables(client, base=base, page=PAGE, after=after))
        page = wire.read_shape(
            wire.Page[wire.Number],
            (data.get("repository") or {}).get("pullRequests"),
            "the open pull requests",
        )
        numbers |= dict.fromkeys(node.number for node in page.nodes)
        if not page.page_info.has_next_page or page.page_info.end_cursor in {None, after}:
            return tuple(sorted(numbers))
        after = page.page_info.end_cursor


def list_queued(client: Client, base: str) -> dict[str, str]:
    """Return the groups that wait in the merge queue of the branch `base`: full ref to head commit.

    Raises `GitHubError`, and `FactsError` for more than can be judged.
    """
    prefix = f"refs/heads/gh-readonly-queue/{base}/"
    data = client.graphql(queries.QUEUED, _variables(client, prefix=prefix))
    listed = (data.get("repository") or {}).get("refs")
    found = wire.read_shape(wire.Nodes[wire.QueuedRef], listed, "the groups of the merge queue")
    if found.total_count != len(found.nodes):
        raise FactsError("More than 100 groups wait in the merge queue; that is more than can be judged.")
    return {prefix + each.name.removeprefix(prefix): each.target.oid for each in found.nodes}


def _follow(
    client: Client,
    number: int,
    connection: str,
    query: str,
    first: wire.Page[_Item],
    shape: type[wire.Page[_Item]],
    key: Callable[[_Item], object],
) -> list[_Item]:
    """Return the items of all pages of a pull request's connection, each once. Raises `GitHubError`, `FactsError`."""
    items = {key(item): item for item in first.nodes}
    page = first
    while page.page_info.has_next_page:
        if len(items) > _MOST_ITEMS:
            raise FactsError(
                f"Pull request {number} has more than {_MOST_ITEMS} {connection}; that is more than can be judged. "
                "Open a new pull request for the same branch."
            )
        after = page.page_info.end_cursor
        if after is None:
            raise GitHubError(f"GitHub says there are more {connection} but not where. Run again.")
        data = client.graphql(query, _variables(client, number=number, page=PAGE, after=after))
        pull = (data.get("repository") or {}).get("pullRequest") or {}
        page = wire.read_shape(shape, pull.get(connection), f"the {connection} of pull request {number}")
        if page.page_info.end_cursor == after and page.page_info.has_next_page:
            raise GitHubError(f"GitHub's pages of {connection} don't end. Run again.")
        items |= {key(item): item for item in page.nodes}
    return list(items.values())


def _review_key(review: wire.Review) -> object:
    return review.full_database_id


def _commit_key(listed: wire.PullCommit) -> object:
    return listed.commit.oid


def _event_key(event: wire.Event) -> object:
    return event.id


def _siblings(client: Client, pull: wire.Pull) -> tuple[int, ...]:
    """Other open pull requests with this head. Raises `FactsError` when GitHub doesn't list them all."""
    listed = next(
        (
            tip.commit.associated_pull_requests
            for tip in pull.tip.nodes
            if tip.commit.oid == pull.head_ref_oid and tip.commit.associated_pull_requests is not None
        ),
        None,
    )
    if listed is None:  # beyond 250 commits the newest isn't listed
        listed = _associated(client, pull.head_ref_oid)
    if listed is None:
        return ()
    if listed.total_count != len(listed.nodes):
        raise FactsError(
            f"More than 50 pull requests have the head {pull.head_ref_oid}. Close those not needed."
        )
    heads = (
        other for other in listed.nodes if other.state == "OPEN" and other.head_ref_oid == pull.head_ref_oid
    )
    return tuple(sorted(other.number for other in heads if other.number != pull.number))


def _associated(client: Client, oid: str) -> wire.Nodes[wire.AssociatedPull] | None:
    """The pull requests a commit belongs to. Raises `GitHubError`."""
    data = client.graphql(queries.PULLS_OF_COMMIT, _variables(client, oid=oid))
    found = (data.get("repository") or {}).get("object")
    return wire.read_shape(wire.CommitPulls, found, f"commit {oid}").associated_pull_requests


def _policy_oid(found: wire.PolicyObject | None) -> str | None:
    """The policy's object id; `None` when there is no such path. Raises `GitHubError` when it is no file."""
    if found is not None and found.typename != "Blob":
        raise GitHubError(".github/aidlc.yml on the default branch is no file. Make it one.")
    return found.oid if found is not None else None


def _mark_of(repository: wire.PullRepository, reviews: Sequence[wire.Review]) -> Mark:
    pull = repository.pull_request
    return Mark(
        head=pull.head_ref_oid,
        base_ref=pull.base_ref_name,
        tip=repository.default_branch_ref.target.oid,
        policy=_policy_oid(repository.policy),
        state=pull.state,
        draft=pull.is_draft,
        reviews=len(reviews),
        newest_reviews=_newest(reviews),
    )


def _newest(
    reviews: Sequence[wire.Review | wire.MarkReview],
) -> tuple[tuple[int, str, str | None, str | None], ...]:
    """The last hundred reviews as far as a change shows."""
    return tuple(
        (
            review.full_database_id,
            str(review.state),
            review.last_edited_at,
            review.commit.oid if review.commit is not None else None,
        )
        for review in reviews[-PAGE:]
    )


def _variables(client: Client, **more: object) -> dict[str, object]:
    owner, _, name = client.repository.partition("/")
    return {"owner": owner, "name": name, **more}
