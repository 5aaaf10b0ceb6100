"""The catalogue of cases, decided as written."""

from __future__ import annotations

import re
from typing import Any

import pytest

from aidlc.domain.decision import GateDecision
from aidlc.domain.gate import evaluate_gate
from tests.gate import cases
from tests.gate.builder import build

ROOT = cases.FOLDER.parents[1]


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
    path, _, name = test.partition("::")

    assert re.search(rf"^ *(async )?def {name}\(", (ROOT / path).read_text(encoding="utf-8"), re.MULTILINE)


def test_promised_ids_of_the_catalogue_are_all_decided() -> None:
    promised = {
        "I": [*range(1, 11), *range(17, 25)],
        "F": [*range(1, 7), 8, 9, 11, *range(15, 29)],
        "P": [1, 2, 3, 4, 14],
        "R": [*range(1, 13), *range(15, 23)],
        "G": [*range(1, 10), 12, 16, 18, 19, *range(29, 34)],
    }
    wanted = {f"{letter}{number}" for letter, numbers in promised.items() for number in numbers}

    assert wanted - {path.stem for path in cases.FOLDER.glob("*.yml")} == set()
