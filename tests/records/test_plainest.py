"""The quick reading of plain records gives what the full reader gives, or leaves the text to it."""

from __future__ import annotations

from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from aidlc.adapters import yaml_subset
from aidlc.adapters.codec_text import split_record
from aidlc.adapters.yaml_lines import read_plainest
from aidlc.adapters.yaml_nodes import Mapping, Scalar, Sequence

_EXAMPLES = Path(__file__).resolve().parents[2] / "examples"
_FRONTS = tuple(
    split_record(str(path), path.read_text(encoding="utf-8"))[0]
    for path in sorted(_EXAMPLES.glob("event-management/aidlc-records/**/*.md"))
)
# What makes the difference between two readings of YAML, put anywhere.
_PIECES = (
    ":", "#", "-", "|", '"', "'", "\n", "[", "]", "{", "}", "?", "&a ", "*a", "!", "%", "@", "`", ",", ">", "\t", "~", "0",
    "=", " ", "  ", "- ", ": ", " #", ":#", "#:", "\n  ", "\n    ", "|\n", "|-\n", "|2\n", "---\n", "...\n", "\n- ", "\n\n",
    "é", "\u2028", "\ufeff", "\xa0", "\x85", "<<: ", "null", '"a"', "\\", "a: b", "? a\n", "\n#\n",
)  # fmt: skip
_edits = st.lists(
    st.one_of(
        st.tuples(st.just("insert"), st.integers(0, 5_000), st.sampled_from(_PIECES)),
        st.tuples(st.just("cut"), st.integers(0, 5_000), st.integers(1, 6)),
        st.tuples(st.just("swap"), st.integers(0, 200), st.integers(0, 200)),
        st.tuples(st.just("indent"), st.integers(0, 200), st.integers(0, 8)),
    ),
    max_size=4,
)


def _edit(text: str, how: str, where: int, what: object) -> str:
    lines = text.split("\n")
    match how, what:
        case "insert", str():
            at = where % (len(text) + 1)
            return f"{text[:at]}{what}{text[at:]}"
        case "cut", int():
            at = where % (len(text) + 1)
            return text[:at] + text[at + what :]
        case "swap", int():
            one, other = where % len(lines), what % len(lines)
            lines[one], lines[other] = lines[other], lines[one]
        case _, int():
            one = where % len(lines)
            lines[one] = " " * what + lines[one].lstrip(" ")
    return "\n".join(lines)


def test_there_are_examples_of_every_shape() -> None:
    assert len(_FRONTS) > 15


@pytest.mark.parametrize("front", _FRONTS)
def test_the_examples_are_read_quickly_and_the_same(front: str) -> None:
    read = read_plainest(front, 2)
    assert read is not None
    assert (read, ()) == yaml_subset.load(front, path="x", first_line=2, comments=False)


@settings(max_examples=800, deadline=None)
@given(st.sampled_from(_FRONTS), _edits)
def test_whatever_is_read_quickly_the_full_reader_reads_the_same(
    front: str, edits: list[tuple[str, int, object]]
) -> None:
    for edit in edits:
        front = _edit(front, *edit)
    read = read_plainest(front, 2)
    if read is not None:
        assert (read, ()) == yaml_subset.load(front, path="x", first_line=2, comments=False)


@pytest.mark.parametrize(
    "front",
    [
        "",
        "a: b",
        "a:\n",
        "a:\n\n",
        "a: b\na: c\n",
        "a: b # c\n",
        "# c\na: b\n",
        "a: 'b'\n",
        'a: "\\n"\n',
        "a: [b]\n",
        "a: *b\n",
        "a:\n- b\n",
        "a:\n  - b\n    c: d\n",
        "a:\n  - - b\n",
        "a: |\n   b\n",
        "a: |\n  b\n\n",
        "a: >\n  b\n",
        "a: b\n c: d\n",
        "a: b\n---\n",
        "A: b\n",
        "a: b\u2028c\n",
        "a: b\tc\n",
        "".join(f"k{index}: v\n" for index in range(2_001)),
        "a:\n  b:\n    c:\n      d:\n        e:\n          f: g\n",
    ],
)
def test_everything_else_is_left_to_the_full_reader(front: str) -> None:
    assert read_plainest(front, 2) is None


def test_plain_nodes_know_their_lines() -> None:
    front = 'a: |-\n  b\n\n   c\nd:\n  - e: "f: g"\n    h: 1\n  - i:\n      - j\n      - k\n'
    inner = Sequence((Scalar("j", plain=True, line=10), Scalar("k", plain=True, line=11)), 10)
    assert read_plainest(front, 2) == Mapping(
        {
            "a": Scalar("b\n\n c", plain=False, line=2),
            "d": Sequence(
                (
                    Mapping(
                        {"e": Scalar("f: g", plain=False, line=7), "h": Scalar("1", plain=True, line=8)},
                        7,
                        {"e": 7, "h": 8},
                    ),
                    Mapping({"i": inner}, 9, {"i": 9}),
                ),
                7,
            ),
        },
        2,
        {"a": 2, "d": 6},
    )
