"""What people read: the board on the Intent's issue, the timeline and the gate in a Bolt's comment."""

import json
from datetime import UTC, datetime
from typing import Any

from aidlc.emulator import Fault, faults
from schemas.construction import BoltState
from tests.e2e_gate.records import construction, inception
from tests.e2e_gate.stage import GateStage
from tests.publishing.bolt_stage import BOLTS, begin, bolt, by_bot, open_issue, put, report

STARTED = datetime(2026, 11, 2, 9, tzinfo=UTC)


def comment(stage: GateStage, number: int) -> str:
    (one,) = stage.comments(number)
    body: str = one["body"]
    return body


def test_board_shows_units_bolts_progress_and_what_comes_next(stage: GateStage) -> None:
    second = bolt(goal="Take a thing out.", depends_on=("shop/cart/add",))
    parent = begin(stage, add=bolt(BoltState.FINISHED), remove=second)
    report(stage, "--create-issues")
    (number,) = by_bot(stage)
    body = comment(stage, parent)
    assert body.startswith("<!-- aidlc:board v1 shop -->\n🗺️ **A shop** · `shop` is in construction\n")
    assert "**1 of 2 Bolts done** (50 %)." in body
    assert "**Next:** shop/cart/remove: Start it." in body
    assert "| ✅&nbsp;done | `cart` | `add` | Add a thing. |  |  |  |" in body
    assert f"| 📋&nbsp;planned | `cart` | `remove` | Take a thing out. | #{number} |  |  |" in body
    assert '    b0["✅ add"]:::done\n    b1["📋 remove"]:::planned\n  end\n  b0 --> b1' in body


def test_board_of_an_intent_without_bolts_names_what_is_planned(stage: GateStage) -> None:
    body = comment(stage, begin_reported(stage))
    assert "**0 of 1 Bolts done** (0 %), 1 not recorded yet." in body
    assert "| `cart` | planned | `add` |" in body


def begin_reported(stage: GateStage) -> int:
    parent = begin(stage)
    assert report(stage).json["boards"] == [{"intent": "shop", "issue": parent, "outcome": "created"}]
    return parent


def test_timeline_tells_what_record_and_git_know(stage: GateStage) -> None:
    number = open_issue(stage)
    begin(stage, add=bolt(issue=number))
    put(stage, add=bolt(BoltState.IN_PROGRESS, issue=number, started=STARTED))
    put(stage, add=bolt(BoltState.BLOCKED, issue=number, started=STARTED, blocked_by="No key."))
    put(stage, add=bolt(BoltState.IN_PROGRESS, issue=number, started=STARTED))
    pull = stage.open("build", {f"{BOLTS}/add.md": bolt(BoltState.FINISHED, issue=number, started=STARTED)})
    report(stage)
    lines = [line.split(" | ") for line in comment(stage, number).splitlines() if line.startswith("| 2")]
    assert {tuple(line[1:]) for line in lines if "commit" not in line[2]} == {
        ("started", "the record |"),
        ("in review", f"#{pull} |"),
    }
    by_git = [line[1] for line in lines if "commit" in line[2]]
    assert by_git == ["planned", "blocked: No key.", "resumed"]
    merged = stage.merge(pull)
    report(stage)
    assert f"| done | commit `{merged[:12]}` |" in comment(stage, number)


def test_gate_of_the_carrying_pull_request_is_shown_and_followed(stage: GateStage) -> None:
    number = open_issue(stage)
    work = {f"{BOLTS}/add.md": bolt(BoltState.FINISHED, issue=number)}
    stage.push_to_main({**inception(), f"{BOLTS}/add.md": bolt(issue=number)})
    pull = stage.open("build", {**construction(), **work})
    said = stage.gate(pull)
    report(stage)
    signs = {"pending": "⏳", "failure": "⛔"}
    shown = f"| Gate | #{pull}: {signs[said['state']]} {said['state']} · "
    assert shown in comment(stage, number)
    stage.people["dev"].patch(f"pulls/{pull}", state="closed").expect(200)
    event = stage.folder / "event.json"
    event.write_text(json.dumps({"workflow_run": {"head_sha": "0" * 40}}), encoding="utf-8")
    ran = stage.run("bolts", "--json", GITHUB_EVENT_NAME="workflow_run", GITHUB_EVENT_PATH=str(event))
    assert ran.json["edited"] == 1
    assert "Gate" not in comment(stage, number)
    assert "📋 **planned**" in comment(stage, number)


def test_what_is_settled_is_left_alone_when_a_pull_request_moves(stage: GateStage) -> None:
    begin(stage, add=bolt(BoltState.FINISHED, issue=open_issue(stage)), drop=bolt(issue=open_issue(stage)))
    ran = report(stage, live=True).json
    assert [one["reference"] for one in ran["bolts"]] == ["shop/cart/drop"]


def test_token_that_may_not_read_statuses_shows_no_verdict_and_says_so(stage: GateStage) -> None:
    number = open_issue(stage)
    begin(stage, add=bolt(issue=number))
    pull = stage.open("build", {f"{BOLTS}/add.md": bolt(BoltState.FINISHED, issue=number)})
    token = stage.github.workflow_token({"contents": "read", "pull_requests": "read", "issues": "write"})
    (warning,) = report(stage, token=token).json["warnings"]
    assert "`statuses: read`" in warning
    assert f"| Gate | #{pull}: no verdict yet |" in comment(stage, number)


def test_failing_board_stops_nothing(stage: GateStage) -> None:
    number = open_issue(stage)
    parent = begin(stage, add=bolt(issue=number))
    gone: Any = faults.Status(410, "This issue was deleted")
    stage.github.inject(Fault(gone, method="GET", path=rf"/issues/{parent}(/sub_issues)?$", times=None))
    ran = report(stage, "--create-issues").json
    assert (ran["created"], ran["boards"]) == (1, [])
    assert ran["warnings"][0].startswith(f"shop: the board isn't on issue {parent}")
