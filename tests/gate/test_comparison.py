"""What changed since the version last approved: told exactly where it is certain, and admitted where it isn't."""

from __future__ import annotations

from typing import Any

import pytest

from aidlc.domain.classification import classify
from aidlc.domain.comparison import compare_with_approved
from aidlc.domain.decision import Comparison
from aidlc.domain.demands import Digests, demands_of
from aidlc.domain.gate import evaluate_gate
from tests.gate import samples
from tests.gate.builder import FACTS, Build
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


EDIT: dict[str, Any] = {"start": "construction", "only": True, "files": {INTENT: "$intent:2"}}
CODE: dict[str, Any] = {"start": "construction", "reviews": [{"by": "bob"}]}


def test_every_requirement_has_its_own_comparison() -> None:
    files = {"src/door.py": "other", "deploy/run.sh": "twice"}
    both = compare(
        start="construction",
        files={"deploy/run.sh": "faster"},
        pushes=[{"name": "c2", "files": files}],
        reviews=[{"by": "bob"}, {"by": "dave"}],
    )

    assert [(each.phase, each.people, len(each.differences)) for each in both] == [
        ("construction", ("bob",), 2),
        ("guarded", ("dave",), 1),
    ]
    assert told(both[1]) == [("changed", "", "deploy/run.sh")]
    assert [each.left_out for each in both] == [0, 0]


def test_version_of_an_outdated_approval_is_told_instead_of_the_approved_one() -> None:
    (only,) = compare(**EDIT, pushes=[{"name": "c2", "files": {PRFAQ: None}}], reviews=[{"by": "alice"}])

    assert (only.base, told(only)) == (oid("c1"), [("removed", "prfaq", PRFAQ)])


def test_inception_that_was_never_approved_is_nothing_to_compare_with() -> None:
    assert compare(**EDIT, reviews=[], past={"reviews": []}) == ()


def test_approved_version_is_found_whatever_other_histories_there_are() -> None:
    made = Build({**EDIT, "start": "operation", "reviews": []})
    facts = made.facts.model_copy(update={"histories": made.facts.histories[::-1]})
    (only,) = evaluate_gate(made.policy, facts).comparisons

    assert (only.base, told(only)) == (oid("merge of inception"), [("changed", "intent", INTENT)])


def test_content_that_is_as_approved_has_no_comparison() -> None:
    made = Build({**EDIT, "reviews": []})
    found = classify(made.policy, made.content.head.changes)
    demands = demands_of(made.policy, found, made.content)
    digests = Digests(made.policy, FACTS, made.pull, made.content)
    approved = made.content.head.records

    assert compare_with_approved(made.policy, made.pull, digests, demands, (), made.histories, approved) == ()


def test_file_changed_before_and_removed_since_is_told_as_removed() -> None:
    words = {**EDIT, "files": {RISKS: samples.inception()[RISKS].replace("Copies", "Fakes")}}
    (only,) = compare(**words, pushes=[{"name": "c2", "files": {RISKS: None}}], reviews=[{"by": "alice"}])

    assert told(only) == [("removed", "risks", RISKS)]


def test_code_that_is_again_as_the_base_has_it_is_told_as_changed_back() -> None:
    (only,) = compare(
        **CODE, files={"lib/any.py": "worse"}, pushes=[{"name": "c2", "files": {"lib/any.py": "any"}}]
    )

    assert told(only) == [("changed", "", "lib/any.py")]


def test_pushed_version_that_cannot_be_read_any_more_is_admitted_to_be_unknown() -> None:
    activity = [{"at": 1, "to": "c1"}, {"at": 20, "from": "c1", "to": "c2"}]
    (only,) = compare(pushes=[CHANGED], unreadable=["c1"], reviews=MOVED, activity=activity)

    assert (only.base, only.people) == ("", ("alice", "bob"))


def test_approval_that_is_outdated_for_another_reason_than_content_has_nothing_to_compare() -> None:
    events = [{"kind": "base-changed", "at": 20}]

    assert compare(activity=[{"at": 1, "to": "c1"}], events=events) == ()


def test_at_most_a_thousand_files_are_listed_and_the_rest_is_counted() -> None:
    files = {f"src/{number:04}.py": "x" for number in range(1002)}
    (only,) = compare(**CODE, pushes=[{"name": "c2", "files": files}])

    assert (len(only.differences), only.left_out) == (1000, 2)


def test_at_most_three_versions_are_compared_with() -> None:
    pushes = [{"name": f"c{number}", "files": {INTENT: f"$intent:{number}"}} for number in range(2, 6)]
    people = ["alice", "bob", "carol", "dave"]
    roles = {"roles": {"developer": {"users": ["bob#12", "carol#13", "dave#14"]}}}
    reviews = [{"by": name, "commit": f"c{at}", "at": 10 + at} for at, name in enumerate(people, start=1)]
    found = compare(pushes=pushes, reviews=reviews, policy=roles)

    assert [each.people for each in found] == [("dave",), ("carol",), ("bob",)]


@pytest.mark.parametrize("kind", ["base-changed", "base-force-pushed", "head-force-pushed", "reopened"])
def test_version_is_not_told_by_a_review_that_may_have_been_moved(kind: str) -> None:
    (only,) = compare(pushes=[CHANGED], events=[{"kind": kind, "at": 20}])

    assert only.base == ""
