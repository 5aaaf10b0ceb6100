"""Injected trouble: what the network, a proxy or GitHub itself may do to one request."""

import json
import re
import threading
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from typing import Any
from urllib.parse import urlencode

from aidlc.emulator.exchange import Request, Response

Continue = Callable[[Request], Response]


class Action:
    """What a fault does to a request; `answer` produces the honest answer."""

    def apply(self, request: Request, answer: Continue, closing: threading.Event) -> Response:
        """The answer to give. `closing` is set when the server shuts down."""
        raise NotImplementedError


@dataclass(frozen=True)
class Status(Action):
    """Answer with a status and GitHub's message instead of doing anything; `after=True` does it all first."""

    status: int
    message: str = "Server Error"
    headers: tuple[tuple[str, str], ...] = ()
    after: bool = False

    def apply(self, request: Request, answer: Continue, closing: threading.Event) -> Response:
        """See the class."""
        del closing
        if self.after:
            answer(request)
        body = {"message": self.message, "documentation_url": "https://docs.github.com/rest"}
        return Response(
            self.status, json.dumps(body).encode(), {"Content-Type": "application/json", **dict(self.headers)}
        )


@dataclass(frozen=True)
class Stall(Action):
    """Say nothing until the client gives up, the server shuts down or `seconds` have passed."""

    seconds: float = 60.0

    def apply(self, request: Request, answer: Continue, closing: threading.Event) -> Response:
        """See the class."""
        del request, answer
        closing.wait(self.seconds)
        return Response(504, b"")


@dataclass(frozen=True)
class CutBody(Action):
    """Promise the whole body, send its first `keep` bytes and hang up."""

    keep: int = 20

    def apply(self, request: Request, answer: Continue, closing: threading.Event) -> Response:
        """See the class."""
        del closing
        response = answer(request)
        return Response(response.status, response.body[: self.keep], response.headers, len(response.body))


@dataclass(frozen=True)
class Body(Action):
    """Answer 200 with this text: a proxy's page, half a JSON, nothing."""

    text: str = "<!DOCTYPE html><html><body>Unicorn!</body></html>"
    content_type: str = "text/html; charset=utf-8"
    status: int = 200

    def apply(self, request: Request, answer: Continue, closing: threading.Event) -> Response:
        """See the class."""
        del request, answer, closing
        return Response(self.status, self.text.encode(), {"Content-Type": self.content_type})


@dataclass(frozen=True)
class Redirect(Action):
    """Send the client to another host, which must not get its token."""

    location: str
    status: int = 302

    def apply(self, request: Request, answer: Continue, closing: threading.Event) -> Response:
        """See the class; a location without a path keeps the request's."""
        del answer, closing
        target = self.location if self.location.count("/") > 2 else self.location + request.path
        return Response(self.status, b"{}", {"Location": target, "Content-Type": "application/json"})


@dataclass(frozen=True)
class Rewrite(Action):
    """Change the JSON of the honest answer; `change` returns the new value."""

    change: Callable[[Any], Any]

    def apply(self, request: Request, answer: Continue, closing: threading.Event) -> Response:
        """See the class."""
        del closing
        response = answer(request)
        changed = self.change(json.loads(response.body))
        return Response(response.status, json.dumps(changed).encode(), response.headers)


def graphql_errors(
    message: str = "Something went wrong while executing your query.", *, keep_data: bool = False
) -> Action:
    """GraphQL's way to fail: status 200, `errors`, and with `keep_data` the answer beside them."""

    def change(body: Any) -> Any:
        return {"data": body["data"] if keep_data else None, "errors": [{"message": message}]}

    return Rewrite(change)


def null_at(*path: str | int) -> Action:
    """The honest answer with null at a path (`"data", "repository", "pullRequest"`); a missing step changes nothing."""

    def change(body: Any) -> Any:
        place = body
        for step in path[:-1]:
            place = _step(place, step)
        if _step(place, path[-1]) is not None:
            place[path[-1]] = None
        return body

    return Rewrite(change)


def without(*path: str | int) -> Action:
    """The honest answer without the key or the element at a path."""

    def change(body: Any) -> Any:
        place = body
        for step in path[:-1]:
            place = _step(place, step)
        if _step(place, path[-1]) is not None:
            del place[path[-1]]
        return body

    return Rewrite(change)


def empty_page() -> Action:
    """A page whose items are gone while its links still promise more."""

    def change(body: Any) -> Any:
        return [] if isinstance(body, list) else body

    return Rewrite(change)


@dataclass(frozen=True)
class Page(Action):
    """Answer with another page than the one asked for: a list that grew or shrank between two requests."""

    page: int

    def apply(self, request: Request, answer: Continue, closing: threading.Event) -> Response:
        """See the class."""
        del closing
        query = {**request.query, "page": str(self.page)}
        other = Request(
            request.method,
            request.path,
            urlencode(query),
            query,
            request.headers,
            request.body,
            request.scheme,
        )
        honest = answer(request)
        return Response(honest.status, answer(other).body, honest.headers)


@dataclass(frozen=True)
class Hook(Action):
    """Call something right before the honest answer is made (the head moves, someone reviews), or right after."""

    call: Callable[[], object]
    after: bool = False

    def apply(self, request: Request, answer: Continue, closing: threading.Event) -> Response:
        """See the class."""
        del closing
        if not self.after:
            self.call()
        response = answer(request)
        if self.after:
            self.call()
        return response


@dataclass
class Fault:
    """When an action applies: `method` exactly, `path` and `graphql` (the query's text) as regular expressions.

    The first `skip` requests that match pass unharmed, then `times` are hit (None: all).
    """

    action: Action
    method: str | None = None
    path: str = ""
    graphql: str | None = None
    times: int | None = 1
    skip: int = 0
    hits: int = field(default=0, init=False)

    def matches(self, request: Request) -> bool:
        """Whether this request is meant; counting `skip` and `times` is the list's work."""
        if self.method is not None and self.method != request.method:
            return False
        if re.search(self.path, request.path) is None:
            return False
        if self.graphql is None:
            return True
        return request.path == "/api/graphql" and re.search(self.graphql, request.body.decode()) is not None


class Faults:
    """The faults that wait for their request."""

    def __init__(self) -> None:
        self._lock = threading.Lock()
        self._waiting: list[Fault] = []

    def add(self, fault: Fault) -> None:
        """Let a fault wait."""
        with self._lock:
            self._waiting.append(fault)

    def clear(self) -> None:
        """Forget all of them."""
        with self._lock:
            self._waiting.clear()

    def take(self, request: Request) -> Sequence[Fault]:
        """The faults that hit this request, the first one outermost."""
        hit = []
        with self._lock:
            for fault in [each for each in self._waiting if each.matches(request)]:
                if fault.skip:
                    fault.skip -= 1
                    continue
                fault.hits += 1
                hit.append(fault)
                if fault.times is not None and fault.hits >= fault.times:
                    self._waiting.remove(fault)
        return hit


def _step(place: Any, step: str | int) -> Any:
    if isinstance(place, dict) and isinstance(step, str):
        return place.get(step)
    if isinstance(place, list) and isinstance(step, int) and -len(place) <= step < len(place):
        return place[step]
    return None
