"""The board of an Intent on its issue, and what one Bolt's comment says: summaries turned into what is shown."""

from __future__ import annotations

from collections.abc import Mapping

from aidlc.adapters.github import followed
from aidlc.adapters.github.patient import PatientClient
from aidlc.adapters.github.sticky import keep_comment
from aidlc.domain.bolt_progress import BoltSummary
from aidlc.domain.progress import IntentSummary, summarize_intent
from aidlc.domain.records import Address, Kind, RecordTree
from aidlc.usecases.bolts.request import LOCKED
from aidlc.usecases.bolts.view import View
from aidlc.usecases.workspace import merged_scopes
from prompts.bolts import BoltStatus, CarryingPull, WrittenBoard
from prompts.bolts_board import BoardBolt, BoardUnit, IssueBoard, board_marker_of, render_issue_board
from schemas.construction import Bolt
from schemas.records import Intent


def issue_of_intent(tree: RecordTree, intent: str) -> int | None:
    """The issue that an Intent's record names."""
    file = tree.find(Address(Kind.INTENT, intent))
    return file.record.issue if file is not None and isinstance(file.record, Intent) else None


def status_of(view: View, bolt: BoltSummary) -> BoltStatus:
    """What the comment of one Bolt says."""
    evidence = bolt.evidence
    return BoltStatus(
        reference=bolt.reference,
        state=str(bolt.state),
        goal=bolt.goal,
        unit_title=bolt.unit_title,
        intent_title=bolt.intent_title,
        path=bolt.path,
        stories=bolt.stories,
        waits_for=bolt.waits_for,
        timebox=bolt.timebox,
        blocked_by=bolt.blocked_by or "",
        timeline=view.timelines.get(bolt.reference, ()),
        tests=tuple((run.command, run.result) for run in evidence.tests) if evidence else (),
        links=evidence.links if evidence else (),
        pulls=tuple(
            CarryingPull(number=pull.number, draft=pull.draft, state=pull.state, sentence=pull.sentence)
            for pull in view.carriers.get(bolt.reference, ())
        ),
        next_step=bolt.next_step,
    )


def board_of(view: View, intent: str, issues: Mapping[str, int]) -> IssueBoard:
    """What the board of one Intent says; `issues` are those that we opened, by Bolt."""
    tree = view.tree
    summary = summarize_intent(
        tree,
        intent,
        approved=merged_scopes(tree, tree),
        default_branch_tree=tree,
        open_pulls=view.open_pulls,
    )
    return IssueBoard(
        intent=intent,
        title=summary.title,
        phase=str(summary.phase),
        units=tuple(
            BoardUnit(unit=unit.unit, title=unit.title, state=str(unit.state), not_recorded=unit.not_recorded)
            for unit in summary.units
        ),
        bolts=tuple(_rows(tree, summary, issues)),
        next_step=summary.next_step,
    )


def _rows(tree: RecordTree, summary: IntentSummary, issues: Mapping[str, int]) -> list[BoardBolt]:
    records = {file.path: file.record for file in tree.of(Kind.BOLT, summary.intent)}
    rows = []
    for unit in summary.units:
        for bolt in unit.bolts:
            record = records[bolt.path]
            rows.append(
                BoardBolt(
                    unit=unit.unit,
                    bolt=bolt.bolt,
                    goal=bolt.goal,
                    state=str(bolt.state),
                    issue=bolt.issue or issues.get(bolt.reference),
                    pull=bolt.pull,
                    waits_for=bolt.waits_for,
                    depends_on=record.depends_on if isinstance(record, Bolt) else (),
                )
            )
    return rows


def write_board(client: PatientClient, issue: int, board: IssueBoard, *, own: int) -> WrittenBoard:
    """Keep the board on the Intent's issue. Raises `GitHubError`."""
    if followed.read_followed(client, issue).locked:
        return WrittenBoard(intent=board.intent, issue=issue, outcome=LOCKED)
    body = render_issue_board(board)
    outcome = keep_comment(client, issue, board_marker_of(board.intent), body, own=own)
    return WrittenBoard(intent=board.intent, issue=issue, outcome=outcome)
