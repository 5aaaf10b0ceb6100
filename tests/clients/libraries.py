"""Clients that are Python libraries: the SDK's own, its first generation's, fastmcp's."""

import json
import subprocess
from importlib.metadata import version
from pathlib import Path
from typing import Final, Literal, get_args

import anyio
from mcp import Client, StdioServerParameters

from tests.clients.ground import Ground
from tests.clients.installing import HERE, NotInstalledError, Say, install_python
from tests.clients.judging import find_faults
from tests.clients.outcomes import Outcome, judged, not_run
from tests.clients.peers.facts import Wire
from tests.clients.peers.sdk import learn
from tests.clients.transcripts import Transcript

SdkMode = Literal["auto", "legacy", "2026-07-28"]
ROOT: Final = HERE.parents[1]
LONGEST: Final = 120  # seconds for one client


def learn_over_stdio(ground: Ground, mode: SdkMode, name: str) -> Wire:
    """What the SDK's client learns from a server process, in one of its modes."""
    command, *arguments = ground.server(name)
    parameters = StdioServerParameters(
        command=command, args=arguments, cwd=ground.root, env=ground.environment()
    )

    async def _learn() -> Wire:
        async with Client(parameters, mode=mode) as client:
            return await learn(client)

    return anyio.run(_learn)


def run_sdk(ground: Ground, folder: Path, expected: Wire) -> list[Outcome]:
    """The SDK's own client in each mode."""
    outcomes = []
    for mode in get_args(SdkMode):
        own = ground.copy(folder / f"sdk-{mode}")
        facts = learn_over_stdio(own, mode, "sdk")
        outcomes.append(_judge(f"MCP Python SDK, {mode}", version("mcp"), own, "sdk", facts, expected))
    return outcomes


def run_outside(
    ground: Ground, folder: Path, expected: Wire, say: Say, *, client: str, pins: str, script: str
) -> Outcome:
    """A client in an environment of its own, by its script among the peers."""
    try:
        python = install_python(pins, say)
    except NotInstalledError as error:
        return not_run(client, pinned(pins), "stdio", str(error))
    own = ground.copy(folder / pins)
    done = subprocess.run(
        [str(python), "-m", f"tests.clients.peers.{script}", *own.server(pins)],
        cwd=own.root,
        env=own.environment(PYTHONPATH=str(ROOT)),
        stdin=subprocess.DEVNULL,
        capture_output=True,
        text=True,
        encoding="utf-8",
        timeout=LONGEST,
        check=False,
    )
    if done.returncode:
        said = done.stderr.strip().splitlines() or ["it ended without a word"]
        transcript = Transcript.read(own.transcript(pins))
        return judged(client, pinned(pins), "stdio", transcript.protocol(), transcript.did(), said[-1:])
    reported = json.loads(done.stdout)
    return _judge(client, reported["version"], own, pins, reported["facts"], expected)


def pinned(pins: str) -> str:
    """The version that the requirements ask for."""
    return (HERE / "requirements" / f"{pins}.in").read_text(encoding="utf-8").strip().partition("==")[2]


def _judge(client: str, release: str, own: Ground, name: str, facts: Wire, expected: Wire) -> Outcome:
    transcript = Transcript.read(own.transcript(name))
    faults = [*find_faults(facts, expected, own.root), *transcript.errors()]
    return judged(client, release, "stdio", transcript.protocol(), transcript.did(), faults)
