"""`aidlc bolts` as a process, against the embedded GitHub: issues, comments and pushes are real, so is git."""

import json
import re
from typing import Any

import pytest

from aidlc.emulator import Fault, faults
from prompts.bolts import marker_of
from schemas.construction import Bolt, BoltState
from tests.e2e_gate.records import inception, text_of
from tests.e2e_gate.stage import GateStage, Ran

BOLTS = "aidlc-records/shop/construction/cart/bolts"
ZERO = "0" * 40


def bolt(
    state: BoltState = BoltState.PLANNED, *, issue: int | None = None, goal: str = "Add a thing."
) -> str:
    return text_of(Bolt(schema_="aidlc/bolt/v1", unit="cart", goal=goal, state=state, issue=issue))


def issue(stage: GateStage, title: str = "Follow it") -> int:
    number: int = stage.people["alice"].post("issues", title=title).expect(201)["number"]
    return number


def pushed(stage: GateStage, before: str, *, ref: str = "refs/heads/main") -> Ran:
    file = stage.folder / "event.json"
    file.write_text(json.dumps({"ref": ref, "before": before, "after": "ignored"}), encoding="utf-8")
    return stage.run("bolts", "--json", GITHUB_EVENT_NAME="push", GITHUB_EVENT_PATH=str(file))


def outcomes(ran: Ran) -> dict[str, str]:
    assert ran.status == 0, ran
    return {one["reference"].rsplit("/", 1)[1]: one["outcome"] for one in ran.json["bolts"]}


def one_comment(stage: GateStage, number: int) -> dict[str, Any]:
    (comment,) = stage.comments(number)
    return comment


def test_bolt_has_one_comment_that_is_created_left_alone_and_edited(stage: GateStage) -> None:
    number = issue(stage)
    before = stage.push_to_main({**inception(), f"{BOLTS}/add.md": bolt(issue=number)})
    assert outcomes(pushed(stage, ZERO)) == {"add": "created"}
    first = one_comment(stage, number)
    assert first["body"].startswith(f"{marker_of('shop/cart/add')}\n📋 **planned**")
    assert "Cart" in first["body"]
    assert outcomes(pushed(stage, ZERO)) == {"add": "unchanged"}
    assert one_comment(stage, number)["updated_at"] == first["updated_at"]
    stage.push_to_main({f"{BOLTS}/add.md": bolt(BoltState.FINISHED, issue=number)})
    assert outcomes(pushed(stage, before)) == {"add": "edited"}
    edited = one_comment(stage, number)
    assert edited["id"] == first["id"]
    assert "✅ **done**" in edited["body"]


def test_only_bolts_that_the_push_changed_are_reported(stage: GateStage) -> None:
    number = issue(stage)
    before = stage.push_to_main(
        {**inception(), f"{BOLTS}/add.md": bolt(issue=number), f"{BOLTS}/drop.md": bolt(issue=number)}
    )
    stage.push_to_main({f"{BOLTS}/drop.md": bolt(BoltState.CANCELLED, issue=number), "docs/x.md": "x\n"})
    assert outcomes(pushed(stage, before)) == {"drop": "created"}
    assert outcomes(stage.run("bolts", "--json", "--since", before)) == {"drop": "unchanged"}
    assert outcomes(stage.run("bolts", "--json", "--all")) == {"add": "created", "drop": "unchanged"}
    assert len(stage.comments(number)) == 2


def test_commit_before_that_is_gone_reports_every_bolt(stage: GateStage) -> None:
    stage.push_to_main({**inception(), f"{BOLTS}/add.md": bolt(issue=issue(stage))})
    assert outcomes(pushed(stage, "dead" * 10)) == {"add": "created"}


def test_open_pull_request_is_named_and_puts_the_bolt_into_review(stage: GateStage) -> None:
    number = issue(stage)
    stage.push_to_main({**inception(), f"{BOLTS}/add.md": bolt(issue=number)})
    pull = stage.open("build", {f"{BOLTS}/add.md": bolt(BoltState.FINISHED, issue=number)})
    stage.open("other", {"docs/notes.md": "More.\n"})
    assert outcomes(pushed(stage, ZERO)) == {"add": "created"}
    body = one_comment(stage, number)["body"]
    assert f"| Gate | #{pull}: no verdict yet |" in body
    assert f"| in review | #{pull} |" in body
    assert "**in-review**" in body


def test_bolt_without_an_issue_is_skipped_and_listed(stage: GateStage) -> None:
    stage.push_to_main({**inception(), f"{BOLTS}/add.md": bolt()})
    summary = stage.folder / "summary.md"
    output = stage.folder / "output"
    ran = stage.run("bolts", "--all", GITHUB_STEP_SUMMARY=str(summary), GITHUB_OUTPUT=str(output))
    assert (ran.status, ran.out) == (0, "shop/cart/add\tplanned\t\tskipped: no issue\n")
    assert "| `shop/cart/add` | planned |  | skipped: no issue |" in summary.read_text(encoding="utf-8")
    assert "skipped<<" in output.read_text(encoding="utf-8")


def test_comment_with_the_marker_by_somebody_else_is_left_alone(stage: GateStage) -> None:
    number = issue(stage)
    forged = f"{marker_of('shop/cart/add')}\n✅ **done**"
    stage.people["dev"].post(f"issues/{number}/comments", body=forged).expect(201)
    stage.push_to_main({**inception(), f"{BOLTS}/add.md": bolt(issue=number)})
    assert outcomes(pushed(stage, ZERO)) == {"add": "created"}
    first, second = stage.comments(number)
    assert (first["body"], second["user"]["login"]) == (forged, "github-actions[bot]")


def test_broken_bolt_is_named_and_the_others_go_on(stage: GateStage) -> None:
    number = issue(stage)
    broken = bolt().replace("unit: cart", "unit: cart\nmood: good")
    stage.push_to_main({**inception(), f"{BOLTS}/add.md": bolt(issue=number), f"{BOLTS}/bad.md": broken})
    ran = pushed(stage, ZERO)
    assert outcomes(ran) == {"add": "created"}
    (warning,) = ran.json["warnings"]
    assert warning.startswith(f"{BOLTS}/bad.md:")


def test_nothing_but_broken_bolts_is_bad_input(stage: GateStage) -> None:
    stage.push_to_main({**inception(), f"{BOLTS}/bad.md": "no front matter\n"})
    ran = pushed(stage, ZERO)
    assert ran.status == 2
    assert f"{BOLTS}/bad.md" in ran.err


def test_issue_that_does_not_exist_is_a_warning_beside_others_and_an_error_alone(stage: GateStage) -> None:
    number = issue(stage)
    stage.push_to_main({**inception(), f"{BOLTS}/gone.md": bolt(issue=4711)})
    assert pushed(stage, ZERO).status == 1
    stage.push_to_main({f"{BOLTS}/add.md": bolt(issue=number)})
    ran = pushed(stage, ZERO)
    assert outcomes(ran) == {"add": "created"}
    assert ran.json["warnings"][0].startswith("shop/cart/gone:")


def test_push_to_another_branch_writes_nothing(stage: GateStage) -> None:
    number = issue(stage)
    stage.push_to_main({**inception(), f"{BOLTS}/add.md": bolt(issue=number)})
    ran = pushed(stage, ZERO, ref="refs/heads/feature")
    assert outcomes(ran) == {}
    assert stage.comments(number) == []


@pytest.mark.parametrize("trouble", [faults.CutBody(), faults.Status(502, after=True), faults.Status(502)])
def test_lost_answer_makes_no_second_comment(stage: GateStage, trouble: faults.Action) -> None:
    number = issue(stage)
    stage.push_to_main({**inception(), f"{BOLTS}/add.md": bolt(issue=number)})
    stage.github.inject(Fault(trouble, method="POST", path=r"/issues/\d+/comments$"))
    assert outcomes(pushed(stage, ZERO)) == {"add": "created"}
    assert len(stage.comments(number)) == 1


def test_hostile_goal_and_titles_stay_text(stage: GateStage) -> None:
    number = issue(stage)
    goal = "<!-- x --> @acme/owners #1 ![i](https://evil.example/x.png)\n::error::no"
    stage.push_to_main({**inception("`| @you"), f"{BOLTS}/add.md": bolt(issue=number, goal=goal)})
    outcomes(pushed(stage, ZERO))
    body = one_comment(stage, number)["body"]
    assert "@acme" not in body
    assert "<!-- x" not in body
    assert not re.search(r"(?<!\\)\]\(", body)


@pytest.mark.parametrize(
    ("arguments", "environment", "said"),
    [
        ([], {}, "Which Bolts?"),
        (["--all", "--since", ZERO], {}, "not both"),
        (["--since", "main"], {}, "no full commit id"),
        ([], {"GITHUB_EVENT_NAME": "pull_request"}, "Which Bolts?"),
        ([], {"GITHUB_EVENT_NAME": "push", "GITHUB_EVENT_PATH": "/nowhere"}, "can't be read"),
    ],
)
def test_unusable_input_is_one_line(
    stage: GateStage, arguments: list[str], environment: dict[str, str], said: str
) -> None:
    ran = stage.run("bolts", *arguments, **environment)
    assert ran.status == 2
    assert said in ran.err
    assert ran.err.count("\n") == 1
