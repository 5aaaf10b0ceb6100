"""The console script: what would open the gate, asked of GitHub, or of records and policy where there is no token."""

import os
import subprocess
from pathlib import Path

import pytest

from tests.e2e_gate.records import construction, inception, policy
from tests.e2e_gate.stage import SCRIPT, GateStage, Ran

INCEPTION = ("--intent", "shop", "--phase", "inception")


@pytest.fixture
def asked(stage: GateStage) -> GateStage:
    assert stage.open("inception", inception()) == 1
    return stage


def explain(stage: GateStage, *arguments: str) -> Ran:
    """Explain, and see that nothing but questions went to GitHub."""
    before = len(stage.github.requests)
    ran = stage.run("explain", *arguments)
    made = [each for each in stage.github.requests[before:] if each.is_rest]
    assert {each.method for each in made} <= {"GET"}
    assert stage.comments(1) == []
    assert stage.status(stage.head(1)) is None
    return ran


def offline(folder: Path, *arguments: str) -> Ran:
    """Run in a clone, without any token."""
    kept = {name: os.environ[name] for name in ("PATH", "HOME", "TMPDIR") if name in os.environ}
    done = subprocess.run(
        [str(SCRIPT), "explain", *arguments],
        cwd=folder,
        env=kept,
        capture_output=True,
        text=True,
        encoding="utf-8",
        timeout=120,
        check=False,
    )
    assert "Traceback" not in done.stderr
    return Ran(done.returncode, done.stdout, done.stderr)


def test_open_pull_request_is_told_what_it_needs_and_from_whom(asked: GateStage) -> None:
    ran = explain(asked, "--pr", "1")
    assert ran.status == 0
    assert ran.out.splitlines() == [
        "#1 CLOSED: Waiting for 1 product-owner (alice) and 1 developer (bob or carol).",
        "Needed for inception: 1 product-owner (alice).",
        "Needed for inception: 1 developer (bob or carol).",
    ]


@pytest.mark.parametrize(
    ("people", "opens"),
    [
        (("alice", "bob"), True),
        (("alice", "dev"), False),
        (("bob", "carol"), False),
        (("Alice", "@CAROL"), True),
    ],
)
def test_supposed_approval_says_what_the_gate_says_once_it_is_given(
    asked: GateStage, people: tuple[str, ...], opens: bool
) -> None:
    wanted = [each for person in people for each in ("--if-approved", person)]
    told = explain(asked, "--pr", "1", *wanted, "--json").json
    assert told["supposed"]["opens"] is opens
    for person in people:
        login = person.removeprefix("@").lower()
        if login != "dev":  # GitHub itself refuses the author's
            asked.approve(1, login)
    assert (asked.gate(1)["state"] == "success") is opens


def test_author_is_told_why_their_own_approval_would_not_count(asked: GateStage) -> None:
    told = explain(asked, "--pr", "1", "--if-approved", "dev")
    assert "dev wouldn't count: dev opened the pull request." in told.out


def test_digest_line_is_part_of_the_answer_where_it_is_needed(stage: GateStage) -> None:
    stage.push_to_main({".github/aidlc.yml": policy(stage.ids, evidence="digest")})
    stage.open("inception", inception())
    told = explain(stage, "--pr", "1", "--if-approved", "alice", "--if-approved", "bob", "--json").json
    assert (told["supposed"]["opens"], told["supposed"]["digest_line"]) == (True, True)
    stage.approve(1, "alice", "bob", body=told["lines"][0])
    assert stage.gate(1)["state"] == "success"


def test_person_without_access_any_more_would_not_count(asked: GateStage) -> None:
    asked.github.set_permission("alice", "none")
    told = explain(asked, "--pr", "1", "--if-approved", "alice", "--if-approved", "bob")
    assert "would stay closed" in told.out
    assert "alice wouldn't count: alice lacks the permission" in told.out


def test_broken_rule_is_told_with_its_remedy_and_no_approval_mends_it(stage: GateStage) -> None:
    stage.open("built", construction())
    told = explain(stage, "--pr", "1", "--if-approved", "carol", "--json").json
    assert told["supposed"]["opens"] is False
    assert any("inception" in reason for reason in told["reasons"])


def test_unknown_login_is_an_error_in_one_line(asked: GateStage) -> None:
    ran = explain(asked, "--pr", "1", "--if-approved", "nobody-here")
    assert (ran.status, ran.out) == (2, "")
    assert "no account `nobody-here`" in ran.err
    assert explain(asked, "--pr", "1", "--if-approved", "../user").status == 2


@pytest.mark.parametrize("arguments", [(), ("--intent", "shop"), ("--pr", "1", "--offline"), ("--pr", "x")])
def test_question_that_is_no_question_says_what_to_give(stage: GateStage, arguments: tuple[str, ...]) -> None:
    ran = stage.run("explain", *arguments)
    assert (ran.status, ran.out) == (2, "")
    assert len(ran.err.splitlines()) == 1


def test_without_a_token_records_and_policy_answer(asked: GateStage) -> None:
    asked.clone.git("checkout", "-q", "inception")
    ran = offline(asked.clone.folder, *INCEPTION)
    assert ran.status == 0
    lines = ran.out.splitlines()
    assert lines[0] == "READY: The records are complete."
    assert lines[-2:] == [
        "Needed for inception: 1 product-owner (alice).",
        "Needed for inception: 1 developer (bob or carol).",
    ]


def test_offline_names_what_is_missing_and_who_would_be_enough(asked: GateStage) -> None:
    asked.clone.git("checkout", "-q", "inception")
    (asked.clone.folder / "aidlc-records/shop/inception/risks.md").unlink()
    ran = offline(asked.clone.folder, *INCEPTION, "--offline", "--if-approved", "alice", "--json")
    told = ran.json
    assert told["verdict"] == "INCOMPLETE"
    assert any("risks" in reason for reason in told["reasons"])
    assert told["supposed"]["opens"] is None
    assert "wouldn't be enough" in told["supposed"]["sentence"]


def test_offline_construction_hears_that_inception_has_not_landed(asked: GateStage) -> None:
    asked.clone.git("checkout", "-q", "inception")
    asked.write(construction())
    arguments = ("--intent", "shop", "--phase", "construction", "--unit", "cart", "--offline")
    ran = offline(asked.clone.folder, *arguments)
    assert "The inception of shop isn't on the default branch" in ran.out
    assert "Needed for construction: 1 developer (bob or carol)." in ran.out


def test_unknown_intent_is_named(asked: GateStage) -> None:
    ran = offline(asked.clone.folder, "--intent", "other", "--phase", "inception")
    assert ran.status == 2
    assert "There is no Intent `other`" in ran.err
