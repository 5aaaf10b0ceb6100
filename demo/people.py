"""People and machines as GitHub knows them: each acts with a token of its own, over REST, like a browser would."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

import requests


@dataclass(frozen=True)
class Account:
    """Somebody with a token for the repository at `api` (`…/api/v3/repos/owner/name`)."""

    login: str
    id: int
    token: str
    api: str

    def call(
        self, method: str, path: str, body: dict[str, object] | None = None, *, expect: int | None = None
    ) -> Any:  # noqa: ANN401 -- JSON
        """Call the API below the repository; `expect` is the one status that is all right (default: any below 300)."""
        answer = requests.request(
            method,
            self.api + path,
            json=body,
            headers={"Authorization": f"Bearer {self.token}", "Accept": "application/vnd.github+json"},
            timeout=30,
        )
        wrong = answer.status_code != expect if expect else not answer.ok
        if wrong:
            msg = f"{self.login}: {method} {path} answered {answer.status_code}: {answer.text[:300]}"
            raise RuntimeError(msg)
        return answer.json() if answer.content else None

    def read(self, path: str) -> Any:  # noqa: ANN401 -- JSON
        """Get `path`, at most 100 items where it is a list."""
        return self.call("GET", path + ("&" if "?" in path else "?") + "per_page=100")

    def review(self, number: int, event: str, body: str = "", *, expect: int | None = None) -> Any:  # noqa: ANN401 -- JSON
        """Submit a review: APPROVE, REQUEST_CHANGES or COMMENT."""
        return self.call("POST", f"/pulls/{number}/reviews", {"event": event, "body": body}, expect=expect)

    def merge(self, number: int, method: str = "merge") -> Any:  # noqa: ANN401 -- JSON
        """Merge the pull request at its present head."""
        head = self.read(f"/pulls/{number}")["head"]["sha"]
        return self.call("PUT", f"/pulls/{number}/merge", {"merge_method": method, "sha": head})
