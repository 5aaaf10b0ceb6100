"""Seeming to be somebody, seeming to be nobody, and seeming to have written the digest line."""

from typing import Any

import pytest

from aidlc.domain.decision import Verdict
from tests.attacks.arena import judged
from tests.gate import samples

LINES: dict[str, Any] = {"policy": {"phases": {"inception": {"evidence": "digest"}}}}


@pytest.mark.parametrize(
    "body",
    [
        "> {line}",
        "\u00a0{line}",
        "\u200b{line}",
        "{line}\u2028{line}",
        "aidlc\u2010approve: {line}",
        "{line} \u202e",
        "{line}\n{other}",
        "{line}\n{line}",
        "{other}",
        "{tiny}",
        "<!-- {line} -->",
        "\uff41{line}",
    ],
)
def test_line_in_disguise_is_no_digest_line(body: str) -> None:
    """Rule: exactly one whole line, in plain characters, with at least sixteen right digits (evidence)."""
    reviews = [{"by": "alice", "body": body}, {"by": "bob", "body": "{line}"}]

    assert judged(**LINES, reviews=[{"by": "alice", "body": "{line}"}, reviews[1]]).verdict is Verdict.OPEN
    assert judged(**LINES, reviews=reviews).verdict is Verdict.CLOSED


def test_assistant_writes_the_line_into_somebodys_review() -> None:
    """Rule: a line in a body that was edited after submission counts for nothing (evidence, F22 and F23)."""
    reviews = [{"by": "alice", "body": "{line}", "edited": True}, {"by": "bob", "body": "{line}"}]

    assert judged(**LINES, reviews=reviews).verdict is Verdict.CLOSED


def test_line_of_one_unit_does_not_approve_two() -> None:
    """Rule: the line names the whole scope; Units are joined by commas, which no identifier holds (demands)."""
    wrong = "aidlc-approve: construction events/check-in,pay " + "0" * 64
    reviews = [{"by": "bob", "body": wrong}]

    assert judged(start="construction", reviews=reviews).verdict is Verdict.CLOSED


def test_commit_in_the_name_of_githubs_own_committer_hides_no_author() -> None:
    """Rule: `web-flow`'s name and address excuse a committer, never an author (people)."""
    hidden = {"name": "GitHub", "email": "noreply@github.com"}

    assert judged(start="construction", c1={"by": "olga", "committer": hidden}).verdict is Verdict.OPEN
    assert judged(start="construction", c1={"by": hidden, "committer": hidden}).verdict is Verdict.CLOSED


def test_assistants_address_excuses_the_assistants_commits_alone() -> None:
    """Rule: an address of `agents.emails` may be nobody's; that of an approver's account stays that person's (people)."""
    agent = {"email": "noreply@assistant.example"}

    assert judged(start="construction", c1={"by": agent}).verdict is Verdict.OPEN
    assert judged(start="construction", c1={"by": agent, "co_authors": ["bob"]}).verdict is Verdict.CLOSED
    own = {"agents": {"emails": ["bob@example.com"]}}
    assert judged(start="construction", policy=own, c1={"by": "bob"}).verdict is Verdict.CLOSED


@pytest.mark.parametrize(
    "files",
    [
        {samples.BOLT: None, "src/door.py": "a QR door"},
        {samples.BOLT: "$bolt:cancelled", "src/door.py": "a QR door"},
        {f"{samples.CON}/tests.md": "---\nschema: aidlc/tests/v1\n---\n\nT.\n", "src/door.py": "x"},
    ],
)
def test_code_without_a_bolt_calls_itself_construction(files: dict[str, str | None]) -> None:
    """Rule: construction changes a Bolt that isn't cancelled (content_rules)."""
    words: dict[str, Any] = {"start": "construction", "only": True, "base": {samples.BOLT: samples.bolt()}}

    assert judged(**words, files=files).verdict is Verdict.CLOSED


def test_code_calls_itself_maintenance_by_dropping_its_bolt() -> None:
    """Rule: maintenance has approvals of its own, two developers here, and evidence or records don't mix with it."""
    policy = {"maintenance": {"approvals": [{"role": "developer", "count": 2}]}}
    words: dict[str, Any] = {"start": "maintenance", "policy": policy}

    assert judged(**words).verdict is Verdict.OPEN
    assert judged(**words, reviews=[{"by": "bob"}]).verdict is Verdict.CLOSED
    mixed = judged(**words, files={f"{samples.IN}/intent.md": "$intent:2"})
    assert mixed.verdict is Verdict.CLOSED
