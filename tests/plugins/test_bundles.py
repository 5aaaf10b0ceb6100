"""The bundles are what they would be generated as, and have the form that each client reads."""

import base64
import json
import re
import subprocess
import tomllib
from pathlib import Path
from typing import Any
from urllib.parse import parse_qs, urlsplit

import pytest
from ruamel.yaml import YAML

from aidlc.cli.commands import COMMANDS
from prompts.method import ORDER
from tests.contracts.bundles import BY_HAND, ROOT, rendered
from tests.contracts.bundles.about import LAUNCH, VERSION, entry
from tests.contracts.bundles.manifests import links

PLUGIN = ROOT / "plugins/claude-code"


def load(path: str) -> Any:
    return json.loads((ROOT / path).read_text(encoding="utf-8"))


def head(path: Path) -> dict[str, Any]:
    """The front matter, by another reader than the one that wrote it."""
    found = re.match(r"---\n(.*?)\n---\n\n", path.read_text(encoding="utf-8"), re.DOTALL)
    assert found, path
    loaded: dict[str, Any] = YAML(typ="safe").load(found[1])
    return loaded


def test_every_file_is_generated_or_named_as_written_by_hand() -> None:
    listed = subprocess.run(
        ["git", "ls-files", "--cached", "--others", "--exclude-standard", "plugins", ".claude-plugin", "server.json"],
        cwd=ROOT, check=True, capture_output=True, encoding="utf-8",
    ).stdout.split()  # fmt: skip
    present = {name: (ROOT / name).read_text(encoding="utf-8") for name in listed if (ROOT / name).exists()}
    assert set(present) - BY_HAND == set(rendered())
    assert {name: text for name, text in present.items() if name not in BY_HAND} == rendered()


def test_every_bundle_carries_the_version_of_the_package() -> None:
    project = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))["project"]
    server = load("server.json")
    assert {
        load("plugins/claude-code/.claude-plugin/plugin.json")["version"],
        load("plugins/gemini/gemini-extension.json")["version"],
        load("plugins/mcpb/manifest.json")["version"],
        tomllib.loads((ROOT / "plugins/mcpb/pyproject.toml").read_text(encoding="utf-8"))["project"][
            "version"
        ],
        server["version"],
        server["packages"][0]["version"],
    } == {project["version"]}


def test_every_bundle_starts_the_same_server() -> None:
    servers = [
        load("plugins/claude-code/.mcp.json")["mcpServers"],
        load("plugins/vscode/.vscode/mcp.json")["servers"],
        load("plugins/cursor/.cursor/mcp.json")["mcpServers"],
        load("plugins/kiro/mcp.json")["mcpServers"],
        load("plugins/gemini/gemini-extension.json")["mcpServers"],
        tomllib.loads((ROOT / "plugins/codex/.codex/config.toml").read_text(encoding="utf-8"))["mcp_servers"],
    ]
    assert [(set(each), each["aidlc"]["command"], each["aidlc"]["args"]) for each in servers] == [
        ({"aidlc"}, LAUNCH.command, list(LAUNCH.args))
    ] * 6
    assert LAUNCH.args[1].endswith(f"@v{VERSION}")
    assert LAUNCH.args[3] in COMMANDS


def test_links_carry_what_the_files_say() -> None:
    query = {name: parse_qs(urlsplit(link).query) for name, link in links().items()}
    assert all(each["name"] == ["aidlc"] for each in query.values())
    assert json.loads(query["kiro"]["config"][0]) == entry("kiro")
    assert json.loads(base64.b64decode(query["cursor"]["config"][0])) == entry("cursor")
    code = json.loads(query["vscode"]["config"][0])
    assert code == {"name": "aidlc", "cwd": "${workspaceFolder}", **entry("vscode")}


@pytest.mark.parametrize("name", ORDER)
def test_each_part_of_the_method_is_a_skill_and_a_steering_file(name: str) -> None:
    for bundle in ("claude-code", "gemini"):
        path = ROOT / f"plugins/{bundle}/skills/{name}/SKILL.md"
        shown = head(path)
        assert (shown["name"], set(shown)) == (name, {"name", "description"})
        assert 20 < len(shown["description"]) <= 1024
    text = (ROOT / f"plugins/kiro/steering/{name}.md").read_text(encoding="utf-8")
    assert "$ARGUMENTS" not in text
    assert f"steering/{name}.md" in (ROOT / "plugins/kiro/POWER.md").read_text(encoding="utf-8")
    assert "Never approve" in text


def test_power_says_what_kiro_reads_and_nothing_else() -> None:
    shown = head(ROOT / "plugins/kiro/POWER.md")
    assert set(shown) == {"name", "displayName", "description", "keywords", "author"}
    assert shown["description"].count(". ") < 3


def test_hook_runs_a_script_that_is_there_for_commands_and_tools() -> None:
    (group,) = load("plugins/claude-code/hooks/hooks.json")["hooks"]["PreToolUse"]
    (hook,) = group["hooks"]
    script = re.search(r"\$\{CLAUDE_PLUGIN_ROOT\}/(\S+?)\"", hook["command"])
    assert script
    assert (PLUGIN / script[1]).is_file()
    for tool in ("Bash", "PowerShell", "mcp__github__merge_pull_request"):
        assert re.fullmatch(group["matcher"], tool)
    assert not re.fullmatch(group["matcher"], "Read")


def test_marketplace_offers_the_plugin_by_its_name() -> None:
    (offered,) = load(".claude-plugin/marketplace.json")["plugins"]
    assert offered["name"] == load("plugins/claude-code/.claude-plugin/plugin.json")["name"]
    assert (ROOT / offered["source"]).resolve() == PLUGIN.resolve()


def test_registry_entry_keeps_the_rules_of_its_schema() -> None:
    # Checked by hand against the registry's schema of 2025-12-11, which no package on PyPI or npm carries.
    server = load("server.json")
    assert re.fullmatch(r"[a-zA-Z0-9.-]+/[a-zA-Z0-9._-]+", server["name"])
    assert 3 <= len(server["name"]) <= 200
    assert 1 <= len(server["description"]) <= 100
    assert 1 <= len(server["title"]) <= 100
    assert server["repository"]["source"] == "github"
    (package,) = server["packages"]
    assert {"registryType", "identifier", "transport"} <= set(package)
    assert package["transport"] == {"type": "stdio"}
    assert package["packageArguments"][0]["value"] == "serve"


def test_bundle_for_desktops_starts_the_server_that_its_project_installs() -> None:
    manifest = load("plugins/mcpb/manifest.json")
    assert manifest["server"]["type"] == "uv"
    assert (ROOT / "plugins/mcpb" / manifest["server"]["entry_point"]).is_file()
    used = set(re.findall(r"\$\{user_config\.(\w+)\}", json.dumps(manifest["server"])))
    assert used == set(manifest["user_config"])
    project = tomllib.loads((ROOT / "plugins/mcpb/pyproject.toml").read_text(encoding="utf-8"))["project"]
    assert project["dependencies"] == [LAUNCH.args[1]]
