"""`approvals/<digest12>.json`: evidence of an approval, gathered from GitHub. A claim, verified wherever it is used."""

from __future__ import annotations

from datetime import datetime
from typing import Annotated, Literal

from pydantic import Field

from schemas.common import CommitId, Line, Sha256, Slug, Strict


class ClaimedReview(Strict):
    """One review that counted, by GitHub's own ids."""

    review: int = Field(ge=1, description="GitHub's id of the review.")
    login: Line
    account: int = Field(ge=1, description="GitHub's id of the account.")
    role: Slug
    submitted_at: datetime
    digest_line: bool


class ApprovalEvidence(Strict):
    """Who approved which content in which pull request."""

    schema_: Literal["aidlc/approval/v1"] = Field(alias="schema")
    repository: int = Field(ge=1, description="GitHub's id of the repository.")
    phase: Literal["inception", "construction", "operation", "maintenance", "guarded"]
    scope: Annotated[str, Field(min_length=1, max_length=600, pattern=r"^\S+$")]
    digest: Sha256
    pull_request: int = Field(ge=1)
    head: CommitId
    policy: CommitId = Field(description="Git object id of the policy that was in force.")
    reviews: Annotated[tuple[ClaimedReview, ...], Field(min_length=1, max_length=100)]
    gathered_at: datetime
    gate_version: Line
