"""Resources: everything that is recorded can be read, nothing else can be named."""

import json
from collections.abc import Awaitable, Callable
from pathlib import Path
from typing import Any, TypeVar, get_args

import anyio
import pytest
from mcp import Client
from mcp.shared.exceptions import MCPError
from mcp.types import INVALID_PARAMS, TextResourceContents

from mcp_server.server import build_server
from mcp_server.site import Site
from schemas.json_schema import all_kinds, build_schema
from tests.contracts import resources as contract
from tests.mcp_server.assistant import Assistant, Mode
from tests.mcp_server.shop import record_inception
from tests.mcp_server.test_worked_example import land

T = TypeVar("T")


@pytest.fixture(params=get_args(Mode))
def mode(request: pytest.FixtureRequest) -> Mode:
    return request.param  # type: ignore[no-any-return] # pytest doesn't know its own parameters


def ask(root: Path, mode: Mode, what: Callable[[Client], Awaitable[T]]) -> T:
    """Do something with a client of a server on `root`."""

    async def _run() -> T:
        async with Client(build_server(Site(root=root, environ={})), mode=mode) as client:
            return await what(client)

    return anyio.run(_run)


def read(root: Path, mode: Mode, uri: str) -> list[TextResourceContents]:
    result = ask(root, mode, lambda client: client.read_resource(uri))
    return [one for one in result.contents if isinstance(one, TextResourceContents)]


def refused(root: Path, mode: Mode, uri: str) -> str:
    async def _read(client: Client) -> MCPError:
        with pytest.raises(MCPError) as error:
            await client.read_resource(uri)
        return error.value

    error = ask(root, mode, _read)
    assert error.error.code == INVALID_PARAMS
    assert error.error.data == {"uri": uri}
    return error.error.message


def test_committed_contract_is_what_the_server_lists() -> None:
    assert contract.FILE.read_text(encoding="utf-8") == contract.contents(), "run `make contracts`"


def test_every_record_is_read_byte_for_byte_by_the_uri_that_its_tool_links_to(
    assistant: Assistant, mode: Mode
) -> None:
    record_inception(assistant)
    files = [path for path in (assistant.root / "aidlc-records").rglob("*") if path.is_file()]
    assert len(files) == 8
    for path in files:
        uri = f"aidlc://records/{path.relative_to(assistant.root / 'aidlc-records').as_posix()}"
        shown = read(assistant.root, mode, uri)
        assert [one.text for one in shown] == [path.read_text(encoding="utf-8")]
        assert shown[0].mime_type == "text/markdown"


def test_recording_links_to_what_it_wrote(assistant: Assistant, mode: Mode) -> None:
    arguments = {"intent": "shop", "title": "A shop", "body": "Sell."}

    async def _record(client: Client) -> list[Any]:
        return list((await client.call_tool("record_intent", arguments)).content)

    first, again = (ask(assistant.root, mode, _record) for _ in range(2))
    assert [one.uri for one in first if one.type == "resource_link"] == [
        "aidlc://records/shop/inception/intent.md"
    ]
    assert [one.type for one in again] == ["text"]


def test_broken_record_is_shown_as_it_is_with_what_is_wrong(assistant: Assistant, mode: Mode) -> None:
    record_inception(assistant)
    path = assistant.root / "aidlc-records/shop/inception/prfaq.md"
    path.write_bytes(b"---\nschema: aidlc/prfaq/v1\nstatuss: complete\n---\n\xff")
    text, note = read(assistant.root, mode, "aidlc://records/shop/inception/prfaq.md")
    assert text.text.startswith("---\nschema: aidlc/prfaq/v1\nstatuss: complete\n---\n")
    assert note.text.startswith(
        "This file can't be used as a record before it is mended:\naidlc-records/shop/"
    )
    assert note.mime_type == "text/plain"


@pytest.mark.parametrize(
    "uri",
    [
        "file:///etc/passwd",
        "aidlc://records/../.git/config",
        "aidlc://records/shop/../../.git/config",
        "aidlc://records/shop/inception/%2e%2e/intent.md",
        "aidlc://records/shop/inception/..%2f..%2f..%2f.git%2fconfig",
        "aidlc://records//etc/passwd",
        "aidlc://records/shop/inception/intent.md/",
        "aidlc://records/shop/inception/intent.md\x00",
        "aidlc://records/shop/inception/intent.md?page=1",
        "aidlc://records/Shop/inception/intent.md",
        "aidlc://records/shop/inception/novel.md",
        "aidlc://records/",
        "aidlc://policy/x",
        "aidlc://board/shop/x",
        "aidlc://board?page=0",
        "aidlc://board?page=-1",
        "aidlc://",
    ],
)
def test_what_is_no_resource_is_refused_with_what_there_is(repository: Path, uri: str) -> None:
    said = refused(repository, "auto", uri)
    assert "There is no resource" in said
    assert "aidlc://board" in said


def test_link_out_of_the_records_is_not_followed(assistant: Assistant, mode: Mode, tmp_path: Path) -> None:
    record_inception(assistant)
    secret = tmp_path / "secret.md"
    secret.write_text("secret", encoding="utf-8")
    path = assistant.root / "aidlc-records/shop/inception/prfaq.md"
    path.unlink()
    path.symlink_to(secret)
    said = refused(assistant.root, mode, "aidlc://records/shop/inception/prfaq.md")
    assert "is a symbolic link. Replace it" in said
    policy = assistant.root / ".github"
    policy.symlink_to(tmp_path)
    (tmp_path / "aidlc.yml").write_text("secret", encoding="utf-8")
    assert "symbolic link" in refused(assistant.root, mode, "aidlc://policy")


def test_missing_resource_says_what_to_do(repository: Path, tmp_path: Path, mode: Mode) -> None:
    said = refused(repository, mode, "aidlc://records/shop/construction/cart/bolts/add.md")
    assert "call `record_bolts` to record it" in said
    assert "aidlc://board lists" in refused(repository, mode, "aidlc://board/shop")
    assert "`aidlc init`" in refused(repository, mode, "aidlc://policy")
    assert "Kinds: intent," in refused(repository, mode, "aidlc://schemas/novel")
    assert "git init" in refused(tmp_path, mode, "aidlc://board")


def test_policy_of_the_working_tree_tells_that_only_the_merged_one_counts(repository: Path) -> None:
    policy = repository / ".github/aidlc.yml"
    policy.parent.mkdir()
    policy.write_text("schema: aidlc/policy/v1\n", encoding="utf-8")
    text, note = read(repository, "auto", "aidlc://policy")
    assert text.text == "schema: aidlc/policy/v1\n"
    assert "nothing is gated before this one is merged" in note.text
    land(repository)
    assert len(read(repository, "auto", "aidlc://policy")) == 1
    policy.write_text("schema: aidlc/policy/v2\n", encoding="utf-8")
    text, note = read(repository, "auto", "aidlc://policy")
    assert text.text == "schema: aidlc/policy/v2\n"
    assert "is another one, and the only one that counts" in note.text
    policy.unlink()
    text, note = read(repository, "auto", "aidlc://policy")
    assert text.text == "schema: aidlc/policy/v1\n"
    assert "the working tree has none" in note.text


def test_schemas_of_all_kinds_are_read(repository: Path) -> None:
    async def _all(client: Client) -> dict[str, str]:
        texts = {}
        for kind in all_kinds():
            [one] = (await client.read_resource(f"aidlc://schemas/{kind}")).contents
            assert isinstance(one, TextResourceContents)
            texts[kind] = one.text
        return texts

    assert {kind: json.loads(text) for kind, text in ask(repository, "auto", _all).items()} == {
        kind: build_schema(kind) for kind in all_kinds()
    }


def test_board_tells_where_everything_stands(assistant: Assistant, mode: Mode) -> None:
    record_inception(assistant)
    [board] = read(assistant.root, mode, "aidlc://board")
    assert "| `shop` | `A shop` | inception | 1 planned |" in board.text
    assert 'inception -.- i1["shop"]' in board.text
    bolts = assistant.root / "aidlc-records/shop/construction/cart/bolts"
    bolts.mkdir(parents=True)
    text = "---\nschema: aidlc/bolt/v1\nunit: cart\ngoal: Do it.\nstate: planned\n{}---\n"
    (bolts / "add.md").write_text(text.format(""), encoding="utf-8")
    (bolts / "remove.md").write_text(text.format("depends_on:\n  - shop/cart/add\n"), encoding="utf-8")
    [one] = read(assistant.root, mode, "aidlc://board/shop")
    assert "| `cart` | planned | `remove` | planned | `Do it.` | `shop/cart/add` |" in one.text
    assert "b0 -.-> b1" in one.text


def test_large_board_is_paged_and_the_list_stays_short(repository: Path) -> None:
    for number in range(120):
        folder = repository / f"aidlc-records/intent-{number:03}/inception"
        folder.mkdir(parents=True)
        text = "---\nschema: aidlc/intent/v1\ntitle: A thing\nworkspace: greenfield\n---\n"
        (folder / "intent.md").write_text(text, encoding="utf-8")
    [first] = read(repository, "auto", "aidlc://board")
    assert "Page 1 of 3" in first.text
    [last] = read(repository, "auto", "aidlc://board?page=3")
    assert "| `intent-119` |" in last.text
    assert "| `intent-099` |" not in last.text
    [beyond] = read(repository, "auto", "aidlc://board?page=4")
    assert "No Intent is recorded on this page." in beyond.text
    listed = ask(repository, "auto", lambda client: client.list_resources()).resources
    assert len(listed) == 52


def test_list_is_answered_outside_of_a_repository(tmp_path: Path, mode: Mode) -> None:
    listed = ask(tmp_path, mode, lambda client: client.list_resources()).resources
    assert [str(one.uri) for one in listed] == ["aidlc://board", "aidlc://policy"]
