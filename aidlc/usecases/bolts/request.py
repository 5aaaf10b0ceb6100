"""What is asked of a report of Bolts, and what came of it."""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass, field
from typing import Final

from aidlc.adapters.github.client import GitHubClient
from aidlc.domain.errors import InputError
from prompts.bolts import WrittenBoard, WrittenBolt

OUTPUTS: Final = (
    "created",
    "edited",
    "unchanged",
    "skipped",
    "opened",
    "closed",
    "reopened",
    "boards",
)
"""The action's outputs: how many Bolts came to each end, and how many boards were written."""

NO_ISSUE: Final = "skipped: no issue"
LOCKED: Final = "skipped: locked"


@dataclass(frozen=True, slots=True)
class Options:
    """What is done beside keeping comments; nothing of it unless it is asked for."""

    create_issues: bool = False
    """Open an issue for each Bolt under way that has none, below the Intent's issue."""
    labels: bool = False
    """Show the state as a label `aidlc:<state>`."""
    close_issues: bool = False
    """Close a Bolt's issue when it is done or cancelled, open it again when it goes back."""


@dataclass(frozen=True, slots=True)
class BoltsRequest:
    """Which Bolts to report."""

    client: GitHubClient
    git_url: str
    token: str = field(repr=False)
    ref: str | None = None
    """The full ref that was pushed; another one than the default branch reports nothing. `None`: no push."""
    since: str | None = None
    """The commit before the push: Bolts that differ from it are reported. `None`, or one that is gone: every Bolt."""
    live: bool = False
    """Only Bolts that aren't settled, and those that an open pull request carries: what a pull request can have changed."""
    options: Options = Options()


@dataclass(frozen=True, slots=True)
class BoltsReport:
    """What was written, and what could not be read or written."""

    written: tuple[WrittenBolt, ...] = ()
    boards: tuple[WrittenBoard, ...] = ()
    warnings: tuple[str, ...] = ()

    @property
    def counts(self) -> dict[str, int]:
        """How many Bolts came to each end, and how many boards were written."""
        ends = Counter(
            "skipped" if one.outcome.startswith("skipped") else one.outcome for one in self.written
        )
        also = Counter(each for one in self.written for each in one.also)
        boards = sum(board.outcome != "unchanged" for board in self.boards)
        return {name: ends[name] + also[name] for name in OUTPUTS[:-1]} | {"boards": boards}


def check_since(commit: str | None) -> str | None:
    """Return a commit id that a person gave. Raises `InputError` for an abbreviation or a name."""
    if commit is None or (len(commit) in {40, 64} and set(commit) <= set("0123456789abcdef")):
        return commit
    raise InputError("That is no full commit id: give its 40 hexadecimal digits.")
