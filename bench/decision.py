"""One gate decision on the embedded GitHub: requests and seconds, beside the mere start of the same console script."""

from __future__ import annotations

import shutil
import statistics
import tempfile
import time
from collections.abc import Callable
from pathlib import Path
from typing import Final

from aidlc.emulator import EmbeddedGitHub
from demo.stage import AIDLC, ASSISTANT, PROJECT, Stage, git, run, set_stage, turn_gate_on

ROUNDS: Final = 5


def measure_decision(reviews: int) -> dict[str, float]:
    """Return API and git requests, and median seconds, of judging an inception that has this many reviews.

    The last two are approvals (of one review: that one), the others are comments.
    """
    with tempfile.TemporaryDirectory() as name, EmbeddedGitHub(Path(name) / "github") as github:
        stage = set_stage(Path(name), github)
        turn_gate_on(stage)
        number = _open_inception(stage)
        for _ in range(reviews - 2):
            github.put_review(number, user="carol", state="COMMENTED", body="A thought.")
        for login in ("alice", "bob")[:reviews]:
            stage.people[login].review(number, "APPROVE")
        environment = stage.environment(stage.workflow_token)
        judge = [AIDLC, "gate", "--pr", str(number)]
        run(judge, stage.folder, environment)  # the first one also creates the comment
        before = len(github.requests)
        run(judge, stage.folder, environment)
        sent = [each.path for each in github.requests[before:]]
        decision, start = _medians(
            lambda: run(judge, stage.folder, environment),
            lambda: run([AIDLC, "gate", "--help"], stage.folder, environment),
        )
        git_requests = sum("/api/" not in path for path in sent)
    return {
        f"{reviews:,} reviews: API requests": len(sent) - git_requests,
        f"{reviews:,} reviews: git requests": git_requests,
        f"{reviews:,} reviews: seconds": decision,
        f"{reviews:,} reviews: times the start of `aidlc gate --help`": decision / start,
    }


def _open_inception(stage: Stage) -> int:
    clone = stage.clone(ASSISTANT)
    source = PROJECT / "examples/event-management/aidlc-records/event-management/inception"
    shutil.copytree(source, clone / "aidlc-records/event-management/inception")
    git(clone, "checkout", "--quiet", "-b", "inception")
    git(clone, "add", ".")
    git(clone, "commit", "--quiet", "-m", "Inception")
    git(clone, "push", "--quiet", "origin", "inception")
    body: dict[str, object] = {"title": "Inception", "head": "inception", "base": "main"}
    return int(stage.people[ASSISTANT].call("POST", "/pulls", body)["number"])


def _medians(*actions: Callable[[], object]) -> list[float]:
    taken: list[list[float]] = [[] for _ in actions]
    for _ in range(ROUNDS):  # in turn, so that all see the same load
        for times, action in zip(taken, actions, strict=True):
            began = time.perf_counter()
            action()
            times.append(time.perf_counter() - began)
    return [statistics.median(times) for times in taken]
