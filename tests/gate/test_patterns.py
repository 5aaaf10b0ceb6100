"""Patterns, compared with an independent reader of globs."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st
from wcmatch import glob

from aidlc.domain.patterns import covers, flaws, matches, matches_everything

SEGMENT = st.text(alphabet="ab.", min_size=1, max_size=4).filter(lambda text: text.strip("."))
PATTERN_SEGMENT = st.one_of(st.just("**"), st.text(alphabet="ab.*?", min_size=1, max_size=4)).filter(
    lambda text: text == "**" or ("**" not in text and text.strip("."))
)


@given(st.lists(PATTERN_SEGMENT, min_size=1, max_size=4), st.lists(SEGMENT, min_size=1, max_size=4))
def test_patterns_agree_with_another_reader(pattern: list[str], path: list[str]) -> None:
    written, name = "/".join(pattern), "/".join(path)
    if pattern[-1] == "**":
        # The other reader lets a final `**` stand for nothing; ours means what lies below.
        written += "/*"

    assert matches("/".join(pattern), name) == glob.globmatch(
        name, written, flags=glob.GLOBSTAR | glob.DOTGLOB
    )


@pytest.mark.parametrize(
    ("pattern", "path", "expected"),
    [
        ("docs/**", "docs/a/b.md", True),
        ("docs/**", "docs", False),
        ("docs/**", "src/docs/a.md", False),
        ("*.md", "docs/a.md", False),
        ("**/CODEOWNERS", "CODEOWNERS", True),
        ("**/CODEOWNERS", "a/b/CODEOWNERS", True),
        ("a/**/b", "a/b", True),
        ("README.md", "readme.md", False),
        ("[ab].md", "a.md", False),
        ("src/?.py", "src/é.py", True),
        ("src/?.py", "src/\udcff.py", True),
    ],
)
def test_pattern_matches_as_documented(pattern: str, path: str, expected: bool) -> None:
    assert matches(pattern, path) is expected


def test_link_in_the_place_of_a_guarded_folder_is_covered() -> None:
    assert covers("deploy/**", "deploy")
    assert not matches("deploy/**", "deploy")
    assert not covers("deploy/*", "deploy")


def test_hostile_pattern_and_path_are_compared_in_one_go() -> None:
    pattern = "*a" * 140 + "b"

    assert not matches(pattern, "a" * 4000)
    assert not matches("/".join(["**", "a"] * 40), "/".join(["a"] * 500 + ["b"]))


@pytest.mark.parametrize(
    ("pattern", "flaw"),
    [
        ("docs/**", ""),
        ("**/docs/.a/..b/c.", ""),
        ("docs//a", "has an empty, `.` or `..` segment"),
        ("/docs", "has an empty, `.` or `..` segment"),
        ("docs/", "has an empty, `.` or `..` segment"),
        ("./docs", "has an empty, `.` or `..` segment"),
        ("docs/../src", "has an empty, `.` or `..` segment"),
        ("docs/a**", "uses `**` beside other characters of a segment"),
        ("docs/***", "uses `**` beside other characters of a segment"),
    ],
)
def test_flaw_of_a_pattern_is_named(pattern: str, flaw: str) -> None:
    assert flaws(pattern) == flaw


@pytest.mark.parametrize(
    ("pattern", "expected"), [("**", True), ("*/?.*", True), ("*a*", False), ("é/**", False)]
)
def test_pattern_without_a_letter_or_digit_names_nothing_in_particular(pattern: str, expected: bool) -> None:
    assert matches_everything(pattern) is expected
