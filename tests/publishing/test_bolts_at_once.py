"""Several runs at once, real processes and real HTTP: one issue, one comment, the newest words; and GitHub's rate limits."""

import subprocess
import threading
from collections.abc import Callable
from typing import Any

import pytest

from aidlc.adapters.github.client import GitHubClient
from aidlc.adapters.github.patient import PatientClient
from aidlc.adapters.github.sticky import keep_comment
from aidlc.domain.errors import GitHubError
from aidlc.emulator import Fault, faults
from schemas.construction import BoltState
from tests.e2e_gate.stage import SCRIPT, GateStage
from tests.publishing.bolt_stage import (
    EVERYTHING,
    begin,
    below,
    bolt,
    by_bot,
    labels,
    open_issue,
    put,
    report,
)

BOT = 41898282
MARKER = "<!-- aidlc:bolt v1 shop/cart/add -->"


def together(count: int) -> Callable[..., Any]:
    """Hold each request until `count` have come."""
    barrier = threading.Barrier(count)

    def wait(*_: object) -> None:
        barrier.wait(timeout=60)

    return wait


def test_two_processes_at_once_make_one_issue_one_comment_and_one_board(stage: GateStage) -> None:
    parent = begin(stage, add=bolt(), drop=bolt())
    # Both have listed the issues, and found none, before either opens one.
    stage.github.inject(Fault(faults.Hook(together(2), after=True), method="GET", path=r"/issues$", times=2))
    started = [
        subprocess.Popen(
            [str(SCRIPT), "bolts", "--all", *EVERYTHING],
            env=stage.environment(),
            cwd=stage.folder,
            stdout=subprocess.PIPE,
            stderr=subprocess.STDOUT,
            encoding="utf-8",
        )
        for _ in range(2)
    ]
    said = [process.communicate(timeout=120)[0] for process in started]
    assert [process.returncode for process in started] == [0, 0], said
    numbers = by_bot(stage)
    assert len(numbers) == 2
    assert sorted(below(stage, parent)) == numbers
    assert [len(stage.comments(number)) for number in (parent, *numbers)] == [1, 1, 1]
    assert [labels(stage, number) for number in numbers] == [["aidlc:planned"]] * 2


def test_threads_that_comment_at_once_leave_the_oldest_comment(stage: GateStage) -> None:
    number = open_issue(stage)
    stage.github.inject(
        Fault(
            faults.Hook(together(3), after=True), method="GET", path=rf"/issues/{number}/comments$", times=3
        )
    )
    failed: list[Exception] = []

    def comment() -> None:
        made = GitHubClient(
            api_url=stage.github.api_url, token=stage.token, repository="acme/events", pause=lambda _: None
        )
        try:
            keep_comment(PatientClient(made), number, MARKER, f"{MARKER}\nsame", own=BOT)
        except GitHubError as error:
            failed.append(error)
        finally:
            made.close()

    threads = [threading.Thread(target=comment) for _ in range(3)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join(timeout=60)
    assert failed == []
    (kept,) = stage.comments(number)
    made = [
        each.answer["id"] for each in stage.github.requests if each.method == "POST" and each.status == 201
    ]
    assert kept["id"] == min(each for each in made if each >= kept["id"])


def test_run_that_writes_late_ends_with_the_newest_words(stage: GateStage) -> None:
    number = open_issue(stage)
    begin(stage, add=bolt(issue=number))

    def overtaken(*_: object) -> None:
        put(stage, add=bolt(BoltState.IN_PROGRESS, issue=number))
        assert report(stage, *EVERYTHING).json["created"] == 1

    late = Fault(faults.Hook(overtaken), method="POST", path=rf"/issues/{number}/comments$")
    stage.github.inject(late)
    report(stage, *EVERYTHING)
    (comment,) = stage.comments(number)
    assert "**in-progress**" in comment["body"]
    assert labels(stage, number) == ["aidlc:in-progress"]


def test_branch_that_never_rests_ends_after_three_rounds_with_a_warning(stage: GateStage) -> None:
    number = open_issue(stage)
    begin(stage, add=bolt(issue=number))
    goals = iter(range(9))

    def moved(*_: object) -> None:
        put(stage, add=bolt(goal=f"Goal {next(goals)}.", issue=number))

    for method, path in (("POST", r"/issues/\d+/comments$"), ("PATCH", r"/issues/comments/\d+$")):
        stage.github.inject(Fault(faults.Hook(moved), method=method, path=path, times=None))
    assert "kept moving" in report(stage).json["warnings"][-1]


def limited(*, wait: str, **more: Any) -> Fault:
    """GitHub's secondary rate limit on comments."""
    said = "You have exceeded a secondary rate limit. Please wait a few minutes before you try again."
    answer = faults.Status(403, said, headers=(("Retry-After", wait),))
    return Fault(answer, method="POST", path=r"/comments$", **more)


def test_secondary_rate_limit_is_waited_for(stage: GateStage) -> None:
    number = open_issue(stage)
    begin(stage, add=bolt(issue=number))
    stage.github.inject(limited(wait="1", times=2))
    assert report(stage).json["created"] == 1
    assert len(stage.comments(number)) == 1


def test_limit_that_lasts_leaves_the_rest_to_the_next_run(stage: GateStage) -> None:
    numbers = [open_issue(stage) for _ in range(3)]
    begin(stage, **{f"b{place}": bolt(issue=number) for place, number in enumerate(numbers)})
    stage.github.inject(limited(wait="3600", times=None, skip=1))
    ran = report(stage).json
    assert (ran["created"], ran["boards"]) == (1, [])
    assert ran["warnings"][0].startswith("2 Bolts are left for the next run: GitHub's rate limit")
    tries = [
        each for each in stage.github.requests if each.method == "POST" and each.path.endswith("/comments")
    ]
    assert len(tries) == 2  # an hour isn't waited for, and nobody else is tried


def test_limit_before_anything_was_written_is_an_error(stage: GateStage) -> None:
    begin(stage, add=bolt(issue=open_issue(stage)))
    stage.github.inject(limited(wait="3600", times=None))
    with pytest.raises(GitHubError, match="rate limit"):
        report(stage)
