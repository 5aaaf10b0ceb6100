"""Tell the story; exit 0 only if everything was as told."""

from __future__ import annotations

import subprocess
import sys
import tempfile
from pathlib import Path

import anyio

from aidlc.emulator import EmbeddedGitHub
from demo.assistant import Assistant
from demo.construction import Construction
from demo.gate import Gate
from demo.inception import Inception
from demo.operation import Operation
from demo.stage import set_stage, turn_gate_on
from demo.telling import NotAsToldError, Teller


async def tell_story(teller: Teller, folder: Path, github: EmbeddedGitHub) -> None:
    """Tell all six chapters on a stage below `folder`."""
    stage = set_stage(folder, github)
    turn_gate_on(stage)
    teller.says("dave", "(administrator) adds a policy and the workflows: the gate is on.")
    gate = Gate(stage, teller)
    async with Assistant(stage) as assistant:
        inception = Inception(stage, teller, gate, assistant)
        await inception.record()
        inception.start_too_early()
        inception.forge()
        await inception.approve()
        construction = Construction(stage, teller, gate, assistant)
        await construction.plan()
        await construction.build()
        await Operation(stage, teller, gate, assistant).deploy()


def main() -> int:
    """Run the demo in a temporary folder; nothing outside it is written and no network is used."""
    teller = Teller()
    teller.console.print(
        "[bold]AI-DLC: an assistant works, people decide, and nobody can fake that they did.[/]"
    )
    try:
        run_story(teller)
    except BaseExceptionGroup as group:
        return fail(teller, first_of(group))
    except (NotAsToldError, RuntimeError, subprocess.SubprocessError, OSError) as wrong:
        return fail(teller, wrong)
    sys.stdout.write(f"\ndemo: passed ({teller.checks} checks)\n")
    return 0


def run_story(teller: Teller) -> None:
    """Make the stage and tell the story on it."""
    with tempfile.TemporaryDirectory(prefix="aidlc-demo-") as name:
        folder = Path(name)
        with EmbeddedGitHub(folder / "github") as github:
            anyio.run(tell_story, teller, folder, github)


def first_of(error: BaseException) -> BaseException:
    """Return what went wrong first inside groups of exceptions, which task groups make."""
    while isinstance(error, BaseExceptionGroup):
        error = error.exceptions[0]
    return error


def fail(teller: Teller, wrong: BaseException) -> int:
    """Say the first thing that was not as told; return the exit status."""
    sys.stdout.flush()
    sys.stderr.write(f"demo: failed after {teller.checks} checks: {wrong}\n")
    return 1


if __name__ == "__main__":
    sys.exit(main())
