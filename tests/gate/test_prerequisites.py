"""Which histories a pull request or a release rests on."""

from __future__ import annotations

from aidlc.adapters.codec import read_tree
from aidlc.domain.phases import Phase
from aidlc.domain.prerequisites import (
    Prerequisite,
    construction_of,
    inception_of,
    release_prerequisites,
    released_units,
)
from aidlc.domain.records import RecordTree
from tests.gate import samples
from tests.gate.builder import Build
from tests.gate.gitworld import oid

BUILT = oid("merge of construction")
RELEASE = f"{samples.OP}/releases/first.md"
UNIT = f"{samples.OP}/deployment-units/scanning.md"
INCEPTION = Prerequisite(
    phase=Phase.INCEPTION,
    scope="events",
    intent="events",
    folders=("aidlc-records/events/inception/",),
)


def tree(**replaced: str) -> RecordTree:
    made = Build({"start": "operation"})
    files = {path.replace("/", "_"): (path, text) for path, text in made.git.trees[made.head].items()}
    files |= {path.replace("/", "_"): (path, text) for path, text in replaced.items()}
    return read_tree((path, "100644", text.encode()) for path, text in files.values())


def built(*patterns: str, at: str = "") -> Prerequisite:
    return Prerequisite(
        phase=Phase.CONSTRUCTION,
        scope="events/check-in",
        intent="events",
        unit="check-in",
        folders=("aidlc-records/events/construction/check-in/",),
        patterns=patterns,
        at=at,
    )


def test_release_rests_on_inception_and_on_what_its_commit_and_today_hold() -> None:
    assert release_prerequisites(tree(), "events", "first") == (INCEPTION, built("**"), built("**", at=BUILT))


def test_release_that_cannot_be_read_rests_on_inception_alone() -> None:
    assert release_prerequisites(tree(**{RELEASE: "nothing"}), "events", "first") == (INCEPTION,)
    assert release_prerequisites(tree(), "events", "second") == (INCEPTION,)


def test_record_that_is_something_else_names_no_unit() -> None:
    whole = tree()
    other = next(file for file in whole.files if file.address.name == "check-in").record
    for path in (RELEASE, UNIT):
        wrong = tuple(
            file if file.path != path else type(file)(file.path, file.address, other, "", "")
            for file in whole.files
        )

        assert list(released_units(RecordTree(files=wrong), "events", "first")) == []
    assert release_prerequisites(RecordTree(files=wrong), "events", "first") == (INCEPTION,)


def test_deployment_unit_names_its_units_and_those_of_its_bolts_of_this_intent() -> None:
    text = samples.deployment_unit().replace("- check-in\n", "- entry\n")
    text = text.replace("- events/check-in/qr\n", "- events/doors/qr\n  - later/exit/qr\n")

    assert list(released_units(tree(**{UNIT: text}), "events", "first")) == ["entry", "doors"]
    assert list(released_units(tree(), "events", "other")) == []


def test_unit_owns_its_paths_or_everything() -> None:
    path = f"{samples.IN}/units/check-in.md"
    other = f"{samples.IN}/units/other.md"
    elsewhere = "aidlc-records/a-first/inception/units/check-in.md"
    owning = tree(**{path: samples.unit("Entry", "src/**"), other: samples.unit("Other", "lib/**")})
    foreign = tree(**{elsewhere: samples.unit("Entry", "lib/**")})

    assert construction_of(owning, "events", "check-in") == built("src/**")
    assert construction_of(owning, "events", "check-in", BUILT) == built("src/**", at=BUILT)
    assert construction_of(foreign, "events", "check-in") == built("**")
    assert construction_of(tree(), "events", "unknown").patterns == ("**",)
    assert inception_of("events") == INCEPTION
