"""The manifests: JSON and TOML, each in the form of its client.

Sources: code.claude.com/docs/en/plugins-reference, code.visualstudio.com/docs/copilot/customization/mcp-servers,
cursor.com/docs/context/mcp/install-links, kiro.dev/docs/powers, geminicli.com/docs/extensions/reference,
github.com/modelcontextprotocol/mcpb (MANIFEST.md 0.4), static.modelcontextprotocol.io/schemas/2025-12-11/server.schema.json.
"""

import base64
import json
from typing import Any
from urllib.parse import quote

from prompts.method import list_prompts
from tests.contracts.bundles.about import (
    AUTHOR,
    DESCRIPTION,
    HOME,
    KEYWORDS,
    LAUNCH,
    LICENCE,
    NAME,
    REPOSITORY,
    SHORT,
    TAG,
    TITLE,
    TOKEN,
    VERSION,
    assistant,
    entry,
)


def rendered() -> dict[str, str]:
    """Path to content of every manifest."""
    plugin = "plugins/claude-code"
    return {
        ".claude-plugin/marketplace.json": _json(marketplace()),
        f"{plugin}/.claude-plugin/plugin.json": _json(claude_plugin()),
        f"{plugin}/.mcp.json": assistant("claude-code").snippet(LAUNCH),
        f"{plugin}/hooks/hooks.json": _json(hooks()),
        "plugins/vscode/.vscode/mcp.json": assistant("vscode").snippet(LAUNCH),
        "plugins/cursor/.cursor/mcp.json": assistant("cursor").snippet(LAUNCH),
        "plugins/codex/.codex/config.toml": assistant("codex").snippet(LAUNCH),
        "plugins/kiro/mcp.json": assistant("kiro").snippet(LAUNCH),
        "plugins/gemini/gemini-extension.json": _json(gemini_extension()),
        "plugins/mcpb/manifest.json": _json(mcpb()),
        "plugins/mcpb/pyproject.toml": _MCPB_PROJECT,
        "server.json": _json(registry()),
    }


def links() -> dict[str, str]:
    """Assistant to the link that installs the server in it for the person who follows it."""
    code = {"name": NAME, **entry("vscode"), "cwd": "${workspaceFolder}"}
    cursor = base64.b64encode(json.dumps(entry("cursor"), separators=(",", ":")).encode()).decode()
    return {
        "vscode": f"https://insiders.vscode.dev/redirect/mcp/install?name={NAME}&config={_quoted(code)}",
        "cursor": f"https://cursor.com/en/install-mcp?name={NAME}&config={quote(cursor, safe='')}",
        "kiro": f"https://kiro.dev/launch/mcp/add/?name={NAME}&config={_quoted(entry('kiro'))}",
    }


def marketplace() -> dict[str, Any]:
    return {
        "name": NAME,
        "owner": {"name": AUTHOR},
        "description": DESCRIPTION,
        "plugins": [{"name": NAME, "source": "./plugins/claude-code", "description": DESCRIPTION}],
    }


def claude_plugin() -> dict[str, Any]:
    return {
        "name": NAME,
        "version": VERSION,
        "description": DESCRIPTION,
        "author": {"name": AUTHOR},
        "homepage": HOME,
        "repository": HOME,
        "license": LICENCE,
        "keywords": KEYWORDS,
    }


def hooks() -> dict[str, Any]:
    command = 'sh "${CLAUDE_PLUGIN_ROOT}/hooks/guard.sh"'
    return {
        "description": "Refuses commands by which the assistant would approve or merge: a person does that on GitHub.",
        "hooks": {
            "PreToolUse": [
                {
                    "matcher": "Bash|PowerShell|Monitor|mcp__.*",
                    "hooks": [{"type": "command", "command": command, "timeout": 10}],
                }
            ]
        },
    }


def gemini_extension() -> dict[str, Any]:
    return {
        "name": NAME,
        "version": VERSION,
        "description": DESCRIPTION,
        "mcpServers": {NAME: entry("gemini")},
        "contextFileName": "GEMINI.md",
    }


def mcpb() -> dict[str, Any]:
    return {
        "manifest_version": "0.4",
        "name": NAME,
        "display_name": TITLE,
        "version": VERSION,
        "description": DESCRIPTION,
        "author": {"name": AUTHOR},
        "repository": {"type": "git", "url": HOME},
        "homepage": HOME,
        "license": LICENCE,
        "keywords": KEYWORDS,
        "server": {
            "type": "uv",
            "entry_point": "server.py",
            "mcp_config": {
                "command": "uv",
                "args": ["run", "--directory", "${__dirname}", "server.py"],
                "env": {"AIDLC_ROOT": "${user_config.repository}", TOKEN[0]: "${user_config.token}"},
            },
        },
        "tools_generated": True,
        "prompts_generated": True,
        "user_config": {
            "repository": {
                "type": "directory",
                "title": "Repository",
                "description": "The clone in which records are written.",
                "required": True,
            },
            "token": {
                "type": "string",
                "title": "GitHub token",
                "description": TOKEN[1],
                "sensitive": True,
                "required": False,
                "default": "",
            },
        },
        "compatibility": {"platforms": ["darwin", "linux"], "runtimes": {"python": ">=3.11"}},
    }


def registry() -> dict[str, Any]:
    return {
        "$schema": "https://static.modelcontextprotocol.io/schemas/2025-12-11/server.schema.json",
        "name": f"io.github.{REPOSITORY}",
        "title": TITLE,
        "description": SHORT,
        "version": VERSION,
        "websiteUrl": HOME,
        "repository": {"url": HOME, "source": "github"},
        "packages": [
            {
                "registryType": "pypi",
                "identifier": NAME,
                "version": VERSION,
                "runtimeHint": "uvx",
                "transport": {"type": "stdio"},
                "runtimeArguments": [{"type": "named", "name": "--with", "value": f"aidlc[mcp]=={VERSION}"}],
                "packageArguments": [{"type": "positional", "value": "serve"}],
                "environmentVariables": [
                    {"name": TOKEN[0], "description": TOKEN[1], "isRequired": False, "isSecret": True}
                ],
            }
        ],
    }


_MCPB_PROJECT = f"""\
[project]
name = "aidlc-bundle"
version = "{VERSION}"
requires-python = ">=3.11"
dependencies = ["aidlc[mcp] @ git+{HOME}@{TAG}"]
"""


def _json(value: object) -> str:
    return json.dumps(value, indent=2, ensure_ascii=False) + "\n"


def _quoted(value: object) -> str:
    return quote(json.dumps(value, separators=(",", ":")), safe="")


SKILLS = tuple(prompt.name for prompt in list_prompts())
"""The method's prompts; a skill each."""
