"""Rules of this project that no linter knows."""

import re
import subprocess
from pathlib import Path

ROOT = Path(__file__).resolve().parents[2]
LONGEST_SOURCE = 400
LONGEST_TEST = 600


def python_files() -> list[Path]:
    """The Python files of the working tree that git doesn't ignore, this one aside."""
    listed = subprocess.run(
        ["git", "ls-files", "--cached", "--others", "--exclude-standard", "*.py"],
        cwd=ROOT,
        check=True,
        capture_output=True,
        encoding="utf-8",
    ).stdout.split()
    paths = [ROOT / name for name in listed]
    return [path for path in paths if path.exists() and path != Path(__file__)]


def named(path: Path) -> str:
    return path.relative_to(ROOT).as_posix()


def test_no_file_is_too_long_to_read_at_once() -> None:
    lengths = {named(path): len(path.read_text(encoding="utf-8").splitlines()) for path in python_files()}

    assert {
        name: length
        for name, length in lengths.items()
        if length > (LONGEST_TEST if name.startswith("tests/") else LONGEST_SOURCE)
    } == {}


def test_no_check_is_switched_off() -> None:
    switches = re.compile(
        r"pragma: no cover|pytest\.(?:mark\.)?(?:skip|skipif|xfail|importorskip)\b|unittest\.mock|\bTODO\b|\bFIXME\b"
    )

    assert [named(path) for path in python_files() if switches.search(path.read_text(encoding="utf-8"))] == []


def test_every_exception_to_a_rule_says_which_and_why() -> None:
    bare = re.compile(
        r"#\s*(?:noqa(?!: [A-Z]+[0-9]+(?:, [A-Z]+[0-9]+)* -- \w)|type: ignore(?!\[[a-z-]+\] +# \w)).*"
    )
    found = {named(path): bare.findall(path.read_text(encoding="utf-8")) for path in python_files()}

    assert {name: lines for name, lines in found.items() if lines} == {}


def test_no_test_waits_for_time_to_pass() -> None:
    sleeping = re.compile(r"\bsleep\(")
    tests = [path for path in python_files() if named(path).startswith("tests/")]

    assert [named(path) for path in tests if sleeping.search(path.read_text(encoding="utf-8"))] == []
