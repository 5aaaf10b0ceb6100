"""What a pull request rests on: which earlier phases it needs, and what is said where they don't stand."""

from __future__ import annotations

from typing import Any

from aidlc.domain.classification import Classification, classify
from aidlc.domain.decision import Verdict
from aidlc.domain.earlier import Earlier, earlier_phases
from aidlc.domain.gate import evaluate_gate
from aidlc.domain.phases import Phase
from aidlc.domain.prerequisites import inception_of, prerequisites
from tests.gate import samples
from tests.gate.builder import Build

CODE: dict[str, Any] = {"start": "construction"}
EDIT: dict[str, Any] = {**CODE, "only": True, "files": {f"{samples.IN}/intent.md": "$intent:2"}}
BOTH = [{"by": "alice"}, {"by": "bob"}]
OUTSIDER = {"by": "mallory", "state": "CHANGES_REQUESTED"}


def classified(made: Build) -> Classification:
    return classify(made.policy, made.content.head.changes)


def earlier(**words: Any) -> Earlier:
    made = Build(words)
    return earlier_phases(made.policy, made.facts, classified(made))


def verdict(**words: Any) -> Verdict:
    made = Build(words)
    return evaluate_gate(made.policy, made.facts).verdict


def test_inception_rests_on_nothing_where_it_shows_the_whole_folder() -> None:
    whole = Build({})

    assert prerequisites(classified(whole), whole.content.records) == ()
    assert earlier() == Earlier()
    assert earlier().approved == {}


def test_inception_that_leaves_files_as_they_were_asks_whether_those_were_approved() -> None:
    part = Build(EDIT)

    assert prerequisites(classified(part), part.content.records) == (inception_of("events"),)
    assert f"{samples.IN}/prfaq.md" in earlier(**EDIT).approved
    assert earlier(**EDIT).problems == ()


def test_edit_of_an_approved_inception_needs_no_digest_line_for_the_rest() -> None:
    assert verdict(**EDIT, reviews=BOTH) is Verdict.OPEN
    assert verdict(**EDIT, reviews=BOTH, past={"reviews": []}) is Verdict.CLOSED
    assert verdict(**EDIT, reviews=BOTH, unread_histories=True) is Verdict.CLOSED


def test_construction_of_nothing_and_operation_without_a_release_rest_on_nothing_that_could_be_read() -> None:
    records = Build({"start": "operation"}).content.records

    assert prerequisites(Classification(phase=Phase.CONSTRUCTION, intent="events"), records) == ()
    assert prerequisites(Classification(phase=Phase.OPERATION, intent="events"), records) == ()
    odd = Classification(phase=Phase.MAINTENANCE, intent="events", units=("check-in",), release="first")
    assert prerequisites(odd, records) == ()


def test_outsiders_word_on_the_inception_takes_nothing_away_from_what_rests_on_it() -> None:
    assert verdict(**CODE, past={"also": [OUTSIDER]}) is Verdict.OPEN
    assert verdict(**CODE, past={"also": [{**OUTSIDER, "by": "erin"}]}) is Verdict.CLOSED


def test_every_earlier_phase_that_does_not_stand_is_named_once() -> None:
    unapproved: dict[str, Any] = {"reviews": []}
    found = earlier(start="operation", past=unapproved, past_code=unapproved)

    assert [each.path for each in found.problems] == [
        "aidlc-records/events/inception/",
        "aidlc-records/events/construction/check-in/",
    ]
    assert [each.remedy[:6] for each in found.problems] == ["Renew ", "Revert"]
    assert found.approved == {}


def test_construction_names_the_phase_before_it_first_and_operation_its_own_flaws() -> None:
    unapproved: dict[str, Any] = {"reviews": []}
    free = {f"{samples.OP}/deployment-units/extra.md": "$deployment-unit:x"}
    code = Build({**CODE, "past": unapproved, "files": {samples.BOLT: "$bolt:cancelled"}})
    operation = Build({"start": "operation", "past": unapproved, "files": free})

    paths = [
        [each.path for each in evaluate_gate(made.policy, made.facts).problems] for made in (code, operation)
    ]
    assert paths[0][0] == "aidlc-records/events/inception/"
    assert paths[1][0] == f"{samples.OP}/deployment-units/extra.md"
    assert "aidlc-records/events/inception/" in paths[1][1:]
