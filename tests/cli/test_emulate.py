"""`aidlc emulate` as a process: it says where it is, answers, and ends when told."""

import os
import socket
import subprocess
import sys
from pathlib import Path

import pytest
import requests

SCRIPT = Path(sys.executable).with_name("aidlc")


def test_embedded_github_serves_the_accounts_it_was_asked_for_until_it_is_stopped(tmp_path: Path) -> None:
    command = [
        str(SCRIPT),
        "emulate",
        "--root",
        str(tmp_path / "github"),
        "--user",
        "alice",
        "--user",
        "bob:read",
    ]
    with subprocess.Popen(
        [*command, "--repo", "acme/shop"],
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        text=True,
        encoding="utf-8",
        env={"PATH": os.environ["PATH"]},
    ) as process:
        assert process.stdout is not None
        lines = [process.stdout.readline().split() for _ in range(5)]
        api, token = lines[0][1], lines[3][3]
        assert [line[0] for line in lines] == ["api", "graphql", "clone", "user", "user"]
        url = f"{api}/repos/acme/shop"
        answer = requests.get(url, headers={"Authorization": f"Bearer {token}"}, timeout=30)
        assert answer.json()["full_name"] == "acme/shop"
        process.terminate()
        process.wait(30)


@pytest.mark.parametrize(
    ("arguments", "said"),
    [
        (["--repo", "shop"], "written owner/name"),
        (["--user", "alice:king"], "`alice:king` is no user: write login or login:role; the role is one of"),
        (["--user", ":write"], "login or login:role"),
        (["--port", "70000"], "--port"),
        (["--root", "/dev/null/here"], "Give another --root."),
    ],
)
def test_unusable_argument_is_one_line(arguments: list[str], said: str) -> None:
    done = subprocess.run(
        [str(SCRIPT), "emulate", *arguments], capture_output=True, text=True, encoding="utf-8", check=False
    )
    assert done.returncode == 2
    assert said in done.stderr
    assert done.stderr.count("\n") == 1


def test_port_that_is_taken_is_one_line() -> None:
    with socket.create_server(("127.0.0.1", 0)) as taken:
        port = str(taken.getsockname()[1])
        done = subprocess.run(
            [str(SCRIPT), "emulate", "--port", port],
            capture_output=True,
            text=True,
            encoding="utf-8",
            check=False,
        )
    assert done.returncode == 2
    assert f"Port {port} on 127.0.0.1 can't be used" in done.stderr
