"""The draft as people meet it: a draft pull request by whoever the token belongs to, and one comment on the issue."""

from __future__ import annotations

from contextlib import suppress
from http import HTTPStatus

from aidlc.adapters.github import pulls
from aidlc.adapters.github.client import GitHubClient
from aidlc.adapters.github.publishing import upsert_comment
from aidlc.domain.errors import GitHubError, InputError
from aidlc.usecases.open_request import FORBIDDEN
from prompts.drafting import (
    STATUS_MARKER,
    DraftAccount,
    is_own_pull,
    render_pull,
    render_status,
    render_title,
)


def propose(client: GitHubClient, branch: str, base: str, account: DraftAccount) -> pulls.PullRequest:
    """Open the draft's pull request, or leave the open one as it is but for our own text.

    A title or a text that people changed stays theirs. Raises `InputError` where workflows may open none, `GitHubError`.
    """
    title = render_title(account)
    body = render_pull(account)
    found = _find(client, branch)
    if found is None:
        try:
            return pulls.open_pull(client, branch=branch, base=base, title=title, body=body, draft=True)
        except GitHubError as error:
            if error.status == HTTPStatus.FORBIDDEN and "not permitted to create" in str(error):
                raise InputError(FORBIDDEN) from error
            found = _find(client, branch) if error.status == HTTPStatus.UNPROCESSABLE_ENTITY else None
            if found is None:
                raise
    ours = is_own_pull(found.body or "")
    return pulls.update_pull(client, found, title=found.title, body=body) if ours else found


def tell_issue(client: GitHubClient, account: DraftAccount, own: int) -> str:
    """Keep one comment on the issue that says where the draft is; return why there is none, empty where there is.

    By now the draft is pushed and proposed: an issue that was locked or moved meanwhile must not make that a failure.
    """
    try:
        upsert_comment(client, account.issue, STATUS_MARKER, render_status(account), own=own)
    except GitHubError as error:
        return f"Issue {account.issue} takes no comment, so nobody is told there: {error}"
    return ""


def _find(client: GitHubClient, branch: str) -> pulls.PullRequest | None:
    with suppress(StopIteration):
        return next(one for one in pulls.find_pulls(client, branch) if one.state == "open")
    return None
