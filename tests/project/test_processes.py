"""What each process loads: the gate no assistant's library, the MCP server no model client and no GitHub client."""

import re
import subprocess
import sys
from pathlib import Path

import pytest

PROGRAM = Path(sys.executable).with_name("aidlc")
SERVERS = {"graphql", "starlette", "uvicorn"}


def loaded_by(*arguments: str) -> tuple[int, set[str]]:
    """Exit status and the top-level names of all modules that the console script imported."""
    done = subprocess.run(
        [sys.executable, "-X", "importtime", str(PROGRAM), *arguments],
        capture_output=True,
        encoding="utf-8",
        check=False,
    )
    names = re.findall(r"^import time: .*\| +([\w.]+)$", done.stderr, flags=re.MULTILINE)
    return done.returncode, {name.split(".")[0] for name in names}


@pytest.mark.parametrize("command", ["gate", "deploy-gate", "bolts", "policy"])
def test_gate_side_process_loads_no_library_of_assistants_or_servers(command: str) -> None:
    status, loaded = loaded_by(command, "--help")

    assert status == 0
    assert "click" in loaded
    assert loaded & {"mcp", "anthropic", *SERVERS} == set()


def test_gate_that_stops_for_want_of_configuration_loads_no_library_of_assistants() -> None:
    status, loaded = loaded_by("gate", "--repo", "acme/events", "--pr", "7")

    assert status == 2
    assert loaded & {"mcp", "anthropic", *SERVERS} == set()


def test_server_process_loads_neither_model_nor_github_client() -> None:
    status, loaded = loaded_by("serve", "--help")

    assert status == 0
    assert loaded & {"anthropic", "github", "requests"} == set()


def test_list_of_commands_loads_neither_server_nor_client() -> None:
    status, loaded = loaded_by("--help")

    assert status == 0
    assert loaded & {"mcp", "anthropic", "github", "requests", *SERVERS} == set()
