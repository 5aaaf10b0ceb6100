"""Writing much: where GitHub's rate limit refuses a write it wasn't done, so it is waited for and sent again."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from http import HTTPStatus
from typing import Any, Final, TypeVar

from aidlc.adapters.github.answers import TransientError
from aidlc.adapters.github.client import GitHubClient
from aidlc.domain.errors import GitHubError

_Answer = TypeVar("_Answer")

_LIMITS: Final = frozenset({HTTPStatus.FORBIDDEN, HTTPStatus.TOO_MANY_REQUESTS})


class RateLimitError(GitHubError):
    """The rate limit is used up for longer than it is waited for: nothing more can be written in this run."""


class PatientClient:
    """A client whose writes wait for GitHub's rate limits, primary and secondary, and which counts what it wrote.

    Source: https://docs.github.com/en/rest/using-the-rest-api/best-practices-for-using-the-rest-api
    """

    repository: str
    """`owner/name`."""
    writes: int
    """How many writes were sent so far, the refused ones included."""

    def __init__(self, client: GitHubClient) -> None:
        """Take the client that sends."""
        self._client = client
        self.repository = client.repository
        self.writes = 0

    def graphql(self, query: str, variables: Mapping[str, object]) -> dict[str, Any]:
        """Return the `data` of a query. Raises `GitHubError`."""
        return _patiently(lambda: self._client.graphql(query, variables))

    def get(self, path: str, params: Mapping[str, str] | None = None) -> Any:  # noqa: ANN401 -- JSON is Any
        """Return the JSON of a path. Raises `GitHubError`."""
        return _patiently(lambda: self._client.get(path, params))

    def get_or_none(self, path: str, params: Mapping[str, str] | None = None) -> Any | None:  # noqa: ANN401 -- as above
        """Return the JSON of a path, `None` for GitHub's own 404. Raises `GitHubError`."""
        return _patiently(lambda: self._client.get_or_none(path, params))

    def get_pages(self, path: str, params: Mapping[str, str] | None = None) -> list[Any]:
        """Return the items of all pages. Raises `GitHubError`."""
        return _patiently(lambda: self._client.get_pages(path, params))

    def send(self, method: str, path: str, body: Mapping[str, object]) -> Any:  # noqa: ANN401 -- JSON is Any
        """Send one write, again only where a rate limit refused it: three times more, each wait a minute at most.

        Raises `RateLimitError` when it still does, `GitHubError` for everything else.
        """
        self.writes += 1
        return _patiently(lambda: self._client.send_when_allowed(method, path, body))


def _patiently(ask: Callable[[], _Answer]) -> _Answer:
    """What `ask` returns; what still fails for the rate limit after all its waiting is a `RateLimitError`."""
    try:
        return ask()
    except TransientError as error:
        if error.status in _LIMITS:
            raise RateLimitError(str(error), status=error.status) from None
        raise
