"""Change what decides, one place at a time, and see whether the pure tests notice: `make mutants`.

The tool and its configuration are in pyproject.toml (`tool.mutmut`); it works on a copy below `mutants/` and keeps what it
found there, so that a second run only tries what changed. Arguments are passed on: names of mutants, with `*`, to try those.
Fails under 95 % killed, for a survivor that nobody explained, and for an explanation of what survives no more.
"""

from __future__ import annotations

import json
import os
import re
import subprocess
import sys
from dataclasses import dataclass
from pathlib import Path
from typing import Final

import click
from mutmut.mutation.diff_apply import get_diff_for_mutant
from ruamel.yaml import YAML

ROOT: Final = Path(__file__).resolve().parents[2]
EXPLAINED: Final = Path(__file__).with_name("survivors.yml")
ENOUGH: Final = 95.0  # per cent of all mutants
_SURVIVED: Final = {0, 5, 33}  # tests passed; no test was collected; no test reaches the function
_NAME: Final = re.compile(r"(?P<module>[\w.]+)\.x(?:ǁ(?P<owner>\w+)ǁ|_)(?P<function>\w+)__mutmut_\d+")


@dataclass(frozen=True, slots=True)
class Survivor:
    """A change that no test noticed."""

    function: str
    was: str
    becomes: str


@dataclass(slots=True)
class Score:
    """What became of one module's mutants."""

    killed: int = 0
    survived: int = 0
    untried: int = 0

    def __str__(self) -> str:
        tried = self.killed + self.survived
        share = f"{100 * self.killed / tried:6.1f} %" if tried else "     - %"
        rest = f", {self.untried} not tried" if self.untried else ""
        return f"{share}  {self.killed:4} of {tried:4} killed{rest}"


def main() -> int:
    """Run the tool and print the score of each module and every survivor that isn't explained."""
    workers = str(max(os.cpu_count() or 1, 1))
    command = [sys.executable, "-m", "mutmut", "run", "--max-children", workers, *sys.argv[1:]]
    if subprocess.run(command, cwd=ROOT, check=False).returncode:
        click.echo("mutants: the tool failed (see above)", err=True)
        return 1
    scores, survivors = read_results()
    explained = read_explanations()
    whole = Score()
    for module, score in sorted(scores.items()):
        click.echo(f"{module:32} {score}")
        whole.killed += score.killed
        whole.survived += score.survived
        whole.untried += score.untried
    click.echo(f"{'all':32} {whole}")
    unexplained = [each for each in survivors if each not in explained]
    outdated = [] if whole.untried else sorted(explained - set(survivors), key=lambda each: each.function)
    for title, those in (("survived unexplained", unexplained), ("explained, but killed", outdated)):
        for each in those:
            click.echo(f"\n{title}: {each.function}\n  - {each.was}\n  + {each.becomes}")
    click.echo(
        f"\nmutants: {len(survivors)} survived, {len(unexplained)} of them unexplained;"
        f" {len(outdated)} explanations are out of date ({EXPLAINED.name})"
    )
    enough = whole.killed and 100 * whole.killed >= ENOUGH * (whole.killed + whole.survived)
    return int(not enough or bool(unexplained) or bool(outdated))


def read_results() -> tuple[dict[str, Score], list[Survivor]]:
    """Return the score of each module and all survivors, from what the tool wrote below `mutants/`."""
    scores: dict[str, Score] = {}
    survivors = []
    for meta in sorted((ROOT / "mutants").rglob("*.py.meta")):
        path = meta.relative_to(ROOT / "mutants").with_suffix("")
        for name, status in json.loads(meta.read_text(encoding="utf-8"))["exit_code_by_key"].items():
            score = scores.setdefault(str(path), Score())
            if status is None:
                score.untried += 1
            elif status in _SURVIVED:
                score.survived += 1
                survivors.append(_survivor(name, path))
            else:
                score.killed += 1
    return scores, survivors


def read_explanations() -> set[Survivor]:
    """Return the survivors that are explained: equal to the original in what can be observed."""
    entries = YAML(typ="safe", pure=True).load(EXPLAINED.read_text(encoding="utf-8"))
    return {Survivor(each["function"], each["was"], each["becomes"]) for each in entries}


def _survivor(name: str, path: Path) -> Survivor:
    match = _NAME.fullmatch(name)
    assert match is not None, name
    lines = get_diff_for_mutant(name, path=path).splitlines()[2:]
    was, becomes = (
        " ".join(line[1:].strip() for line in lines if line.startswith(sign)) for sign in ("-", "+")
    )
    owner = f"{match['owner']}." if match["owner"] else ""
    return Survivor(f"{match['module']}.{owner}{match['function']}", was, becomes)


if __name__ == "__main__":
    sys.exit(main())
