"""Which tools are served, by flag and environment."""

from collections.abc import Callable
from typing import Any

import anyio
import pytest
from mcp import Client

from aidlc.domain.errors import InputError
from mcp_server import server as server_module
from mcp_server.selection import Selection, read_selection
from mcp_server.server import build_server
from mcp_server.site import Site
from tests.mcp_server.assistant import Assistant

READING = ["get_status", "explain_gate", "validate_records"]


def _served(selection: Selection) -> tuple[list[str], str]:
    async def _list() -> tuple[list[str], str]:
        async with Client(build_server(Site(environ={}), selection)) as client:
            return [tool.name for tool in (await client.list_tools()).tools], client.instructions or ""

    return anyio.run(_list)


def test_read_only_server_lists_the_tools_that_write_nothing() -> None:
    names, instructions = _served(Selection(read_only=True))
    assert names == READING
    assert "This server only reads." in instructions
    assert "record the human's Intent" not in instructions
    assert "Never approve" in instructions


def test_read_only_wins_over_a_tool_that_is_named() -> None:
    names, _ = _served(Selection(read_only=True, tools=("record_intent", "get_status")))
    assert names == ["get_status"]


def test_selected_tools_keep_their_order_and_the_instructions_speak_of_no_other() -> None:
    names, instructions = _served(Selection(tools=("update_bolt", "get_status")))
    assert names == ["get_status", "update_bolt"]
    told, _, rest = instructions.partition("Not served here")
    assert "request_approval" not in told
    assert "request_approval" in rest


@pytest.mark.parametrize("tools", ["get_statsu", "get_status,approve"])
def test_unknown_name_is_refused_at_the_start_with_the_known_ones(tools: str) -> None:
    selection = read_selection({}, read_only=False, tools=tools)
    with pytest.raises(InputError, match=r"There is no tool `(get_statsu|approve)`.*record_intent"):
        build_server(Site(environ={}), selection)


def test_selection_that_leaves_nothing_is_refused_at_the_start() -> None:
    with pytest.raises(InputError, match="No tool is left"):
        build_server(Site(environ={}), Selection(read_only=True, tools=("record_intent",)))


@pytest.mark.parametrize(
    ("environ", "read_only", "tools", "wanted"),
    [
        ({}, False, None, Selection()),
        ({"AIDLC_READ_ONLY": "1"}, False, None, Selection(read_only=True)),
        ({"AIDLC_READ_ONLY": "0"}, True, None, Selection(read_only=True)),
        ({"AIDLC_TOOLS": "get_status, explain_gate"}, False, None, Selection(tools=("get_status", "explain_gate"))),
        ({"AIDLC_TOOLS": "get_status"}, False, "update_bolt", Selection(tools=("update_bolt",))),
        ({"AIDLC_TOOLS": ""}, False, None, Selection()),
    ],
)  # fmt: skip
def test_flags_and_environment_say_the_same(
    environ: dict[str, str], read_only: bool, tools: str | None, wanted: Selection
) -> None:
    assert read_selection(environ, read_only=read_only, tools=tools) == wanted


@pytest.mark.parametrize(
    ("environ", "tools", "said"),
    [({"AIDLC_READ_ONLY": "maybe"}, None, "Write 1"), ({}, " , ", "names no tool")],
)
def test_setting_that_means_nothing_is_refused(environ: dict[str, str], tools: str | None, said: str) -> None:
    with pytest.raises(InputError, match=said):
        read_selection(environ, read_only=False, tools=tools)


def test_call_of_a_tool_that_is_left_out_says_why_and_writes_nothing(assistant: Assistant) -> None:
    assistant.selection = Selection(read_only=True)
    said = assistant.refused("record_intent", intent="shop", title="A shop", body="Sell.")
    assert "read-only" in said
    assert "Tell the user" in said
    assert not (assistant.root / "aidlc-records").exists()
    assistant.selection = Selection(tools=("get_status",))
    assert "--tools" in assistant.refused("validate_records")
    assert "greenfield" in assistant.call("get_status").text


def test_two_tools_of_one_name_are_no_server(monkeypatch: pytest.MonkeyPatch) -> None:
    declared: Callable[[Site], list[Any]] = server_module.declare_tools
    monkeypatch.setattr(server_module, "declare_tools", lambda site: [*declared(site), declared(site)[0]])
    with pytest.raises(ValueError, match="same name"):
        build_server(Site(environ={}))
