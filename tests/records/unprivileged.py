"""Run as a process: reads and writes records as a user who may not do everything, and prints what came of it.

unprivileged.py ROOT    a root user becomes another one first, whom permissions hold
"""

from __future__ import annotations

import json
import os
import sys
from pathlib import Path

from aidlc.adapters.ledger import Ledger
from aidlc.domain.errors import InputError
from aidlc.domain.records import Address, Kind
from schemas.records import Intent, Workspace


def _attempt(ledger: Ledger, intent: str) -> str:
    record = Intent(schema_="aidlc/intent/v1", title="New", workspace=Workspace.GREENFIELD)
    try:
        return str(ledger.save(Address(Kind.INTENT, intent), record, "", expected=None).outcome)
    except InputError as error:
        return str(error)


def main(root: Path) -> None:
    """Load everything once, with what that imports, then change the user and do it again."""
    Ledger(root).load()
    if os.geteuid() == 0:
        os.setgroups([])
        os.setgid(65534)
        os.setuid(65534)
    ledger = Ledger(root)
    tree = ledger.load()
    told = {
        "files": [file.path for file in tree.files],
        "problems": [str(problem) for problem in tree.problems],
        "saves": {intent: _attempt(ledger, intent) for intent in sys.argv[2:]},
    }
    sys.stdout.write(json.dumps(told))


if __name__ == "__main__":
    main(Path(sys.argv[1]))
