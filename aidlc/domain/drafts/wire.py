"""What a model is asked to answer for inception, one small shape an artefact.

The API guarantees an answer's form only as far as these shapes say it without bounds: every field is required, there are no
free keys and no shapes within themselves. Bounds and patterns (the records' own types) are checked when the answer is read.
"""

from __future__ import annotations

from typing import Annotated

from pydantic import BaseModel, ConfigDict, Field

from schemas.common import Line, Slug, Text, Title
from schemas.records import Level

Hours = Annotated[int, Field(ge=1, le=40)]


class Wire(BaseModel):
    """Base of the shapes: frozen, nothing beside what is named."""

    model_config = ConfigDict(extra="forbid", frozen=True)


class WireQuestion(Wire):
    """A question whose answer changes what is built."""

    id: Slug
    question: Annotated[Line, Field(max_length=400)]
    why: Annotated[Line, Field(max_length=200, description="What depends on the answer, in one sentence.")]
    options: Annotated[
        list[Annotated[Line, Field(max_length=80)]],
        Field(max_length=4, description="Likely answers, a few words each; empty if it is open."),
    ]


class Clarification(Wire):
    """What the intent leaves open, before anything is drafted."""

    id: Annotated[Slug, Field(description="A short slug for the intent, such as `event-management`.")]
    title: Title
    questions: Annotated[
        list[WireQuestion], Field(max_length=7, description="Only what matters; empty if nothing is open.")
    ]


class Component(Wire):
    """A part of the existing system."""

    name: Line
    purpose: Text
    paths: Annotated[list[Line], Field(max_length=20)]


class ExistingSystem(Wire):
    """A brownfield repository as its files show it."""

    summary: Text
    components: Annotated[list[Component], Field(max_length=30)]
    constraints: Annotated[list[Line], Field(max_length=20)]
    unknown: Annotated[
        list[Line], Field(max_length=20, description="What its files don't tell and people should add.")
    ]


class Answered(Wire):
    """A question that customers or the team would ask, and its answer."""

    question: Line
    answer: Text


class PressRelease(Wire):
    """A press release of the day it is live, and frequently asked questions."""

    headline: Line
    customer_problem: Text
    solution: Text
    customer_quote: Text
    how_to_start: Text
    questions: Annotated[list[Answered], Field(min_length=1, max_length=15)]


class WireStory(Wire):
    """One user story; each acceptance criterion can be tested."""

    id: Slug
    as_a: Line
    i_want: Text
    so_that: Text
    acceptance: Annotated[list[Text], Field(min_length=1, max_length=10)]


class UserStories(Wire):
    """All user stories of the intent."""

    stories: Annotated[list[WireStory], Field(min_length=1, max_length=40)]


class WireNfr(Wire):
    """One non-functional requirement and how it is measured."""

    id: Slug
    category: Line
    requirement: Text
    measure: Text


class Requirements(Wire):
    """The non-functional requirements of the intent."""

    nfrs: Annotated[list[WireNfr], Field(min_length=1, max_length=25)]


class WireRisk(Wire):
    """One risk with what is done about it."""

    id: Slug
    risk: Text
    likelihood: Level
    impact: Level
    mitigation: Text


class KnownRisks(Wire):
    """The risks of the intent."""

    risks: Annotated[list[WireRisk], Field(min_length=1, max_length=20)]


class WireMeasure(Wire):
    """One criterion of success, with a target that can be checked."""

    id: Slug
    measure: Text
    target: Line


class Criteria(Wire):
    """How people will know that the intent is met."""

    measures: Annotated[list[WireMeasure], Field(min_length=1, max_length=15)]


class WireBolt(Wire):
    """Hours or days of work with something to show at the end."""

    id: Slug
    goal: Text
    hours: Hours


class WireUnit(Wire):
    """A cohesive part of the intent that can be built and deployed by itself."""

    id: Slug
    title: Title
    purpose: Text
    depends_on: Annotated[list[Slug], Field(description="Ids of other Units that must exist first.")]
    stories: Annotated[list[Slug], Field(min_length=1, description="Ids of the stories it carries.")]
    bolts: Annotated[list[WireBolt], Field(min_length=1, max_length=12)]


class Decomposition(Wire):
    """The intent broken into Units, each with the Bolts that it suggests."""

    units: Annotated[list[WireUnit], Field(min_length=1, max_length=15)]
