from dataclasses import dataclass
from typing import Any
from urllib.parse import unquote

from starlette.routing import compile_path

from aidlc.emulator.actor import Actor
from aidlc.emulator.call import Answer, Call
from aidlc.emulator.errors import missing
from aidlc.emulator.exchange import Request
from aidlc.emulator.rest import endpoints
from aidlc.emulator.rest.routes import Endpoint
from aidlc.emulator.state import Repository
from aidlc.emulator.urls import Urls
from aidlc.emulator.world import World

PREFIX = "/api/v3"


@dataclass(frozen=True, slots=True)
class _Route:
    pattern: Any
    convertors: Any
    endpoint: Endpoint


class RestRouter:
    """Finds the endpoint of a request, checks who asks, and calls it."""

    def __init__(self, world: World) -> None:
        self._world = world
        self._routes = [
            _Route(*compile_path(path)[::2], endpoint) for endpoint in endpoints() for path in endpoint.paths
        ]

    def answer(self, actor: Actor, request: Request, body: Any) -> Answer:
        """The endpoint's answer, or an ApiError in GitHub's words."""
        path = unquote(request.path.removeprefix(PREFIX))
        endpoint, params = self._find(request.method, path)
        repository = self._repository(params)
        if repository is not None:
            actor.require(repository, endpoint.area, endpoint.level, endpoint.role)
        urls = Urls(request.server)
        call = Call(self._world, actor, urls, request.method, path, params, request.query, body, repository)
        return endpoint.handler(call)

    def _find(self, method: str, path: str) -> tuple[Endpoint, dict[str, Any]]:
        for route in self._routes:
            if route.endpoint.method == method and (match := route.pattern.match(path)):
                found = match.groupdict()
                return route.endpoint, {
                    key: route.convertors[key].convert(text) for key, text in found.items()
                }
        raise missing()

    def _repository(self, params: dict[str, Any]) -> Repository | None:
        if "repository_id" in params:
            found = self._world.repositories.get(params["repository_id"])
        elif "owner" in params:
            found = self._world.find_repository(params["owner"], params["repo"])
        else:
            return None
        if found is None:
            raise missing()
        return found
