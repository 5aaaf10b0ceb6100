"""Servers killed at counted messages, on a smaller scale than `make endurance`."""

import re
from itertools import cycle
from pathlib import Path

import pytest

from tests.endurance.kills import run_kills

AT_ONCE, AT_THE_ANSWER = 0.0, 60.0  # the second never comes to it: the answer's first byte does


@pytest.mark.slow
def test_killed_servers_leave_every_acknowledged_record_whole(tmp_path: Path) -> None:
    points = cycle((AT_ONCE, AT_THE_ANSWER, AT_THE_ANSWER))
    died, waited = run_kills(tmp_path, kills=6, linger=lambda: next(points))

    assert died.faults == waited.faults == ()
    # Trials have 0 to 3 calls before the one that dies, which answered in all but the first and the fourth.
    found = re.fullmatch(
        r"6 kills: 7 writes acknowledged, 0 lost or torn; the dying call had landed (\d) times, .*",
        died.figures,
    )
    assert found
    assert int(found[1]) >= 4
