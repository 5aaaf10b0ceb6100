"""From the shapes of GitHub's answers to the facts that decisions know. Pure functions."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import datetime
from typing import Final

from aidlc.adapters.github import wire
from aidlc.domain.errors import GitHubError
from aidlc.domain.facts import (
    Account,
    AccountType,
    Commit,
    EventKind,
    Identity,
    PullFacts,
    PullState,
    RepositoryFacts,
    Review,
    TimelineEvent,
)

_KINDS: Final = {
    "HeadRefForcePushedEvent": EventKind.HEAD_FORCE_PUSHED,
    "HeadRefDeletedEvent": EventKind.HEAD_DELETED,
    "HeadRefRestoredEvent": EventKind.HEAD_RESTORED,
    "BaseRefChangedEvent": EventKind.BASE_CHANGED,
    "AutomaticBaseChangeSucceededEvent": EventKind.BASE_CHANGED,
    "BaseRefForcePushedEvent": EventKind.BASE_FORCE_PUSHED,
    "ReopenedEvent": EventKind.REOPENED,
    "ReviewDismissedEvent": EventKind.REVIEW_DISMISSED,
}


def repository_facts(repository: wire.Repository) -> RepositoryFacts:
    """Return the repository's facts."""
    return RepositoryFacts(
        id=repository.database_id,
        name=repository.name_with_owner,
        default_branch=repository.default_branch_ref.name,
    )


def account(actor: wire.Actor | None) -> Account | None:
    """Return an account, `None` for a deleted one.

    A bot's login gets the suffix `[bot]` that REST and the policy write; GraphQL leaves it out. Raises `GitHubError`
    for an account without a number.
    """
    if actor is None:
        return None
    kind = AccountType(actor.typename)
    number = actor.user.database_id if actor.user is not None else actor.database_id
    if number is None:
        raise GitHubError(
            f"GitHub tells no id of the account `{actor.login}`. Run again; if it stays, report it."
        )
    bare = kind is AccountType.BOT and not actor.login.endswith("[bot]")
    return Account(id=number, login=f"{actor.login}[bot]" if bare else actor.login, type=kind)


def review(given: wire.Review) -> Review:
    """Return a review; a time that can't be read is `None`."""
    return Review(
        id=given.full_database_id,
        author=account(given.author),
        state=given.state,
        submitted_at=_time(given.submitted_at),
        commit=given.commit.oid if given.commit is not None else None,
        body=given.body,
        edited=given.last_edited_at is not None,
        editor=account(given.editor),
    )


def commit(given: wire.Commit) -> Commit:
    """Return a commit's people, without its parents, which git knows better.

    GitHub lists the author first among the authors, then the co-authors of the message's trailers. Raises `GitHubError`
    when it doesn't list them all.
    """
    listed = given.authors.nodes
    if given.authors.total_count != len(listed):
        raise GitHubError(
            f"Commit {given.oid} has more than 50 authors, or GitHub didn't list them all. Split or rewrite it."
        )
    author = _identity(given.author)
    others = [identity for identity in map(_identity, listed) if identity != author]
    return Commit(
        oid=given.oid,
        author=author,
        committer=_identity(given.committer),
        co_authors=tuple(dict.fromkeys(others)),
    )


def event(given: wire.Event) -> TimelineEvent:
    """Return a timeline event."""
    return TimelineEvent(
        kind=_KINDS[given.typename],
        at=given.created_at,
        actor=account(given.actor),
        review=given.review.full_database_id if given.review is not None else None,
        previous_state=given.previous_review_state,
        before=given.before_commit.oid if given.before_commit is not None else None,
    )


def pull_facts(
    pull: wire.Pull,
    reviews: Iterable[wire.Review],
    commits: Iterable[wire.Commit],
    timeline: Iterable[wire.Event],
) -> PullFacts:
    """Return a pull request's facts from its fields and the items of all pages, without its activity."""
    return PullFacts(
        number=pull.number,
        state=PullState(pull.state),
        draft=pull.is_draft,
        author=account(pull.author),
        base_ref=pull.base_ref_name,
        head_ref=pull.head_ref_name,
        head=pull.head_ref_oid,
        head_repository=pull.head_repository.database_id if pull.head_repository is not None else None,
        reviews=tuple(review(given) for given in reviews),
        commits=tuple(commit(given) for given in commits),
        timeline=tuple(event(given) for given in timeline),
        merge_commit=pull.merge_commit.oid if pull.merge_commit is not None else None,
        merged_at=pull.merged_at,
        updated_at=pull.updated_at,
    )


def _identity(person: wire.Person | None) -> Identity:
    """Return a git identity; nobody at all is an identity that maps to nobody."""
    if person is None:
        return Identity(name="", email="")
    user = person.user
    known = Account(id=user.database_id, login=user.login) if user is not None else None
    return Identity(name=person.name or "", email=person.email or "", account=known)


def _time(text: str | None) -> datetime | None:
    """Return a time with its zone; `None` for none, or one that can't be read."""
    try:
        read = datetime.fromisoformat(text) if text is not None else None
    except ValueError:
        return None
    return read if read is not None and read.tzinfo is not None else None
