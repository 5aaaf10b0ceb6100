"""What doesn't fit together among records, each said whole; and one intent's business is not another's."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import replace
from typing import Any

import pytest

from aidlc.domain.links import check_links
from aidlc.domain.records import Address, Kind, RecordFile, RecordTree
from schemas.construction import AdrStatus
from tests.gate import samples
from tests.gate.builder import Build
from tests.records.trees import COMPLETE, NFR, STORY, at, bolt, build_tree

Fields = tuple[Mapping[str, object], str]
IN = "aidlc-records/events/inception"
CON = "aidlc-records/events/construction/check-in"
OP = "aidlc-records/events/operation"
CORRECT = "Correct the reference, or record what it names."
QR = at(Kind.BOLT, "check-in", "qr")


def told(written: Mapping[Address, Fields], intent: str | None = "events") -> list[str]:
    tree = build_tree({**COMPLETE, **written})
    return [re.sub(r"[.]md:[0-9]+:", ".md:", str(problem)) for problem in check_links(tree, intent)]


@pytest.mark.parametrize(
    ("address", "fields", "expected"),
    [
        (
            at(Kind.TESTS, "exit"),
            {},
            (
                "aidlc-records/events/construction/exit/tests.md: the folder is named after Unit `exit`, which doesn't"
                " exist. Record the Unit, or move the file."
            ),
        ),
        (
            at(Kind.UNIT, name="exit"),
            {"title": "Exit", "depends_on": ["check-in", "gate"]},
            f"{IN}/units/exit.md: depends_on[1]: there is no Unit `gate`. {CORRECT}",
        ),
        (
            at(Kind.UNIT, name="exit"),
            {"title": "Exit", "stories": ["scan", "leave"]},
            f"{IN}/units/exit.md: stories[1]: there is no story `leave`. {CORRECT}",
        ),
        (
            QR,
            {"unit": "exit", "goal": "x", "state": "planned"},
            (
                f"{CON}/bolts/qr.md: unit: the Bolt says Unit `exit`, but lies in the folder of `check-in`. Make both"
                " the same."
            ),
        ),
        (
            QR,
            bolt(stories=["leave"])[0],
            f"{CON}/bolts/qr.md: stories[0]: there is no story `leave`. {CORRECT}",
        ),
        (
            QR,
            bolt(depends_on=["events/check-in/x"])[0],
            f"{CON}/bolts/qr.md: depends_on[0]: there is no Bolt `events/check-in/x`. {CORRECT}",
        ),
        (
            at(Kind.LOGICAL_DESIGN, "check-in"),
            {"nfrs": ["speed", "safety"]},
            f"{CON}/logical-design.md: nfrs[1]: there is no NFR `safety`. {CORRECT}",
        ),
        (
            at(Kind.ADR, "check-in", "queue"),
            {"title": "Queue", "status": "superseded"},
            (
                f"{CON}/adr/queue.md: status: `superseded_by` is needed with `status: superseded` and refused otherwise."
                " Make both agree."
            ),
        ),
        (
            at(Kind.ADR, "check-in", "queue"),
            {"title": "Queue", "status": "superseded", "superseded_by": "queue"},
            f"{CON}/adr/queue.md: superseded_by: there is no other decision `queue`. {CORRECT}",
        ),
        (
            at(Kind.DEPLOYMENT_UNIT, name="api"),
            {"title": "API", "units": ["check-in", "exit"]},
            f"{OP}/deployment-units/api.md: units[1]: there is no Unit `exit`. {CORRECT}",
        ),
        (
            at(Kind.DEPLOYMENT_UNIT, name="api"),
            {"title": "API", "bolts": ["events/check-in/x"]},
            f"{OP}/deployment-units/api.md: bolts[0]: there is no Bolt `events/check-in/x`. {CORRECT}",
        ),
        (
            at(Kind.STORIES),
            {"stories": [STORY, STORY]},
            f"{IN}/stories.md: stories[1]: the id `scan` is there 2 times. Give each its own.",
        ),
    ],
)
def test_reference_that_leads_nowhere_is_named_with_what_to_do(
    address: Address, fields: Mapping[str, object], expected: str
) -> None:
    assert told({address: (fields, "")}) == [expected]


def release(*names: str) -> dict[Address, Fields]:
    named = [{"id": name, "digest": "a" * 64} for name in names]
    said = {"title": "One", "environment": "production", "commit": "a" * 40, "deployment_units": named}
    return {at(Kind.RELEASE, name="first"): (said, "")}


def test_release_names_deployment_units_of_its_own_intent_once() -> None:
    api = {Address(Kind.DEPLOYMENT_UNIT, "later", name="api"): ({"title": "API"}, "")}
    missing = f"{OP}/releases/first.md: deployment_units[0].id: there is no Deployment Unit `api`. {CORRECT}"

    assert told({**release("api"), **api}) == [missing]
    assert told({at(Kind.DEPLOYMENT_UNIT, name="api"): ({"title": "API"}, ""), **release("api", "api")}) == [
        f"{OP}/releases/first.md: deployment_units[1]: the id `api` is there 2 times. Give each its own."
    ]


def test_evidence_lies_where_its_digest_and_scope_say() -> None:
    made = Build({"start": "construction"})
    true = samples.claim(made.facts.histories[0])
    again = "Call `check_approval`, which writes it again."

    def said(name: str, **changes: Any) -> list[str]:
        record = true.model_copy(update={"digest": "0123456789abcdef" * 4, **changes})
        path = f"aidlc-records/events/approvals/{name}.json"
        file = RecordFile(path, Address(Kind.APPROVAL, "events", name=name), record, "", "")
        return [str(each).removeprefix(path) for each in check_links(RecordTree(files=(file,)), "events")]

    assert said("0123456789ab") == said("0123456789ab", scope="repository") == []
    assert said("0123456789ab", scope="events/check-in") == []
    assert said("ba9876543210") == [
        f": digest: the file is named ba9876543210, but its digest starts with 0123456789ab. {again}"
    ]
    assert said("0123456789ab", scope="later/check-in") == [
        f": scope: the scope `later/check-in` isn't of the intent `events` whose folder this is. {again}"
    ]


@pytest.mark.parametrize("lines", [{}, {"unit": 9, "stories[0]": 3, "stories[1]": 3}])
def test_problems_of_a_file_come_by_line_and_key(lines: dict[str, int]) -> None:
    tree = build_tree({**COMPLETE, QR: bolt(unit="x", stories=["b", "a"])})
    files = tuple(replace(file, lines=lines) if file.address == QR else file for file in tree.files)

    found = check_links(RecordTree(files=files), "events")
    assert [each.key for each in found] == ["stories[0]", "stories[1]", "unit"]
    assert [each.line for each in found] == [lines.get(each.key or "") for each in found]


def test_what_is_wrong_in_another_intent_is_told_with_that_one_or_with_all() -> None:
    units: dict[Address, Fields] = {
        Address(Kind.UNIT, intent, name=name): ({"title": name, "depends_on": [other]}, "")
        for intent in ("later", "other")
        for name, other in (("a", "b"), ("b", "a"))
    }
    bolts: dict[Address, Fields] = {
        Address(Kind.BOLT, "later", "a", name): (dict(bolt(unit="a", depends_on=[f"later/a/{other}"])[0]), "")
        for name, other in (("x", "y"), ("y", "x"))
    }
    written = {**units, **bolts}
    first, what = "Take one dependency out.", "depends_on: nothing here can be first:"
    later = [
        f"aidlc-records/later/construction/a/bolts/x.md: {what} later/a/x → later/a/y → later/a/x. {first}",
        f"aidlc-records/later/inception/units/a.md: {what} a → b → a. {first}",
    ]
    other = [text.replace("/later/", "/other/") for text in later[1:]]

    assert told(written) == []
    assert told(written, "later") == later
    assert told(written, None) == [*later, *other]


def test_cycle_over_two_intents_is_told_in_each_by_its_first_bolt_there() -> None:
    way = {
        "events/check-in/a": "later/check-in/b",
        "later/check-in/b": "events/check-in/c",
        "events/check-in/c": "events/check-in/a",
    }
    bolts: dict[Address, Fields] = {
        Address(Kind.BOLT, *name.split("/")): bolt(depends_on=[other]) for name, other in way.items()
    }
    unit: dict[Address, Fields] = {Address(Kind.UNIT, "later", name="check-in"): ({"title": "x"}, "")}

    assert [text.partition(".md")[0] for text in told({**unit, **bolts})] == [f"{CON}/bolts/a"]
    assert [text.partition(".md")[0] for text in told({**unit, **bolts}, "later")] == [
        "aidlc-records/later/construction/check-in/bolts/b"
    ]


def test_design_without_its_nfrs_and_decision_that_another_replaced_lead_somewhere() -> None:
    adrs: dict[Address, Fields] = {
        at(Kind.ADR, "check-in", "queue"): (
            {"title": "Q", "status": str(AdrStatus.SUPERSEDED), "superseded_by": "bus"},
            "",
        ),
        at(Kind.ADR, "check-in", "bus"): ({"title": "B"}, ""),
    }

    assert told({at(Kind.NFRS): ({"nfrs": [NFR]}, ""), **adrs}) == []


def test_record_that_does_not_apply_has_no_entries() -> None:
    said = {"status": "not-applicable", "reason": "an internal tool"}
    entries = f"{IN}/nfrs.md: nfrs: the record says that it doesn't apply, and has entries all the same."

    assert told({at(Kind.NFRS): ({**said, "nfrs": [NFR]}, "")}) == [
        f"{entries} Take them out, or write `status: complete`."
    ]
    assert told({at(Kind.NFRS): ({**said, "nfrs": []}, ""), at(Kind.PRFAQ): (said, "")}) == []
