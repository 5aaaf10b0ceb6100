"""A write that doesn't fit leaves what was there."""

from pathlib import Path

from tests.endurance.room import run_room


def test_a_write_without_room_is_one_clear_refusal_and_the_old_record_is_whole(tmp_path: Path) -> None:
    outcome = run_room(tmp_path, times=1)

    assert outcome.faults == ()
    assert outcome.figures.startswith("2 of 2 writes without room refused")
