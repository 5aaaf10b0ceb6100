"""The ASGI side: Starlette reads and writes HTTP, a worker thread runs the gateway."""

from starlette.applications import Starlette
from starlette.concurrency import run_in_threadpool
from starlette.requests import Request as HttpRequest
from starlette.routing import Mount
from starlette.types import Receive, Scope, Send

from aidlc.emulator.exchange import Request, Response
from aidlc.emulator.gateway import Gateway


class Endpoint:
    """Hands every request to the gateway, and its answer back byte for byte (a cut one too)."""

    def __init__(self, gateway: Gateway) -> None:
        self._gateway = gateway

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Answer one HTTP request."""
        http = HttpRequest(scope, receive)
        request = Request(
            method=scope["method"],
            path=scope.get("raw_path", scope["path"].encode()).decode("ascii"),
            query_string=scope["query_string"].decode(),
            query=dict(http.query_params),
            headers=dict(http.headers),
            body=await http.body(),
            scheme=scope["scheme"],
        )
        response = await run_in_threadpool(self._gateway.handle, request)
        await send_response(response, send)


async def send_response(response: Response, send: Send) -> None:
    """Send an answer; where more is promised than there is, stop in the middle so that the connection breaks."""
    promised = len(response.body) if response.promised is None else response.promised
    headers = {**response.headers, "Content-Length": str(promised)}
    if response.status == 204:
        headers.pop("Content-Length")
    encoded = [(key.lower().encode(), value.encode("latin-1")) for key, value in headers.items()]
    await send({"type": "http.response.start", "status": response.status, "headers": encoded})
    cut = response.promised is not None
    await send({"type": "http.response.body", "body": response.body, "more_body": cut})


def build_app(gateway: Gateway) -> Starlette:
    """The ASGI application."""
    return Starlette(routes=[Mount("/", app=Endpoint(gateway))])
