"""What is wrong with the records: files that can't be read, and references that lead nowhere."""

from __future__ import annotations

from aidlc.domain.errors import Problem
from aidlc.domain.layout import RECORDS, intent_folder
from aidlc.domain.links import check_links
from aidlc.domain.records import RecordTree
from aidlc.usecases.workspace import Workspace


def validate_records(workspace: Workspace, intent: str | None = None) -> tuple[Problem, ...]:
    """Every problem of the records, or of one Intent's, sorted by file and line."""
    return problems_of(workspace.ledger.load(), intent)


def problems_of(tree: RecordTree, intent: str | None = None) -> tuple[Problem, ...]:
    """Every problem of `tree`: what can't be read, then what doesn't fit together; in the order of the files."""
    folder = intent_folder(intent) if intent else RECORDS
    unreadable = [problem for problem in tree.problems if problem.path.startswith(folder)]
    found = dict.fromkeys([*unreadable, *check_links(tree, intent)])
    return tuple(sorted(found, key=lambda problem: (problem.path, problem.line or 0)))
