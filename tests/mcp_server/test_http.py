"""Streamable HTTP on loopback, in a process of its own as a user starts it."""

import json
import os
import signal
import socket
import subprocess
import sys
import urllib.error
import urllib.request
from collections.abc import Iterator
from pathlib import Path
from typing import get_args

import anyio
import pytest
from mcp import Client

from aidlc.domain.errors import InputError
from mcp_server.http import read_address
from tests.mcp_server.assistant import Mode

SCRIPT = str(Path(sys.executable).with_name("aidlc"))


@pytest.fixture(scope="module")
def url(tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    root = tmp_path_factory.mktemp("repository")
    subprocess.run(["git", "init", "-q", str(root)], check=True)
    with subprocess.Popen(
        [SCRIPT, "serve", "--http", "0", "--root", str(root)],
        stderr=subprocess.PIPE,
        stdin=subprocess.DEVNULL,
        text=True,
        encoding="utf-8",
    ) as process:
        assert process.stderr is not None
        said = process.stderr.readline()
        assert said.startswith("aidlc: serving MCP at http://127.0.0.1:")
        yield said.split()[4]
        process.send_signal(signal.SIGINT)
        rest = process.stderr.read()
        assert process.wait(timeout=60) == 130
    assert "Traceback" not in rest


@pytest.mark.parametrize("mode", get_args(Mode))
def test_tools_answer_over_http_in_both_eras(url: str, mode: Mode) -> None:
    async def _ask() -> tuple[set[str], str]:
        async with Client(url, mode=mode) as client:
            names = {tool.name for tool in (await client.list_tools()).tools}
            result = await client.call_tool("get_status", {})
            assert not result.is_error
            return names, str(getattr(result.content[0], "text", ""))

    names, text = anyio.run(_ask)
    assert "record_intent" in names
    assert "Workspace: greenfield" in text


@pytest.mark.parametrize(
    ("header", "value", "status"),
    [("Host", "rebound.example:80", 421), ("Origin", "https://page.example", 403)],
)
def test_request_that_a_web_page_could_make_is_refused(
    url: str, header: str, value: str, status: int
) -> None:
    body = {"jsonrpc": "2.0", "id": 1, "method": "tools/list"}
    accepted = {"Content-Type": "application/json", "Accept": "application/json, text/event-stream"}
    request = urllib.request.Request(  # noqa: S310 -- the URL of our own server
        url, json.dumps(body).encode(), headers={**accepted, header: value}
    )
    with pytest.raises(urllib.error.HTTPError) as refused:
        urllib.request.urlopen(request)  # noqa: S310 -- as above
    assert refused.value.code == status
    refused.value.close()


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("0.0.0.0:8390", "only 127.0.0.1"),
        ("example.com:80", "only 127.0.0.1"),
        ("[::]:80", "only 127.0.0.1"),
        ("port", "no port"),
        ("70000", "no port"),
        ("-1", "no port"),
    ],
)
def test_address_that_is_not_loopback_is_refused(text: str, said: str) -> None:
    with pytest.raises(InputError, match=said):
        read_address(text)


def test_loopback_may_be_named() -> None:
    assert read_address("localhost:0") == read_address("127.0.0.1:0") == read_address("0") == ("127.0.0.1", 0)


def test_port_that_is_taken_is_one_sentence(tmp_path: Path) -> None:
    with socket.create_server(("127.0.0.1", 0)) as taken:
        port = str(taken.getsockname()[1])
        done = subprocess.run(
            [SCRIPT, "serve", "--http", port],
            cwd=tmp_path,
            env=dict(os.environ),
            capture_output=True,
            encoding="utf-8",
            check=False,
        )
    assert done.returncode == 2
    assert len(done.stderr.splitlines()) == 1
    assert "Give another one, or 0" in done.stderr
