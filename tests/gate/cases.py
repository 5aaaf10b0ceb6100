"""The golden cases: one file an id of the catalogue, each with one or several situations.

A situation is decided by the gate from its `facts` as it says in `expect`; or `decided_by` tests (`path::name`); or, where
no code of ours can decide it, `answered_by` a finding of `doctor` or `audit` (`doctor: path::name`, the test that shows it)
or by what the documents tell people to set up or to know (`setting: FILE#Heading`).
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from functools import cache
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


@cache
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
        if is_decided_here(each)
    ]


def decided_elsewhere() -> list[tuple[str, str]]:
    return [
        (path.stem, test)
        for path in sorted(FOLDER.glob("*.yml"))
        for each in load(path)
        for test in tests_of(each.get("decided_by"))
    ]


def is_decided_here(situation: dict[str, Any]) -> bool:
    """Whether the situation is decided from its facts."""
    return not {"decided_by", "answered_by"} & set(situation)


def answered() -> list[tuple[str, str]]:
    """Return id and answer of every situation that no code of ours can decide."""
    return [
        (path.stem, answer)
        for path in sorted(FOLDER.glob("*.yml"))
        for each in load(path)
        for answer in tests_of(each.get("answered_by"))
    ]


def elsewhere(situation: dict[str, Any]) -> list[str]:
    """Return the tests, findings and documents that a situation names."""
    return [*tests_of(situation.get("decided_by")), *tests_of(situation.get("answered_by"))]


def exists(reference: str) -> bool:
    """Whether the test (`path::name`) or the heading (`FILE#Heading`) is there."""
    path, name, heading = (*reference.partition("::")[::2], "")
    if not name:
        path, _, heading = reference.partition("#")
    file = FOLDER.parents[1] / path
    if not file.is_file() or not (name or heading):
        return False
    wanted = rf"^ *(async )?def {re.escape(name)}\(" if name else rf"^#+ {re.escape(heading)}$"
    return re.search(wanted, file.read_text(encoding="utf-8"), re.MULTILINE) is not None


def tests_of(named: object) -> list[str]:
    """Return the tests that a situation names: none, one or several."""
    if named is None:
        return []
    return [str(test) for test in named] if isinstance(named, list) else [str(named)]
