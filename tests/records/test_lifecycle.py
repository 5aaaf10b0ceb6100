from datetime import UTC, datetime, timedelta, timezone

import pytest
from hypothesis import given
from hypothesis import strategies as st

from aidlc.domain.errors import IllegalTransition, InputError
from aidlc.domain.lifecycle import TRANSITIONS, change_bolt
from schemas.construction import Bolt, BoltEvidence, BoltState, TestRun

NOW = datetime(2026, 11, 23, 11, 0, 0, 999, tzinfo=timezone(timedelta(hours=2)))
SHOWN = BoltEvidence(tests=(TestRun(command="pytest", result="3 passed"),))
LEGAL = {
    ("planned", "in-progress"),
    ("planned", "cancelled"),
    ("in-progress", "blocked"),
    ("in-progress", "finished"),
    ("in-progress", "cancelled"),
    ("blocked", "in-progress"),
    ("blocked", "cancelled"),
    ("finished", "in-progress"),
}


def _bolt(state: BoltState = BoltState.PLANNED) -> Bolt:
    blocked_by = "no scanner" if state is BoltState.BLOCKED else None
    return Bolt(schema_="aidlc/bolt/v1", unit="check-in", goal="scan", state=state, blocked_by=blocked_by)


def _change(bolt: Bolt, to: BoltState) -> Bolt:
    return change_bolt(
        bolt,
        to,
        now=NOW,
        blocked_by="no scanner" if to is BoltState.BLOCKED else None,
        evidence=SHOWN if to is BoltState.FINISHED else None,
    )


def test_the_table_is_the_specification() -> None:
    assert {(str(here), str(there)) for here, ways in TRANSITIONS.items() for there in ways} == LEGAL
    assert set(TRANSITIONS) == set(BoltState)


@pytest.mark.parametrize("here", list(BoltState))
@pytest.mark.parametrize("there", list(BoltState))
def test_every_pair_is_legal_or_refused_with_the_legal_ones(here: BoltState, there: BoltState) -> None:
    if here is there or (here, there) in LEGAL:
        assert _change(_bolt(here), there).state is there
        return
    with pytest.raises(IllegalTransition) as caught:
        _change(_bolt(here), there)
    message = str(caught.value)
    assert all(f"`{legal}`" in message for legal in TRANSITIONS[here])
    assert TRANSITIONS[here] or "new Bolt" in message


def test_starting_notes_the_time_in_utc_seconds_and_only_once() -> None:
    started = _change(_bolt(), BoltState.IN_PROGRESS)
    assert started.started == datetime(2026, 11, 23, 9, 0, 0, tzinfo=UTC)
    again = change_bolt(
        _change(started, BoltState.BLOCKED), BoltState.IN_PROGRESS, now=NOW + timedelta(hours=3)
    )
    assert again.started == started.started


def test_finishing_notes_time_and_evidence_and_reopening_takes_the_time_back() -> None:
    finished = _change(_change(_bolt(), BoltState.IN_PROGRESS), BoltState.FINISHED)
    assert finished.finished == datetime(2026, 11, 23, 9, 0, 0, tzinfo=UTC)
    assert finished.evidence == SHOWN
    reopened = change_bolt(finished, BoltState.IN_PROGRESS, now=NOW)
    assert reopened.finished is None
    assert reopened.evidence == SHOWN


def test_finishing_needs_evidence() -> None:
    started = _change(_bolt(), BoltState.IN_PROGRESS)
    for nothing in (None, BoltEvidence()):
        with pytest.raises(InputError, match="Give `evidence`"):
            change_bolt(started, BoltState.FINISHED, now=NOW, evidence=nothing)


def test_evidence_given_while_working_is_enough_to_finish() -> None:
    working = change_bolt(_bolt(BoltState.IN_PROGRESS), BoltState.IN_PROGRESS, now=NOW, evidence=SHOWN)
    assert change_bolt(working, BoltState.FINISHED, now=NOW).evidence == SHOWN


def test_blocking_says_by_what_and_going_on_forgets_it() -> None:
    with pytest.raises(InputError, match="Give `blocked_by`"):
        change_bolt(_bolt(BoltState.IN_PROGRESS), BoltState.BLOCKED, now=NOW)
    blocked = _change(_bolt(BoltState.IN_PROGRESS), BoltState.BLOCKED)
    assert blocked.blocked_by == "no scanner"
    assert change_bolt(blocked, BoltState.IN_PROGRESS, now=NOW).blocked_by is None


def test_text_that_the_state_has_no_place_for_is_refused() -> None:
    with pytest.raises(InputError, match="Leave it out"):
        change_bolt(_bolt(), BoltState.IN_PROGRESS, now=NOW, blocked_by="x")
    with pytest.raises(InputError, match="Leave it out"):
        change_bolt(_bolt(), BoltState.CANCELLED, now=NOW, evidence=SHOWN)


@given(st.lists(st.sampled_from(list(BoltState)), max_size=12))
def test_whatever_is_tried_a_bolt_stays_consistent(wanted: list[BoltState]) -> None:
    bolt = _bolt()
    for to in wanted:
        if to is bolt.state or to in TRANSITIONS[bolt.state]:
            bolt = _change(bolt, to)
        else:
            with pytest.raises(IllegalTransition):
                _change(bolt, to)
    assert (bolt.blocked_by is not None) == (bolt.state is BoltState.BLOCKED)
    assert (bolt.finished is not None) == (bolt.state is BoltState.FINISHED)
    assert bolt.started is not None or bolt.state in {BoltState.PLANNED, BoltState.CANCELLED}
