"""The digest's bytes, by golden vectors that another tool can check."""

from __future__ import annotations

import hashlib

from hypothesis import given
from hypothesis import strategies as st

from aidlc.domain.digests import digest, folder_digest, raw_path
from aidlc.domain.facts import Entry

BLOB = Entry(mode="100644", type="blob", oid="a" * 40)
LINK = Entry(mode="120000", type="blob", oid="b" * 40)


def test_digest_is_the_golden_one() -> None:
    entries = [
        ("aidlc-records/events/inception/intent.md", BLOB),
        ("aidlc-records/events/inception/a.md", LINK),
    ]

    written_out = (
        b"aidlc-approval/v1\0" b"4711\0" b"inception\0" b"events\0"
        b"120000 blob " + b"b" * 40 + b"\taidlc-records/events/inception/a.md\0"
        b"100644 blob " + b"a" * 40 + b"\taidlc-records/events/inception/intent.md\0"
    )  # fmt: skip
    assert digest(4711, "inception", "events", entries) == hashlib.sha256(written_out).hexdigest()
    assert digest(4711, "inception", "events", entries) == (
        "f46163179a7176d63dce28827f6ecc1fcf2afb81159f9c4bbe78320e950dee3d"
    )


def test_deletion_and_bytes_that_are_no_text_have_golden_digests() -> None:
    entries = [("src/gone.py", None), (b"src/\xff.py".decode("utf-8", "surrogateescape"), BLOB)]

    written_out = (
        b"aidlc-approval/v1\0" b"1\0" b"construction\0" b"events/check-in\0"
        b"000000 blob " + b"0" * 40 + b"\tsrc/gone.py\0"
        b"100644 blob " + b"a" * 40 + b"\tsrc/\xff.py\0"
    )  # fmt: skip
    assert digest(1, "construction", "events/check-in", entries) == hashlib.sha256(written_out).hexdigest()


def test_folder_digest_covers_the_folder_and_nothing_else() -> None:
    inside = {"aidlc-records/events/inception/intent.md": BLOB}
    beside = {"aidlc-records/events/inception.md": LINK, "aidlc-records/events2/inception/intent.md": LINK}

    assert folder_digest(7, "events", {**inside, **beside}) == digest(
        7, "inception", "events", inside.items()
    )


@given(st.permutations(["a", "b", "a/b", "a.b", "é", "\udcff", "Z"]))
def test_order_of_entries_does_not_matter(paths: list[str]) -> None:
    ordered = sorted(["a", "b", "a/b", "a.b", "é", "\udcff", "Z"])

    assert digest(1, "x", "y", [(path, BLOB) for path in paths]) == digest(
        1, "x", "y", [(path, BLOB) for path in ordered]
    )


@given(
    st.dictionaries(st.text(max_size=8), st.sampled_from([BLOB, LINK, None]), max_size=4),
    st.dictionaries(st.text(max_size=8), st.sampled_from([BLOB, LINK, None]), max_size=4),
)
def test_different_content_has_different_digests(
    one: dict[str, Entry | None], other: dict[str, Entry | None]
) -> None:
    same = digest(1, "x", "y", one.items()) == digest(1, "x", "y", other.items())

    assert same == (one == other)


def test_every_part_of_the_head_is_bound() -> None:
    entries = [("a", BLOB)]
    digests = {
        digest(1, "inception", "events", entries),
        digest(2, "inception", "events", entries),
        digest(1, "guarded", "events", entries),
        digest(1, "inception", "other", entries),
        digest(1, "inception", "events", [("a", LINK)]),
        digest(1, "inception", "events", [("a", None)]),
        digest(1, "inception", "events", []),
    }

    assert len(digests) == 7


def test_lone_surrogate_that_git_never_gives_is_digested_all_the_same() -> None:
    assert raw_path("docs/\udcff") == b"docs/\xff"
    assert raw_path("docs/\ud800") == b"docs/\xed\xa0\x80"
    assert digest(1, "x", "y", [("\ud800", BLOB)]) != digest(1, "x", "y", [("\ud801", BLOB)])
