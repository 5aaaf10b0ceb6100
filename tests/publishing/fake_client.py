"""GitHub's statuses and comments in memory, written by hand, with a place to make each write fail as GitHub's does."""

from collections.abc import Callable, Mapping
from typing import Any

from aidlc.domain.errors import GitHubError

OWN = 41898282


class FakeClient:
    repository = "acme/events"

    def __init__(self) -> None:
        self.statuses: list[dict[str, Any]] = []
        self.comments: list[dict[str, Any]] = []
        self.writes: list[str] = []
        self.before_write: Callable[[str], object] = lambda what: None
        self.after_write: Callable[[str], object] = lambda what: None
        self.viewer: object = {"databaseId": OWN, "login": "github-actions[bot]"}
        self._next = 1000

    def graphql(self, query: str, variables: Mapping[str, object]) -> dict[str, Any]:
        assert "viewer" in query
        return {"viewer": self.viewer}

    def get(self, path: str, params: Mapping[str, str] | None = None) -> Any:
        assert path.endswith("/statuses")
        return list(reversed(self.statuses))

    def get_pages(self, path: str, params: Mapping[str, str] | None = None) -> list[Any]:
        assert path.endswith("/comments")
        return [dict(comment) for comment in self.comments]

    def send(self, method: str, path: str, body: Mapping[str, object]) -> Any:
        what = f"{method} {path.split('/', 4)[-1]}"
        self.writes.append(what)
        self.before_write(what)
        answer = self._do(method, path, body)
        self.after_write(what)
        return answer

    def add_comment(self, body: str, author: int | None) -> None:
        user = {"id": author} if author is not None else None
        self.comments.append({"id": self._id(), "body": body, "user": user})

    def add_status(self, context: str, state: str) -> dict[str, Any]:
        status = {"id": self._id(), "context": context, "state": state}
        self.statuses.append(status)
        return status

    def _do(self, method: str, path: str, body: Mapping[str, object]) -> Any:
        if "/statuses/" in path:
            status = self.add_status(str(body["context"]), str(body["state"])) | dict(body)
            self.statuses[-1] = status
            return status
        if method == "POST":
            self.add_comment(str(body["body"]), OWN)
            return self.comments[-1]
        comment = next(one for one in self.comments if one["id"] == int(path.rsplit("/", 1)[1]))
        comment["body"] = str(body["body"])
        return comment

    def _id(self) -> int:
        self._next += 1
        return self._next


class Failures:
    """Fails the writes whose turn it is: a list of errors, `None` for one that goes through."""

    def __init__(self, *errors: GitHubError | None) -> None:
        self._errors = list(errors)

    def __call__(self, what: str) -> None:
        error = self._errors.pop(0) if self._errors else None
        if error is not None:
            raise error
