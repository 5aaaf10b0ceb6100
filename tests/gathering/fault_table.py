"""What each fault may come to, and the table of what they came to."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Iterator

from tests.gathering.fault_kinds import KINDS, LISTS, Kind, troubles
from tests.gathering.fault_stage import FaultStage, Run

COMMENT = {"viewer", "comments", "comment"}
"""Asked after the status was posted: a comment that can't be written takes nothing from a verdict."""

HIDING = {"404", "html", "null", "errors", *LISTS}
"""What could make an objection invisible."""


def survives(kind: str, trouble: str) -> bool:
    """Whether an approved pull request may open although this befell it."""
    return (
        kind in COMMENT
        or (trouble == "repeated" and kind not in {"commit", "merger"})
        or (kind, trouble) in {("activity", "403"), ("activity", "404"), ("activity", "vanished")}
    )


def pulls_for(kind: Kind) -> tuple[str, str]:
    """The approved pull request that makes this kind of request, and the one with a request for changes."""
    return ("long", "bad long") if kind.long else ("good", "bad")


def cells() -> Iterator[tuple[Kind, str, str]]:
    """Kind, trouble and pull request of every run: what could hide an objection also befalls the one that has one."""
    for kind in KINDS:
        good, bad = pulls_for(kind)
        for trouble in troubles(kind):
            yield kind, trouble, good
            if trouble in HIDING and kind.name not in COMMENT:
                yield kind, trouble, bad


def inject(stage: FaultStage, kind: Kind, trouble: str, pull: str) -> Run:
    """One decision in which this befalls every request of the kind."""
    return stage.run(pull, kind.fault(troubles(kind)[trouble]))


def count(found: Iterable[tuple[str, str, Run]]) -> dict[str, Counter[str]]:
    """How often each trouble (of trouble, pull request, run) ended how."""
    counted: dict[str, Counter[str]] = {}
    for trouble, pull, run in found:
        kind = "approved" if not pull.startswith("bad") else "refused"
        counted.setdefault(trouble, Counter())[f"{kind}: {run.outcome}"] += 1
    return counted
