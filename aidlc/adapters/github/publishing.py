"""What we write on GitHub: one commit status, and one comment that is created once and edited afterwards.

Nothing here is repeated blindly. A status is read back, because somebody else may post to the same context; a comment whose
creation failed is looked for before another is made, because GitHub may have made it all the same.
"""

from __future__ import annotations

from collections.abc import Mapping
from http import HTTPStatus
from typing import Any, Final, Literal, Protocol

from aidlc.adapters.github.viewer import read_viewer
from aidlc.domain.decision import State
from aidlc.domain.errors import GitHubError
from prompts.gate import COMMENT_LIMIT, DESCRIPTION_LIMIT
from prompts.neutral import one_line

CONTEXT: Final = "aidlc/gate"
"""The one context that the gate posts to."""

Outcome = Literal["created", "edited", "unchanged"]

_ATTEMPTS: Final = 2


class Client(Protocol):
    """What publishing needs of `aidlc.adapters.github.client.GitHubClient`."""

    @property
    def repository(self) -> str:
        """`owner/name`."""

    def graphql(self, query: str, variables: Mapping[str, object]) -> dict[str, Any]:
        """Return the data of a query."""

    def get_pages(self, path: str, params: Mapping[str, str] | None = None) -> list[Any]:
        """Return the items of all pages."""

    def get(self, path: str, params: Mapping[str, str] | None = None) -> Any:  # noqa: ANN401 -- JSON is Any
        """Return the JSON of a path."""

    def send(self, method: str, path: str, body: Mapping[str, object]) -> Any:  # noqa: ANN401 -- JSON is Any
        """Send one write, never repeated."""


def publish_status(
    client: Client,
    sha: str,
    state: State,
    description: str,
    target_url: str | None = None,
    *,
    context: str = CONTEXT,
) -> None:
    """Post the status on commit `sha` and make sure that it is the latest of its context.

    `sha` is the commit that was judged, never "the head now". After posting, the latest status of the context is read; if it
    isn't the one just posted, it is posted once more. Raises `GitHubError` when it still isn't, and when GitHub refuses
    (422: a commit takes 1,000 statuses of a context, then nobody can say anything about it any more).
    """
    body: dict[str, object] = {
        "state": str(state),
        "context": context,
        "description": one_line(description, DESCRIPTION_LIMIT),
    }
    if target_url:
        body["target_url"] = target_url
    path = f"/repos/{client.repository}/statuses/{sha}"
    latest: object = None
    for _ in range(_ATTEMPTS):
        posted = _post_status(client, path, body, sha, context)
        latest = _latest_status(client, sha, context)
        if latest == posted:
            return
    raise GitHubError(
        f"Somebody else keeps posting the status {context} on {sha[:12]} (the latest has id {latest}). "
        "Find out who may write statuses, and pin the required check to the App that posts it."
    )


def fetch_own_account(client: Client) -> int:
    """Return the id of the account the token belongs to. Raises `GitHubError`."""
    return read_viewer(client).id


def upsert_comment(client: Client, issue: int, marker: str, body: str, *, own: int | None = None) -> Outcome:
    """Create our comment on an issue or pull request, edit it when it differs, leave it alone when it is equal.

    Ours is the oldest whose first line is `marker` and whose author is `own` (the token's account when absent): anybody may
    write the marker. `body` begins with the marker line. A failed write is followed by reading the comments again, and tried
    once more if they show that it wasn't done. Raises `GitHubError`.
    """
    if body.split("\n", 1)[0] != marker or len(body) > COMMENT_LIMIT:
        raise ValueError("the body must begin with the marker's line and fit into a comment")
    account = own if own is not None else fetch_own_account(client)
    failure: GitHubError | None = None
    outcome: Outcome = "unchanged"
    for _ in range(_ATTEMPTS):
        found = _find_comment(client, issue, marker, account)
        if found is not None and _same_text(found["body"], body):
            return outcome
        outcome = "created" if found is None else "edited"
        try:
            _write_comment(client, issue, found, body)
        except GitHubError as error:
            if error.status is not None and error.status < HTTPStatus.INTERNAL_SERVER_ERROR:
                raise
            failure = error
        else:
            return outcome
    if failure is not None and _is_written(client, issue, marker, account, body):
        return outcome
    raise failure or GitHubError(f"The comment on issue {issue} could not be written. Run again.")


def _post_status(client: Client, path: str, body: Mapping[str, object], sha: str, context: str) -> object:
    try:
        answer = client.send("POST", path, body)
    except GitHubError as error:
        if error.status == HTTPStatus.UNPROCESSABLE_ENTITY:
            raise GitHubError(
                f"GitHub refuses the status {context} on {sha[:12]}: {error} A commit takes 1,000 statuses of one "
                "context; if they are used up, push a new commit, and find out who posted them.",
                status=error.status,
            ) from None
        if error.status is not None and error.status < HTTPStatus.INTERNAL_SERVER_ERROR:
            raise
        return None  # unknown whether it was done: the latest status decides, None equals no id
    return answer.get("id") if isinstance(answer, dict) else None


def _latest_status(client: Client, sha: str, context: str) -> object:
    """Id of the newest status of the context: GitHub lists them newest first, so the first page is enough."""
    path = f"/repos/{client.repository}/commits/{sha}/statuses"
    statuses = client.get(path, {"per_page": "100"})
    for status in statuses if isinstance(statuses, list) else []:
        if isinstance(status, dict) and status.get("context") == context:
            return status.get("id", "unknown")
    return "none"


def _find_comment(client: Client, issue: int, marker: str, account: int) -> dict[str, Any] | None:
    for comment in client.get_pages(f"/repos/{client.repository}/issues/{issue}/comments"):
        if not isinstance(comment, dict):
            continue
        author, text = comment.get("user"), comment.get("body")
        ours = isinstance(author, dict) and author.get("id") == account
        if ours and isinstance(text, str) and text.split("\n", 1)[0].rstrip() == marker:
            return comment
    return None


def _write_comment(client: Client, issue: int, found: Mapping[str, Any] | None, body: str) -> None:
    if found is None:
        client.send("POST", f"/repos/{client.repository}/issues/{issue}/comments", {"body": body})
    else:
        client.send("PATCH", f"/repos/{client.repository}/issues/comments/{int(found['id'])}", {"body": body})


def _is_written(client: Client, issue: int, marker: str, account: int, body: str) -> bool:
    found = _find_comment(client, issue, marker, account)
    return found is not None and _same_text(found["body"], body)


def _same_text(left: str, right: str) -> bool:
    """GitHub keeps a body as it was sent; a person's edit in the browser turns line ends into CRLF."""
    return left.replace("\r\n", "\n").rstrip() == right.replace("\r\n", "\n").rstrip()
