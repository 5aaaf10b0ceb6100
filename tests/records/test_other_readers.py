"""The canonical form means the same to readers that aren't ours, and damage to a file never does worse than a problem."""

from __future__ import annotations

from contextlib import suppress
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from ruamel.yaml import YAML

from aidlc.adapters.codec import decode, encode
from aidlc.domain.errors import RecordProblems
from aidlc.domain.layout import path_of
from schemas.construction import Bolt
from schemas.registry import MODELS
from tests.records.strategies import HOSTILE, HOSTILE_BLOCKS, RECORDS, address_for, blocks

VERSIONS = ["1.1", "1.2"]


def _read_elsewhere(data: bytes, version: str) -> Any:
    """The front matter as ruamel.yaml's own loader resolves it, by the rules of either YAML version."""
    loader = YAML(typ="safe", pure=True)
    loader.version = version
    return loader.load(data.decode("utf-8").split("---\n")[1])


def _bolt(goal: str) -> Bolt:
    return Bolt(schema_="aidlc/bolt/v1", unit="check-in", goal=goal, timebox=8)


@pytest.mark.parametrize("version", VERSIONS)
@pytest.mark.parametrize("text", [text for text in HOSTILE + HOSTILE_BLOCKS if "---\n" not in text])
def test_hostile_text_is_the_same_text_to_every_reader(text: str, version: str) -> None:
    read = _read_elsewhere(encode(_bolt(text), ""), version)
    assert read == {"schema": "aidlc/bolt/v1", "unit": "check-in", "goal": text, "timebox": 8}


@pytest.mark.parametrize("version", VERSIONS)
@settings(max_examples=150, deadline=None)
@given(text=blocks.filter(lambda text: "---\n" not in text))
def test_any_text_is_the_same_text_to_every_reader(version: str, text: str) -> None:
    assert _read_elsewhere(encode(_bolt(text), ""), version)["goal"] == text


@pytest.mark.parametrize("kind", [kind for kind in MODELS if kind != "approval"])
@settings(max_examples=40, deadline=None)
@given(data=st.data())
def test_a_damaged_record_is_a_problem_or_a_record_that_writes_back(kind: str, data: st.DataObject) -> None:
    path = path_of(address_for(kind))
    whole = encode(data.draw(RECORDS[kind]), "\nbody\n")
    at = data.draw(st.integers(0, len(whole)))
    cut = data.draw(st.integers(0, 8))
    noise = data.draw(
        st.one_of(st.binary(max_size=6), st.sampled_from([b"&a ", b"*a", b"!t ", b"\n", b"#", b": ", b"\t"]))
    )
    with suppress(RecordProblems):
        read = decode(path, whole[:at] + noise + whole[at + cut :])
        again = decode(path, encode(read.record, read.body))
        assert (again.record, again.body) == (read.record, read.body)


@pytest.mark.parametrize("kind", list(MODELS))
@settings(max_examples=30, deadline=None)
@given(noise=st.binary(max_size=120))
def test_noise_is_never_more_than_problems_with_a_path(kind: str, noise: bytes) -> None:
    path = path_of(address_for(kind))
    for data in (noise, b"---\n" + noise + b"\n---\n"):
        with pytest.raises(RecordProblems) as caught:
            decode(path, data)
        assert caught.value.problems
        assert {problem.path for problem in caught.value.problems} == {path}
        assert str(caught.value).replace("\n", "").isprintable()


def test_the_other_readers_do_take_bare_words_for_more_than_text() -> None:
    front = b"---\na: no\nb: 12:30:45\nc: 0o7\n---\n"
    assert _read_elsewhere(front, "1.1") == {"a": False, "b": 45_045, "c": "0o7"}
    assert _read_elsewhere(front, "1.2") == {"a": "no", "b": "12:30:45", "c": 7}
