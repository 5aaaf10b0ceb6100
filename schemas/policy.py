"""`.github/aidlc.yml`: who may approve what. Only the default branch's copy counts."""

from __future__ import annotations

from enum import StrEnum
from typing import Annotated, Literal

from pydantic import Field, StringConstraints

from schemas.common import Line, PathPattern, Slug, Strict
from schemas.scalars import Integer

AccountReference = Annotated[
    str,
    StringConstraints(pattern=r"^[A-Za-z0-9](-?[A-Za-z0-9_])*(\[bot\])?#[1-9][0-9]{0,18}$", max_length=120),
]
"""A GitHub account as `login#id`; `aidlc policy resolve` writes the id."""

TeamReference = Annotated[str, StringConstraints(pattern=r"^[A-Za-z0-9-]+/[a-z0-9_-]+#[1-9][0-9]{0,18}$")]
"""A GitHub team as `organisation/slug#id`."""

Revocation = Annotated[
    str,
    StringConstraints(
        pattern=r"^([A-Za-z0-9](-?[A-Za-z0-9_])*#[1-9][0-9]*|review:[1-9][0-9]*)( since [0-9TZ:+.-]+)?$"
    ),
]
"""`login#id`, or `review:<id>`; an account optionally ` since <RFC 3339 time>`."""


class Permission(StrEnum):
    """A repository permission as GitHub's collaborator-permission call folds it."""

    READ = "read"
    WRITE = "write"
    ADMIN = "admin"


class Independence(StrEnum):
    """Whose approval isn't independent of the content."""

    STRICT = "strict"
    AUTHOR = "author"
    SOLO = "solo"


class EvidenceLevel(StrEnum):
    """What binds an approval to content: GitHub's observation, or the digest line in the review as well."""

    REVIEW = "review"
    DIGEST = "digest"


class Role(Strict):
    """The people of a role; `permission` is a condition on top."""

    users: tuple[AccountReference, ...] = Field(default=(), max_length=200)
    teams: tuple[TeamReference, ...] = Field(default=(), max_length=50)
    permission: Permission = Permission.WRITE


class ApprovalRule(Strict):
    """`count` distinct people of a role."""

    role: Slug
    count: Integer = Field(default=1, ge=1, le=20)


Rules = Annotated[tuple[ApprovalRule, ...], Field(min_length=1, max_length=20)]


class PhasePolicy(Strict):
    """What the approval of a phase asks for."""

    approvals: Rules
    independence: Independence = Independence.STRICT
    evidence: EvidenceLevel = EvidenceLevel.REVIEW


class ConstructionPolicy(PhasePolicy):
    """Construction, with the approvals of a Unit's last Bolt (Mob Testing)."""

    testing: Rules | None = None


class OperationPolicy(PhasePolicy):
    """Operation, with the environments a release may name."""

    evidence: EvidenceLevel = EvidenceLevel.DIGEST
    environments: Annotated[tuple[Line, ...], Field(min_length=1, max_length=50)]


class Phases(Strict):
    """The three phases; none can be left out."""

    inception: PhasePolicy
    construction: ConstructionPolicy
    operation: OperationPolicy


class GuardedPolicy(PhasePolicy):
    """Paths whose change needs these approvals on top of a phase's; it guards the policy itself."""

    paths: tuple[PathPattern, ...] = Field(default=(), max_length=200)


class Agents(Strict):
    """Accounts and commit e-mail addresses that never count as a person."""

    users: tuple[AccountReference, ...] = Field(default=(), max_length=200)
    emails: tuple[Line, ...] = Field(default=(), max_length=200)


class Policy(Strict):
    """The whole policy. Cross-field rules are checked by `aidlc.domain.policy_rules`."""

    schema_: Literal["aidlc/policy/v1"] = Field(alias="schema")
    roles: Annotated[dict[Slug, Role], Field(min_length=1, max_length=50)]
    phases: Phases
    guarded: GuardedPolicy
    free: tuple[PathPattern, ...] = Field(default=(), max_length=200)
    maintenance: PhasePolicy | None = None
    agents: Agents = Agents()
    same_person: Literal["refused", "allowed"] = Field(default="refused", alias="same-person")
    revoked: tuple[Revocation, ...] = Field(default=(), max_length=500)
    status_app: Integer | None = Field(default=None, alias="status-app", ge=1)
