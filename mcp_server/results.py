"""What tools answer with: a small object, and a short text that says the same.

Which of the two a model gets to read is its assistant's choice: Claude Code shows the object and leaves out the text,
others do the opposite. So neither may say what the other doesn't.
"""

from __future__ import annotations

from collections.abc import Iterable
from typing import TYPE_CHECKING, Annotated, Final

from mcp.types import CallToolResult, ContentBlock, ResourceLink, TextContent
from pydantic import AfterValidator, BaseModel, ConfigDict, Field
from pydantic.json_schema import SkipJsonSchema

from aidlc.domain.layout import RECORDS

if TYPE_CHECKING:
    from aidlc.usecases.recording import Change, Recorded

LONGEST: Final = 7_000
"""Characters of an answer's text: what is longer is told in pages, or cut with a word about the rest."""

_MOST: Final = 40
_MOST_LINKS: Final = 5


def _few(said: list[str]) -> list[str]:
    """At most forty, and how many more there are: an answer doesn't grow with the repository."""
    return said if len(said) <= _MOST else [*said[:_MOST], f"and {len(said) - _MOST} more"]


Few = Annotated[list[str], AfterValidator(_few)]


class Result(BaseModel):
    """Base of the structured answers. `SkipJsonSchema` marks what an answer has though the list of tools
    doesn't promise it: every conversation pays for that list.
    """

    model_config = ConfigDict(extra="forbid", frozen=True)


class Record(Result):
    """What became of a record (created, updated, unchanged), and the digest of its file to give as `expected`."""

    path: str
    outcome: str
    sha256: str


class Records(Result):
    """What became of each record, what to know about it, and the next step."""

    records: list[Record]
    next: str
    notes: SkipJsonSchema[Few] = Field(default_factory=list)


class IntentStatus(Result):
    """Where one Intent stands; one of several is told without its lists."""

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
    cursor: int | None


class Request(Result):
    """What became of a request for approval; an empty `url` means that no pull request could be opened."""

    branch: str
    pushed: bool
    url: str
    digest_line: str
    approvers: dict[str, Few]
    notes: Few
    next: SkipJsonSchema[str] = ""


class Approval(Result):
    """Where an approval stands."""

    verdict: str
    sentence: str
    pull_request: int
    evidence: str
    notes: SkipJsonSchema[Few] = Field(default_factory=list)


class Explained(Result):
    """What would open a gate; `would_open` is false where it isn't known."""

    verdict: str
    sentence: str
    needed: Few
    would_open: bool


class Problems(Result):
    """A page of what is wrong with the records; a warning begins with `warning:` and follows after the problems."""

    problems: list[str]
    total: int
    """Problems without the warnings."""
    warnings: int
    cursor: int | None


def first_lines(lines: Iterable[str], room: int = LONGEST) -> list[str]:
    """The lines that fit into `room` characters, at least one."""
    kept: list[str] = []
    for line in lines:
        room -= len(line) + 1
        if room < 0 and kept:
            break
        kept.append(line)
    return kept


def answer(result: Result, text: str, links: Iterable[ContentBlock] = ()) -> CallToolResult:
    """The result with its own short text, so that the model doesn't pay for the object twice."""
    if len(text) > LONGEST:
        *lines, last = text.splitlines()  # the last line says what to do next
        kept = first_lines(lines, LONGEST - len(last))
        text = "\n".join([*kept, f"({len(lines) - len(kept)} more lines.)", last])
    return CallToolResult(
        content=[TextContent(type="text", text=text), *links],
        structured_content=result.model_dump(mode="json"),
    )


def answer_recorded(recorded: Recorded, following: str) -> CallToolResult:
    """The result of a recording tool; `following` is the next step."""
    said = [f"{change.outcome} {change.path}" for change in recorded.changes]
    written = [change for change in recorded.changes if change.outcome != "unchanged"]
    text = "\n".join([*said, *recorded.notes, f"Next: {following}"])
    return answer(
        Records(
            records=[
                Record(path=change.path, outcome=change.outcome, sha256=change.sha256)
                for change in recorded.changes
            ],
            notes=list(recorded.notes),
            next=following,
        ),
        text,
        [_link(change) for change in written] if len(written) <= _MOST_LINKS else (),
    )


def _link(change: Change) -> ResourceLink:
    """Where a client can show the record to the human."""
    path = change.path.removeprefix(f"{RECORDS}/")
    return ResourceLink(type="resource_link", uri=f"aidlc://records/{path}", name=path)
