"""`aidlc install` over real files: what it keeps, what it refuses, and the lines it gives instead."""

import json
import os
import stat
import tempfile
import tomllib
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest

from aidlc.adapters.own_program import find_program, is_passing, read_source
from aidlc.domain.assistants import ASSISTANTS, Assistant, Launch, pinned
from aidlc.domain.errors import InputError
from aidlc.usecases.initialise import Deed, write_setup
from aidlc.usecases.install import Installation, plan_installation

LAUNCH = Launch("aidlc", ("serve",))
COMMIT = "c" * 40
BY_NAME = {each.name: each for each in ASSISTANTS}
VSCODE, CODEX, CURSOR = BY_NAME["vscode"], BY_NAME["codex"], BY_NAME["cursor"]


def plan(root: Path, assistant: Assistant, *, force: bool = False, launch: Launch = LAUNCH) -> Installation:
    (installation,) = plan_installation(root, [assistant], launch, force=force)
    return installation


def install(root: Path, assistant: Assistant, *, force: bool = False) -> Installation:
    planned = plan(root, assistant, force=force)
    assert planned.file is not None
    write_setup(root, [planned.file])
    return planned


def put(root: Path, path: str, data: bytes) -> Path:
    target = root / path
    target.parent.mkdir(parents=True, exist_ok=True)
    target.write_bytes(data)
    return target


@pytest.mark.parametrize("assistant", ASSISTANTS, ids=lambda each: each.name)
def test_server_stands_in_a_new_file_and_a_second_time_changes_nothing(
    tmp_path: Path, assistant: Assistant
) -> None:
    assert install(tmp_path, assistant).file is not None
    text = (tmp_path / assistant.path).read_text(encoding="utf-8")
    document = tomllib.loads(text) if assistant is CODEX else json.loads(text)
    entry = document[assistant.key]["aidlc"]
    assert (entry["command"], entry["args"]) == ("aidlc", ["serve"])
    again = plan(tmp_path, assistant)
    assert again.file is not None
    assert (again.file.deed, again.trouble) == (Deed.SAME, "")


def test_comments_byte_order_mark_and_line_ends_stay(tmp_path: Path) -> None:
    before = b'\xef\xbb\xbf// ours\r\n{\r\n\t"servers": {\r\n\t\t"x": {}, // keep\r\n\t},\r\n}\r\n'
    target = put(tmp_path, VSCODE.path, before)
    target.chmod(0o600)
    install(tmp_path, VSCODE)
    after = target.read_bytes()
    assert after.startswith(before[: before.index(b"\t},")])
    assert after.endswith(b"\t},\r\n}\r\n")
    assert after.count(b"\n") == after.count(b"\r\n")
    assert stat.S_IMODE(target.stat().st_mode) == 0o600
    again = plan(tmp_path, VSCODE)
    assert again.file is not None
    assert again.file.deed is Deed.SAME


@pytest.mark.parametrize("data", [b"", b" \n", b"\xef\xbb\xbf"])
def test_empty_file_is_filled(tmp_path: Path, data: bytes) -> None:
    target = put(tmp_path, VSCODE.path, data)
    install(tmp_path, VSCODE)
    assert json.loads(target.read_text(encoding="utf-8-sig"))["servers"]["aidlc"]["command"] == "aidlc"


@pytest.mark.parametrize(
    ("path", "data", "trouble"),
    [
        (VSCODE.path, b'{"servers": {', ".vscode/mcp.json:1: expected a key in double quotes"),
        (VSCODE.path, b'{"servers": [1]}', ".vscode/mcp.json:1: expected an object"),
        (VSCODE.path, b'{\n"servers": {}, "servers": {}}', ".vscode/mcp.json:2: expected each key once"),
        (VSCODE.path, b'{"a": "\xff"}', ".vscode/mcp.json isn't UTF-8 text"),
        (VSCODE.path, '{"a": 1}'.encode("utf-16"), ".vscode/mcp.json isn't UTF-8 text"),
        (VSCODE.path, b" " * (1024 * 1024 + 1), "has more than 1048576 bytes"),
        (CODEX.path, b"a = [", ".codex/config.toml: "),
        (CODEX.path, b"mcp_servers = {}\n", "can't be extended line by line"),
    ],
)
def test_what_can_not_be_read_is_left_alone_with_the_lines_to_paste(
    tmp_path: Path, path: str, data: bytes, trouble: str
) -> None:
    target = put(tmp_path, path, data)
    for force in (False, True):
        planned = plan(tmp_path, VSCODE if path == VSCODE.path else CODEX, force=force)
        assert planned.file is None
        assert trouble in planned.trouble
        assert '"aidlc"' in planned.snippet
    assert target.read_bytes() == data


def test_symbolic_link_is_not_written_through(tmp_path: Path) -> None:
    elsewhere = put(tmp_path, "elsewhere.json", b"{}")
    (tmp_path / ".cursor").mkdir()
    (tmp_path / CURSOR.path).symlink_to(elsewhere)
    assert "is a symbolic link" in plan(tmp_path, CURSOR).trouble
    (tmp_path / ".codex").symlink_to(tmp_path)
    assert "is a symbolic link" in plan(tmp_path, CODEX).trouble
    assert elsewhere.read_bytes() == b"{}"


def test_other_server_of_our_name_needs_force_which_keeps_what_somebody_added(tmp_path: Path) -> None:
    before = b'{"servers": {"aidlc": {"command": "old", "env": {"A": "b"}}, "x": 1}}'
    target = put(tmp_path, VSCODE.path, before)
    kept = install(tmp_path, VSCODE)
    assert "--force" in kept.trouble
    assert target.read_bytes() == before
    install(tmp_path, VSCODE, force=True)
    servers = json.loads(target.read_text(encoding="utf-8"))["servers"]
    assert servers["aidlc"] == {"command": "aidlc", "args": ["serve"], "type": "stdio", "env": {"A": "b"}}
    assert servers["x"] == 1


def test_remote_server_of_our_name_is_replaced_whole(tmp_path: Path) -> None:
    target = put(tmp_path, VSCODE.path, b'{"servers": {"aidlc": {"url": "http://127.0.0.1:1"}}}')
    install(tmp_path, VSCODE, force=True)
    assert "url" not in json.loads(target.read_text(encoding="utf-8"))["servers"]["aidlc"]


def test_codex_keeps_variables_that_somebody_added(tmp_path: Path) -> None:
    target = put(tmp_path, CODEX.path, b"# mine\n[mcp_servers.aidlc]\ncommand = 'x'\nenv = {A = 'b'}\n")
    install(tmp_path, CODEX, force=True)
    text = target.read_text(encoding="utf-8")
    assert text.startswith("# mine\n")
    entry = tomllib.loads(text)["mcp_servers"]["aidlc"]
    assert (entry["command"], entry["env"]) == ("aidlc", {"A": "b"})


def test_settings_that_changed_since_they_were_shown_are_not_written_over(tmp_path: Path) -> None:
    planned = plan(tmp_path, VSCODE)
    assert planned.file is not None
    target = put(tmp_path, VSCODE.path, b"{}")
    with pytest.raises(InputError, match="changed meanwhile"):
        write_setup(tmp_path, [planned.file])
    assert target.read_bytes() == b"{}"


@contextmanager
def nobody() -> Iterator[None]:
    """Root may write anywhere: for a moment, we aren't."""
    user = os.geteuid()
    if user == 0:
        os.seteuid(65534)
    try:
        yield
    finally:
        os.seteuid(user)


def test_folder_that_can_not_be_written_is_said_so() -> None:
    with tempfile.TemporaryDirectory() as folder:
        root = Path(folder)
        root.chmod(0o555)
        with nobody(), pytest.raises(InputError, match=r"\.vscode/mcp\.json can't be written"):
            install(root, VSCODE)
        root.chmod(0o755)


def test_commit_that_a_program_comes_from_is_pinned() -> None:
    said = {
        "url": "https://github.com/acme/aidlc",
        "vcs_info": {"vcs": "git", "commit_id": COMMIT, "requested_revision": "main"},
    }
    assert read_source(json.dumps(said)) == pinned("https://github.com/acme/aidlc", COMMIT)


@pytest.mark.parametrize(
    "said",
    [
        "",
        "{",
        "[]",
        '{"url": "file:///x", "dir_info": {"editable": true}}',
        json.dumps({"url": "https://me:secret@host/x", "vcs_info": {"vcs": "git", "commit_id": COMMIT}}),
        json.dumps({"url": "https://host/x", "vcs_info": {"vcs": "hg", "commit_id": COMMIT}}),
        json.dumps({"url": "https://host/x", "vcs_info": {"vcs": "git", "commit_id": 7}}),
    ],
)
def test_program_from_elsewhere_has_no_commit(said: str) -> None:
    assert read_source(said) is None


def test_program_is_named_only_where_it_stays(tmp_path: Path) -> None:
    program = put(tmp_path, "bin/aidlc", b"#!/bin/sh\n")
    program.chmod(0o755)
    assert find_program({"PATH": str(program.parent)}) == LAUNCH
    assert find_program({"PATH": str(program.parent), "UV_CACHE_DIR": str(tmp_path)}) is None
    assert find_program({"PATH": str(tmp_path)}) is None
    assert is_passing("/home/a/.cache/uv/archive-v0/x/bin/aidlc", {})
    assert is_passing("/home/a/.local/pipx/.cache/x/bin/aidlc", {})
    assert not is_passing("/home/a/.local/share/uv/tools/aidlc/bin/aidlc", {"UV_CACHE_DIR": "/c/"})
