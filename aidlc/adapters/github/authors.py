"""Whether GitHub knows whose an e-mail address in commits is: the gate refuses commits by addresses of nobody's."""

from __future__ import annotations

import re
from http import HTTPStatus
from typing import Any, Final

from aidlc.adapters.github.client import GitHubClient
from aidlc.domain.errors import GitHubError

_NOREPLY: Final = re.compile(r"(?:[0-9]+\+)?[A-Za-z0-9-]+@users\.noreply\.[a-z0-9.-]+")


def is_noreply(email: str) -> bool:
    """Whether it is an address that GitHub itself gives to an account."""
    return _NOREPLY.fullmatch(email) is not None


def knows_address(client: GitHubClient, email: str) -> bool | None:
    """Whether commits by `email` are somebody's; None where the repository has none yet, so that it can't be told.

    GitHub maps addresses when it is asked, so one commit speaks for all of them. Raises GitHubError.
    Source: https://docs.github.com/en/rest/commits/commits#list-commits
    """
    try:
        listed = client.get(f"/repos/{client.repository}/commits", {"author": email, "per_page": "1"})
    except GitHubError as error:
        if error.status == HTTPStatus.CONFLICT:  # an empty repository
            return None
        raise
    for one in listed if isinstance(listed, list) else []:
        if _address(one, "author").casefold() == email.casefold():
            return one.get("author") is not None
    return None


def unknown_addresses(client: GitHubClient, commit: str) -> frozenset[str]:
    """The addresses of a pushed commit's author and committer that are nobody's. Raises GitHubError."""
    found = client.get(f"/repos/{client.repository}/commits/{commit}")
    if not isinstance(found, dict):
        return frozenset()
    return frozenset(_address(found, role) for role in ("author", "committer") if found.get(role) is None)


def _address(commit: Any, role: str) -> str:  # noqa: ANN401 -- JSON is Any
    inner = commit.get("commit") if isinstance(commit, dict) else None
    told = inner.get(role) if isinstance(inner, dict) else None
    return str(told.get("email", "")) if isinstance(told, dict) else ""
