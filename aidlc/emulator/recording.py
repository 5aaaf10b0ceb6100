import json
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

SECRET_HEADERS = {"authorization", "cookie"}


@dataclass(slots=True)
class Recorded:
    """One request and its answer. `path` is the whole path; bodies are parsed JSON, or None where they are not JSON.

    `fault` names the injected fault that shaped the answer: such an answer is not GitHub's any more.
    """

    method: str
    path: str
    query: dict[str, str]
    headers: dict[str, str]
    body: Any
    actor: str | None = None
    status: int = 0
    answer_headers: dict[str, str] = field(default_factory=dict)
    answer: Any = None
    fault: str | None = None

    @property
    def is_graphql(self) -> bool:
        """Whether it went to `/api/graphql`."""
        return self.path == "/api/graphql"

    @property
    def is_rest(self) -> bool:
        """Whether it went to `/api/v3`."""
        return self.path.startswith("/api/v3")

    @property
    def rest_path(self) -> str:
        """The path as GitHub's description has it: without `/api/v3`."""
        return self.path.removeprefix("/api/v3")


def without_secrets(headers: Mapping[str, str]) -> dict[str, str]:
    """Headers to keep: none that carries a token."""
    return {key: value for key, value in headers.items() if key.lower() not in SECRET_HEADERS}


def parse_json(body: bytes) -> Any:
    """The JSON of a body, None where there is none."""
    try:
        return json.loads(body)
    except ValueError:
        return None
