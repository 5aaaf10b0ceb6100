"""One request from its first byte to its record: fault, identity, routing, answer."""

import json
import secrets
import threading
from collections.abc import Callable

from aidlc.emulator.actor import Actor, identify
from aidlc.emulator.control import serve_control
from aidlc.emulator.errors import ApiError, missing
from aidlc.emulator.exchange import Request, Response
from aidlc.emulator.faults import Faults
from aidlc.emulator.gql.execution import GraphQL
from aidlc.emulator.recording import Recorded, parse_json, without_secrets
from aidlc.emulator.rest.router import RestRouter
from aidlc.emulator.smart_http import is_git, serve_git
from aidlc.emulator.world import World

RATE_LIMIT = {"core": 5000, "graphql": 5000}


class Gateway:
    """The whole embedded GitHub behind one function from request to response; safe to call from several threads."""

    def __init__(self, world: World) -> None:
        self.world = world
        self.faults = Faults()
        self.recorded: list[Recorded] = []
        self.closing = threading.Event()
        self.on_stop: Callable[[], object] = lambda: None
        self._rest = RestRouter(world)
        self._graphql = GraphQL(world)
        self._used = 0

    def handle(self, request: Request) -> Response:
        """Answer a request and remember both."""
        if request.path.startswith("/_control/"):
            return serve_control(self, request)
        record = Recorded(
            request.method,
            request.path,
            dict(request.query),
            without_secrets(request.headers),
            parse_json(request.body),
        )

        def answer(asked: Request) -> Response:
            return self._answer(asked, record)

        handle: Callable[[Request], Response] = answer
        faults = self.faults.take(request)
        for fault in reversed(faults):
            handle = _wrap(fault.action.apply, handle, self.closing)
        self.recorded.append(record)
        response = handle(request)
        record.status, record.answer_headers = response.status, dict(response.headers)
        record.answer = parse_json(response.body) if response.promised is None else None
        record.fault = ", ".join(type(fault.action).__name__ for fault in faults) or None
        return response

    def _answer(self, request: Request, record: Recorded) -> Response:
        try:
            with self.world.lock:
                actor = identify(self.world, request.headers.get("authorization"))
                record.actor = actor.user.login if actor.user else None
            if is_git(request.path):
                return serve_git(self.world, actor, request)
            with self.world.lock:
                response = self._dispatch(actor, request)
        except ApiError as error:
            response = _json(error.status, error.body, error.headers)
        response.headers |= self._common_headers(request)
        return response

    def _dispatch(self, actor: Actor, request: Request) -> Response:
        body = None
        if request.body:
            try:
                body = json.loads(request.body)
            except ValueError:
                raise ApiError(400, "Problems parsing JSON") from None
        if request.path == "/api/graphql":
            return _json(200, self._graphql.answer(actor, request, body), {})
        if request.path.startswith("/api/v3"):
            answer = self._rest.answer(actor, request, body)
            if answer.body is None:
                return Response(answer.status, b"", answer.headers)
            return _json(answer.status, answer.body, answer.headers)
        raise missing()

    def _common_headers(self, request: Request) -> dict[str, str]:
        self._used += 1
        resource = "graphql" if request.path == "/api/graphql" else "core"
        limit = RATE_LIMIT[resource]
        used = self._used % limit
        return {
            "X-GitHub-Request-Id": secrets.token_hex(8).upper(),
            "X-GitHub-Media-Type": "github.v3; format=json",
            "X-RateLimit-Limit": str(limit),
            "X-RateLimit-Remaining": str(limit - used),
            "X-RateLimit-Used": str(used),
            "X-RateLimit-Reset": str(int(self.world.clock.now().timestamp()) + 3600),
            "X-RateLimit-Resource": resource,
        }


def _wrap(
    apply: Callable[[Request, Callable[[Request], Response], threading.Event], Response],
    inner: Callable[[Request], Response],
    closing: threading.Event,
) -> Callable[[Request], Response]:
    return lambda request: apply(request, inner, closing)


def _json(status: int, body: object, headers: dict[str, str]) -> Response:
    return Response(
        status, json.dumps(body).encode(), {"Content-Type": "application/json; charset=utf-8", **headers}
    )
