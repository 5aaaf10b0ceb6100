"""What all Markdown records have in common, and the kinds that describe inception.

A record is a file with YAML front matter (the fields below) and a Markdown body. The body isn't part of the model: the
ledger keeps it byte for byte beside the validated front matter. Identifiers live in the path and nowhere else.
"""

from __future__ import annotations

from enum import StrEnum
from typing import Literal, Self

from pydantic import Field, field_validator, model_validator

from schemas.common import Line, PathPattern, Slug, Strict, Text, Title
from schemas.scalars import Integer


class Workspace(StrEnum):
    """Whether the Intent starts on an empty repository or on an existing system."""

    GREENFIELD = "greenfield"
    BROWNFIELD = "brownfield"


class Completeness(StrEnum):
    """Whether an artefact is being written, complete, or doesn't apply (with the reason why)."""

    DRAFT = "draft"
    COMPLETE = "complete"
    NOT_APPLICABLE = "not-applicable"


class Artefact(Strict):
    """An artefact that may not apply; `status: not-applicable` needs a reason."""

    status: Completeness = Completeness.COMPLETE
    reason: Text | None = Field(default=None, description="Why the artefact doesn't apply.")

    @model_validator(mode="after")
    def _reason_goes_with_not_applicable(self) -> Self:
        if (self.status is Completeness.NOT_APPLICABLE) != (self.reason is not None):
            msg = "`reason` is required with `status: not-applicable` and refused otherwise"
            raise ValueError(msg)
        return self


class Intent(Strict):
    """`inception/intent.md`: the goal a human stated, in the body in their words."""

    schema_: Literal["aidlc/intent/v1"] = Field(alias="schema")
    title: Title
    workspace: Workspace
    revision: Integer = Field(
        default=1, ge=1, le=9999, description="Raised to renew an approval that no longer holds."
    )
    issue: Integer | None = Field(default=None, ge=1, description="Number of the Intent's issue.")


class Context(Artefact):
    """`inception/context.md`: the existing system of a brownfield Intent."""

    schema_: Literal["aidlc/context/v1"] = Field(alias="schema")


class Question(Strict):
    """One clarifying question; open while it has no answer."""

    id: Slug
    question: Text
    options: tuple[Line, ...] = Field(default=(), max_length=20)
    answer: Text | None = None
    answered_by: Line | None = None


class Questions(Strict):
    """`inception/questions.md`: clarifying questions and their answers."""

    schema_: Literal["aidlc/questions/v1"] = Field(alias="schema")
    questions: tuple[Question, ...] = Field(default=(), max_length=200)


class Prfaq(Artefact):
    """`inception/prfaq.md`: press release and frequently asked questions, in the body."""

    schema_: Literal["aidlc/prfaq/v1"] = Field(alias="schema")


class Story(Strict):
    """One user story."""

    id: Slug
    as_a: Line
    i_want: Text
    so_that: Text
    acceptance: tuple[Text, ...] = Field(default=(), max_length=50)


class Stories(Artefact):
    """`inception/stories.md`."""

    schema_: Literal["aidlc/stories/v1"] = Field(alias="schema")
    stories: tuple[Story, ...] = Field(default=(), max_length=500)


class Nfr(Strict):
    """One non-functional requirement and how it is measured."""

    id: Slug
    category: Line
    requirement: Text
    measure: Text | None = None


class Nfrs(Artefact):
    """`inception/nfrs.md`."""

    schema_: Literal["aidlc/nfrs/v1"] = Field(alias="schema")
    nfrs: tuple[Nfr, ...] = Field(default=(), max_length=500)


class Level(StrEnum):
    """A coarse likelihood or impact."""

    LOW = "low"
    MEDIUM = "medium"
    HIGH = "high"


class Risk(Strict):
    """One risk with what is done about it."""

    id: Slug
    risk: Text
    likelihood: Level
    impact: Level
    mitigation: Text


class Risks(Artefact):
    """`inception/risks.md`."""

    schema_: Literal["aidlc/risks/v1"] = Field(alias="schema")
    risks: tuple[Risk, ...] = Field(default=(), max_length=500)


class Measure(Strict):
    """One measurement criterion of the Intent's success."""

    id: Slug
    measure: Text
    target: Line


class Measures(Artefact):
    """`inception/measures.md`."""

    schema_: Literal["aidlc/measures/v1"] = Field(alias="schema")
    measures: tuple[Measure, ...] = Field(default=(), max_length=500)


class SuggestedBolt(Strict):
    """A Bolt that inception suggests for a Unit."""

    id: Slug
    goal: Text
    timebox: Integer | None = Field(default=None, ge=1, le=1000, description="Hours.")


class Unit(Strict):
    """`inception/units/<unit>.md`: a cohesive piece of the Intent."""

    schema_: Literal["aidlc/unit/v1"] = Field(alias="schema")
    title: Title
    depends_on: tuple[Slug, ...] = Field(default=(), max_length=100, description="Units of the same Intent.")
    stories: tuple[Slug, ...] = Field(default=(), max_length=500)
    paths: tuple[PathPattern, ...] = Field(
        default=(), max_length=200, description="Code that this Unit owns."
    )
    bolts: tuple[SuggestedBolt, ...] = Field(default=(), max_length=200)

    @field_validator("paths")
    @classmethod
    def _paths_stay_inside(cls, paths: tuple[str, ...]) -> tuple[str, ...]:
        for path in paths:
            if {".", "..", ""} & set(path.split("/")):
                msg = f"`{path}` has an empty, `.` or `..` part; write it from the repository's root"
                raise ValueError(msg)
        return paths
