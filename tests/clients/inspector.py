"""The MCP Inspector's command line: one process a question, in each era that it knows."""

import json
import subprocess
from pathlib import Path
from typing import Final

import anyio

from tests.clients.ground import Ground
from tests.clients.installing import NotInstalledError, Say, find_node, install_npm, locked
from tests.clients.judging import find_faults
from tests.clients.outcomes import Outcome, judged, not_run
from tests.clients.peers.facts import Wire, gather
from tests.clients.transcripts import Transcript

PACKAGE: Final = "@modelcontextprotocol/inspector"
ERAS: Final = ("legacy", "auto", "modern")
LONGEST: Final = 60  # seconds for one question
_TOOL_FAILED: Final = 5  # its exit status when a tool answers an error


def run_inspector(ground: Ground, folder: Path, expected: Wire, say: Say) -> list[Outcome]:
    """Ask everything in each era; the lists of tools are examined by its own `--strict`."""
    release = locked("tools", PACKAGE)
    try:
        modules = install_npm("tools", say)
        node = find_node(modules)
    except NotInstalledError as error:
        return [not_run(f"MCP Inspector CLI, {era}", release, "stdio", str(error)) for era in ERAS]
    outcomes = []
    for era in ERAS:
        own = ground.copy(folder / f"inspector-{era}")
        inspector = _Inspector(own, [str(node), str(modules / ".bin" / "mcp-inspector"), "--cli"], era)
        facts = anyio.run(gather, inspector.ask)
        transcript = Transcript.read(own.transcript("inspector"))
        faults = [*inspector.faults, *find_faults(facts, expected, own.root), *transcript.errors()]
        outcomes.append(
            judged(
                f"MCP Inspector CLI, {era}",
                release,
                "stdio",
                transcript.protocol(),
                transcript.did(),
                faults,
            )
        )
    return outcomes


class _Inspector:
    """Asks one question after the other and keeps what went wrong."""

    def __init__(self, ground: Ground, command: list[str], era: str) -> None:
        self._ground, self._command, self._era = ground, command, era
        self.faults: list[str] = []

    async def ask(self, method: str, params: Wire) -> Wire | None:
        """The result of a method, as the Inspector prints it; None where it has no option for it."""
        match method:
            case "tools/list":
                options = ["--strict"]
            case "tools/call":
                options = ["--tool-name", params["name"], "--tool-args-json", json.dumps(params["arguments"])]
            case "resources/read":
                options = ["--uri", params["uri"]]
            case "prompts/get":
                given = [f"{name}={value}" for name, value in params["arguments"].items()]
                options = ["--prompt-name", params["name"], *(["--prompt-args", *given] if given else [])]
            case "completion/complete":
                return None
            case _:
                options = []
        server = [*self._ground.server("inspector"), "--cwd", str(self._ground.root)]
        done = subprocess.run(  # noqa: ASYNC221 -- one question after the other is what a command line is
            [*self._command, *server, "--protocol-era", self._era, "--method", method, *options],
            cwd=self._ground.root,
            env=self._ground.environment(),
            stdin=subprocess.DEVNULL,
            capture_output=True,
            text=True,
            encoding="utf-8",
            timeout=LONGEST,
            check=False,
        )
        if done.returncode not in {0, _TOOL_FAILED}:
            said = " ".join(done.stderr.split()) or "without a word"
            self.faults.append(f"{method}: exit status {done.returncode}: {said[:300]}")
            return None
        return dict(json.loads(done.stdout))
