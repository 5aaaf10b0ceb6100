"""What git has at a commit, as records and problems; nothing hides, nothing raises."""

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from aidlc.adapters.codec import read_tree
from aidlc.domain.records import Address, Kind

INTENT = "aidlc-records/events/inception/intent.md"
GOOD = b"---\nschema: aidlc/intent/v1\ntitle: Events\nworkspace: greenfield\n---\n"


def test_good_records_are_read_beside_bad_ones() -> None:
    tree = read_tree(
        [
            ("aidlc-records/events/inception/prfaq.md", "100644", b"---\nscheme: x\n---\n"),
            (INTENT, "100644", GOOD),
            ("README.md", "100644", b"outside"),
        ]
    )
    assert [file.address for file in tree.files] == [Address(Kind.INTENT, "events")]
    assert {problem.path for problem in tree.problems} == {"aidlc-records/events/inception/prfaq.md"}


@pytest.mark.parametrize(
    ("path", "mode", "data", "words"),
    [
        (INTENT, "120000", b"../../evil", "symbolic link"),
        ("aidlc-records/events", "160000", None, "submodule"),
        ("aidlc-records", "120000", b"elsewhere", "symbolic link"),
        ("aidlc-records", "100644", b"", "plain file"),
        (INTENT, "000000", b"", "plain file"),
        (INTENT, "100644", None, "262,144"),
        (
            INTENT,
            "100644",
            b"version https://git-lfs.github.com/spec/v1\noid sha256:1\nsize 1\n",
            "LFS pointer",
        ),
        ("aidlc-records/p\u0430yments/inception/intent.md", "100644", GOOD, "aren't ASCII"),
        ("aidlc-records/ev\udce9nts/inception/intent.md", "100644", GOOD, "aren't ASCII"),
        ("aidlc-records/Events/inception/intent.md", "100644", GOOD, "no known record"),
        ("aidlc-records/events/inception/notes.md", "100644", GOOD, "no known record"),
        ("aidlc-records/README.md", "100644", GOOD, "no known record"),
        ("aidlc-records/events/../x/inception/intent.md", "100644", GOOD, "no known record"),
        ("aidlc-records/C:\\x/inception/intent.md", "100644", GOOD, "no known record"),
        ("aidlc-records//inception/intent.md", "100644", GOOD, "no known record"),
    ],
)
def test_what_is_no_plain_record_is_a_problem(path: str, mode: str, data: bytes | None, words: str) -> None:
    tree = read_tree([(path, mode, data)])
    assert not tree.files
    (problem,) = tree.problems
    assert words in problem.message
    assert problem.path.isascii()
    assert problem.remedy


@pytest.mark.parametrize(
    "other", ["Events/inception/intent.md", "events/Inception/intent.md", "events/inception/Intent.md"]
)
def test_names_that_differ_only_in_case_are_refused_on_both_sides(other: str) -> None:
    tree = read_tree([(INTENT, "100644", GOOD), (f"aidlc-records/{other}", "100644", GOOD)])
    assert not tree.files
    assert [("only in case" in problem.message) for problem in tree.problems] == [True, True]


def test_an_executable_record_is_still_a_record() -> None:
    assert len(read_tree([(INTENT, "100755", GOOD)]).files) == 1


@settings(max_examples=150, deadline=None)
@given(
    entries=st.lists(
        st.tuples(
            st.one_of(
                st.just(INTENT),
                st.text(max_size=20).map("aidlc-records/{}".format),
                st.sampled_from(
                    ["aidlc-records/e/approvals/0123456789ab.json", "aidlc-records/e/inception/nfrs.md"]
                ),
            ),
            st.sampled_from(["100644", "100755", "120000", "160000", "040000", ""]),
            st.none()
            | st.binary(max_size=80)
            | st.binary(max_size=60).map(lambda tail: b"---\n" + tail + b"\n---\n"),
        ),
        max_size=5,
    )
)
def test_reading_never_raises_and_drops_nothing(entries: list[tuple[str, str, bytes | None]]) -> None:
    tree = read_tree(entries)
    assert len({path for path, _, _ in entries}) <= len(tree.files) + len(tree.problems)
