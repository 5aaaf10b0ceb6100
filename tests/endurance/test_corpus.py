"""Damage among the records is named, and nothing else stops or changes."""

from pathlib import Path

from tests.endurance.corpus import ANSWERED_CALLS, BOOK, GOOD_CALLS, run_corpus

CONTRACTS = Path(__file__).parents[1] / "contracts" / "tools"


def test_the_session_calls_every_tool_there_is() -> None:
    called = {*(tool for tool, _ in GOOD_CALLS), *ANSWERED_CALLS}
    assert called == {contract.stem for contract in CONTRACTS.glob("*.json")}


def test_each_bad_record_is_named_and_the_others_work_and_nothing_is_rewritten(tmp_path: Path) -> None:
    outcomes = run_corpus(tmp_path)

    assert len(outcomes) == len(BOOK) + 1
    assert [fault for one in outcomes for fault in one.faults] == []
