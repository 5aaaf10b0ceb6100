"""Each check of the doctor: what it says of a sound repository, and of one thing at a time that isn't."""

from pathlib import Path
from typing import Any

import pytest

from aidlc.domain.doctor_codeowners import owners_of
from aidlc.domain.doctor_facts import Branches, PinFacts, TeamFacts
from aidlc.domain.findings import Level
from tests.doctor.faults import FAULTS, ONE_DEVELOPER, production
from tests.doctor.sound import PIN, diagnosis, findings, policy, rule, workflow


def test_sound_repository_has_nothing_to_mend() -> None:
    found = diagnosis()
    assert [(each.id, each.sentence) for each in found.findings if each.level is not Level.OK] == []
    assert not found.failed


@pytest.mark.parametrize(
    ("case", "id_", "level", "changes", "said"),
    FAULTS,
    ids=[f"{n}-{c[1]}-{c[2]}" for n, c in enumerate(FAULTS)],
)
def test_one_thing_that_is_wrong_is_found(
    case: str, id_: str, level: Level, changes: dict[str, Any], said: str
) -> None:
    found = [each for each in findings(id_, **changes) if each.level is level]
    assert [each for each in found if said in each.sentence], findings(id_, **changes)
    assert all(each.remedy for each in found)
    assert not case or any(case in each.cases for each in found)
    if level is Level.UNKNOWN and id_ != "status-writers":
        assert all(each.permission for each in found)


def test_cases_that_name_the_table_above_stand_in_it() -> None:
    folder, name = (
        Path(__file__).resolve().parents[1] / "cases",
        test_one_thing_that_is_wrong_is_found.__name__,
    )
    named = {path.stem for path in folder.glob("*.yml") if name in path.read_text(encoding="utf-8")}
    assert len(named) >= 18
    assert named - {fault[0] for fault in FAULTS} == set()


def test_every_check_says_ok_of_a_sound_repository() -> None:
    """So no check is silent: what is listed above as wrong is listed as right elsewhere."""
    pins = (PinFacts(action="a/b", commit=PIN, reachable=True),)
    teams = (TeamFacts(reference="acme/core#1", members=2),)
    said = {each.id for each in diagnosis(pins=pins, teams=teams).findings}
    only_wrong = {"actions-enabled", "status-test-merge", "environment"}
    assert {each[1] for each in FAULTS} - only_wrong == said


def test_protected_branches_alone_may_deploy_where_one_is_protected() -> None:
    (found,) = findings("environment-branches", environments=production(branches=Branches.PROTECTED))
    assert found.level is Level.OK


def test_gate_that_an_organisation_requires_may_lie_elsewhere() -> None:
    elsewhere = rule(checks=(), workflows=(".github/workflows/aidlc-gate.yml",))
    assert [each.level for each in findings("gate-workflow", workflows=(), rules=elsewhere)] == [Level.OK]


def test_solo_phase_leaves_its_author_able_to_approve() -> None:
    alone = ONE_DEVELOPER.replace(
        "construction: {approvals: [{role: developer}]",
        "construction: {approvals: [{role: developer}], independence: solo, evidence: digest",
    )
    found = {each.sentence: each.level for each in findings("approvers", policy=policy(alone))}
    assert found["Somebody can approve construction, whoever asks."] is Level.OK


@pytest.mark.parametrize(
    ("text", "path", "owners"),
    [
        ("* @a", "x/y", ("@a",)),
        ("* @a\n/docs/ @b @c # why", "docs/x/y.md", ("@b", "@c")),
        ("* @a\n/docs/", "docs/x.md", ()),
        ("docs/* @a", "docs/x/y.md", ()),
        ("docs/* @a", "docs/x.md", ("@a",)),
        ("/* @a", "docs/x.md", ()),
        ("build/ @a", "src/build/x", ("@a",)),
        ("*.yml @a", ".github/aidlc.yml", ("@a",)),
        ("/.github/workflows @a", ".github/workflows/x.yml", ("@a",)),
        ("# all\n\n", "x", ()),
    ],
)
def test_last_line_that_matches_names_the_owners(text: str, path: str, owners: tuple[str, ...]) -> None:
    assert owners_of(text, path) == owners


@pytest.mark.parametrize(
    "text",
    [
        "on: push\njobs: [1]",
        "a: &a [1]\nb: *c",
        "\x00",
        "on: 5",
        "on: push\npermissions: 3",
        "on: push\njobs: {a: 5}",
    ],
)
def test_what_is_no_workflow_is_a_flaw(text: str) -> None:
    assert workflow("x", text).flaw
