"""What tools answer with: a small object for programs, and a short text for the model."""

from __future__ import annotations

from typing import TYPE_CHECKING

from mcp.types import CallToolResult, TextContent
from pydantic import BaseModel, ConfigDict

if TYPE_CHECKING:
    from aidlc.usecases.recording import Recorded


class Result(BaseModel):
    """Base of the structured answers."""

    model_config = ConfigDict(extra="forbid", frozen=True)


class Record(Result):
    """What became of a record (created, updated, unchanged), and the digest of its file to give as `expected`."""

    path: str
    outcome: str
    sha256: str


class Records(Result):
    """What became of each record, and the next step."""

    records: list[Record]
    next: str


class IntentStatus(Result):
    """Where one Intent stands."""

    intent: str
    phase: str
    next: str
    missing: list[str]
    units: dict[str, str]
    bolts: dict[str, str]


class Status(Result):
    """Where the repository stands."""

    workspace: str
    intents: list[IntentStatus]
    problems: int
    next: str


class Request(Result):
    """What became of a request for approval; an empty `url` means that no pull request could be opened."""

    branch: str
    pushed: bool
    url: str
    digest_line: str
    approvers: dict[str, list[str]]
    notes: list[str]


class Approval(Result):
    """Where an approval stands."""

    verdict: str
    sentence: str
    pull_request: int
    evidence: str


class Explained(Result):
    """What would open a gate; `would_open` is false where it isn't known."""

    verdict: str
    sentence: str
    needed: list[str]
    would_open: bool


class Problems(Result):
    """A page of what is wrong with the records."""

    problems: list[str]
    total: int
    cursor: int | None


def answer(result: Result, text: str) -> CallToolResult:
    """The result with its own short text, so that the model doesn't pay for the object twice."""
    return CallToolResult(
        content=[TextContent(type="text", text=text)], structured_content=result.model_dump(mode="json")
    )


def answer_recorded(recorded: Recorded, following: str) -> CallToolResult:
    """The result of a recording tool; `following` is the next step."""
    said = [f"{change.outcome} {change.path}" for change in recorded.changes]
    text = "\n".join([*said, *recorded.notes, f"Next: {following}"])
    return answer(
        Records(
            records=[
                Record(path=change.path, outcome=change.outcome, sha256=change.sha256)
                for change in recorded.changes
            ],
            next=following,
        ),
        text,
    )
