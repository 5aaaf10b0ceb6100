"""The words around drafts: what a model is asked, the records' bodies, what people read on issue and pull request."""

from __future__ import annotations

import base64
from collections.abc import Sequence
from typing import Final

from aidlc.domain.drafts.wire import Clarification, Wire
from aidlc.domain.facts import Frozen
from prompts import render
from prompts.markdown import Markdown
from prompts.method import Surface, WorkspaceKind, render_method

QUESTIONS_MARKER: Final = "<!-- aidlc:questions v1 -->"
STATUS_MARKER: Final = "<!-- aidlc:draft v1 -->"
_DATA: Final = "<!-- aidlc:data "


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
    """`inception`, or `the design of Unit …`."""
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
    return render(
        "draft/questions_comment.md.j2",
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
    return render("draft/pull.md.j2", account=account)


def render_status(account: DraftAccount) -> str:
    """Return the comment on the issue that says what the draft is."""
    return render("draft/status_comment.md.j2", marker=Markdown(STATUS_MARKER), account=account)


def render_draft_summary(account: DraftAccount) -> str:
    """Return the job summary."""
    return render("draft/summary.md.j2", account=account)


def render_message(account: DraftAccount, trailer: str) -> str:
    """Return the commit's message; its last line says that a draft made it."""
    lines = [f"Draft {account.what}: {account.title}"[:72], ""]
    lines += [f"{part.name}: {part.outcome}" for part in account.parts]
    return "\n".join([*lines, "", f"{trailer}: issue {account.issue}"]) + "\n"


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
