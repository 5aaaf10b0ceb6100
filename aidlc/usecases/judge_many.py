"""Many pull requests judged in one run: one that fails doesn't stop the others, and the run ends in time."""

from __future__ import annotations

import time
import traceback
from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from typing import Final

from aidlc.domain.errors import AidlcError, FactsError
from aidlc.usecases.decide_gate import GateRequest, Outcome, decide, post_error

JUDGING: Final = 420.0
"""Seconds after which no further pull request is begun; the workflow of the example is stopped after ten minutes."""
TELLING: Final = 60.0
"""Seconds after that in which those left over get the status `error`, so that no older success stays on them."""


@dataclass(frozen=True, slots=True)
class Failure:
    """A pull request without a verdict."""

    number: int
    message: str
    exit_status: int
    trace: str = ""
    """Where something happened that nobody expected; for those who mend it."""


def judge_many(
    request: GateRequest,
    numbers: Sequence[int],
    *,
    turn: int = 0,
    clock: Callable[[], float] = time.monotonic,
) -> tuple[tuple[Outcome, ...], tuple[Failure, ...]]:
    """Judge and publish each of `numbers` as `request` says, once (siblings with one head are judged together).

    `turn` is where to begin, modulo their count: runs that end early then don't always leave out the same. `clock` tells
    seconds. Never raises but for what ends the process: whatever one pull request comes to is its own failure.
    """
    start = clock()
    first = turn % len(numbers) if numbers else 0
    outcomes: dict[int, Outcome] = {}
    failures: dict[int, Failure] = {}
    done: set[int] = set()
    for number in (*numbers[first:], *numbers[:first]):
        if number in done:
            continue
        asked = replace(request, number=number)
        try:
            if clock() - start > JUDGING:
                failures[number] = _left_over(asked, tell=clock() - start <= JUDGING + TELLING)
                continue
            outcomes[number] = decide(asked)
            done |= {each.number for each in outcomes[number].judged}
        except Exception as error:  # noqa: BLE001 -- the others must be judged whatever came of this one
            failures[number] = _failure(number, error)
    return tuple(outcomes[key] for key in sorted(outcomes)), tuple(failures[key] for key in sorted(failures))


def _left_over(request: GateRequest, *, tell: bool) -> Failure:
    error = FactsError(
        "There was no time left to judge this pull request. The next run, or a comment `/aidlc recheck`, does."
    )
    if tell and request.publish:
        post_error(request, error)
    return _failure(request.number, error)


def _failure(number: int, error: Exception) -> Failure:
    if isinstance(error, AidlcError):
        return Failure(number, str(error), error.exit_status)
    said = f"internal error: {type(error).__name__}: {error}. Please report it; AIDLC_DEBUG=1 shows where it happened."
    return Failure(number, said, 1, "".join(traceback.format_exception(error)))
