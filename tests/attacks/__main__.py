"""The table of attacks: what is tried, the rule that stops it, and the status with and without that rule."""

from __future__ import annotations

import os
import sys
import tempfile
from pathlib import Path

import click

from aidlc.cli.output import print_table
from tests.attacks.book import SUCCESS
from tests.attacks.plays import ATTACKS
from tests.attacks.theatre import played

OWN_GIT = {"GIT_CONFIG_GLOBAL": os.devnull, "GIT_CONFIG_SYSTEM": os.devnull, "GIT_TERMINAL_PROMPT": "0"}


def main() -> int:
    """Play every attack both ways; 1 where one gets through, or doesn't although its rule is out."""
    os.environ.update(OWN_GIT)
    rows, wrong = [], 0
    for each in ATTACKS.values():
        with tempfile.TemporaryDirectory() as folder:
            stopped, let_through = played(each, Path(folder))
        wrong += stopped == SUCCESS or let_through != SUCCESS
        rules = ", ".join(rule.name.removeprefix("aidlc.").removeprefix("domain.") for rule in each.rules)
        rows.append((each.tries, rules, stopped, let_through))
    print_table("Attacks", ("What is tried", "The rule that stops it", "With it", "Without it"), rows)
    staged = sum(each.on_stage for each in ATTACKS.values())
    said = f"attacks: {len(rows)} tried, {staged} of them with real commits; {wrong} came out wrong"
    click.echo(said, err=True)
    return int(wrong > 0)


if __name__ == "__main__":
    sys.exit(main())
