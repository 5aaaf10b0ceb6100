"""Redirects, certificates, silence and a head that moves: nothing of it opens the gate or carries the token away."""

from pathlib import Path
from urllib.parse import urlsplit

import pytest

from aidlc.emulator import faults
from tests.e2e_gate.records import construction
from tests.gathering.fault_certificate import switching_front
from tests.gathering.fault_kinds import KINDS, Kind
from tests.gathering.fault_network import other_host, untrusted_host
from tests.gathering.fault_stage import FaultStage, Run
from tests.gathering.fault_table import survives

MOVING = [kind for kind in KINDS if not kind.long and kind.name not in {"page", "comment"}]


def is_told(stage: FaultStage, run: Run) -> None:
    assert run.reason
    assert stage.stage.token not in run.texts


@pytest.mark.parametrize("kind", KINDS, ids=lambda kind: kind.name)
def test_token_follows_no_redirect_to_another_host(faulty: FaultStage, kind: Kind) -> None:
    with other_host() as (elsewhere, heard):
        run = faulty.run("long" if kind.long else "good", kind.fault(faults.Redirect(elsewhere, 302)))
    assert run.hits
    assert heard == []
    assert run.outcome == ("open" if survives(kind.name, "redirect") else "error")
    is_told(faulty, run)


@pytest.mark.parametrize("kind", KINDS, ids=lambda kind: kind.name)
def test_silence_is_given_up(faulty: FaultStage, kind: Kind, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("aidlc.adapters.github.client._TIMEOUT", 1)
    monkeypatch.setattr("aidlc.adapters.github.client._ATTEMPTS", 1)
    monkeypatch.setattr(
        "aidlc.adapters.git.bare._SLOW", (("http.lowSpeedLimit", "1000"), ("http.lowSpeedTime", "1"))
    )
    run = faulty.run("bad long" if kind.long else "bad", kind.fault(faults.Stall()))
    assert 1 <= run.hits <= 8
    assert run.outcome != "open"
    is_told(faulty, run)


def test_certificate_that_nobody_signed_is_refused_by_the_api(faulty: FaultStage, tmp_path: Path) -> None:
    with untrusted_host(tmp_path) as (host, heard):
        run = faulty.run("good", api_url=f"{host}/api/v3")
    assert (run.outcome, run.posted, heard) == ("error", (), [])
    assert run.requests <= 8
    is_told(faulty, run)


def test_certificate_that_nobody_signed_is_refused_by_git(faulty: FaultStage, tmp_path: Path) -> None:
    with untrusted_host(tmp_path) as (host, heard):
        run = faulty.run("good", git_url=f"{host}/acme/events.git")
    assert (run.outcome, run.posted, heard) == ("error", ("error",), [])
    assert "certificate" in run.reason
    is_told(faulty, run)


def test_certificate_that_changes_at_any_request_opens_nothing(
    faulty: FaultStage, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """One request after the other meets a stranger: nothing is posted before the last fact is in."""
    monkeypatch.setattr("aidlc.adapters.github.client._ATTEMPTS", 2)
    api = faulty.stage.github.api_url
    with switching_front(api, tmp_path) as front:
        monkeypatch.setenv("REQUESTS_CA_BUNDLE", str(front.trusted))
        here = front.url + urlsplit(api).path
        assert faulty.run("good", api_url=here).outcome == "error"
        front.good = 1000
        assert faulty.run("good", api_url=here).outcome == "open"
        asked = list(front.passed)
        posting = next(
            at for at, each in enumerate(asked) if each.startswith("POST") and "/statuses/" in each
        )
        for good in range(posting + 1):
            front.good, front.connections = good, 0
            front.passed.clear()
            run = faulty.run("good", api_url=here)
            assert (run.outcome, run.posted) == ("error", ())
            assert front.passed == asked[:good]  # the stranger heard nothing
            assert run.requests <= good + 5
            is_told(faulty, run)
    assert posting >= 10


MOMENTS = [(kind, False) for kind in MOVING] + [(kind, True) for kind in MOVING if kind.name == "status"]


@pytest.mark.parametrize(("kind", "after"), MOMENTS)
def test_head_that_moves_at_any_request_has_no_success(faulty: FaultStage, kind: Kind, after: bool) -> None:
    stage, name = faulty.stage, f"{kind.name}-{after}"
    faulty.pulls[name] = number = stage.open(name, {**construction(), "src/cart/add.py": f"# {name}\n"})
    stage.approve(number, "carol")
    move = faults.Hook(lambda: stage.push({"src/cart/late.py": "import os\n"}), after=after)
    judged = stage.head(number)
    run = faulty.run(name, kind.fault(move, times=1))
    assert run.hits == 1
    assert stage.head(number) != judged
    status = stage.status(stage.head(number))
    assert status is None or status["state"] in {"pending", "failure", "error"}
