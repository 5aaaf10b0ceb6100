from collections.abc import Callable, Iterator
from dataclasses import dataclass

from aidlc.emulator.call import Answer, Call

Handler = Callable[[Call], Answer]
REPOSITORY = "/repos/{owner}/{repo}"
REPOSITORY_BY_ID = "/repositories/{repository_id:int}"


@dataclass(frozen=True, slots=True)
class Endpoint:
    """A method and a path (Starlette's syntax), and what it takes to use them.

    `area` and `level` are what an app's token needs (`pull_requests`, `write`), `role` what an account needs.
    """

    method: str
    paths: tuple[str, ...]
    handler: Handler
    area: str
    level: str
    role: str


class Routes:
    """The endpoints of one module, in the order in which they are tried."""

    def __init__(self, area: str) -> None:
        self._area = area
        self._endpoints: list[Endpoint] = []

    def __iter__(self) -> Iterator[Endpoint]:
        return iter(self._endpoints)

    def repo(
        self,
        method: str,
        path: str,
        *,
        area: str | None = None,
        role: str | None = None,
        level: str | None = None,
    ) -> Callable[[Handler], Handler]:
        """Register a handler below a repository, by its name and by its id."""
        return self._register(method, (REPOSITORY + path, REPOSITORY_BY_ID + path), area, role, level)

    def top(self, method: str, path: str) -> Callable[[Handler], Handler]:
        """Register a handler of something that is no part of a repository."""
        return self._register(method, (path,), "metadata", "none", "none")

    def _register(
        self, method: str, paths: tuple[str, ...], area: str | None, role: str | None, level: str | None
    ) -> Callable[[Handler], Handler]:
        reads = method == "GET"
        level = level or ("read" if reads else "write")
        role = role or ("read" if reads else "write")

        def register(handler: Handler) -> Handler:
            self._endpoints.append(Endpoint(method, paths, handler, area or self._area, level, role))
            return handler

        return register
