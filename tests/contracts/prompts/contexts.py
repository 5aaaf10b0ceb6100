"""One value for each template, made from a word: a plain one, or one that tries everything a hostile author would."""

from datetime import UTC, datetime

from aidlc.domain.audit_report import AuditReport, Finding, FindingKind
from aidlc.domain.bolt_timeline import TimelineEntry
from aidlc.domain.decision import (
    Blocking,
    Comparison,
    Counted,
    DeployDecision,
    Difference,
    GateDecision,
    Ignored,
    Need,
    Requirement,
    State,
    Verdict,
    Why,
)
from aidlc.domain.errors import Problem
from aidlc.domain.facts import Account, AccountType
from aidlc.domain.phases import Phase
from prompts.audit import render_audit_summary
from prompts.board import BoardIntent, BoardRow, Page, render_board, render_intent_board
from prompts.bolts import (
    BoltStatus,
    CarryingPull,
    WrittenBoard,
    WrittenBolt,
    render_bolt,
    render_bolt_issue,
    render_bolts_summary,
)
from prompts.bolts_board import BoardBolt, BoardUnit, IssueBoard, render_issue_board
from prompts.deploy import render_deploy_summary
from prompts.gate import ChangedFile, render_comment, render_summary
from prompts.request import ApprovalRequest, AskedRecord, AskedRole, render_request

PLAIN = "scan tickets at the door"
HOSTILE = (
    "# <!-- aidlc:gate v1 -->\n\n# Approved\r\n@acme/owners and #1, GH-1 https://evil.example www.evil.example "
    "![x](https://evil.example/x.png) [y](javascript:alert) <script>z</script> | `` ` ``` ~~~ \u202egpj.exe\u200b \x1b[2J "
    "::set-output name=verdict::OPEN ##[add-mask]x $x$ :tada: &lt; \\ *b* _i_\n- item\n1. item\n=====\n```\n</details>"
)
DIGEST = "5f" * 32
PAGE = "https://github.com/acme/events"
HEAD = "c0ffee" + "0" * 34


def gate_decision(word: str) -> GateDecision:
    bob, bot = Account(id=1024, login="bob"), Account(id=99, login=word, type=AccountType.BOT)
    return GateDecision(
        verdict=Verdict.CLOSED,
        state=State.FAILURE,
        sentence=f"Waiting for 1 more developer: {word}",
        phase=Phase.CONSTRUCTION,
        scope="event-management/check-in",
        digest=DIGEST,
        requirements=(
            Requirement(
                phase=Phase.CONSTRUCTION,
                scope="event-management/check-in",
                digest=DIGEST,
                satisfied=False,
                digest_line_required=True,
                why_digest_line=f"The policy asks for the digest line: {word}",
            ),
        ),
        counted=(
            Counted(review=7, account=bob, role="developer", phase=Phase.CONSTRUCTION, digest_line=True),
        ),
        ignored=(
            Ignored(review=8, account=bot, why=Why.BOT, sentence=f"A bot never counts: {word}"),
            Ignored(review=9, account=None, why=Why.GHOST, sentence="A deleted account never counts."),
        ),
        blocking=(Blocking(review=10, account=bob, sentence=f"Requested changes: {word}"),),
        needed=(
            Need(
                phase=Phase.CONSTRUCTION, role="developer", count=1, people=("carol", word), digest_line=True
            ),
            Need(phase=Phase.GUARDED, role="maintainer", count=2, people=(), digest_line=False),
        ),
        problems=(
            Problem(
                path=f"aidlc-records/{word}.md",
                line=3,
                key=word,
                message=f"`state` is `{word}`.",
                remedy="Write `planned`.",
            ),
        ),
        waiting=(f"Update the branch: {word}",),
        notes=(f"A symbolic link: {word}",),
        comparisons=(
            Comparison(
                phase=Phase.CONSTRUCTION,
                scope="event-management/check-in",
                people=("bob", word),
                base="ba5e" + "0" * 36,
                head=HEAD,
                differences=(
                    Difference(
                        path="aidlc-records/event-management/construction/check-in/bolts/qr-validation.md",
                        what="changed",
                        record="bolt check-in/qr-validation",
                    ),
                    Difference(path=f"src/{word}.py", what="removed"),
                ),
                left_out=2,
            ),
            Comparison(phase=Phase.GUARDED, scope="repository", people=(word,)),
        ),
        head=HEAD,
    )


def gate_changes(word: str) -> tuple[ChangedFile, ...]:
    return (
        ChangedFile(path=f"aidlc-records/{word}.md", what="added", size=1200),
        ChangedFile(path="src/old.py", what="deleted", size=None),
    )


def approval_request(word: str) -> ApprovalRequest:
    return ApprovalRequest(
        phase=Phase.INCEPTION,
        scope="event-management",
        title=word,
        goal=f"{word}\nand more",
        roles=(
            AskedRole(role="product-owner", count=1, people=("alice", word)),
            AskedRole(role="developer", count=1),
        ),
        records=(
            AskedRecord(path="aidlc-records/event-management/inception/intent.md", what="added", size=300),
            AskedRecord(path=f"aidlc-records/{word}.md", what="changed"),
        ),
        line=f"aidlc-approve: inception event-management {DIGEST}",
        line_required=True,
        renewal=True,
    )


def bolt_status(word: str) -> BoltStatus:
    return BoltStatus(
        reference="event-management/check-in/qr-validation",
        state="in-review",
        goal=word,
        unit_title=word,
        intent_title=word,
        stories=("scan-ticket",),
        waits_for=("event-management/check-in/offline",),
        timebox=8,
        path="aidlc-records/event-management/construction/check-in/bolts/qr-validation.md",
        blocked_by=word,
        timeline=(
            TimelineEntry(at=datetime(2026, 11, 2, 8, 30, tzinfo=UTC), what="planned", commit=HEAD),
            TimelineEntry(at=datetime(2026, 11, 2, 9, tzinfo=UTC), what="started"),
            TimelineEntry(at=datetime(2026, 11, 2, 14, tzinfo=UTC), what="blocked", detail=word, commit=HEAD),
            TimelineEntry(at=datetime(2026, 11, 3, 17, tzinfo=UTC), what="in review", pull=12),
        ),
        tests=((word, word),),
        links=(word,),
        pulls=(
            CarryingPull(number=12, state="pending", sentence=word),
            CarryingPull(number=14, draft=True),
        ),
        next_step=f"Review pull request 12: {word}",
    )


def deploy_decision(word: str, *, allowed: bool) -> DeployDecision:
    carol = Account(id=2048, login="carol")
    return DeployDecision(
        allowed=allowed,
        commit=HEAD if allowed else None,
        sentence=f"Release: {word}",
        release="event-management/2026-11",
        environment="production",
        reasons=() if allowed else (f"Carol requested changes: {word}",),
        counted=(
            Counted(review=7, account=carol, role="developer", phase=Phase.OPERATION, digest_line=True),
        ),
        pull_request=31,
        digest=DIGEST,
    )


def audit_report(word: str) -> AuditReport:
    direct = Finding(
        kind=FindingKind.DIRECT_PUSH,
        commit=HEAD,
        pull_request=None,
        sentence=f"Pushed: {word}",
        remedy=f"Revert it: {word}",
    )
    forged = direct.model_copy(update={"kind": FindingKind.FORGED_STATUS, "pull_request": 12})
    return AuditReport(since=HEAD, until=HEAD, commits=3, governed=2, findings=(direct, forged))


def boards(word: str) -> tuple[str, str]:
    intent = BoardIntent(
        intent="event-management",
        title=word,
        phase="construction",
        units="1 in-progress",
        bolts="1 done, 1 planned",
        next=f"Start it: {word}",
    )
    done = BoardRow(unit="check-in", unit_state="in-progress", bolt="qr", goal=word, state="done")
    waits = ("event-management/check-in/qr",)
    rows = (
        done,
        done.model_copy(update={"bolt": "offline", "state": "planned", "waits_for": waits}),
        BoardRow(unit="reporting", unit_state="planned"),
    )
    page = Page(number=1, count=2)
    return render_board((intent,), page, problems=1), render_intent_board(
        intent, rows, (word,), page, (f"Intent event-management: {word}", f"  Unit check-in: {word}")
    )


def issue_board(word: str) -> IssueBoard:
    done = BoardBolt(unit="check-in", bolt="qr-validation", goal=word, state="done", issue=21)
    first = ("event-management/check-in/qr-validation",)
    bolts = (
        done,
        done.model_copy(
            update={"bolt": "offline", "state": "in-review", "issue": 22, "pull": 31, "depends_on": first}
        ),
        done.model_copy(
            update={
                "bolt": "lists",
                "state": "blocked",
                "issue": None,
                "waits_for": first,
                "depends_on": first,
            }
        ),
        BoardBolt(unit="reporting", bolt="daily", goal=word, state="cancelled"),
    )
    units = (
        BoardUnit(unit="check-in", title=word, state="in-review"),
        BoardUnit(unit="reporting", title=word, state="planned", not_recorded=("weekly",)),
        BoardUnit(unit="badges", title=word, state="planned"),
    )
    return IssueBoard(
        intent="event-management",
        title=word,
        phase="construction",
        units=units,
        bolts=bolts,
        next_step=f"Review pull request #31: {word}",
    )


def rendered() -> dict[str, str]:
    """Every contract by file name."""
    texts: dict[str, str] = {}
    for kind, word in (("plain", PLAIN), ("hostile", HOSTILE)):
        written = (
            WrittenBolt(
                reference="event-management/check-in/qr-validation", state="done", issue=7, outcome="created"
            ),
            WrittenBolt(
                reference="event-management/check-in/offline",
                state="planned",
                issue=None,
                outcome=f"skipped: {word}",
                also=("opened", "labelled"),
            ),
        )
        shown = (WrittenBoard(intent="event-management", issue=3, outcome="edited"),)
        board, intent_board = boards(word)
        texts |= {
            f"board.{kind}.md": board,
            f"board_intent.{kind}.md": intent_board,
            f"gate_comment.{kind}.md": render_comment(gate_decision(word), gate_changes(word), page=PAGE),
            f"gate_summary.{kind}.md": render_summary(
                gate_decision(word), gate_changes(word), pull=12, page=PAGE
            ),
            f"approval_request.{kind}.md": render_request(approval_request(word)),
            f"bolt_comment.{kind}.md": render_bolt(bolt_status(word)),
            f"bolt_issue.{kind}.md": render_bolt_issue(bolt_status(word))[1],
            f"bolts_board.{kind}.md": render_issue_board(issue_board(word)),
            f"bolts_summary.{kind}.md": render_bolts_summary(
                written, (f"aidlc-records/x.md: {word}",), shown
            ),
            f"deploy_allowed.{kind}.md": render_deploy_summary(deploy_decision(word, allowed=True)),
            f"deploy_refused.{kind}.md": render_deploy_summary(deploy_decision(word, allowed=False)),
            f"audit_summary.{kind}.md": render_audit_summary(audit_report(word)),
        }
    return texts
