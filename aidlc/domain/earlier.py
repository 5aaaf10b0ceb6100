"""What a pull request rests on: the phases before it, approved on the default branch and unchanged since."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field

from aidlc.domain.classification import Classification
from aidlc.domain.digests import folder_digest
from aidlc.domain.errors import Problem
from aidlc.domain.facts import Entry, GateFacts
from aidlc.domain.histories import evaluate_prerequisite
from aidlc.domain.phases import Phase
from aidlc.domain.prerequisites import prerequisites
from schemas.policy import Policy


@dataclass(frozen=True, slots=True)
class Earlier:
    """How the phases before this one stand."""

    problems: tuple[Problem, ...] = ()
    waiting: tuple[str, ...] = ()
    approved: Mapping[str, Entry] = field(default_factory=dict)
    """What of this intent's inception is approved on the default branch: path to entry."""


def earlier_phases(policy: Policy, facts: GateFacts, found: Classification) -> Earlier:
    """Return how everything stands that the pull request rests on; a history that wasn't gathered isn't approved."""
    problems, waiting = [], []
    approved: Mapping[str, Entry] = {}
    for needed in prerequisites(found, facts.content.records):
        verdict = evaluate_prerequisite(
            policy, facts.repository, needed, facts.histories, standings=facts.standings
        )
        if needed.phase is Phase.INCEPTION:
            approved = verdict.entries
            if found.phase is Phase.INCEPTION:
                continue  # it only tells which part of the folder is known
        if not verdict.approved:
            said = verdict.sentence.removesuffix(verdict.remedy).rstrip()
            problems.append(Problem(path=needed.folders[0], message=said, remedy=verdict.remedy))
        elif needed.phase is Phase.INCEPTION and verdict.digest != folder_digest(
            facts.repository.id, needed.intent, facts.content.head.records
        ):
            waiting.append(
                f"Update the branch: the inception of {needed.intent} here isn't the one that was approved."
            )
    unique = tuple({str(problem): problem for problem in problems}.values())
    return Earlier(unique, tuple(waiting), approved)
