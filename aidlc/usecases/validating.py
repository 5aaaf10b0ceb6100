"""What is wrong with the records: files that can't be read, references that lead nowhere; and what is worth a warning."""

from __future__ import annotations

from collections.abc import Sequence

from aidlc.domain.errors import Problem
from aidlc.domain.layout import RECORDS, intent_folder
from aidlc.domain.links import check_links
from aidlc.domain.loose_ends import find_loose_ends
from aidlc.domain.records import RecordTree
from aidlc.usecases.workspace import Workspace


def validate_records(
    workspace: Workspace, intent: str | None = None
) -> tuple[Sequence[Problem], Sequence[Problem]]:
    """Every problem of the records, or of one Intent's, and every warning; each sorted by file and line."""
    tree = workspace.ledger.load()
    problems = problems_of(tree, intent)
    known = set(problems)
    warnings = find_loose_ends(tree, intent, workspace.now())
    return problems, tuple(one for one in warnings if one not in known)


def problems_of(tree: RecordTree, intent: str | None = None) -> tuple[Problem, ...]:
    """Every problem of `tree`: what can't be read, then what doesn't fit together; in the order of the files."""
    folder = intent_folder(intent) if intent else RECORDS
    unreadable = [problem for problem in tree.problems if problem.path.startswith(folder)]
    found = dict.fromkeys([*unreadable, *check_links(tree, intent)])
    return tuple(sorted(found, key=lambda problem: (problem.path, problem.line or 0)))
