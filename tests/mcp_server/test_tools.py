import json
import subprocess
from pathlib import Path
from typing import Any, get_args

import anyio
import pytest
from mcp import Client

from mcp_server.sdk import registered_tools
from mcp_server.server import build_server
from mcp_server.site import Site
from tests.contracts.tools import FOLDER, contents, list_tools
from tests.mcp_server.assistant import Assistant, Mode

TOOLS = {
    "get_status",
    "record_intent",
    "record_questions",
    "record_artifact",
    "record_units",
    "record_bolts",
    "update_bolt",
    "record_deployment_unit",
    "request_approval",
    "check_approval",
    "explain_gate",
    "validate_records",
}


def test_committed_contract_is_what_the_server_lists() -> None:
    committed = {
        path.name: path.read_text(encoding="utf-8")
        for path in [*FOLDER.glob("*.json"), *FOLDER.glob("*.txt")]
    }
    assert committed == contents(), "run `make contracts` and look at the diff"


def test_listing_is_small_enough_to_be_read_in_every_conversation() -> None:
    tools = list_tools()
    assert len(json.dumps({"tools": tools}, separators=(",", ":"))) <= 7_000
    assert len(tools) <= 12


def test_names_are_the_documented_ones() -> None:
    names = [tool.name for tool in registered_tools(build_server(Site(environ={})))]
    assert set(names) == TOOLS
    assert len(names) == len(TOOLS)


def test_every_tool_has_hints_a_description_strict_arguments_and_an_answer_schema() -> None:
    for tool in list_tools():
        hints = tool["annotations"]
        assert hints.get("readOnlyHint") is True or hints["destructiveHint"] is False, tool["name"]
        assert tool["description"]
        assert tool["inputSchema"]["additionalProperties"] is False
        assert tool["outputSchema"]["required"]


def test_only_the_tools_that_read_say_that_they_only_read() -> None:
    reading = {tool["name"] for tool in list_tools() if tool["annotations"].get("readOnlyHint")}
    assert reading == {"get_status", "explain_gate", "validate_records"}


def test_no_tool_has_an_argument_that_approves() -> None:
    # The words of a review: nothing that a client could set to become an approver.
    for tool in list_tools():
        assert not {"approve", "approved", "approver", "review", "event", "digest_line"} & set(
            tool["inputSchema"]["properties"]
        )


def test_no_title_of_pydantic_is_listed() -> None:
    for tool in list_tools():
        assert not list(_titles(tool["inputSchema"])), tool["name"]


def _titles(schema: Any) -> Any:
    """The places where `title` is a keyword, not the name of a property."""
    if isinstance(schema, list):
        for one in schema:
            yield from _titles(one)
    elif isinstance(schema, dict):
        if isinstance(schema.get("title"), str):
            yield schema["title"]
        for key, value in schema.items():
            yield from _titles(list(value.values()) if key == "properties" else value)


@pytest.mark.parametrize("mode", get_args(Mode))
def test_both_protocol_eras_list_and_call(mode: Mode, assistant: Assistant) -> None:
    async def _both() -> tuple[set[str], str | None]:
        site = Site(root=assistant.root, environ={})
        async with Client(build_server(site), mode=mode) as client:
            listed = await client.list_tools()
            return {tool.name for tool in listed.tools}, client.instructions

    names, instructions = anyio.run(_both)
    assert names == TOOLS
    assert instructions is not None
    assert "Never approve" in " ".join(instructions.split())
    assistant.mode = mode
    status = assistant.call("get_status")
    assert (status.data["workspace"], status.data["intents"]) == ("greenfield", [])


@pytest.mark.parametrize("mode", get_args(Mode))
def test_unknown_argument_is_refused_by_name(mode: Mode, assistant: Assistant) -> None:
    assistant.mode = mode
    said = assistant.refused("record_intent", intent="shop", titel="A shop")
    assert "titel: Unknown key. Did you mean `title`? Known: intent, title, body," in said
    assert len(said.splitlines()) == 1
    assert not (assistant.root / "aidlc-records").exists()


@pytest.mark.parametrize(
    ("tool", "arguments", "wanted"),
    [
        ("record_intent", {"intent": "A Shop"}, "such as `check-in`"),
        ("record_intent", {}, "intent: Missing"),
        ("record_artifact", {"intent": "shop", "kind": "novel"}, "'prfaq'"),
        ("update_bolt", {"bolt": "add"}, "intent/unit/bolt"),
        ("update_bolt", {"bolt": "shop/cart/add", "state": "done"}, "'finished'"),
        ("request_approval", {"intent": "shop", "phase": "guarded"}, "'construction'"),
        ("validate_records", {"limit": 0}, "limit"),
        ("record_questions", {"intent": "shop", "questions": [{"id": "a", "anwser": "b"}]}, "anwser"),
    ],
)
def test_arguments_that_do_not_fit_are_named_with_what_was_expected(
    assistant: Assistant, tool: str, arguments: dict[str, Any], wanted: str
) -> None:
    said = assistant.refused(tool, **arguments)
    assert wanted in said
    assert said.endswith("call again.")


def test_mistake_of_ours_is_told_as_such_without_a_traceback(
    assistant: Assistant, monkeypatch: pytest.MonkeyPatch
) -> None:
    def _break(*_: object) -> None:
        raise RuntimeError("a mistake")

    monkeypatch.setattr("aidlc.usecases.status.read_status", _break)
    said = assistant.attempt("get_status")
    assert said.failed
    assert said.text.startswith("Internal error (RuntimeError: a mistake).")
    assert "report" in said.text


def test_unknown_key_inside_is_told_with_the_known_ones(assistant: Assistant) -> None:
    said = assistant.refused("record_questions", intent="shop", questions=[{"id": "a", "anwser": "b"}])
    assert "questions[0].anwser: Unknown key. Did you mean `answer`? Known: id, question, options," in said
    assistant.call("record_intent", intent="shop", title="A shop", body="Sell.")
    fields = {"stories": [{"id": "buy", "as_a": "visitor", "i_wish": "x", "so_that": "y"}]}
    said = assistant.refused("record_artifact", intent="shop", kind="stories", fields=fields)
    assert "stories[0].i_wish: Unknown key." in said
    assert "i_want" in said


def test_unknown_tool_is_answered_with_the_known_ones(assistant: Assistant) -> None:
    said = assistant.refused("approve_phase", intent="shop")
    assert "There is no tool `approve_phase`." in said
    assert "they review and merge on GitHub" in said
    assert "get_status, record_intent" in said
    assert "no tool does" not in assistant.refused("get_stauts")


def test_outside_of_a_repository_each_tool_says_what_to_run(assistant: Assistant) -> None:
    outside = Assistant(assistant.root.parent)
    for tool, arguments in (
        ("get_status", {}),
        ("record_intent", {"intent": "shop", "title": "A shop"}),
        ("request_approval", {"intent": "shop", "phase": "inception"}),
    ):
        assert "git init" in outside.refused(tool, **arguments)


def test_bare_repository_has_no_working_tree_to_record_in(assistant: Assistant, tmp_path: Path) -> None:
    bare = tmp_path / "bare.git"
    subprocess.run(["git", "init", "-q", "--bare", str(bare)], check=True)
    assert "no git repository with a working tree" in Assistant(bare).refused("get_status")


def test_folder_that_does_not_exist_is_named(assistant: Assistant) -> None:
    assert "doesn't exist" in Assistant(assistant.root / "nowhere").refused("get_status")
