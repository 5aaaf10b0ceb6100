"""Clarifying questions as a form of the client: what it shows, and what was answered.

A form is flat and every field may stay empty. What comes back is the client's word: it is checked against what was asked,
and anything else counts as no answer.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import Annotated, Any, Final

from mcp.types import ClientCapabilities
from pydantic import BaseModel, Field, WithJsonSchema, create_model

from prompts.neutral import one_line
from schemas.records import Question

MOST: Final = 4
"""Questions in one form."""

_TITLE: Final = 120
_TEXT: Final = 1_000
_LONGEST: Final = 20_000


class Form(BaseModel):
    """What a client sends back; a field is named after its question's id."""


def shows_forms(capabilities: ClientCapabilities | None) -> bool:
    """Whether the client can show a form; one that declares no mode at all means exactly that."""
    declared = capabilities.elicitation if capabilities is not None else None
    return declared is not None and (declared.form is not None or declared.url is None)


def make_form(questions: Sequence[Question]) -> type[Form]:
    """The form for up to `MOST` questions; equal questions make equal forms."""
    fields: dict[str, Any] = {}
    for index, question in enumerate(questions):
        schema: dict[str, Any] = {"type": "string", "title": one_line(question.question, _TITLE)}
        if len(question.question) > _TITLE:
            schema["description"] = one_line(question.question, _TEXT)
        if choices := _choices(question):
            schema["enum"] = list(choices)
        fields[f"answer_{index}"] = (
            Annotated[Any, WithJsonSchema(schema)],
            Field(default=None, alias=question.id),
        )
    return create_model("Questions", __base__=Form, **fields)


def say_form(intent: str, questions: Sequence[Question]) -> str:
    """What stands above the form."""
    many = f"{len(questions)} questions" if len(questions) > 1 else "a question"
    return (
        f"The assistant has {many} about the Intent {intent}. What you leave empty stays open. "
        "Your answers go into its records, which people review."
    )


def read_answers(questions: Sequence[Question], form: Form) -> dict[Question, str]:
    """The answers that were given, by question; a choice is one of the question's own options."""
    answers: dict[Question, str] = {}
    for index, question in enumerate(questions):
        said = getattr(form, f"answer_{index}", None)
        if not isinstance(said, str) or not said.strip() or len(said) > _LONGEST:
            continue
        choices = _choices(question)
        if not choices:
            answers[question] = said.replace("\r\n", "\n").replace("\r", "\n").strip()
        elif said in choices:
            answers[question] = choices[said]
    return answers


def _choices(question: Question) -> dict[str, str]:
    """What is shown to what is recorded; nothing where two options would look the same."""
    shown = {one_line(option, _TEXT): option for option in question.options}
    return shown if len(shown) == len(question.options) else {}
