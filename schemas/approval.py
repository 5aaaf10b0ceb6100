"""`approvals/<digest12>.json`: evidence of an approval, gathered from GitHub. A claim, verified wherever it is used."""

from __future__ import annotations

from typing import Annotated, Literal

from pydantic import Field

from schemas.common import CommitId, Line, Sha256, Slug, Strict
from schemas.scalars import Flag, Integer, Moment


class ClaimedReview(Strict):
    """One review that counted, by GitHub's own ids."""

    review: Integer = Field(ge=1, description="GitHub's id of the review.")
    login: Line
    account: Integer = Field(ge=1, description="GitHub's id of the account.")
    role: Slug
    submitted_at: Moment
    digest_line: Flag


class ApprovalEvidence(Strict):
    """Who approved which content in which pull request."""

    schema_: Literal["aidlc/approval/v1"] = Field(alias="schema")
    repository: Integer = Field(ge=1, description="GitHub's id of the repository.")
    phase: Literal["inception", "construction", "operation", "maintenance", "guarded"]
    scope: Annotated[str, Field(min_length=1, max_length=600, pattern=r"^\S+$")]
    digest: Sha256
    pull_request: Integer = Field(ge=1)
    head: CommitId
    policy: CommitId = Field(description="Git object id of the policy that was in force.")
    reviews: Annotated[tuple[ClaimedReview, ...], Field(min_length=1, max_length=100)]
    gathered_at: Moment
    gate_version: Line
