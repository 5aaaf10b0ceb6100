"""What an assistant hands in, item by item: the shapes of the tools' list arguments.

A field that is left out keeps what the record says; a field that is given replaces it. Types are the records' own, so that
what passes here passes there.
"""

from __future__ import annotations

from typing import Annotated

from pydantic import BaseModel, ConfigDict, Field

from schemas.common import BoltReference, CommitId, Line, PathPattern, Slug, Text, Title
from schemas.construction import Digest

Body = Annotated[str, Field(max_length=200_000)]
"""Markdown for people, below the front matter."""

Hours = Annotated[int, Field(ge=1, le=1000, description="hours")]


class Proposal(BaseModel):
    """Base of the shapes: unknown keys are refused, so that nothing is dropped in silence."""

    model_config = ConfigDict(extra="forbid", frozen=True)

    def given(self) -> dict[str, object]:
        """The fields that were handed in, by name, without the identifier and the body."""
        return self.model_dump(exclude_none=True, exclude={"id", "body"})


class QuestionProposal(Proposal):
    """A question to add, or an answer to one that is there."""

    id: Slug
    question: Text | None = None
    options: tuple[Line, ...] | None = None
    answer: Text | None = None
    answered_by: Line | None = None


class UnitProposal(Proposal):
    """A Unit to add or change."""

    id: Slug
    title: Title | None = None
    depends_on: tuple[Slug, ...] | None = None
    stories: tuple[Slug, ...] | None = None
    paths: tuple[PathPattern, ...] | None = None
    body: Body | None = None


class BoltProposal(Proposal):
    """A Bolt to suggest, or to plan once inception is approved."""

    id: Slug
    goal: Text | None = None
    timebox: Hours | None = None
    stories: tuple[Slug, ...] | None = None
    depends_on: tuple[BoltReference, ...] | None = None
    issue: Annotated[int, Field(ge=1)] | None = None
    body: Body | None = None


class TestProposal(Proposal):
    """A test command that was run, and its result."""

    __test__ = False

    command: Line
    result: Line


class AssurancesProposal(Proposal):
    """Evidence that a Deployment Unit is each of the five; a list that is given replaces the one before."""

    secured: tuple[Line, ...] | None = None
    instrumented: tuple[Line, ...] | None = None
    de_risked: tuple[Line, ...] | None = None
    tested: tuple[Line, ...] | None = None
    packaged: tuple[Line, ...] | None = None


class ArtefactProposal(Proposal):
    """An image or package by its digest."""

    name: Line
    digest: Digest


class DeploymentUnitProposal(Proposal):
    """A Deployment Unit to add or change."""

    id: Slug
    title: Title | None = None
    units: tuple[Slug, ...] | None = None
    bolts: tuple[BoltReference, ...] | None = None
    contains: tuple[Line, ...] | None = None
    assurances: AssurancesProposal | None = None
    artefacts: tuple[ArtefactProposal, ...] | None = None
    body: Body | None = None


class ReleaseProposal(Proposal):
    """A release of Deployment Units: one commit for one environment."""

    id: Slug
    title: Title | None = None
    environment: Line
    commit: CommitId | None = None
    deployment_units: tuple[Slug, ...] | None = None
