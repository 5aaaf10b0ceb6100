"""What a model is asked to answer for the designs of one Unit; see `wire` for what holds for all shapes."""

from __future__ import annotations

from typing import Annotated

from pydantic import Field

from aidlc.domain.drafts.wire import Wire
from schemas.common import Line, Slug, Text, Title


class Element(Wire):
    """A named part of the domain model."""

    name: Line
    description: Text


Elements = Annotated[list[Element], Field(max_length=40)]


class DomainModel(Wire):
    """The Unit's domain, free of technology."""

    summary: Text
    entities: Elements
    value_objects: Elements
    aggregates: Elements
    domain_events: Elements
    repositories: Elements


class LogicalComponent(Wire):
    """A part of the solution, with what it offers to others."""

    name: Line
    responsibility: Text
    interface: Text


class AnsweredNfr(Wire):
    """How the design meets a non-functional requirement."""

    id: Annotated[Slug, Field(description="Id of the requirement.")]
    how: Text


class Architecture(Wire):
    """Components, what they offer, and how the requirements are met."""

    summary: Text
    components: Annotated[list[LogicalComponent], Field(min_length=1, max_length=25)]
    nfrs: Annotated[list[AnsweredNfr], Field(max_length=25)]


class Decision(Wire):
    """An architecture decision that is hard to take back."""

    id: Slug
    title: Title
    context: Text
    decision: Text
    consequences: Text


class Decisions(Wire):
    """The decisions behind the design."""

    decisions: Annotated[list[Decision], Field(max_length=10)]
