"""Answers stay small however large the repository is, and what a page leaves out comes with the next one."""

from pathlib import Path
from typing import Any

import pytest

from mcp_server.results import LONGEST, Explained, Record, answer
from tests.mcp_server.assistant import Assistant
from tests.mcp_server.shop import record_inception

ROOM = 8_000


def _intent(root: Path, name: str, title: str = "A thing") -> None:
    folder = root / "aidlc-records" / name / "inception"
    folder.mkdir(parents=True)
    text = f"---\nschema: aidlc/intent/v1\ntitle: {title}\nworkspace: greenfield\n---\n\nIn their words.\n"
    (folder / "intent.md").write_text(text, encoding="utf-8")


@pytest.fixture
def crowded(repository: Path) -> Assistant:
    """A thousand Intents, a few broken files among them."""
    for number in range(1_000):
        _intent(repository, f"intent-number-{number:04}-with-a-long-name")
    return Assistant(repository)


@pytest.fixture
def large(repository: Path) -> Assistant:
    """One Intent with three hundred Units and as many Bolts and more."""
    assistant = Assistant(repository)
    record_inception(assistant)
    units = repository / "aidlc-records/shop/inception/units"
    for number in range(300):
        (units / f"unit-{number:03}.md").write_text(
            "---\nschema: aidlc/unit/v1\ntitle: A unit\n---\n", encoding="utf-8"
        )
        bolts = repository / f"aidlc-records/shop/construction/unit-{number:03}/bolts"
        bolts.mkdir(parents=True)
        text = f"---\nschema: aidlc/bolt/v1\nunit: unit-{number:03}\ngoal: Do it.\nstate: planned\n---\n"
        for name in ("one", "two"):
            (bolts / f"{name}.md").write_text(text, encoding="utf-8")
    return assistant


def _size(told: Any) -> int:
    return max(len(told.text), len(str(told.data)))


def test_thousand_intents_are_told_in_pages_that_leave_none_out(crowded: Assistant) -> None:
    told = crowded.call("get_status")
    assert _size(told) < ROOM
    assert "990 more Intents: call again with cursor 10." in told.text
    assert told.text.splitlines()[-1].startswith("Next: ")
    last = crowded.call("get_status", limit=40, cursor=980)
    assert (len(last.data["intents"]), last.data["cursor"]) == (20, None)
    assert told.data["cursor"] == 10
    assert crowded.call("get_status", cursor=1_000).data["intents"] == []


def test_problems_are_told_in_pages_that_leave_none_out(crowded: Assistant) -> None:
    for number in range(200):
        path = crowded.root / f"aidlc-records/intent-number-{number:04}-with-a-long-name/inception/prfaq.md"
        path.write_text("---\nschema: aidlc/prfaq/v1\nwrong: 1\n---\n", encoding="utf-8")
    seen: list[str] = []
    cursor: int | None = 0
    while cursor is not None:
        told = crowded.call("validate_records", limit=100, cursor=cursor)
        assert _size(told) < ROOM
        assert told.data["total"] == 200
        seen += told.data["problems"]
        cursor = told.data["cursor"]
    assert len(seen) == len(set(seen)) == 200


def test_units_and_bolts_of_one_intent_are_told_in_pages(large: Assistant) -> None:
    told = large.call("get_status", intent="shop")
    assert _size(told) < ROOM
    assert "and 590 more" in told.text
    assert "More of it: call again with cursor 10." in told.text
    bolts: dict[str, str] = {}
    cursor: int | None = 0
    while cursor is not None:
        page = large.call("get_status", intent="shop", limit=100, cursor=cursor).data
        bolts |= page["intents"][0]["bolts"]
        cursor = page["cursor"]
    assert len(bolts) == 600


def test_several_intents_are_counted_and_one_is_told_in_full(assistant: Assistant) -> None:
    record_inception(assistant)
    assistant.call("record_intent", intent="other", title="Another", body="Another.")
    told = assistant.call("get_status")
    assert "shop: inception. Units: 1 planned. Next: Request the approval" in told.text
    assert "other: inception. Missing: 6." in told.text
    assert "get_status of that one" in told.data["next"]
    assert assistant.call("get_status", intent="shop").data["intents"][0]["units"] == {"cart": "planned"}


def test_answer_that_is_too_long_keeps_its_last_line() -> None:
    explained = Explained(verdict="CLOSED", sentence="No.", needed=["a review"] * 100, would_open=False)
    assert explained.needed[-1] == "and 60 more"
    result = answer(explained, "\n".join([*(["A line of it."] * 2_000), "Do this next."]))
    text = str(getattr(result.content[0], "text", ""))
    assert len(text) < LONGEST + 100
    assert text.endswith("more lines.)\nDo this next.")


def test_short_answers_are_told_as_they_are() -> None:
    result = answer(Record(path="p", outcome="created", sha256="0" * 64), "One.\nTwo.")
    assert str(getattr(result.content[0], "text", "")) == "One.\nTwo."
