"""A gate decision made visible: status first, because it alone opens or closes; then the comment, which may fail."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Final

from aidlc.adapters.github.publishing import Client, publish_status, upsert_comment
from aidlc.domain.decision import GateDecision, State
from aidlc.domain.errors import GitHubError
from prompts.gate import MARKER, ChangedFile, describe_status, render_comment

OUTPUTS: Final = ("verdict", "state", "sentence", "phase", "scope", "digest", "head")
"""The action's outputs, in the order of its documentation."""


def publish_gate(
    client: Client,
    number: int,
    decision: GateDecision,
    changes: Sequence[ChangedFile] = (),
    *,
    target_url: str | None = None,
    own: int | None = None,
    status: State | None = None,
    page: str = "",
) -> tuple[str, ...]:
    """Post the decision on pull request `number`: the status on `decision.head`, then the sticky comment.

    `status` replaces the decision's own state where a sibling with the same head has a worse one; `own` is the id of the
    token's account where it is known; `page` is the repository's page, for links. Returns warnings: a comment that could not
    be written (locked, forbidden) takes nothing from the status. Raises `GitHubError` when the status could not be posted.
    """
    publish_status(client, decision.head, status or decision.state, describe_status(decision), target_url)
    try:
        upsert_comment(client, number, MARKER, render_comment(decision, changes, page=page), own=own)
    except GitHubError as error:
        return (f"The status is posted, the comment on pull request {number} isn't: {error}",)
    return ()


def publish_group(client: Client, decision: GateDecision, *, target_url: str | None = None) -> None:
    """Post the decision on a merge group on its head commit, where no comment belongs. Raises `GitHubError`."""
    publish_status(client, decision.head, decision.state, describe_status(decision), target_url)


def publish_error(client: Client, head: str, sentence: str, *, target_url: str | None = None) -> None:
    """Post `error` with one sentence on commit `head`: the facts could not be gathered. Raises `GitHubError`."""
    publish_status(client, head, State.ERROR, sentence, target_url)


def list_outputs(decision: GateDecision) -> dict[str, str]:
    """Return the action's outputs for a decision; what it doesn't have is an empty string."""
    values = {
        "verdict": str(decision.verdict),
        "state": str(decision.state),
        "sentence": decision.sentence,
        "phase": str(decision.phase or ""),
        "scope": decision.scope or "",
        "digest": decision.digest or "",
        "head": decision.head,
    }
    return {name: values[name] for name in OUTPUTS}


def error_outputs(sentence: str, head: str = "") -> dict[str, str]:
    """Return the action's outputs where no verdict was reached."""
    known = {"verdict": "ERROR", "state": str(State.ERROR), "sentence": sentence, "head": head}
    return {name: known.get(name, "") for name in OUTPUTS}
