"""The catalogue of cases, decided as written."""

from __future__ import annotations

from typing import Any

import pytest

from aidlc.domain.decision import GateDecision
from aidlc.domain.gate import evaluate_gate
from tests.gate import cases
from tests.gate.builder import build


def seen(decision: GateDecision) -> dict[str, Any]:
    """The decision in the words of the cases."""
    ignored: dict[str, Any] = {}
    for each in decision.ignored:
        ignored.setdefault(each.account.login if each.account else "ghost", []).append(str(each.why))
    return {
        "verdict": str(decision.verdict),
        "state": str(decision.state),
        "sentence": decision.sentence,
        "counted": {each.account.login: each.role for each in decision.counted},
        "ignored": {who: whys[0] if len(whys) == 1 else whys for who, whys in ignored.items()},
        "blocking": [each.account.login if each.account else "ghost" for each in decision.blocking],
    }


@pytest.mark.parametrize("case", cases.decided_here(), ids=lambda case: case.id)
def test_case_is_decided_as_written(case: cases.Case) -> None:
    policy, facts = build(case.facts)

    decision = evaluate_gate(policy, facts)

    expected = dict(case.expect)
    says = expected.pop("says", [])
    found = {key: value for key, value in seen(decision).items() if key in expected}
    assert found == expected
    whole = decision.model_dump_json()
    assert [words for words in says if words not in whole] == []


@pytest.mark.parametrize("case", cases.decided_here(), ids=lambda case: case.id)
def test_case_says_verdict_state_and_sentence(case: cases.Case) -> None:
    assert {"verdict", "state", "sentence"} <= set(case.expect)
    assert len(case.expect["sentence"]) <= 140


@pytest.mark.parametrize(("id_", "test"), cases.decided_elsewhere())
def test_case_decided_elsewhere_names_a_test_that_exists(id_: str, test: str) -> None:
    assert "::" in test, id_
    assert cases.exists(test)


@pytest.mark.parametrize(("id_", "answer"), cases.answered())
def test_case_that_nobody_can_decide_names_its_answer(id_: str, answer: str) -> None:
    kind, _, reference = answer.partition(": ")

    assert (kind, "#" in reference) in {("doctor", False), ("audit", False), ("setting", True)}, id_
    assert cases.exists(reference)


@pytest.mark.parametrize("reference", ["README.md#Nothing", "tests/nowhere.py::test_x", "README.md", "x"])
def test_reference_to_nothing_is_noticed(reference: str) -> None:
    assert not cases.exists(reference)


def test_every_id_of_the_catalogue_has_a_file() -> None:
    letters = {"I": 32, "F": 32, "P": 20, "R": 26, "G": 40, "D": 20}
    wanted = {f"{letter}{number}" for letter, last in letters.items() for number in range(1, last + 1)}

    assert {path.stem for path in cases.FOLDER.glob("*.yml")} == wanted
