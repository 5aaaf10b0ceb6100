"""Whatever befalls a request: a closed gate stays closed, an approved one opens only where nothing needed was lost."""

import pytest

from aidlc.emulator import faults
from tests.gathering.fault_kinds import KINDS, Kind
from tests.gathering.fault_stage import FaultStage
from tests.gathering.fault_table import cells, inject, pulls_for, survives

CELLS = [pytest.param(*cell, id=f"{cell[0].name}-{cell[1]}-{cell[2]}") for cell in cells()]
LONGEST_WAIT = 60.0


def test_pull_requests_of_the_matrix_are_what_they_should_be(faulty: FaultStage) -> None:
    states = {name: faulty.run(name).state for name in ("good", "bad", "long", "bad long")}
    assert states == {"good": "success", "bad": "failure", "long": "success", "bad long": "failure"}


@pytest.mark.parametrize(("kind", "trouble", "pull"), CELLS)
def test_fault_opens_nothing_tells_its_reason_and_ends(
    faulty: FaultStage, kind: Kind, trouble: str, pull: str
) -> None:
    run = inject(faulty, kind, trouble, pull)

    assert run.hits
    refused = pull.startswith("bad")
    assert (run.outcome == "open") == (not refused and survives(kind.name, trouble))
    assert not (refused and "success" in run.posted)
    assert run.reason or run.outcome != "error"
    assert faulty.stage.token not in run.texts
    assert run.hits <= 16
    assert run.requests <= 80
    assert max(run.waits, default=0.0) <= LONGEST_WAIT
    assert sum(run.waits) <= 10 * LONGEST_WAIT


@pytest.mark.parametrize("kind", [kind for kind in KINDS if not kind.is_git], ids=lambda kind: kind.name)
def test_one_server_error_changes_no_verdict(faulty: FaultStage, kind: Kind) -> None:
    run = faulty.run(pulls_for(kind)[0], kind.fault(faults.Status(502), times=1))
    assert (run.outcome, run.hits) == ("open", 1)
