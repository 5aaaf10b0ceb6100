"""One comment of ours on an issue, whatever happens meanwhile: two runs at once, a lost answer, somebody who deletes it.

GitHub has no "create unless there is one". So the comments are read again after each creation; of several of ours the
oldest stays, for every run alike, and the others are deleted.
"""

from __future__ import annotations

from http import HTTPStatus
from typing import Final

from aidlc.adapters.github.issues import IssueComment, read_comments
from aidlc.adapters.github.patient import PatientClient, RateLimitError
from aidlc.adapters.github.publishing import Outcome
from aidlc.domain.errors import GitHubError
from prompts.gate import COMMENT_LIMIT

_ATTEMPTS: Final = 4


def find_own_comments(client: PatientClient, issue: int, marker: str, own: int) -> tuple[IssueComment, ...]:
    """Return the comments of the account `own` whose first line is `marker`, oldest first. Raises `GitHubError`.

    Anybody may write the marker, so the account's id decides.
    """
    ours = (
        comment
        for comment in read_comments(client, issue)
        if comment.user is not None
        and comment.user.id == own
        and comment.body.replace("\r\n", "\n").split("\n", 1)[0].rstrip() == marker
    )
    return tuple(sorted(ours, key=lambda comment: comment.id))


def keep_comment(client: PatientClient, issue: int, marker: str, body: str, *, own: int) -> Outcome:
    """Make sure that exactly one comment of ours says `body`, which begins with the marker's line.

    Returns created, edited or unchanged. Raises `GitHubError`.
    """
    if body.split("\n", 1)[0] != marker or len(body) > COMMENT_LIMIT:
        raise ValueError("the body must begin with the marker's line and fit into a comment")
    comments = f"/repos/{client.repository}/issues/{issue}/comments"
    outcome: Outcome = "unchanged"
    failure: GitHubError | None = None
    for _ in range(_ATTEMPTS):
        ours = find_own_comments(client, issue, marker, own)
        kept = ours[0] if ours else None
        for other in ours[1:]:
            _delete(client, other.id)
        if kept is not None and _same_text(kept.body, body):
            return outcome
        if outcome != "created":
            outcome = "created" if kept is None else "edited"
        try:
            if kept is None:
                client.send("POST", comments, {"body": body})
            else:
                client.send("PATCH", _comment(client, kept.id), {"body": body})
                return outcome
        except RateLimitError:
            raise
        except GitHubError as error:
            gone = kept is not None and error.status == HTTPStatus.NOT_FOUND  # deleted since it was listed
            if not gone and error.status is not None and error.status < HTTPStatus.INTERNAL_SERVER_ERROR:
                raise
            failure = error
    raise failure or GitHubError(
        f"The comment on issue {issue} doesn't stay: somebody deletes or changes it as fast as it is written. Run again."
    )


def _delete(client: PatientClient, comment: int) -> None:
    """Delete a comment; that it is gone already is fine."""
    try:
        client.send("DELETE", _comment(client, comment), {})
    except GitHubError as error:
        if error.status != HTTPStatus.NOT_FOUND:
            raise


def _comment(client: PatientClient, comment: int) -> str:
    return f"/repos/{client.repository}/issues/comments/{comment}"


def _same_text(left: str, right: str) -> bool:
    """GitHub keeps a body as it was sent; a person's edit in the browser turns line ends into CRLF."""
    return left.replace("\r\n", "\n").rstrip() == right.replace("\r\n", "\n").rstrip()
