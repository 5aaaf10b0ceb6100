"""The one door to GitHub: reads that are retried within bounds, writes that are sent once, no token to another host.

This is the only module that imports PyGithub, and only when a client is made. PyGithub's own retry is off because it
repeats a POST after a 502; its requester sends, we decide what an answer means (see `answers`).
"""

from __future__ import annotations

import re
import time
from collections.abc import Callable, Mapping
from http import HTTPStatus
from typing import TYPE_CHECKING, Any, Final, TypeVar
from urllib.parse import urlsplit

from tenacity import RetryCallState, Retrying, retry_if_exception_type, stop_after_attempt

from aidlc.adapters.github.addresses import LOOPBACK, check_url, graphql_path, next_page, with_query
from aidlc.adapters.github.answers import TransientError, check_status, clip, read_graphql, read_json
from aidlc.domain.errors import GitHubError, InputError

if TYPE_CHECKING:
    from github.Requester import Requester

_ATTEMPTS: Final = 4
_LONGEST_WAIT: Final = 60.0
_TIMEOUT: Final = 30
_MOST_PAGES: Final = 100
_SMALLEST_PAGE: Final = 10
_API_VERSION: Final = "2022-11-28"  # the newest that GitHub Enterprise Server knows as well
_NAME: Final = re.compile(r"[A-Za-z0-9_.-]{1,100}/[A-Za-z0-9_.-]{1,100}")

_Answer = TypeVar("_Answer")


class GitHubClient:
    """A client for one repository. Not for several threads at once."""

    repository: str
    """`owner/name`."""
    requests: int
    """How many HTTP requests were sent so far, repetitions included."""

    def __init__(
        self,
        *,
        api_url: str,
        token: str,
        repository: str,
        graphql_url: str | None = None,
        pause: Callable[[float], None] = time.sleep,
    ) -> None:
        """Make a client; nothing is sent yet.

        `api_url` is the REST root (`https://api.github.com`, `https://host/api/v3`); `graphql_url` must lie on the same
        host and is derived when absent. `pause` waits between repetitions, in seconds. Raises `InputError`.
        """
        api = check_url(api_url)
        if _NAME.fullmatch(repository) is None:
            raise InputError(f"`{clip(repository)}` is no repository: write it as owner/name.")
        if not token or not token.isascii() or not token.isprintable() or " " in token:
            raise InputError("There is no usable GitHub token: give one in GITHUB_TOKEN.")
        graphql = check_url(graphql_url) if graphql_url else api._replace(path=graphql_path(api.path))
        if (graphql.scheme, graphql.netloc) != (api.scheme, api.netloc):
            raise InputError(
                f"The GraphQL address {clip(graphql.geturl())} lies on another host than the API address "
                f"{clip(api.geturl())}; the token is sent to one host only."
            )
        self.repository = repository
        self.requests = 0
        self._api = api
        self._graphql = graphql.geturl()
        self._token = token
        self._pause = pause
        self._requester: Requester | None = None

    def graphql(self, query: str, variables: Mapping[str, object]) -> dict[str, Any]:
        """Return the `data` of a GraphQL query; a variable `page` is halved when GitHub can't answer so much at once.

        Raises `GitHubError`: an `errors` list, null at the top, HTML, a timeout. Never a mutation: queries are repeated.
        """
        if query.lstrip().startswith("mutation"):
            raise ValueError("mutations are writes and must not be repeated")
        asked = dict(variables)

        def ask() -> dict[str, Any]:
            try:
                status, headers, text = self._send(
                    "POST", self._graphql, {"query": query, "variables": asked}
                )
                check_status(status, headers, text, "a GraphQL query")
                return read_graphql(read_json(text, "a GraphQL query", status), "a GraphQL query")
            except TransientError as error:
                page = asked.get("page")
                if isinstance(page, int) and (
                    error.status is None or error.status >= HTTPStatus.INTERNAL_SERVER_ERROR
                ):
                    asked["page"] = max(_SMALLEST_PAGE, page // 2)
                raise

        return self._repeat(ask)

    def get(self, path: str, params: Mapping[str, str] | None = None) -> Any:  # noqa: ANN401 -- JSON is Any
        """Return the JSON of `path` (below the API root, with a leading slash). Raises `GitHubError`, also for a 404."""
        return self._read(path, params)[0]

    def get_or_none(self, path: str, params: Mapping[str, str] | None = None) -> Any | None:  # noqa: ANN401 -- as above
        """Return the JSON of `path`, or `None` when GitHub says 404 itself (in JSON). Raises `GitHubError` otherwise."""
        try:
            return self.get(path, params)
        except TransientError:  # a 404 that didn't come from GitHub says nothing
            raise
        except GitHubError as error:
            if error.status == HTTPStatus.NOT_FOUND:
                return None
            raise

    def get_pages(self, path: str, params: Mapping[str, str] | None = None) -> list[Any]:
        """Return the items of all pages of a list, 100 a page. Raises `GitHubError`, also for more than 100 pages."""
        items: list[Any] = []
        page = with_query(path, {"per_page": "100", **(params or {})})
        for _ in range(_MOST_PAGES):
            value, headers = self._read(page, None)
            if not isinstance(value, list):
                raise GitHubError(f"GitHub answered GET {path} with something that is no list. Run again.")
            items += value
            following = next_page(self._api, str(headers.get("link", "")))
            if following is None:
                return items
            page = following
        raise GitHubError(
            f"GitHub lists more than {_MOST_PAGES * 100} items at {path}; that is more than can be judged."
        )

    def send(self, method: str, path: str, body: Mapping[str, object]) -> Any:  # noqa: ANN401 -- JSON is Any
        """Send one write and return its JSON (`None` for an empty answer); it is never repeated.

        Raises `GitHubError`; without a `status` it isn't known whether GitHub did it: read before you try again.
        """
        what = f"{method} {path}"
        status, headers, text = self._send(method, path, body)
        check_status(status, headers, text, what)
        return read_json(text, what, status) if text else None

    def send_when_allowed(self, method: str, path: str, body: Mapping[str, object]) -> Any:  # noqa: ANN401 -- as above
        """As `send`, but sent again, after the wait GitHub asks for, where a rate limit refused it: then it wasn't done.

        Raises `TransientError` with the status 403 or 429 when the limit holds, `GitHubError` for everything else.
        """

        def ask() -> Any:  # noqa: ANN401 -- JSON is Any
            try:
                return self.send(method, path, body)
            except TransientError as error:
                if error.status in {HTTPStatus.FORBIDDEN, HTTPStatus.TOO_MANY_REQUESTS}:
                    raise
                raise GitHubError(str(error), status=error.status) from None

        return self._repeat(ask)

    def close(self) -> None:
        """Close the connection."""
        if self._requester is not None:
            self._requester.close()
            self._requester = None

    def _read(self, path: str, params: Mapping[str, str] | None) -> tuple[Any, dict[str, Any]]:
        """GET `path`, repeated within bounds: its JSON and the answer's headers."""
        what = f"GET {urlsplit(path).path}"

        def ask() -> tuple[Any, dict[str, Any]]:
            status, headers, text = self._send("GET", with_query(path, params or {}), None)
            if status == HTTPStatus.NOT_FOUND:
                read_json(text, what, status)  # a proxy's page is no answer of GitHub's
            check_status(status, headers, text, what)
            return read_json(text, what, status), headers

        return self._repeat(ask)

    def _send(
        self, method: str, url: str, body: Mapping[str, object] | None
    ) -> tuple[int, dict[str, Any], str]:
        """Send one request, once: status, headers (lower-case names) and body. Raises `TransientError` without an answer."""
        import requests

        requester = self._requester or self._connect()
        self.requests += 1
        try:
            status, headers, text = requester.requestJson(
                method, url, input=dict(body) if body is not None else None
            )
        except (requests.RequestException, OSError) as error:
            raise TransientError(
                f"GitHub gave no usable answer to {method} {urlsplit(url).path} ({type(error).__name__}). "
                "Check the network and the API address and run again."
            ) from None
        # PyGithub's words for a redirect that it doesn't follow, and for headers that it can't read
        except (RuntimeError, AssertionError, ValueError) as error:
            raise GitHubError(
                self._scrub(
                    f"GitHub's answer to {method} {urlsplit(url).path} leads elsewhere and is refused: {error}"
                )
            ) from None
        return status, headers, text

    def _connect(self) -> Requester:
        """Make PyGithub's requester: no retries of its own, no throttle between reads, one second between writes."""
        from github import Auth, Github

        loopback = self._api.hostname in LOOPBACK
        made = Github(
            base_url=self._api.geturl(),
            auth=Auth.Token(self._token),
            lazy=True,
            per_page=100,
            timeout=_TIMEOUT,
            user_agent="aidlc",
            api_version=_API_VERSION,
            retry=0,
            seconds_between_requests=None,
            seconds_between_writes=None if loopback else 1.0,  # GitHub asks for it; our own emulator doesn't
        )
        self._requester = made.requester
        return made.requester

    def _repeat(self, ask: Callable[[], _Answer]) -> _Answer:
        """Call `ask` until it answers, at most four times; a wait of more than a minute isn't waited for."""
        repeated = Retrying(
            stop=lambda state: stop_after_attempt(_ATTEMPTS)(state) or _asked_wait(state) > _LONGEST_WAIT,
            wait=_asked_wait,
            retry=retry_if_exception_type(TransientError),
            sleep=self._pause,
            reraise=True,
        )
        return repeated(ask)

    def _scrub(self, message: str) -> str:
        return clip(message.replace(self._token, "***"))


def _asked_wait(state: RetryCallState) -> float:
    """Seconds before the next attempt: what GitHub asked for, else half a second, doubled each time."""
    error = state.outcome.exception() if state.outcome is not None else None
    asked = error.wait if isinstance(error, TransientError) else None
    return asked if asked is not None else 0.5 * 2.0 ** (state.attempt_number - 1)
