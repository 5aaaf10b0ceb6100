"""The words around drafts: what a model is asked, the records' bodies, what people read on issue and pull request."""

from __future__ import annotations

import base64
import hashlib
import re
from collections.abc import Mapping, Sequence
from typing import Final

from aidlc.domain.drafts.wire import Clarification, Wire
from aidlc.domain.facts import Frozen
from prompts import render
from prompts.gate import COMMENT_LIMIT
from prompts.markdown import Markdown
from prompts.method import Surface, WorkspaceKind, render_method
from prompts.neutral import one_line

QUESTIONS_MARKER: Final = "<!-- aidlc:questions v1 -->"
STATUS_MARKER: Final = "<!-- aidlc:draft v1 -->"
_PULL_MARKER: Final = "<!-- aidlc:draft-pull v1 "
_DATA: Final = "<!-- aidlc:data "
_TITLE_LIMIT: Final = 250  # GitHub cuts at 256
_ROOM: Final = 100
_ACTIVE: Final = re.compile(r"[@#](?=\w)|(?<=\bGH)-(?=\d)|://", re.IGNORECASE)
_LISTS: Final = ((30, 300), (15, 150), (5, 80))
"""How many lines of a list are shown and how long each may be: the first that fits."""
_VISIBLE: Final = (400, 160, 60)
"""How much is shown of each text of a question: the first that fits beside the data."""


class DraftedPart(Frozen):
    """A part of a draft as the pull request and the summary list it."""

    name: str
    outcome: str
    model: str = ""
    prompt: str = ""
    read: int = 0
    written: int = 0
    cached: int = 0
    cost: str = ""
    requests: tuple[str, ...] = ()


class DraftAccount(Frozen):
    """What a run did, for everybody who reads about it."""

    issue: int
    title: str
    what: str
    """`the inception`, or `the design of Unit …`."""
    parts: tuple[DraftedPart, ...] = ()
    cost: str = ""
    prices_of: str = ""
    """The day of the price list."""
    notes: tuple[str, ...] = ()
    missing: tuple[str, ...] = ()
    """What the phase still lacks, one line each."""
    failure: str = ""
    """Why it isn't whole; empty when it is."""
    pull: int | None = None
    commit: str = ""


def render_system(part: str, workspace: WorkspaceKind) -> str:
    """Return what holds for all questions of a run; equal for all Intents, so that it can be cached."""
    return render("draft/system.md.j2", method=Markdown(render_method(part, Surface.CI, workspace=workspace)))


def render_question(shape: str) -> str:
    """Return the question whose answer has the shape of that name (`UserStories`)."""
    return render("draft/question.md.j2", shape=shape).strip()


def render_body(said: Wire) -> str:
    """Return the body of the record that an answer, or a part of one, became: Markdown that ends with a line feed."""
    text = render(
        f"draft/body/{type(said).__name__}.md.j2",
        **{name: _trusted(getattr(said, name)) for name in type(said).model_fields},
    )
    return text.strip("\n") + "\n"


def render_questions_comment(questions: Clarification) -> str:
    """Return the comment that asks what is open, with the questions as data for the run that reads the answers."""
    data = base64.b64encode(questions.model_dump_json().encode()).decode("ascii")
    return _fitting(
        "draft/questions_comment.md.j2",
        [{"width": width} for width in _VISIBLE],
        marker=Markdown(QUESTIONS_MARKER),
        data=Markdown(f"{_DATA}{data} -->"),
        asked=questions,
    )


def read_questions_comment(body: str) -> Clarification | None:
    """Return the questions that such a comment holds; `None` for any other text."""
    lines = body.replace("\r\n", "\n").split("\n")
    if lines[0].rstrip() != QUESTIONS_MARKER or len(lines) < 2 or not lines[1].startswith(_DATA):
        return None
    try:
        data = base64.b64decode(lines[1].removeprefix(_DATA).removesuffix(" -->"), validate=True)
        return Clarification.model_validate_json(data)
    except ValueError:
        return None


def render_pull(account: DraftAccount) -> str:
    """Return the draft pull request's body."""
    text = _fitting("draft/pull.md.j2", _LENGTHS, account=account).rstrip("\n")
    return f"{text}\n\n{_PULL_MARKER}{_digest(text)} -->\n"


def is_own_pull(body: str) -> bool:
    """Whether `body` is what `render_pull` wrote, to the letter: else people changed it, and it is theirs."""
    text, found, mark = body.replace("\r\n", "\n").rstrip("\n").rpartition(f"\n\n{_PULL_MARKER}")
    return bool(found) and mark == f"{_digest(text)} -->"


def render_status(account: DraftAccount) -> str:
    """Return the comment on the issue that says what the draft is."""
    return _fitting("draft/status_comment.md.j2", _LENGTHS, marker=Markdown(STATUS_MARKER), account=account)


def render_draft_summary(account: DraftAccount) -> str:
    """Return the job summary."""
    return _fitting("draft/summary.md.j2", _LENGTHS, account=account)


def render_message(account: DraftAccount) -> str:
    """Return the commit's message."""
    return "\n".join(
        [render_title(account, 72), "", *(f"{one.name}: {one.outcome}" for one in account.parts)]
    )


def render_title(account: DraftAccount, limit: int = _TITLE_LIMIT) -> str:
    """Return the pull request's title, a plain line: GitHub acts on `closes #1` and `@name` in titles and commits."""
    return one_line(_ACTIVE.sub(" ", f"Draft of {account.what}: {account.title}"), limit)


_LENGTHS: Final = tuple({"most": most, "width": width} for most, width in _LISTS)


def _fitting(name: str, attempts: Sequence[Mapping[str, int]], **context: object) -> str:
    """Render with the first of `attempts` that GitHub takes, the last one at any rate."""
    text = ""
    for lengths in attempts:
        text = render(name, **context, **lengths)
        if len(text) <= COMMENT_LIMIT - _ROOM:
            break
    return text


def _digest(text: str) -> str:
    return hashlib.sha256(text.encode()).hexdigest()[:16]


def _trusted(value: object) -> object:
    """Text of a body as it is: it was cleaned, and it is Markdown in a file that people review."""
    match value:
        case str():
            return Markdown(value)
        case Wire():
            return {name: _trusted(getattr(value, name)) for name in type(value).model_fields}
        case Sequence():
            return [_trusted(one) for one in value]
        case _:
            return value
