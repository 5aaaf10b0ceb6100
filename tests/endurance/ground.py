"""The repository that a trial wears down, and how a trial tells what came of it."""

import os
import subprocess
import sys
from dataclasses import dataclass
from pathlib import Path
from typing import Final

from mcp import StdioServerParameters

from aidlc.adapters.ledger import Ledger
from aidlc.domain.records import Address, Kind
from schemas.construction import Bolt, BoltState
from schemas.records import Intent, Unit, Workspace

SCRIPT: Final = Path(sys.executable).with_name("aidlc")
RECORDS: Final = "aidlc-records"
INTENT: Final = "shop"
UNIT: Final = "till"
BOLT: Final = f"{INTENT}/{UNIT}/pay"


@dataclass(frozen=True, slots=True)
class Outcome:
    """What a trial did, in figures, and what it found wrong."""

    trial: str
    figures: str
    faults: tuple[str, ...] = ()


def quiet() -> dict[str, str]:
    """The environment of git and of servers: nobody's own configuration, one identity."""
    kept = {name: os.environ[name] for name in ("PATH", "HOME", "TMPDIR") if name in os.environ}
    named = {
        f"GIT_{who}_{what}": value
        for who in ("AUTHOR", "COMMITTER")
        for what, value in (("NAME", "Test"), ("EMAIL", "test@example.com"))
    }
    off = {"GIT_CONFIG_GLOBAL": os.devnull, "GIT_CONFIG_SYSTEM": os.devnull, "GIT_TERMINAL_PROMPT": "0"}
    return {**kept, **named, **off}


def git(folder: Path, *arguments: str, fails: bool = False) -> str:
    """What git printed; with `fails`, it must refuse."""
    done = subprocess.run(
        ["git", *arguments],
        cwd=folder,
        env=quiet(),
        capture_output=True,
        text=True,
        encoding="utf-8",
        check=False,
    )
    assert (done.returncode != 0) == fails, (arguments, done.stdout, done.stderr)
    return done.stdout


def lay(root: Path) -> Path:
    """A repository with an Intent, a Unit and a Bolt, committed on `main`."""
    root.mkdir(parents=True)
    git(root, "init", "--quiet", "-b", "main")
    ledger = Ledger(root)
    intent = Intent(schema_="aidlc/intent/v1", title="A shop", workspace=Workspace.GREENFIELD)
    ledger.save(Address(Kind.INTENT, INTENT), intent, "Sell.\n", expected=None)
    unit = Unit(schema_="aidlc/unit/v1", title="Till")
    ledger.save(Address(Kind.UNIT, INTENT, "", UNIT), unit, "", expected=None)
    bolt = Bolt(schema_="aidlc/bolt/v1", unit=UNIT, goal="pay", state=BoltState.IN_PROGRESS)
    ledger.save(Address(Kind.BOLT, INTENT, UNIT, "pay"), bolt, "", expected=None)
    commit(root, "Start")
    return root


def commit(root: Path, message: str) -> None:
    """Commit everything."""
    git(root, "add", "--all")
    git(root, "commit", "--quiet", "-m", message)


def server(root: Path) -> StdioServerParameters:
    """The real server of a repository, for the SDK's client."""
    return StdioServerParameters(command=str(SCRIPT), args=["serve"], cwd=root, env=quiet())


def titles(root: Path) -> dict[str, str]:
    """The titles of all Intents by id, as the ledger reads them. Whatever can't be read fails the trial."""
    tree = Ledger(root).load()
    assert tree.problems == (), [str(each) for each in tree.problems]
    return {file.address.intent: file.record.title for file in tree.files if isinstance(file.record, Intent)}


def leftovers(root: Path) -> list[Path]:
    """Temporary files among the records."""
    return [path for path in (root / RECORDS).rglob("*") if path.name.endswith(".tmp")]
