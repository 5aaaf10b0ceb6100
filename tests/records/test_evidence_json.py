"""Evidence is JSON that no two parsers read differently."""

from contextlib import suppress

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from aidlc.adapters.codec import decode, encode
from aidlc.domain.errors import RecordProblems
from tests.records.strategies import RECORDS

PATH = "aidlc-records/events/approvals/0123456789ab.json"


def _canonical() -> str:
    from schemas.registry import MODELS

    record = MODELS["approval"].model_validate(
        {
            "schema": "aidlc/approval/v1",
            "repository": 7,
            "phase": "inception",
            "scope": "events",
            "digest": "0123456789ab" + "0" * 52,
            "pull_request": 3,
            "head": "a" * 40,
            "policy": "b" * 40,
            "reviews": [
                {
                    "review": 1,
                    "login": "alice",
                    "account": 2,
                    "role": "product-owner",
                    "submitted_at": "2026-11-23T10:00:00Z",
                    "digest_line": True,
                }
            ],
            "gathered_at": "2026-11-23T10:05:00Z",
            "gate_version": "0.1.0",
        }
    )
    return encode(record, "").decode("utf-8")


@pytest.mark.parametrize(
    ("good", "bad", "line", "words"),
    [
        ('"repository": 7,', '"repository": 7,\n  "repository": 8,', 4, "twice"),
        ('"repository": 7', '"repository": NaN', 3, "`NaN`"),
        ('"repository": 7', '"repository": Infinity', 3, "Infinity"),
        ('"repository": 7', '"repository": 7.0', 3, "`7.0`"),
        ('"repository": 7', '"repository": 7e0', 3, "`7e0`"),
        ('"repository": 7', f'"repository": {"7" * 30}', 3, "more than 18 digits"),
        ('"repository": 7', '"repository": "7"', 3, "whole number"),
        ('"repository": 7', '"repository": true', 3, "whole number"),
        ('"digest_line": true', '"digest_line": 1', 17, "true or false"),
        ('"digest_line": true', '"digest_line": "true"', 17, "true or false"),
        ('"repository": 7', '"repository": 07', 3, "isn't JSON"),
        ('"repository": 7', '"approved": true, "repository": 7', 3, "isn't known"),
        ('"scope": "events"', '"scope": "a b"', 5, "expected"),
        ("{\n", "[" * 9 + "]" * 9 + "{\n", None, "deeper than 8"),
        ("{\n", "[" * 100_000 + "{\n", None, "deeper than 8"),
        ("{\n", "// why\n{\n", 1, "isn't JSON"),
    ],
)  # fmt: skip
def test_what_parsers_may_read_differently_is_refused(
    good: str, bad: str, line: int | None, words: str
) -> None:
    text = _canonical()
    assert good in text
    with pytest.raises(RecordProblems) as caught:
        decode(PATH, text.replace(good, bad, 1).encode())
    problem = caught.value.problems[0]
    assert words in problem.message
    assert problem.line == line


@settings(max_examples=30, deadline=None)
@given(record=RECORDS["approval"])
def test_evidence_knows_the_line_of_each_key(record: object) -> None:
    from schemas.approval import ApprovalEvidence

    assert isinstance(record, ApprovalEvidence)
    read = decode(PATH, encode(record, ""))
    if all(review.login.isascii() for review in record.reviews) and record.gate_version.isascii():
        assert read.lines["schema"] == 2
        assert read.lines["reviews[0].review"] > read.lines["reviews"]


def test_evidence_has_no_body() -> None:
    record = decode(PATH, _canonical().encode()).record
    with pytest.raises(RecordProblems, match="no body"):
        encode(record, "approved: true")


@settings(max_examples=50, deadline=None)
@given(noise=st.binary(max_size=60), at=st.integers(0, 500))
def test_broken_evidence_never_raises_anything_else(noise: bytes, at: int) -> None:
    data = _canonical().encode()
    with suppress(RecordProblems):
        assert decode(PATH, data[:at] + noise + data[at:]).path == PATH
