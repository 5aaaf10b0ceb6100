"""Who a person is to the gate: by GitHub's numeric id and type; logins only confirm what the policy says."""

from __future__ import annotations

import re
from collections.abc import Iterator
from datetime import datetime
from enum import StrEnum
from typing import Final

from pydantic import Field

from aidlc.domain.errors import Problem
from aidlc.domain.facts import Account, AccountType, Commit, Frozen, Identity, PullFacts, Review, Standing
from aidlc.domain.moments import second_of
from schemas.policy import Permission, Policy, Role

WEB_FLOW: Final = ("GitHub", "noreply@github.com")
"""Name and address of the committer that GitHub writes into commits made on its site."""

_RANK: Final = {Permission.READ: 1, Permission.WRITE: 2, Permission.ADMIN: 3}
_REVOCATION: Final = re.compile(
    r"(?:review:(?P<review>[0-9]+)|(?P<login>[^#]+)#(?P<id>[0-9]+))(?: since (?P<since>\S+))?"
)


class Listing(StrEnum):
    """Whether a role lists an account."""

    YES = "yes"
    NO = "no"
    RENAMED = "renamed"
    """The id is listed under another login: the policy is out of date."""
    OTHER_ACCOUNT = "other-account"
    """The login is listed with another id: somebody else registered it."""


class Authorship(Frozen):
    """Who isn't independent of a pull request's content, by account id."""

    author: int | None
    opened_by_bot: bool
    contributors: dict[int, str] = Field(default_factory=dict)
    """Account id to what they did, as half a sentence that names the commit."""
    last_pusher: int | None = None


def authorship_of(pull: PullFacts) -> Authorship:
    """Return author, contributors (authors, committers, co-authors of every commit) and last pusher of `pull`."""
    contributors: dict[int, str] = {}
    for commit in sorted(pull.commits, key=lambda each: each.oid):
        named = [(commit.author, "wrote"), (commit.committer, "committed")]
        named += [(identity, "is a co-author of") for identity in commit.co_authors]
        for identity, deed in named:
            if identity.account is not None:
                contributors.setdefault(identity.account.id, f"{deed} commit {commit.oid[:12]}")
    author = pull.author
    return Authorship(
        author=author.id if author else None,
        opened_by_bot=author is not None and author.type is AccountType.BOT,
        contributors=contributors,
        last_pusher=pull.last_pusher.id if pull.last_pusher else None,
    )


def unknown_authors(policy: Policy, pull: PullFacts) -> tuple[Problem, ...]:
    """Return a problem for each commit whose author or committer GitHub maps to nobody.

    Such a commit could be an approver's own. Allowed are GitHub's own `web-flow` as committer, and the addresses in
    `agents.emails`.
    """
    problems: list[Problem] = []
    for commit in sorted(pull.commits, key=lambda each: each.oid):
        unknown = {
            role: identity.email
            for role, identity in (("author", commit.author), ("committer", commit.committer))
            if identity.account is None and not _is_known_address(policy, identity, role)
        }
        problems.extend(_unknown(commit, role, email) for role, email in unknown.items())
    return tuple(problems)


def unknown_co_authors(policy: Policy, pull: PullFacts) -> tuple[str, ...]:
    """Return a note for each co-author whom GitHub maps to nobody: shown, but nothing depends on a trailer."""
    known = {email.casefold() for email in policy.agents.emails}
    found = {
        f"Co-author {identity.email} of commit {commit.oid[:12]} is no GitHub account; ignored."
        for commit in pull.commits
        for identity in commit.co_authors
        if identity.account is None and identity.email.casefold() not in known
    }
    return tuple(sorted(found))


def is_agent(policy: Policy, account: Account) -> bool:
    """Whether the policy lists the account among `agents`; the id or the login alone is enough to exclude."""
    for reference in policy.agents.users:
        login, number = split_reference(reference)
        if number == account.id or login.casefold() == account.login.casefold():
            return True
    return False


def is_person(policy: Policy, account: Account | None) -> bool:
    """Whether the account may speak for a human: it exists, is of type User, and isn't an agent."""
    return account is not None and account.type is AccountType.USER and not is_agent(policy, account)


def listing_of(role: Role, account: Account, standing: Standing | None) -> Listing:
    """Return whether `role` lists `account`: id and login agreeing (case aside), or active in a team of the role."""
    doubt = Listing.NO
    for reference in role.users:
        login, number = split_reference(reference)
        same_login = login.casefold() == account.login.casefold()
        if number == account.id and same_login:
            return Listing.YES
        if number == account.id:
            doubt = Listing.RENAMED
        elif same_login and doubt is Listing.NO:
            doubt = Listing.OTHER_ACCOUNT
    teams = {split_reference(reference)[1] for reference in role.teams}
    if standing is not None and teams & set(standing.teams):
        return Listing.YES
    return doubt


def is_listed_anywhere(policy: Policy, account: Account, standing: Standing | None) -> bool:
    """Whether any role knows the account, even doubtfully: enough for a request for changes to block."""
    return any(listing_of(role, account, standing) is not Listing.NO for role in policy.roles.values())


def has_say(policy: Policy, account: Account, standing: Standing | None) -> bool:
    """Whether the account may decide about others' objections: a role lists it, or it administers the repository."""
    if standing is not None and standing.permission is Permission.ADMIN:
        return True
    return any(listing_of(role, account, standing) is Listing.YES for role in policy.roles.values())


def has_permission(role: Role, standing: Standing | None) -> bool:
    """Whether the account holds the role's permission now."""
    if standing is None or standing.permission is None:
        return False
    return _RANK[standing.permission] >= _RANK[role.permission]


def can_push(account: Account, standing: Standing | None) -> bool:
    """Whether the account can push now, as a request for changes asks.

    Not knowing counts as yes for a user; GitHub answers for no other type, and what a bot says is no person's decision.
    """
    if standing is None:
        return account.type is AccountType.USER
    return standing.permission in {Permission.WRITE, Permission.ADMIN}


def is_revoked(policy: Policy, review: Review) -> bool:
    """Whether `revoked` takes this review away: by its id, or its account (from a time on, where one is given)."""
    submitted = second_of(review.submitted_at)
    for match in _revocations(policy):
        if match["review"]:
            if int(match["review"]) == review.id:
                return True
        elif review.author is not None and _is_same(match, review.author.id, review.author.login):
            since = since_of(match["since"])
            if since is None or submitted is None or submitted >= since:
                return True
    return False


def is_revoked_now(policy: Policy, login: str, number: int) -> bool:
    """Whether a review that this account submits from now on would be revoked."""
    return any(match["id"] and _is_same(match, number, login) for match in _revocations(policy))


def since_of(text: str | None) -> int | None:
    """Return the second that a revocation's `since` names; None for none that can be read: then everything is revoked."""
    try:
        return second_of(datetime.fromisoformat(text)) if text else None
    except ValueError:
        return None


def split_reference(reference: str) -> tuple[str, int]:
    """Split `login#id` or `organisation/team#id` into name and id; an id that is no number becomes -1, which nobody has."""
    name, _, number = reference.rpartition("#")
    return name, int(number) if number.isascii() and number.isdigit() else -1


def _revocations(policy: Policy) -> Iterator[re.Match[str]]:
    return filter(None, map(_REVOCATION.fullmatch, policy.revoked))


def _is_same(match: re.Match[str], number: int, login: str) -> bool:
    return int(match["id"]) == number or match["login"].casefold() == login.casefold()


def _is_known_address(policy: Policy, identity: Identity, role: str) -> bool:
    if role == "committer" and (identity.name, identity.email.casefold()) == WEB_FLOW:
        return True
    return identity.email.casefold() in {email.casefold() for email in policy.agents.emails}


def _unknown(commit: Commit, role: str, email: str) -> Problem:
    return Problem(
        path=f"commit {commit.oid[:12]}",
        message=f"has the {role} {email}, an address that GitHub maps to no account.",
        remedy="Add the address to an account, or to agents.emails if it is an assistant's, or rewrite the commit.",
    )
