"""`make cases`: decide every golden case anew and print the table of ids with their verdicts."""

from __future__ import annotations

import re
import sys
from pathlib import Path

from rich.console import Console
from rich.table import Table

from aidlc.domain.gate import evaluate_gate
from tests.gate import cases
from tests.gate.builder import build

_COLOURS = {"success": "green", "pending": "yellow", "failure": "red", "error": "magenta"}


def main() -> int:
    """Print the table; return 1 if a case isn't decided as it is written."""
    table = Table("id", "situation", "state", "sentence, or the test, finding or document that says it", "")
    wrong = 0
    for path in sorted(cases.FOLDER.glob("*.yml"), key=_order):
        for each in cases.load(path):
            if not cases.is_decided_here(each):
                named = cases.elsewhere(each)
                there = all(cases.exists(one.rpartition(": ")[2]) for one in named)
                wrong += not there
                state = "" if "decided_by" in each else "answered"
                table.add_row(path.stem, each["title"], state, "\n".join(named), "✓" if there else "✗")
                continue
            policy, facts = build(each.get("facts") or {})
            decision = evaluate_gate(policy, facts)
            expected = each["expect"]
            as_written = (str(decision.state), decision.sentence) == (expected["state"], expected["sentence"])
            wrong += not as_written
            colour = _COLOURS[decision.state]
            table.add_row(
                path.stem,
                each["title"],
                f"[{colour}]{decision.state}[/]",
                decision.sentence,
                "✓" if as_written else "✗",
            )
    console = Console(width=None if Console().is_terminal else 220)
    console.print(table)
    ids = len(list(cases.FOLDER.glob("*.yml")))
    left = len({id_ for id_, _ in cases.answered()})
    console.print(
        f"{ids} ids, {table.row_count} situations, {wrong} not decided as written; "
        f"{left} ids rest on a finding or a document as well"
    )
    return 1 if wrong else 0


def _order(path: Path) -> tuple[str, int]:
    letter, number = re.fullmatch(r"([A-Z])(\d+)", path.stem).groups()  # type: ignore[union-attr]  # the names are ours
    return letter, int(number)


if __name__ == "__main__":
    sys.exit(main())
