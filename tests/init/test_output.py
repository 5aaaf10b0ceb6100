"""What `aidlc init` writes is what ships as the example, and passes the tools that people run over workflows."""

import json
import subprocess
import sys
from dataclasses import replace
from pathlib import Path

import pytest

from aidlc.adapters.codec import decode_policy
from aidlc.adapters.workflow_files import read_workflow
from aidlc.domain.doctor_codeowners import owners_of
from aidlc.domain.policy_rules import check_policy
from aidlc.usecases.initialise import plan_setup, write_setup
from tests.contracts.repository_example import EXAMPLE, SETUP, rendered

BIN = Path(sys.executable).parent
ALLOWED = "dangerous-triggers"


@pytest.fixture(params=["placeholder", "released"])
def written(tmp_path: Path, request: pytest.FixtureRequest) -> Path:
    setup = SETUP
    if request.param == "released":
        setup = replace(SETUP, branch="release/1.0", action="acme/aidlc", commit="b" * 40, agents=())
    plan = plan_setup(tmp_path, setup, None, server_url="https://github.com", force=False)
    write_setup(tmp_path, plan.files)
    return tmp_path


def test_example_is_what_init_writes(tmp_path: Path) -> None:
    shipped = {
        path.relative_to(EXAMPLE).as_posix(): path.read_bytes()
        for path in EXAMPLE.rglob("*")
        if path.is_file()
    }
    assert rendered(tmp_path) == shipped


def check(*command: str) -> None:
    done = subprocess.run(
        [str(BIN / command[0]), *command[1:]], capture_output=True, text=True, encoding="utf-8", check=False
    )
    assert done.returncode == 0, done.stdout + done.stderr


def test_output_passes_the_tools(written: Path) -> None:
    workflows = [str(path) for path in sorted((written / ".github/workflows").iterdir())]
    assert len(workflows) == 6
    check("check-jsonschema", "--builtin-schema", "vendor.github-workflows", *workflows)
    check("actionlint", *workflows)
    check("zizmor", "--offline", "--no-progress", "--pedantic", *workflows)
    form = str(written / ".github/ISSUE_TEMPLATE/intent.yml")
    check("check-jsonschema", "--builtin-schema", "vendor.github-issue-forms", form)


def test_every_finding_that_is_let_through_says_why(written: Path) -> None:
    lines = [
        line
        for path in (written / ".github/workflows").iterdir()
        for line in path.read_text(encoding="utf-8").splitlines()
        if "zizmor:" in line
    ]
    assert len(lines) == 4
    assert all(f"zizmor: ignore[{ALLOWED}] -- " in line for line in lines)


def test_policy_can_be_used_and_guards_the_assistants_settings(written: Path) -> None:
    policy = decode_policy((written / ".github/aidlc.yml").read_bytes())
    assert check_policy(policy) == ()
    assert {".mcp.json", ".claude/**", ".cursor/**", ".kiro/**"} <= set(policy.guarded.paths)


def test_codeowners_asks_the_maintainers(written: Path) -> None:
    text = (written / ".github/CODEOWNERS").read_text(encoding="utf-8")
    for path in (".github/aidlc.yml", ".github/CODEOWNERS", "deploy/x/y.sh", ".mcp.json", ".claude/a.json"):
        assert owners_of(text, path) == ("@dave",), path
    assert owners_of(text, "src/x.py") == ()


def test_editors_start_the_same_server(written: Path) -> None:
    starts = []
    for path, key in {
        ".mcp.json": "mcpServers",
        ".vscode/mcp.json": "servers",
        ".cursor/mcp.json": "mcpServers",
        ".kiro/settings/mcp.json": "mcpServers",
    }.items():
        server = json.loads((written / path).read_text(encoding="utf-8"))[key]["aidlc"]
        starts.append((server["command"], tuple(server["args"])))
    assert len(set(starts)) == 1
    assert starts[0][1][-2:] == ("aidlc", "serve")


def test_gate_wakes_for_everything_that_can_change_a_verdict(written: Path) -> None:
    path = ".github/workflows/aidlc-gate.yml"
    gate = read_workflow(path, (written / path).read_bytes())
    assert gate.events == {
        "workflow_run",
        "push",
        "issue_comment",
        "merge_group",
        "schedule",
        "workflow_dispatch",
    }
