from collections.abc import Mapping
from dataclasses import dataclass, field


@dataclass(frozen=True, slots=True)
class Request:
    """One HTTP request, read to its end.

    `path` and `query_string` are as they came (percent-encoded), `query` is decoded, header names are in lower case.
    """

    method: str
    path: str
    query_string: str
    query: Mapping[str, str]
    headers: Mapping[str, str]
    body: bytes
    scheme: str = "http"

    @property
    def server(self) -> str:
        """Scheme and host as the client wrote them; every address in an answer repeats them."""
        return f"{self.scheme}://{self.headers.get('host', '127.0.0.1')}"


@dataclass(slots=True)
class Response:
    """One HTTP answer. `promised` is a Content-Length that differs from what is sent: a cut body."""

    status: int
    body: bytes = b""
    headers: dict[str, str] = field(default_factory=dict)
    promised: int | None = None
