from collections.abc import Mapping

import pytest

from aidlc.adapters.codec import read_tree
from aidlc.domain.completeness import missing_for
from aidlc.domain.layout import path_of
from aidlc.domain.phases import Phase
from aidlc.domain.records import Address, Kind, RecordTree
from tests.records.trees import COMPLETE, INTENT, Written, at, bolt, build_tree


def _missing(written: Written, phase: Phase = Phase.INCEPTION, **named: object) -> list[str]:
    units = named.get("units", ())
    release = named.get("release", "")
    assert isinstance(units, tuple)
    assert isinstance(release, str)
    problems = missing_for(phase, build_tree(written), INTENT, units=units, release=release)
    assert all(problem.remedy for problem in problems)
    return [str(problem) for problem in problems]


def test_a_complete_inception_lacks_nothing() -> None:
    assert _missing(COMPLETE) == []


def test_an_empty_tree_lacks_everything_but_context_and_questions() -> None:
    lacking = {
        problem.path.rpartition("/inception/")[2]
        for problem in missing_for(Phase.INCEPTION, RecordTree(), INTENT)
    }
    assert lacking == {"intent.md", "prfaq.md", "stories.md", "nfrs.md", "risks.md", "measures.md", "units/"}


@pytest.mark.parametrize("address", list(COMPLETE))
def test_each_record_of_inception_is_needed(address: Address) -> None:
    (problem,) = _missing({key: value for key, value in COMPLETE.items() if key != address})
    assert address.kind is Kind.UNIT or path_of(address) in problem


@pytest.mark.parametrize("kind", [Kind.PRFAQ, Kind.STORIES, Kind.NFRS, Kind.RISKS, Kind.MEASURES])
def test_what_does_not_apply_needs_only_its_reason(kind: Kind) -> None:
    written: dict[Address, tuple[Mapping[str, object], str]] = {
        **COMPLETE,
        at(kind): ({"status": "not-applicable", "reason": "an internal tool"}, ""),
    }
    if kind is Kind.STORIES:
        written[at(Kind.UNIT, name="check-in")] = ({"title": "Check-in"}, "")
    assert _missing(written) == []


def test_drafts_empty_lists_and_empty_texts_are_not_complete() -> None:
    for address, changed, words in (
        (at(Kind.PRFAQ), ({"status": "draft"}, "text"), "prfaq.md:3: status: it is still a draft"),
        (at(Kind.PRFAQ), ({}, " \n"), "there is no text"),
        (at(Kind.STORIES), ({}, "text"), "the list is empty"),
        (at(Kind.NFRS), ({"nfrs": []}, "text"), "the list is empty"),
        (at(Kind.INTENT), (COMPLETE[at(Kind.INTENT)][0], ""), "the goal isn't stated"),
    ):
        (problem,) = _missing({**COMPLETE, address: changed})
        assert words in problem


def test_brownfield_needs_the_existing_system_described() -> None:
    brownfield: Written = {
        **COMPLETE,
        at(Kind.INTENT): ({"title": "Events", "workspace": "brownfield"}, "Extend it.\n"),
    }
    (problem,) = _missing(brownfield)
    assert "context.md: there is no such record" in problem
    assert _missing({**brownfield, at(Kind.CONTEXT): ({}, "A shop in PHP.\n")}) == []
    (problem,) = _missing({**brownfield, at(Kind.CONTEXT): ({"status": "draft"}, "A shop.\n")})
    assert "still a draft" in problem


def test_an_open_question_is_named_with_its_line() -> None:
    asked = [{"id": "size", "question": "How big?", "answer": "Big."}, {"id": "when", "question": "When?"}]
    (problem,) = _missing({**COMPLETE, at(Kind.QUESTIONS): ({"questions": asked}, "")})
    assert "questions.md:7: questions[1]: question `when` is open." in problem


def test_a_record_that_cannot_be_read_counts_as_lacking() -> None:
    good = build_tree({key: value for key, value in COMPLETE.items() if key.kind is not Kind.PRFAQ})
    bad = read_tree(
        [
            (path_of(at(Kind.PRFAQ)), "100644", b"nothing"),
            (path_of(at(Kind.QUESTIONS)), "100644", b"nothing"),
        ]
    )
    both = RecordTree(good.files, bad.problems)
    found = missing_for(Phase.INCEPTION, both, INTENT)
    assert [problem.message for problem in found] == ["the record can't be read."] * 2


def test_construction_needs_a_bolt_that_is_not_cancelled() -> None:
    at_bolt = at(Kind.BOLT, "check-in", "qr")
    assert "the Unit has no Bolt" in _missing(COMPLETE, Phase.CONSTRUCTION)[0]
    assert "all cancelled" in _missing({**COMPLETE, at_bolt: bolt("cancelled")}, Phase.CONSTRUCTION)[0]
    for state in ("planned", "in-progress", "blocked", "finished"):
        assert _missing({**COMPLETE, at_bolt: bolt(state)}, Phase.CONSTRUCTION, units=("check-in",)) == []


def test_construction_of_a_unit_that_does_not_exist_says_so() -> None:
    problems = _missing(COMPLETE, Phase.CONSTRUCTION, units=("payments",))
    assert "units/payments.md: there is no such record" in problems[0]


def test_finished_needs_evidence_and_blocked_needs_a_reason() -> None:
    at_bolt = at(Kind.BOLT, "check-in", "qr")
    fields = {"unit": "check-in", "goal": "x"}
    (problem,) = _missing({**COMPLETE, at_bolt: ({**fields, "state": "finished"}, "")}, Phase.CONSTRUCTION)
    assert "nothing shows it" in problem
    (problem,) = _missing({**COMPLETE, at_bolt: ({**fields, "state": "blocked"}, "")}, Phase.CONSTRUCTION)
    assert "not by what" in problem


ASSURED: dict[str, object] = {
    name: ["checked"] for name in ("secured", "instrumented", "de_risked", "tested", "packaged")
}


def _released(digest: str | None = None, **more: object) -> Written:
    unit = {"title": "Entry", "assurances": ASSURED, "bolts": ["events/check-in/qr"], **more}
    deployed: Written = {
        **COMPLETE,
        at(Kind.BOLT, "check-in", "qr"): bolt("finished"),
        at(Kind.DEPLOYMENT_UNIT, name="entry"): (unit, ""),
    }
    found = build_tree(deployed).find(at(Kind.DEPLOYMENT_UNIT, name="entry"))
    assert found is not None
    named = [{"id": "entry", "digest": digest or found.sha256}]
    release = {"title": "One", "environment": "production", "commit": "a" * 40, "deployment_units": named}
    return {**deployed, at(Kind.RELEASE, name="v1"): (release, "")}


def test_a_release_of_assured_units_by_their_digests_is_complete() -> None:
    assert _missing(_released(), Phase.OPERATION, release="v1") == []


@pytest.mark.parametrize("lacking", list(ASSURED))
def test_each_of_the_five_assurances_is_needed(lacking: str) -> None:
    assurances = {name: value for name, value in ASSURED.items() if name != lacking}
    (problem,) = _missing(_released(assurances=assurances), Phase.OPERATION, release="v1")
    assert f"nothing shows that it is {lacking.replace('_', '-')}." in problem


def test_a_release_binds_its_units_by_digest() -> None:
    (problem,) = _missing(_released("0" * 64), Phase.OPERATION, release="v1")
    assert "the digest isn't that of" in problem


def test_a_release_needs_its_units_and_their_bolts_finished() -> None:
    written = dict(_released())
    del written[at(Kind.DEPLOYMENT_UNIT, name="entry")]
    assert "entry.md: there is no such record" in _missing(written, Phase.OPERATION, release="v1")[0]
    unfinished = {**_released(), at(Kind.BOLT, "check-in", "qr"): bolt("in-progress")}
    assert "is in-progress, not finished" in _missing(unfinished, Phase.OPERATION, release="v1")[0]


@pytest.mark.parametrize("name", ["", "v2", "../v1"])
def test_a_release_that_is_not_there_is_lacking(name: str) -> None:
    assert len(_missing(_released(), Phase.OPERATION, release=name)) == 1


def test_other_changes_need_nothing() -> None:
    assert _missing({}, Phase.MAINTENANCE) == []
    assert _missing({}, Phase.GUARDED) == []
