"""Problems close the gate, warnings don't: the tool tells one from the other."""

from datetime import timedelta

from aidlc.usecases.board import show_intent_board
from mcp_server.site import Site
from tests.mcp_server.assistant import NOON, Assistant
from tests.mcp_server.shop import record_inception


def test_warnings_follow_the_problems_and_are_told_apart(assistant: Assistant) -> None:
    record_inception(assistant)
    assistant.call("record_units", intent="shop", units=[{"id": "till", "title": "Till"}])
    told = assistant.call("validate_records", intent="shop")
    assert (told.data["total"], told.data["warnings"]) == (0, 1)
    assert told.data["problems"] == [
        (
            "warning: aidlc-records/shop/inception/units/till.md:3: title: the Unit takes no story, so nothing says what "
            "it is for. Give it its stories with `record_units`."
        )
    ]
    assert told.text.startswith("No problems: every record can be read and its links hold.\n1 warnings: ")
    assert "Mend" not in assistant.call("get_status").data["next"]  # a warning stops nobody
    unit = {"id": "till", "depends_on": ["cart", "till"]}
    assistant.call("record_units", intent="shop", units=[unit])
    first = assistant.call("validate_records", intent="shop", limit=1)
    assert first.text.startswith("1 problems, which close the gate.\n1 warnings: ")
    assert "till → till" in first.data["problems"][0]
    second = assistant.call("validate_records", intent="shop", limit=1, cursor=first.data["cursor"])
    assert second.data["problems"][0].startswith("warning: ")
    assert second.data["cursor"] is None


def test_what_is_missing_is_asked_of_one_intent(assistant: Assistant) -> None:
    assistant.call("record_intent", intent="shop", title="A shop", body="Sell.")
    assert assistant.call("validate_records").data["warnings"] == 0
    told = assistant.call("validate_records", intent="shop")
    assert told.data["warnings"] == 6
    assert all(one.startswith("warning: ") for one in told.data["problems"])


def test_time_that_is_up_shows_by_the_clock(assistant: Assistant) -> None:
    record_inception(assistant)
    path = assistant.root / "aidlc-records/shop/construction/cart/bolts/add.md"
    path.parent.mkdir(parents=True)
    path.write_text(
        "---\nschema: aidlc/bolt/v1\nunit: cart\ngoal: Add.\nstate: in-progress\nstories: [buy]\ntimebox: 8\n"
        "started: 2026-11-20T12:00:00Z\n---\n",
        encoding="utf-8",
    )
    assert assistant.call("validate_records").data["warnings"] == 0
    later = Assistant(assistant.root, now=lambda: NOON + timedelta(hours=9))
    [said] = later.call("validate_records").data["problems"]
    assert "add.md:7: timebox: started 9 hours ago with a timebox of 8." in said


def test_the_board_of_an_intent_shows_what_leads_to_what(assistant: Assistant) -> None:
    record_inception(assistant)
    board = show_intent_board(Site(root=assistant.root, environ={}).open(), "shop")
    assert "```text\nIntent shop: A shop\n  Unit cart: Cart; stories: buy\n```\n" in board
