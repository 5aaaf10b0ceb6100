"""The golden cases: one file an id of the catalogue, each with one or several situations."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path
from typing import Any

from ruamel.yaml import YAML

FOLDER = Path(__file__).resolve().parents[1] / "cases"


@dataclass(frozen=True, slots=True)
class Case:
    id: str
    title: str
    facts: dict[str, Any]
    expect: dict[str, Any]


def load(path: Path) -> list[dict[str, Any]]:
    """Return the situations of one file: the file itself, then its `variants` (facts merged on top)."""
    document: dict[str, Any] = YAML(typ="safe", pure=True).load(path.read_text(encoding="utf-8"))
    variants = document.pop("variants", [])
    facts = document.get("facts") or {}
    return [document, *({**each, "facts": {**facts, **(each.get("facts") or {})}} for each in variants)]


def decided_here() -> list[Case]:
    return [
        Case(
            f"{path.stem}-{index}" if index else path.stem,
            each["title"],
            each.get("facts") or {},
            each["expect"],
        )
        for path in sorted(FOLDER.glob("*.yml"))
        for index, each in enumerate(load(path))
        if "decided_by" not in each
    ]


def decided_elsewhere() -> list[tuple[str, str]]:
    return [
        (path.stem, test)
        for path in sorted(FOLDER.glob("*.yml"))
        for each in load(path)
        for test in tests_of(each.get("decided_by"))
    ]


def tests_of(named: object) -> list[str]:
    """Return the tests that a situation names: none, one or several."""
    if named is None:
        return []
    return [str(test) for test in named] if isinstance(named, list) else [str(named)]
