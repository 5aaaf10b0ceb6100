"""The coding assistants that can start the MCP server: which file of a repository tells them, and in which form."""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import dataclass
from enum import StrEnum
from typing import Final

SERVER: Final = "aidlc"
"""The server's name in every configuration."""

TOKENS: Final = ("AIDLC_GITHUB_TOKEN", "GITHUB_TOKEN")
"""Variables that the server reads for requests for approval, the first one set wins."""

_SLOW_START: Final = 60
"""Seconds that a first `uvx` may take, where an assistant gives up after ten."""


class Form(StrEnum):
    """How a configuration file is written."""

    JSON = "json"
    TOML = "toml"


@dataclass(frozen=True, slots=True)
class Launch:
    """The command that starts the server over stdio."""

    command: str
    args: tuple[str, ...]

    def read_only(self) -> Launch:
        """Return the same command for a server that offers only tools that write nothing."""
        return Launch(self.command, (*self.args, "--read-only"))


@dataclass(frozen=True, slots=True)
class Assistant:
    """One assistant's configuration in a repository."""

    name: str
    title: str
    path: str
    key: str
    """What its servers stand under."""
    after: str
    """What a person does once the file is written, and how they see that it works."""
    form: Form = Form.JSON
    typed: bool = False
    """Whether an entry says that it talks over standard input and output."""
    extra: tuple[tuple[str, object], ...] = ()
    """What else an entry says."""

    def entry(self, launch: Launch) -> dict[str, object]:
        """Return what stands under the server's name."""
        first: dict[str, object] = {"type": "stdio"} if self.typed else {}
        return first | {"command": launch.command, "args": list(launch.args)} | dict(self.extra)

    def snippet(self, launch: Launch) -> str:
        """Return the text of a file that holds nothing but this server."""
        entry = self.entry(launch)
        if self.form is Form.TOML:
            return toml_table((self.key, SERVER), entry)
        return f"{json.dumps({self.key: {SERVER: entry}}, indent=2, ensure_ascii=False)}\n"


def toml_table(path: tuple[str, ...], values: Mapping[str, object]) -> str:
    """Return a TOML table; tables inside it are written on one line."""
    lines = [f"{key} = {_toml(value)}" for key, value in values.items()]
    return "\n".join([f"[{'.'.join(path)}]", *lines]) + "\n"


def _toml(value: object) -> str:
    if isinstance(value, dict):
        inside = ", ".join(f"{json.dumps(key)} = {_toml(each)}" for key, each in value.items())
        return f"{{ {inside} }}" if inside else "{}"
    if isinstance(value, list):
        return f"[{', '.join(map(_toml, value))}]"
    return json.dumps(value, ensure_ascii=True)  # strings, numbers and truth are written as in JSON


ASSISTANTS: Final = (
    Assistant(
        "claude-code",
        "Claude Code",
        ".mcp.json",
        "mcpServers",
        "Start `claude` in this repository and say yes to the server; `/mcp` shows it connected.",
        typed=True,
    ),
    Assistant(
        "vscode",
        "VS Code",
        ".vscode/mcp.json",
        "servers",
        "Open .vscode/mcp.json, choose Start above the entry and trust it; Agent mode then lists its tools.",
        typed=True,
    ),
    Assistant(
        "cursor",
        "Cursor",
        ".cursor/mcp.json",
        "mcpServers",
        "Open Cursor's settings, Tools & MCP, and switch the server on; its tools are listed there.",
        extra=(("env", {"AIDLC_ROOT": "${workspaceFolder}"}),),
    ),
    Assistant(
        "kiro",
        "Kiro",
        ".kiro/settings/mcp.json",
        "mcpServers",
        "Open the repository, or save the file once more; the MCP SERVERS panel shows the server connected.",
    ),
    Assistant(
        "codex",
        "Codex",
        ".codex/config.toml",
        "mcp_servers",
        "Start `codex` in this repository and trust it, else it doesn't read the file; `/mcp` shows the server.",
        form=Form.TOML,
        extra=(("startup_timeout_sec", _SLOW_START), ("env_vars", list(TOKENS))),
    ),
    Assistant(
        "gemini",
        "Gemini CLI",
        ".gemini/settings.json",
        "mcpServers",
        "Start `gemini` in this repository and trust the folder; `/mcp` shows the server ready.",
    ),
)
"""Sources: code.claude.com/docs/en/mcp, code.visualstudio.com/docs/copilot/customization/mcp-servers,
cursor.com/docs/context/mcp, kiro.dev/docs/mcp/configuration, developers.openai.com/codex/mcp (only variables that are named
reach a server), geminicli.com/docs/tools/mcp-server."""


def pinned(url: str, revision: str) -> Launch:
    """Return the command that runs one revision of the git repository at `url`, without anything installed but uv."""
    return Launch("uvx", ("--from", f"aidlc[mcp] @ git+{url}@{revision}", "aidlc", "serve"))
