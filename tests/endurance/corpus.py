"""A folder of records in which every sort of damage lies beside good records."""

import os
import re
import stat
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Final

from tests.endurance.ground import BOLT, INTENT, RECORDS, UNIT, Outcome, lay
from tests.mcp_server.assistant import Answer, Assistant

GOOD: Final = b"---\nschema: aidlc/intent/v1\ntitle: Bad\nworkspace: greenfield\n---\nText.\n"
FEW_MEGABYTES: Final = 5_000_000


@dataclass(frozen=True, slots=True)
class Damage:
    """One bad thing: where it lies, how it is made, and what the message about it has; line 0 where there is none."""

    name: str
    path: str
    make: Callable[[Path], object]
    line: int
    words: str


def _bytes(data: bytes) -> Callable[[Path], object]:
    return lambda path: path.write_bytes(data)


def _intent(name: str, make: Callable[[Path], object], line: int, words: str) -> Damage:
    return Damage(name, f"{name.replace(' ', '-').lower()}/inception/intent.md", make, line, words)


def _collide(path: Path) -> None:
    path.write_bytes(GOOD)
    path.with_name(path.name.upper()).write_bytes(GOOD)


BOOK: Final = (
    _intent("cut front matter", _bytes(GOOD[:40]), 4, "no second line `---`"),
    _intent("empty", _bytes(b""), 1, "isn't `---`"),
    _intent("bad yaml", _bytes(GOOD.replace(b"Bad", b'"Bad')), 3, "isn't valid YAML"),
    _intent("wrong types", _bytes(GOOD.replace(b"Bad", b"[1, 2]")), 3, "not a list"),
    _intent("utf 16", _bytes(GOOD.decode().encode("utf-16")), 1, "byte order mark"),
    _intent("latin 1", _bytes(GOOD.replace(b"Bad", b"Caf\xe9")), 3, "isn't valid UTF-8"),
    _intent("byte order mark", _bytes(b"\xef\xbb\xbf" + GOOD), 1, "byte order mark"),
    _intent("crlf", _bytes(GOOD.replace(b"\n", b"\r\n")), 1, "CR LF"),
    _intent("nul", _bytes(GOOD.replace(b"Bad", b"B\0d")), 3, "U+0000"),
    _intent("five megabytes", _bytes(GOOD + b"x" * FEW_MEGABYTES), 0, "262,144"),
    _intent(
        "conflict marks",
        _bytes(GOOD.replace(b"title: Bad\n", b"<<<<<<< ours\ntitle: A\n=======\ntitle: B\n>>>>>>> theirs\n")),
        3,
        "conflict",
    ),
    _intent("newer schema", _bytes(GOOD.replace(b"intent/v1", b"intent/v2")), 2, "this version reads"),
    _intent("unknown key", _bytes(GOOD.replace(b"work", b"revison: 3\nwork")), 4, "did you mean `revision`?"),
    _intent("link", lambda path: path.symlink_to("/etc/hostname"), 0, "symbolic link"),
    _intent("dangling link", lambda path: path.symlink_to("nowhere"), 0, "symbolic link"),
    _intent("pipe", os.mkfifo, 0, "plain file"),
    _intent("folder", Path.mkdir, 0, "folder"),
    Damage("case", "case/inception/intent.md", _collide, 0, "case"),
    Damage("stranger", "stranger/notes.txt", _bytes(b"x"), 0, "no known record"),
)

GOOD_CALLS: Final[tuple[tuple[str, Mapping[str, Any]], ...]] = (
    ("get_status", {}),
    ("validate_records", {"intent": INTENT}),
    ("record_intent", {"intent": INTENT, "title": "Again"}),
    ("record_artifact", {"intent": INTENT, "kind": "prfaq", "body": "New."}),
    ("record_questions", {"intent": INTENT, "questions": [{"id": "q", "question": "Why?"}]}),
    ("record_units", {"intent": INTENT, "units": [{"id": "stock", "title": "Stock"}]}),
    ("record_bolts", {"intent": INTENT, "unit": "stock", "bolts": [{"id": "count", "goal": "Count."}]}),
    ("update_bolt", {"bolt": BOLT, "links": ["https://example.com/1"]}),
    (
        "record_deployment_unit",
        {"intent": INTENT, "deployment_units": [{"id": "web", "title": "Web", "units": [UNIT]}]},
    ),
)
"""What must work although others' records are bad."""

ANSWERED_CALLS: Final = ("check_approval", "explain_gate", "request_approval")
"""What has nothing to answer without a repository on GitHub, and must say so in sentences."""


def run_corpus(folder: Path) -> list[Outcome]:
    """Lay all damage beside good records, call every tool, compare every byte."""
    root = lay(folder / "corpus")
    for damage in BOOK:
        path = root / RECORDS / damage.path
        path.parent.mkdir(parents=True, exist_ok=True)
        damage.make(path)
    before = _photograph(root)
    assistant = Assistant(root)
    problems = _problems(assistant)
    outcomes = [_judge(damage, problems) for damage in BOOK]
    faults, calls = _call_everything(assistant)
    after = _photograph(root)
    faults += [
        f"changed: {path}" for path in sorted({*before, *after}) if before.get(path) != after.get(path)
    ]
    told = f"{calls} calls: good records recorded, bad ones refused with their path; {len(before)} bad files unchanged"
    return [*outcomes, Outcome("every tool called in that folder", told, tuple(faults))]


def _problems(assistant: Assistant) -> list[str]:
    found: list[str] = []
    cursor: int | None = 0
    while cursor is not None:
        data = assistant.call("validate_records", cursor=cursor).data
        found += data["problems"]
        cursor = data.get("cursor")
    return found


def _judge(damage: Damage, problems: list[str]) -> Outcome:
    path = f"{RECORDS}/{damage.path}"
    where = f"{path}:{damage.line}: " if damage.line else f"{path}: "
    named = [one for one in problems if one.startswith(where) and damage.words in one]
    # What is wrong and what to do are a sentence each.
    faults = (
        ()
        if named and re.search(r"[.?] [A-Z]", named[0])
        else (f"{where}{damage.words} isn't among {problems}",)
    )
    return Outcome(damage.name, named[0].removeprefix(f"{RECORDS}/") if named else "not named", faults)


def _call_everything(assistant: Assistant) -> tuple[list[str], int]:
    """What went wrong, and the number of calls."""
    answers = [(tool, assistant.attempt(tool, **given)) for tool, given in GOOD_CALLS]
    faults = [f"{tool}: {answer.text}" for tool, answer in answers if answer.failed]
    scope = {"intent": INTENT, "phase": "inception"}
    answers += [(tool, assistant.attempt(tool, **scope)) for tool in ANSWERED_CALLS]
    for damage in BOOK:
        if damage.path.endswith("/intent.md"):
            name = damage.path.partition("/")[0]
            answer = assistant.attempt("record_intent", intent=name, title="Over it", body="New.")
            if not answer.failed or f"{RECORDS}/{damage.path}" not in answer.text:
                faults.append(f"{damage.name}: recorded over it: {answer.text}")
            answers.append((damage.name, answer))
    return faults + [f"{tool}: {answer.text}" for tool, answer in answers if _is_raw(answer)], len(answers)


def _is_raw(answer: Answer) -> bool:
    return any(word in answer.text for word in ("Traceback", "Internal error", "pydantic"))


def _photograph(root: Path) -> dict[str, object]:
    """The bytes of everything that isn't the good Intent's."""
    seen: dict[str, object] = {}
    for path in sorted((root / RECORDS).rglob("*")):
        name = path.relative_to(root / RECORDS).as_posix()
        if name.partition("/")[0] == INTENT or (path.is_dir() and not name.endswith(".md")):
            continue
        mode = path.lstat().st_mode
        if stat.S_ISLNK(mode):
            seen[name] = str(path.readlink())
        else:
            seen[name] = path.read_bytes() if stat.S_ISREG(mode) else stat.S_IFMT(mode)
    return seen
