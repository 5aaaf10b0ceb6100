"""Getting rid of somebody's objection without them."""

from typing import Any

import pytest

from aidlc.domain.decision import Verdict
from tests.attacks.arena import judge_here, judged
from tests.e2e_gate.stage import GateStage
from tests.emulator.stage import Person


def dismiss(stage: GateStage, review: int, by: str) -> None:
    path = f"pulls/1/reviews/{review}/dismissals"
    stage.people[by].put(path, message="Done.", event="DISMISS").expect(200)


def test_account_that_the_policy_does_not_know_dismisses_an_objection(
    asked: GateStage, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Rule: only the objector, or a person with a role (or an administrator) and no stake, lifts an objection (opinions)."""
    asked.people["helper"] = Person(asked.github, asked.github.add_user("helper", permission="write"))
    objection = asked.people["carol"].review("REQUEST_CHANGES", "No.", 1)
    asked.approve(1, "alice", "bob")
    dismiss(asked, objection["id"], "helper")

    assert asked.gate(1)["state"] == "failure"

    monkeypatch.setattr("aidlc.domain.opinions.has_say", lambda *_: True)
    assert judge_here(asked, 1).state == "success"


def test_administrator_without_a_role_may_dismiss(asked: GateStage) -> None:
    """The rule locks nobody in: whoever administers the repository may lift a block that its author left behind."""
    objection = asked.people["carol"].review("REQUEST_CHANGES", "No.", 1)
    asked.approve(1, "alice", "bob")
    dismiss(asked, objection["id"], "root")

    assert asked.gate(1)["state"] == "success"


OBJECTION: dict[str, Any] = {"by": "carol", "state": "DISMISSED", "at": 20}


@pytest.mark.parametrize("words", [{"c1": {"by": "dave"}}, {"last_pusher": "dave"}])
def test_whoever_wrote_or_pushed_the_content_dismisses_an_objection_to_it(words: dict[str, Any]) -> None:
    """Rule: a stake in the content, not authorship of the pull request alone, disqualifies a dismissal (opinions)."""
    dismissal = {"kind": "review-dismissed", "review": 3, "was": "CHANGES_REQUESTED", "by": "dave", "at": 30}

    assert judged(also=[OBJECTION], events=[dismissal]).verdict is Verdict.OPEN
    assert judged(also=[OBJECTION], events=[dismissal], **words).verdict is Verdict.CLOSED


def test_objection_is_buried_under_comments(asked: GateStage) -> None:
    """Rule: all pages of reviews are read, and a comment is no opinion (reading, opinions)."""
    asked.people["carol"].review("REQUEST_CHANGES", "No.", 1)
    asked.approve(1, "alice", "bob")
    for number in range(101):
        asked.github.put_review(1, user="carol", state="COMMENTED", body=f"note {number}")

    assert asked.gate(1)["state"] == "failure"
