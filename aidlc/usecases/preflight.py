"""What GitHub is asked before anything is committed: what it already knows would go wrong is said while it costs nothing."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Final

from aidlc.domain.errors import GitHubError, InputError
from aidlc.usecases.destination import Destination
from aidlc.usecases.pull_request import read_viewer
from schemas.policy import Policy

if TYPE_CHECKING:
    from aidlc.adapters.github.client import GitHubClient
    from aidlc.adapters.github.pulls import PullRequest
    from aidlc.domain.facts import Account

_UNMAPPED: Final = (
    "{address} is an address that GitHub maps to no account, and the gate refuses commits by nobody. {own}Add it to your "
    "account (github.com/settings/emails); an assistant's own address goes to agents.emails in .github/aidlc.yml"
)


@dataclass(frozen=True, slots=True)
class Known:
    """What GitHub told."""

    repository: int
    viewer: Account | None
    existing: PullRequest | None
    """The open pull request of the branch."""
    address_known: bool
    """Whether GitHub is known to map the commits' address; False: it has to be looked at once they are pushed."""


def ask_first(
    client: GitHubClient, place: Destination, policy: Policy | None, branch: str, email: str
) -> Known:
    """Ask about repository, token, branch and address. Raises InputError for what can't go well, GitHubError."""
    from aidlc.adapters.github import pulls

    repository = pulls.read_repository(client)
    if repository.fork and repository.parent is not None and not place.is_fork:
        _refuse_fork(place, repository.full_name, repository.parent.full_name)
    viewer = read_viewer(client)
    existing = next(
        (one for one in pulls.find_pulls(client, branch, place.owner) if one.state == "open"), None
    )
    return Known(repository.id, viewer, existing, address_known=_check_address(client, policy, viewer, email))


def look_after(
    client: GitHubClient, known: Known, place: Destination, branch: str, commit: str
) -> tuple[str, ...]:
    """What GitHub makes of the pushed commit's address, where that wasn't known before: a note if it is nobody's."""
    from aidlc.adapters.github.authors import unknown_addresses

    if known.address_known:
        return ()
    try:
        unknown = sorted(unknown_addresses(client, commit))
    except GitHubError:
        return ()  # the gate looks at it anyway
    again = f"`git push {place.push.name} --delete {branch}`, `git branch -D {branch}`"
    return tuple(
        f"{_unmapped(address, known.viewer)}, or change the address, then {again} and ask again."
        for address in unknown
    )


def _check_address(client: GitHubClient, policy: Policy | None, viewer: Account | None, email: str) -> bool:
    from aidlc.adapters.github.authors import is_noreply, knows_address

    agents = policy.agents.emails if policy is not None else ()
    if is_noreply(email) or email.casefold() in {each.casefold() for each in agents}:
        return True
    answer = knows_address(client, email)
    if answer is False:
        raise InputError(f"{_unmapped(email, viewer)}. Nothing was committed; then ask again.")
    return bool(answer)


def _unmapped(address: str, viewer: Account | None) -> str:
    own = ""
    if viewer is not None and not viewer.login.endswith("[bot]"):
        noreply = f"{viewer.id}+{viewer.login}@users.noreply.github.com"
        own = f"Use GitHub's own for you (`git config user.email {noreply}`). Or: "
    return _UNMAPPED.format(address=address, own=own)


def _refuse_fork(place: Destination, here: str, parent: str) -> None:
    url = place.base.url
    address = url.replace(here, parent) if here in url else f"URL-of-{parent}"
    raise InputError(
        f"{place.base.name} ({here}) is a fork of {parent}, where approvals are given. Run `git remote add upstream "
        f"{_without_secret(address)}` and `git fetch upstream`; your branch is pushed to the fork all the same. Should the "
        f"fork stand on its own: `git config remote.{place.base.name}.gh-resolved base`. Nothing was committed."
    )


def _without_secret(url: str) -> str:
    scheme, found, rest = url.partition("://")
    return f"{scheme}://{rest.rpartition('@')[2]}" if found and scheme != "ssh" else url
