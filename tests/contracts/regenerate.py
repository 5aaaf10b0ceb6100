"""Write every committed contract again: `make contracts`.

A contract is a file that others rely on and that a test compares with what the code says. A module of
`tests.contracts` that owns one has a function `regenerate() -> Iterable[Path]`, which writes it and returns
the paths; it is found by that name, so a new contract needs no list to be extended.
"""

import importlib
import pkgutil
import sys
from pathlib import Path

import tests.contracts

_ROOT = Path(__file__).resolve().parents[2]


def regenerate_contracts() -> list[Path]:
    """The files written, by every module of `tests.contracts` that can write one."""
    written: list[Path] = []
    for found in pkgutil.walk_packages(tests.contracts.__path__, "tests.contracts."):
        if found.name in {__name__, "tests.contracts.regenerate"}:
            continue
        regenerate = getattr(importlib.import_module(found.name), "regenerate", None)
        if regenerate is not None:
            written.extend(regenerate())
    return written


if __name__ == "__main__":
    for path in regenerate_contracts():
        sys.stdout.write(f"{path.resolve().relative_to(_ROOT)}\n")
