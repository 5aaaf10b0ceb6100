"""Parallel work meets in git."""

from pathlib import Path

from tests.endurance.branches import run_branches


def test_records_of_parallel_branches_and_clones_meet_without_a_repair(tmp_path: Path) -> None:
    branches, clones, same = run_branches(tmp_path, each=3)

    assert branches.faults == clones.faults == same.faults == ()
    assert branches.figures == clones.figures
    assert branches.figures == "10 records, 0 lost, 0 conflicts, 0 problems, no repair step"
    assert "1 file in conflict" in same.figures
    assert "aidlc-records/same/inception/intent.md:" in same.figures
