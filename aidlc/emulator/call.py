"""What a handler gets and gives: one request with everything it may need, one answer."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any
from urllib.parse import quote, urlencode

from aidlc.emulator.actor import Actor
from aidlc.emulator.errors import ApiError, malformed, missing
from aidlc.emulator.state import Repository, User
from aidlc.emulator.urls import Urls
from aidlc.emulator.world import World


@dataclass(slots=True)
class Answer:
    """Status, JSON body (None for an empty one) and headers."""

    status: int
    body: Any = None
    headers: dict[str, str] = field(default_factory=dict)


@dataclass(slots=True)
class Call:
    """One REST request, its actor known and its permission checked."""

    world: World
    actor: Actor
    urls: Urls
    method: str
    path: str
    params: Mapping[str, Any]
    query: Mapping[str, str]
    body: Any
    repository: Repository | None = None

    @property
    def repo(self) -> Repository:
        """The repository in the path."""
        if self.repository is None:
            raise missing()
        return self.repository

    @property
    def user(self) -> User:
        """The account behind the request; 401 without one."""
        if self.actor.user is None:
            raise ApiError(401, "Requires authentication")
        return self.actor.user

    def take(self, key: str, *kinds: type, default: Any = None, required: bool = False) -> Any:
        """A field of the body, of one of the kinds (null counts as absent); 422 when it is not."""
        if self.body is None:
            body: dict[str, Any] = {}
        elif isinstance(self.body, dict):
            body = self.body
        else:
            raise malformed(f"{self.body!r} is not an object.")
        value = body.get(key)
        if value is None:
            if required:
                raise malformed(f'"{key}" wasn\'t supplied.')
            return default
        if not isinstance(value, kinds) or (isinstance(value, bool) and bool not in kinds):
            raise malformed(f"For 'properties/{key}', {value!r} is not a {kinds[0].__name__}.")
        return value

    def text(self, key: str, *, required: bool = False) -> str | None:
        """A string of the body."""
        value = self.take(key, str, required=required)
        return None if value is None else str(value)

    def choice(self, key: str, choices: Sequence[str], default: str) -> str:
        """A string of the body that is one of the choices."""
        value = self.text(key) or default
        if value not in choices:
            raise malformed(f"No enum value matches {value!r} for 'properties/{key}'.")
        return value

    def number(self, key: str, default: int, most: int) -> int:
        """A whole number of the query, at least 1 and cut at `most`, as GitHub does."""
        given = self.query.get(key, "")
        return max(1, min(int(given), most)) if given.isdecimal() else default

    def page(
        self,
        items: Sequence[Any],
        render: Callable[[Any], Any],
        wrap: Callable[[list[Any]], Any] | None = None,
    ) -> Answer:
        """One page of a list (30 unless told, 100 at most) with the Link header to its neighbours."""
        size, page = self.number("per_page", 30, 100), self.number("page", 1, 10**6)
        last = max(1, -(-len(items) // size))
        shown = [render(item) for item in items[(page - 1) * size : page * size]]
        links = []
        if page > 1:
            links += [self._link(page - 1, "prev")]
        if page < last:
            links += [self._link(page + 1, "next"), self._link(last, "last")]
        if page > 1:
            links += [self._link(1, "first")]
        return Answer(200, wrap(shown) if wrap else shown, {"Link": ", ".join(links)} if links else {})

    def _link(self, page: int, relation: str) -> str:
        return self.link({"page": str(page)}, relation)

    def link(self, changes: Mapping[str, str], relation: str) -> str:
        """One entry of a Link header: this address by the repository's id, on the host that was asked."""
        path = self.path
        if self.repository is not None and path.startswith("/repos/"):
            path = "/".join(["/repositories", str(self.repository.id), *path.split("/")[4:]])
        return (
            f'<{self.urls.api}{quote(path)}?{urlencode(dict(self.query) | dict(changes))}>; rel="{relation}"'
        )
