"""What changed since the version last approved: told exactly where it is certain, and admitted where it isn't."""

from __future__ import annotations

from typing import Any

import pytest

from aidlc.domain.decision import Comparison
from aidlc.domain.gate import evaluate_gate
from tests.gate import samples
from tests.gate.builder import Build
from tests.gate.gitworld import oid

INTENT, PRFAQ, RISKS = (f"{samples.IN}/{name}.md" for name in ("intent", "prfaq", "risks"))
CHANGED = {"name": "c2", "files": {INTENT: "$intent:2"}}
MOVED = [{"by": "alice", "commit": "c2"}, {"by": "bob", "at": 11, "commit": "c2"}]
FORCED = [{"kind": "head-force-pushed", "at": 20}]


def compare(**words: Any) -> tuple[Comparison, ...]:
    made = Build(words)
    return evaluate_gate(made.policy, made.facts).comparisons


def told(comparison: Comparison) -> list[tuple[str, str, str]]:
    return [(each.what, each.record, each.path) for each in comparison.differences]


def test_push_after_the_approvals_is_compared_with_what_they_were_about() -> None:
    (only,) = compare(pushes=[CHANGED])

    assert (only.phase, only.scope, only.people) == ("inception", "events", ("alice", "bob"))
    assert (only.base, only.head) == (oid("c1"), oid("c2"))
    assert told(only) == [("changed", "intent", INTENT)]


def test_added_and_removed_files_are_told_as_such() -> None:
    unit = f"{samples.IN}/units/garage.md"
    (only,) = compare(
        pushes=[{"name": "c2", "files": {RISKS: None, unit: samples.unit("Garage"), "docs/x.md": "free"}}]
    )

    assert told(only) == [("removed", "risks", RISKS), ("added", "unit garage", unit)]


def test_each_version_has_its_own_comparison_the_newest_first() -> None:
    both = compare(
        pushes=[CHANGED, {"name": "c3", "files": {PRFAQ: None}}],
        reviews=[{"by": "alice"}, {"by": "bob", "at": 30, "commit": "c2"}],
    )

    assert [(each.people, each.base) for each in both] == [(("bob",), oid("c2")), (("alice",), oid("c1"))]
    assert told(both[0]) == [("removed", "prfaq", PRFAQ)]
    assert [path for _, _, path in told(both[1])] == [INTENT, PRFAQ]


def test_nothing_is_compared_while_every_approval_holds() -> None:
    assert compare() == ()
    assert compare(pushes=[{"name": "c2", "files": {"docs/x.md": "free"}}]) == ()


def test_version_that_a_moved_review_was_about_is_admitted_to_be_unknown() -> None:
    pushes = [
        {"name": "c2", "onto": "main", "files": {INTENT: "$intent:2"}},
        {"name": "c3", "files": {PRFAQ: None}},
    ]
    (only,) = compare(pushes=pushes, events=FORCED, reviews=MOVED)

    assert (only.base, only.people, only.differences) == ("", ("alice", "bob"), ())


def test_list_of_pushes_tells_which_version_a_moved_review_was_about() -> None:
    pushes = [{"name": "c2", "onto": "main", "files": {INTENT: "$intent:2"}}]
    activity = [{"at": 1, "to": "c1"}, {"at": 20, "from": "c1", "to": "c2"}]
    (only,) = compare(pushes=pushes, events=FORCED, reviews=MOVED, activity=activity)

    assert (only.base, told(only)) == (oid("c1"), [("changed", "intent", INTENT)])


@pytest.mark.parametrize(("edited", "base"), [(False, oid("c1")), (True, "")])
def test_unedited_digest_line_tells_the_version_whatever_happened_since(edited: bool, base: str) -> None:
    (line,) = Build({}).lines()
    reviews = [{"by": "alice", "body": line, "edited": edited}]
    (only,) = compare(pushes=[CHANGED], events=FORCED, reviews=reviews)

    assert (only.base, only.people) == (base, ("alice",))


def test_digest_line_of_no_version_that_is_known_tells_none() -> None:
    (only,) = compare(pushes=[CHANGED], reviews=[{"by": "alice", "body": "{other}"}])

    assert (only.base, only.people) == ("", ("alice",))


def test_commit_that_cant_be_read_any_more_tells_no_version() -> None:
    (only,) = compare(pushes=[CHANGED], unreadable=["c1"])

    assert only.base == ""


def test_construction_compares_its_paths_and_what_went_back_to_the_base() -> None:
    pushes = [
        {"name": "c2", "files": {"src/window.py": "new", samples.BOLT: "$bolt:blocked"}},
        {"name": "c3", "files": {"src/window.py": None, "src/roof.py": "roof", "src/door.py": "other door"}},
    ]
    both = compare(
        start="construction",
        files={"src/door.py": "door"},
        pushes=pushes,
        reviews=[{"by": "bob"}, {"by": "carol", "at": 30, "commit": "c2"}],
    )

    assert [told(each) for each in both] == [
        [("changed", "", "src/door.py"), ("added", "", "src/roof.py"), ("removed", "", "src/window.py")],
        [
            ("changed", "bolt check-in/qr", samples.BOLT),
            ("changed", "", "src/door.py"),
            ("added", "", "src/roof.py"),
        ],
    ]


def test_changed_inception_is_compared_with_the_approved_one_on_the_default_branch() -> None:
    (only,) = compare(start="construction", only=True, files={INTENT: "$intent:2"}, reviews=[])

    assert (only.people, told(only)) == ((), [("changed", "intent", INTENT)])
    assert only.base == oid("merge of inception")


def test_people_are_not_told_to_compare_with_a_bots_or_a_strangers_approval() -> None:
    assert compare(pushes=[CHANGED], reviews=[{"by": "claude"}, {"by": "erin"}]) == ()
