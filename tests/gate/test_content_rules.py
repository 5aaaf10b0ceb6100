"""What the content breaks, each problem whole: where, what, and how to mend it."""

from __future__ import annotations

from typing import Any

import pytest

from aidlc.adapters.codec import read_tree
from aidlc.domain.classification import Classification, classify
from aidlc.domain.content_rules import content_notes, content_problems
from aidlc.domain.facts import Content, Entry, PathChange, ProposedPolicy
from aidlc.domain.phases import Phase
from tests.gate import samples
from tests.gate.builder import Build
from tests.gate.gitworld import oid

CON = "aidlc-records/events/construction"
RELEASE = f"{samples.OP}/releases/first.md"
UNIT = f"{samples.OP}/deployment-units/scanning.md"
MOVE = "Move it to a pull request of its Unit, or add it to the Unit's `paths` in inception."


def classified(made: Build) -> Classification:
    return classify(made.policy, made.content.head.changes)


def problems(**words: Any) -> list[str]:
    made = Build(words)
    found = content_problems(made.policy, classified(made), made.content, made.facts.proposed_policy)
    return [str(each) for each in found]


@pytest.mark.parametrize(
    ("words", "expected"),
    [
        ({}, []),
        ({"start": "construction"}, []),
        ({"start": "operation"}, []),
        ({"start": "free"}, []),
        (
            {"start": "maintenance"},
            [
                (
                    "pull request: changes code without a Bolt. Record the Bolt that this belongs to, or let the policy"
                    " allow `maintenance`."
                )
            ],
        ),
        (
            {
                "start": "construction",
                "past": {"unit_paths": ["src/**"]},
                "files": {"lib/any.py": "new", "src/x.py": "own"},
            },
            [f"lib/any.py: belongs to none of the Units check-in. {MOVE}"],
        ),
        (
            {"start": "operation", "files": {RELEASE: None}},
            ["pull request: changes 0 releases; operation approves exactly one. Split it."],
        ),
        (
            {
                "start": "operation",
                "files": {RELEASE: "$release:merge of construction@moon"},
            },
            [
                f"{RELEASE}: environment: moon is no environment of the policy. Use one of: production, staging."
            ],
        ),
        (
            {
                "start": "operation",
                "files": {f"{samples.OP}/deployment-units/extra.md": "$deployment-unit:x"},
            },
            [
                (
                    f"{samples.OP}/deployment-units/extra.md: isn't part of the release first. Change a Deployment Unit"
                    " together with the release that names it."
                )
            ],
        ),
        (
            {"start": "guarded", "files": {".github/aidlc.yml": "x"}},
            [".github/aidlc.yml: changes, but couldn't be read. Run the gate again."],
        ),
        (
            {"start": "guarded", "files": {".github/aidlc.yml": "x"}, "proposed": None},
            [".github/aidlc.yml: would be missing or invalid. Restore a valid policy."],
        ),
        (
            {"start": "guarded", "files": {".github/aidlc.yml": "x"}, "proposed": {}},
            [],
        ),
        (
            {"start": "guarded", "files": {".github/aidlc.yml": "x"}, "proposed": {"free": ["**"]}},
            [".github/aidlc.yml: free: `**` frees everything. Name folders, such as `docs/**`."],
        ),
    ],
)
def test_problem_says_where_what_and_how_to_mend_it(words: dict[str, Any], expected: list[str]) -> None:
    assert problems(**words) == expected


def test_code_of_two_units_may_belong_to_either() -> None:
    other = samples.unit("Other", "lib/**").replace("id: qr", "id: x")
    unit = samples.unit("Entry", "src/**")
    units = {f"{samples.IN}/units/check-in.md": unit, f"{samples.IN}/units/other.md": other}
    bolts = {
        f"{CON}/other/bolts/x.md": samples.bolt().replace("check-in", "other"),
        samples.BOLT: samples.bolt(),
    }
    code = {"lib/any.py": "new", "src/door.py": "new", "etc/x.py": "new"}
    base = {**samples.inception(), **units}

    found = problems(start="construction", base=base, files={**bolts, **code})

    assert found == [f"etc/x.py: belongs to none of the Units check-in, other. {MOVE}"]


def test_unit_that_owns_everything_takes_any_code_with_it() -> None:
    other = samples.unit("Other").replace("id: qr", "id: x")
    units = {
        f"{samples.IN}/units/check-in.md": samples.unit("Entry", "src/**"),
        f"{samples.IN}/units/other.md": other,
    }
    bolts = {
        f"{CON}/other/bolts/x.md": samples.bolt().replace("check-in", "other"),
        samples.BOLT: samples.bolt(),
    }

    assert (
        problems(
            start="construction", base={**samples.inception(), **units}, files={**bolts, "etc/x.py": "x"}
        )
        == []
    )


def test_bolt_of_another_intent_is_not_this_ones() -> None:
    other = "aidlc-records/later/construction/check-in/bolts/qr.md"
    made = Build({"start": "construction", "files": {samples.BOLT: None, other: "$bolt:planned"}})
    found = classified(made).model_copy(update={"intent": "events", "problems": ()})
    content = made.content.model_copy(update={"records": made.git.record_tree(made.head)})

    assert "changes no Bolt of events" in str(content_problems(made.policy, found, content, None))


def test_release_that_is_taken_away_must_be_restored() -> None:
    made = Build({"start": "operation"})
    found = classified(made)
    gone = "pull request: takes the release first away; releases stay as they were approved. Restore it."
    trees = [
        read_tree(
            (file, "100644", text.encode())
            for file, text in made.git.trees[made.head].items()
            if file != RELEASE
        )
    ]
    unreadable = [
        *(
            (file, "100644", text.encode())
            for file, text in made.git.trees[made.head].items()
            if file != RELEASE
        ),
        (RELEASE, "100644", b"nothing"),
    ]
    without_problems = read_tree(iter(unreadable))
    trees.append(type(without_problems)(files=without_problems.files))

    for tree in trees:
        content = made.content.model_copy(update={"records": tree})
        assert gone in [str(each) for each in content_problems(made.policy, found, content, None)]


def test_release_of_nothing_is_a_problem_of_its_deployment_units() -> None:
    empty = samples.deployment_unit().replace("  - check-in\n", "").replace("  - events/check-in/qr\n", "")
    empty = empty.replace("units:\n", "").replace("bolts:\n", "")
    release = samples.release(oid("merge of construction"), "production", empty)

    assert problems(start="operation", files={UNIT: empty, RELEASE: release}) == [
        (
            f"{RELEASE}: deployment_units: its Deployment Units name no Unit, so nothing tells what was built. Name the"
            " Units or Bolts in each Deployment Unit."
        )
    ]


def test_problems_of_a_proposed_policy_are_told_as_they_are() -> None:
    made = Build({"start": "guarded", "files": {".github/aidlc.yml": "x"}})
    flaw = content_problems(made.policy, classified(made), made.content, None)
    proposed = ProposedPolicy(policy=None, problems=flaw)
    both = ProposedPolicy(policy=samples.policy_from({"free": ["**"]}), problems=flaw)

    assert content_problems(made.policy, classified(made), made.content, proposed) == flaw
    assert len(content_problems(made.policy, classified(made), made.content, both)) == 2


@pytest.mark.parametrize(
    ("entry", "size", "note"),
    [
        (Entry(mode="120000", type="blob", oid="b" * 40), 0, ["a is a symbolic link."]),
        (
            Entry(mode="160000", type="commit", oid="c" * 40),
            0,
            [f"a is a submodule at {'c' * 12}; its content isn't shown here."],
        ),
        (
            Entry(mode="160000", type="blob", oid="c" * 40),
            0,
            [f"a is a submodule at {'c' * 12}; its content isn't shown here."],
        ),
        (
            Entry(mode="100644", type="commit", oid="c" * 40),
            0,
            [f"a is a submodule at {'c' * 12}; its content isn't shown here."],
        ),
        (Entry(mode="100644", type="blob", oid="d" * 40), 1_000_000, []),
        (
            Entry(mode="100644", type="blob", oid="d" * 40),
            1_000_001,
            ["a has 1000001 bytes, too many for GitHub to show."],
        ),
        (Entry(mode="100644", type="blob", oid="e" * 40), None, []),
        (None, 0, []),
    ],
)
def test_note_tells_what_a_reviewer_is_not_shown(
    entry: Entry | None, size: int | None, note: list[str]
) -> None:
    made = Build({})
    head = made.content.head.model_copy(update={"changes": (PathChange(path="a", old=None, new=entry),)})
    sizes = {entry.oid: size} if entry is not None and size is not None else {}
    content: Content = made.content.model_copy(update={"head": head, "sizes": sizes})

    assert list(content_notes(content)) == note


def test_notes_come_in_the_order_of_the_paths() -> None:
    made = Build({"files": {"src/b": "link:x", "src/a": "link:y"}})
    content = made.content.model_copy(
        update={"head": made.content.head.model_copy(update={"changes": made.content.head.changes[::-1]})}
    )

    assert content_notes(content) == ("src/a is a symbolic link.", "src/b is a symbolic link.")


def test_phase_without_an_intent_is_not_checked_further() -> None:
    made = Build({"start": "guarded"})

    assert classified(made).phase is Phase.GUARDED
    assert content_problems(made.policy, classified(made), made.content, None) == ()


def test_construction_needs_a_bolt_that_isnt_cancelled_and_a_unit_that_is_known() -> None:
    cancelled = problems(start="construction", files={samples.BOLT: "$bolt:cancelled"})
    other = samples.bolt().replace("check-in", "other")
    unknown = problems(start="construction", files={f"{CON}/other/bolts/x.md": other})

    what = "pull request: changes no Bolt of events that isn't cancelled."
    assert f"{what} Record the Bolt that this belongs to, in the same pull request." in cancelled
    what = "pull request: builds the Unit events/other, which inception doesn't know."
    assert f"{what} Add the Unit to inception first." in unknown


def test_what_lies_in_another_intent_neither_helps_nor_hinders() -> None:
    later = f"{samples.IN.replace('/events/', '/later/')}/units/other.md"
    broken = samples.unit("Other").replace("- enter\n", "- leave\n")
    other = {f"{CON}/other/bolts/x.md": samples.bolt().replace("check-in", "other")}

    assert problems(start="construction", base={later: broken}) == []
    assert "the Unit events/other, which inception doesn't know" in str(
        problems(start="construction", base={later: broken}, files=other)
    )
