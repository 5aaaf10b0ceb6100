"""What the intent leaves open: asked of the model, then of the people, in one comment that later runs read again."""

from __future__ import annotations

from collections.abc import Iterable

from aidlc.adapters.claude.conversation import Conversation, Reply
from aidlc.adapters.github.client import GitHubClient
from aidlc.adapters.github.issues import IssueComment
from aidlc.adapters.github.publishing import upsert_comment
from aidlc.domain.drafts.checks import complaints_about
from aidlc.domain.drafts.records import clean
from aidlc.domain.drafts.untrusted import fence
from aidlc.domain.drafts.wire import Clarification
from aidlc.domain.records import RecordTree
from prompts.drafting import (
    QUESTIONS_MARKER,
    read_questions_comment,
    render_question,
    render_questions_comment,
)


def find_questions(comments: Iterable[IssueComment], own: int) -> Clarification | None:
    """The questions of our own comment, whoever else may have written its marker."""
    for comment in comments:
        if comment.user is not None and comment.user.id == own:
            found = read_questions_comment(comment.body)
            if found is not None:
                return clean(found)[0]
    return None


def ask_model(
    talk: Conversation, system: str, words: Iterable[tuple[str, str]], nonce: str
) -> tuple[Clarification, Reply[Clarification]]:
    """Ask what is open. Raises `ClaudeError`."""
    material = [fence(text, source, nonce) for source, text in words if text]
    reply = talk.ask(
        Clarification,
        system=system,
        user=[*material, render_question(Clarification.__name__)],
        check=lambda answer: complaints_about(answer, RecordTree(), ""),
    )
    return clean(reply.value)[0], reply


def ask_people(client: GitHubClient, issue: int, questions: Clarification, own: int) -> str:
    """Write the comment with the questions. Raises `GitHubError`."""
    return upsert_comment(client, issue, QUESTIONS_MARKER, render_questions_comment(questions), own=own)
