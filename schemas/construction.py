"""The records of construction and operation: Bolts, designs, decisions, test reports, Deployment Units, releases."""

from __future__ import annotations

from enum import StrEnum
from typing import Annotated, Literal

from pydantic import Field, StringConstraints

from schemas.common import BoltReference, CommitId, Line, Sha256, Slug, Strict, Text, Title
from schemas.records import Artefact
from schemas.scalars import Integer, Moment


class BoltState(StrEnum):
    """What a Bolt's file stores; *in review* and *done* are derived."""

    PLANNED = "planned"
    IN_PROGRESS = "in-progress"
    BLOCKED = "blocked"
    FINISHED = "finished"
    CANCELLED = "cancelled"


class TestRun(Strict):
    """One command that was run to test a Bolt or Unit, and what came of it."""

    __test__ = False

    command: Line
    result: Line


class BoltEvidence(Strict):
    """What shows that a Bolt does what it says."""

    tests: tuple[TestRun, ...] = Field(default=(), max_length=50)
    links: tuple[Line, ...] = Field(default=(), max_length=50)


class Bolt(Strict):
    """`construction/<unit>/bolts/<bolt>.md`: the smallest iteration on a Unit, hours or days."""

    schema_: Literal["aidlc/bolt/v1"] = Field(alias="schema")
    unit: Slug = Field(description="The Unit; must be the folder the file lies in.")
    goal: Text
    state: BoltState = BoltState.PLANNED
    stories: tuple[Slug, ...] = Field(default=(), max_length=100)
    depends_on: tuple[BoltReference, ...] = Field(default=(), max_length=100, description="Full references.")
    timebox: Integer | None = Field(default=None, ge=1, le=1000, description="Hours.")
    issue: Integer | None = Field(
        default=None, ge=1, description="Number of the issue that follows this Bolt."
    )
    started: Moment | None = None
    finished: Moment | None = None
    blocked_by: Text | None = Field(default=None, description="What stands in the way while blocked.")
    evidence: BoltEvidence | None = None


class DomainDesign(Artefact):
    """`construction/<unit>/domain-design.md`: the model in names; the reasoning is in the body."""

    schema_: Literal["aidlc/domain-design/v1"] = Field(alias="schema")
    entities: tuple[Line, ...] = Field(default=(), max_length=200)
    value_objects: tuple[Line, ...] = Field(default=(), max_length=200)
    aggregates: tuple[Line, ...] = Field(default=(), max_length=200)
    domain_events: tuple[Line, ...] = Field(default=(), max_length=200)
    repositories: tuple[Line, ...] = Field(default=(), max_length=200)


class LogicalDesign(Artefact):
    """`construction/<unit>/logical-design.md`: components, interfaces and how the NFRs are met, in the body."""

    schema_: Literal["aidlc/logical-design/v1"] = Field(alias="schema")
    nfrs: tuple[Slug, ...] = Field(default=(), max_length=500, description="The NFRs this design answers.")


class AdrStatus(StrEnum):
    """Where an architecture decision stands."""

    PROPOSED = "proposed"
    ACCEPTED = "accepted"
    SUPERSEDED = "superseded"


class Adr(Strict):
    """`construction/<unit>/adr/<slug>.md`: one architecture decision."""

    schema_: Literal["aidlc/adr/v1"] = Field(alias="schema")
    title: Title
    status: AdrStatus = AdrStatus.PROPOSED
    superseded_by: Slug | None = None


class TestReport(Artefact):
    """`construction/<unit>/tests.md`: what was tested, how, and with what result."""

    __test__ = False

    schema_: Literal["aidlc/tests/v1"] = Field(alias="schema")
    runs: tuple[TestRun, ...] = Field(default=(), max_length=200)


class Assurances(Strict):
    """The five things a Deployment Unit is: each a list of evidence (a check, a digest, a link)."""

    secured: tuple[Line, ...] = Field(default=(), max_length=50)
    instrumented: tuple[Line, ...] = Field(default=(), max_length=50)
    de_risked: tuple[Line, ...] = Field(default=(), max_length=50)
    tested: tuple[Line, ...] = Field(default=(), max_length=50)
    packaged: tuple[Line, ...] = Field(default=(), max_length=50)


Digest = Annotated[str, StringConstraints(pattern=r"^sha256:[0-9a-f]{64}$")]
"""The digest of an image or package, as registries write it."""


class BuildArtefact(Strict):
    """An image or package that a Deployment Unit deploys."""

    name: Line
    digest: Digest


class DeploymentUnit(Strict):
    """`operation/deployment-units/<name>.md`: what is deployed together."""

    schema_: Literal["aidlc/deployment-unit/v1"] = Field(alias="schema")
    title: Title
    units: tuple[Slug, ...] = Field(default=(), max_length=100)
    bolts: tuple[BoltReference, ...] = Field(default=(), max_length=500)
    contains: tuple[Line, ...] = Field(
        default=(), max_length=200, description="Code, configuration, infrastructure."
    )
    assurances: Assurances = Assurances()
    artefacts: tuple[BuildArtefact, ...] = Field(default=(), max_length=100)


class ReleasedUnit(Strict):
    """A Deployment Unit in a release, bound by the digest of its record."""

    id: Slug
    digest: Sha256 = Field(description="SHA-256 of the bytes of the Deployment Unit's file.")


class Release(Strict):
    """`operation/releases/<release>.md`: one commit, one environment, its Deployment Units."""

    schema_: Literal["aidlc/release/v1"] = Field(alias="schema")
    title: Title
    environment: Annotated[str, StringConstraints(pattern=r"^[A-Za-z0-9][A-Za-z0-9._-]{0,99}$")]
    commit: CommitId
    deployment_units: Annotated[tuple[ReleasedUnit, ...], Field(min_length=1, max_length=100)]
