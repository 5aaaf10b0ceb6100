"""The table of attacks: what is tried, the rule that stops it, and the status with and without that rule."""

from __future__ import annotations

import sys

import click

from aidlc.cli.output import print_table
from tests.attacks.book import SUCCESS, played
from tests.attacks.plays import ATTACKS


def main() -> int:
    """Play every attack both ways; 1 where one gets through, or doesn't although its rule is out."""
    rows, wrong = [], 0
    for each in ATTACKS.values():
        stopped, let_through = played(each)
        wrong += stopped == SUCCESS or let_through != SUCCESS
        rules = ", ".join(rule.name.removeprefix("aidlc.domain.") for rule in each.rules)
        rows.append((each.tries, rules, stopped, let_through))
    print_table("Attacks", ("What is tried", "The rule that stops it", "With it", "Without it"), rows)
    click.echo(f"attacks: {len(rows)} tried, {wrong} came out wrong", err=True)
    return int(wrong > 0)


if __name__ == "__main__":
    sys.exit(main())
