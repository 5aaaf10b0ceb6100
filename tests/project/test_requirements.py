"""The pinned files against pyproject.toml: what is installed is what was asked for, and only by hash."""

import re
import tomllib
from functools import cache
from pathlib import Path
from typing import Any

import pytest
from packaging.requirements import Requirement
from packaging.utils import canonicalize_name

ROOT = Path(__file__).resolve().parents[2]
FILES = ["bedrock", "build", "dev", "draft", "gate", "mcp"]


@cache
def pyproject() -> dict[str, Any]:
    return tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))


@cache
def entries(name: str) -> tuple[str, ...]:
    """The requirements of a file, each with its hashes on one line."""
    text = (ROOT / "requirements" / f"{name}.txt").read_text(encoding="utf-8")
    return tuple(text.replace("\\\n", " ").splitlines())


@cache
def pins(name: str) -> dict[str, str]:
    parsed = [Requirement(entry.split(" --hash=")[0]) for entry in entries(name)]
    return {canonicalize_name(part.name): str(part.specifier).removeprefix("==") for part in parsed}


@pytest.mark.parametrize("name", FILES)
def test_every_requirement_is_one_version_with_hashes(name: str) -> None:
    form = re.compile(r"[a-z0-9-]+==[0-9][^ ]*( ;[^#]+?)?( +--hash=sha256:[0-9a-f]{64})+")

    assert [entry for entry in entries(name) if not form.fullmatch(entry)] == []


@pytest.mark.parametrize("name", FILES)
def test_no_file_names_a_host(name: str) -> None:
    text = (ROOT / "requirements" / f"{name}.txt").read_text(encoding="utf-8")

    assert re.findall(r"://|--(?:extra-)?index|--find-links| @ ", text) == []


@pytest.mark.parametrize("name", [name for name in FILES if name != "dev"])
def test_what_runs_is_what_was_tested(name: str) -> None:
    tested = pins("dev")

    assert {package: pin for package, pin in pins(name).items() if tested.get(package) != pin} == {}


@pytest.mark.parametrize(
    ("name", "extras"),
    [
        ("gate", []),
        ("mcp", ["mcp"]),
        ("draft", ["draft"]),
        ("bedrock", ["bedrock"]),
        ("dev", ["mcp", "draft", "bedrock", "emulator"]),
    ],
)
def test_pins_satisfy_what_the_project_asks(name: str, extras: list[str]) -> None:
    project = pyproject()["project"]
    asked = [*project["dependencies"]]
    for extra in extras:
        asked += project["optional-dependencies"][extra]

    assert unsatisfied(asked, name) == []


def test_pins_satisfy_what_the_build_asks() -> None:
    assert unsatisfied(pyproject()["build-system"]["requires"], "build") == []


def unsatisfied(asked: list[str], name: str) -> list[str]:
    wanted = [Requirement(line) for line in asked]
    return [
        str(part)
        for part in wanted
        if not part.specifier.contains(pins(name).get(canonicalize_name(part.name), "0"))
    ]


def test_gate_installs_no_assistant_library() -> None:
    assert pins("gate").keys() & {"mcp", "anthropic", "starlette", "uvicorn", "graphql-core"} == set()


def test_server_installs_no_model_client() -> None:
    assert "anthropic" not in pins("mcp")


def test_drafting_installs_no_server_and_signs_for_aws_only_where_asked() -> None:
    assert pins("draft").keys() & {"mcp", "boto3", "botocore", "starlette"} == set()
    assert pins("bedrock").keys() - pins("draft").keys() >= {"boto3", "botocore"}


def test_wheels_kept_for_drafting_serve_the_gate_too() -> None:
    assert pins("gate").items() <= pins("draft").items()
