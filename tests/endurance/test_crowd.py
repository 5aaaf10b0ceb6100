"""Several real servers on one repository, on a smaller scale than `make endurance`."""

from pathlib import Path

import pytest

from tests.endurance.crowd import run_crowd


@pytest.mark.slow
def test_whatever_was_acknowledged_to_one_of_several_servers_is_there(tmp_path: Path) -> None:
    outcomes = run_crowd(tmp_path, servers=3, each=4)

    assert [fault for one in outcomes for fault in one.faults] == []
    assert [one.figures for one in outcomes] == [
        *["3 processes, 12 calls: 12 acknowledged, 0 refused, 0 lost"] * 4,
        "3 processes x 4 rounds: 4 written, 8 refused with the reason, 0 lost",
        "3 processes, 12 calls: 12 acknowledged, 0 refused, 0 lost",
    ]
