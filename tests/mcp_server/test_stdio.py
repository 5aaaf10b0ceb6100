"""The real console script over stdio, as an assistant starts it."""

import json
import os
import subprocess
import sys
from pathlib import Path
from typing import IO, Any, get_args

import anyio
import pytest
from mcp import Client, StdioServerParameters

from tests.clients.ground import Ground
from tests.clients.judging import find_faults, learn_in_memory
from tests.clients.libraries import SdkMode, learn_over_stdio
from tests.clients.transcripts import Transcript
from tests.mcp_server.assistant import Mode

SCRIPT = Path(sys.executable).with_name("aidlc")
LISTS_MODULES = """
import sys
from aidlc.cli import run
sys.argv = ["aidlc", "serve"]
run(["serve"])
print(" ".join(sorted({name.split(".")[0] for name in sys.modules})), file=sys.stderr)
"""


def _parameters(cwd: Path, *arguments: str, **environment: str) -> StdioServerParameters:
    kept = {name: os.environ[name] for name in ("PATH", "HOME", "TMPDIR") if name in os.environ}
    quiet = {"GIT_CONFIG_GLOBAL": os.devnull, "GIT_CONFIG_SYSTEM": os.devnull}
    return StdioServerParameters(
        command=str(SCRIPT), args=["serve", *arguments], cwd=cwd, env={**kept, **quiet, **environment}
    )


def _status(parameters: StdioServerParameters, mode: Mode = "auto") -> tuple[bool, str]:
    async def _ask() -> tuple[bool, str]:
        async with Client(parameters, mode=mode) as client:
            result = await client.call_tool("get_status", {})
            return bool(result.is_error), str(getattr(result.content[0], "text", ""))

    return anyio.run(_ask)


@pytest.mark.parametrize("mode", get_args(Mode))
def test_script_serves_the_repository_it_is_started_in(repository: Path, mode: Mode) -> None:
    folder = repository / "deep" / "down"
    folder.mkdir(parents=True)
    failed, text = _status(_parameters(folder), mode)
    assert not failed, text
    assert "Workspace: greenfield" in text


def test_root_option_wins_over_the_variable_and_that_over_the_folder(
    repository: Path, tmp_path: Path
) -> None:
    other = tmp_path / "other"
    subprocess.run(["git", "init", "-q", str(other)], check=True)
    (other / "main.py").write_text("x = 1\n", encoding="utf-8")
    assert "brownfield" in _status(_parameters(tmp_path, AIDLC_ROOT=str(other)))[1]
    given = _parameters(tmp_path, "--root", str(repository), AIDLC_ROOT=str(other))
    assert "greenfield" in _status(given)[1]


def test_server_starts_without_a_repository_and_its_tools_say_what_to_do(tmp_path: Path) -> None:
    failed, text = _status(_parameters(tmp_path))
    assert failed
    assert "git init" in text


@pytest.mark.parametrize(
    ("arguments", "environment"), [(("--read-only",), {}), ((), {"AIDLC_READ_ONLY": "1"})]
)
def test_read_only_server_is_started_by_flag_or_variable(
    repository: Path, arguments: tuple[str, ...], environment: dict[str, str]
) -> None:
    async def _names() -> list[str]:
        async with Client(_parameters(repository, *arguments, **environment)) as client:
            return [tool.name for tool in (await client.list_tools()).tools]

    assert anyio.run(_names) == ["get_status", "explain_gate", "validate_records"]


def test_unknown_tool_in_the_selection_ends_the_start_with_one_sentence(repository: Path) -> None:
    done = subprocess.run(
        [str(SCRIPT), "serve", "--tools", "get_statsu"],
        cwd=repository,
        stdin=subprocess.DEVNULL,
        capture_output=True,
        encoding="utf-8",
        check=False,
    )
    assert (done.returncode, done.stdout) == (2, "")
    assert len(done.stderr.splitlines()) == 1
    assert "`get_statsu`" in done.stderr
    assert "get_status, record_intent" in done.stderr


@pytest.mark.slow
def test_several_servers_on_one_repository_lose_nothing(repository: Path) -> None:
    async def _record(number: int) -> None:
        async with Client(_parameters(repository)) as client:
            for turn in range(4):
                question = {"id": f"q-{number}-{turn}", "question": "Why?"}
                arguments = {"intent": "shop", "questions": [question]}
                assert not (await client.call_tool("record_questions", arguments)).is_error

    async def _all() -> None:
        async with Client(_parameters(repository)) as client:
            intent = {"intent": "shop", "title": "A shop", "body": "Sell."}
            assert not (await client.call_tool("record_intent", intent)).is_error
        async with anyio.create_task_group() as group:
            for number in range(3):
                group.start_soon(_record, number)

    anyio.run(_all)
    text = (repository / "aidlc-records/shop/inception/questions.md").read_text(encoding="utf-8")
    assert text.count("question: Why?") == 12


def test_without_the_sdk_the_command_says_what_to_install(tmp_path: Path) -> None:
    program = "import sys; sys.modules['mcp'] = None; from aidlc.cli import run; sys.exit(run(['serve']))"
    done = subprocess.run(
        [sys.executable, "-c", program], cwd=tmp_path, capture_output=True, encoding="utf-8", check=False
    )
    assert done.returncode == 2
    assert "aidlc[mcp]" in done.stderr
    assert len(done.stderr.splitlines()) == 1


def _next_answer(stream: IO[str]) -> dict[str, Any]:
    """The next message that answers a request; notifications may come before."""
    while True:
        message: dict[str, Any] = json.loads(stream.readline())
        if "id" in message:
            return message
        assert message["method"].startswith("notifications/")


def _talk(cwd: Path, *messages: dict[str, Any]) -> tuple[list[dict[str, Any]], set[str]]:
    """Speak JSON-RPC to a server process until its input ends; its answers, and the modules it had loaded by then."""
    with subprocess.Popen(
        [sys.executable, "-c", LISTS_MODULES],
        cwd=cwd,
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        text=True,
        encoding="utf-8",
    ) as server:
        assert server.stdin is not None
        assert server.stdout is not None
        assert server.stderr is not None
        answers = []
        for message in messages:
            server.stdin.write(json.dumps({"jsonrpc": "2.0", **message}) + "\n")
            server.stdin.flush()
            if "id" in message:
                answers.append(_next_answer(server.stdout))
        server.stdin.close()
        rest = server.stdout.read()
        modules = set(server.stderr.read().split())
    assert rest == ""
    return answers, modules


def test_serving_loads_neither_pygithub_nor_the_anthropic_sdk_and_prints_only_messages(
    repository: Path,
) -> None:
    hello = {
        "protocolVersion": "2025-11-25",
        "capabilities": {},
        "clientInfo": {"name": "test", "version": "1"},
    }
    record = {"name": "record_intent", "arguments": {"intent": "shop", "title": "A shop", "body": "Sell."}}
    answers, modules = _talk(
        repository,
        {"id": 1, "method": "initialize", "params": hello},
        {"method": "notifications/initialized"},
        {"id": 2, "method": "tools/list"},
        {"id": 3, "method": "tools/call", "params": record},
        {"id": 4, "method": "tools/call", "params": {"name": "get_status", "arguments": {}}},
    )
    assert {answer["id"] for answer in answers} == {1, 2, 3, 4}
    assert not any(answer.get("result", {}).get("isError") for answer in answers)
    assert "mcp" in modules
    assert not {"github", "anthropic", "requests", "jinja2"} & modules


@pytest.mark.slow
@pytest.mark.parametrize("mode", get_args(SdkMode))
def test_every_mode_learns_over_stdio_what_there_is_in_memory(mode: SdkMode, tmp_path: Path) -> None:
    ground = Ground.lay(tmp_path / "ground")
    expected = learn_in_memory(ground.copy(tmp_path / "memory").root)
    for name in (
        "tools",
        "status",
        "refusal",
        "resources",
        "templates",
        "read",
        "prompts",
        "shown",
        "completed",
    ):
        assert expected[name], name
    facts = learn_over_stdio(ground, mode, "sdk")
    assert find_faults(facts, expected, ground.root) == []
    wanted = "2025-11-25" if mode == "legacy" else "2026-07-28"
    assert Transcript.read(ground.transcript("sdk")).protocol() == wanted
