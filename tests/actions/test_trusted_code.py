"""What runs with a token that can post the verdict: the pinned action, and nothing that a pull request or a cache brings."""

import re
from typing import Any

import pytest
from ruamel.yaml import YAML

from tests.contracts.actions import MANIFESTS, ROOT, load

WORKFLOWS = sorted((ROOT / "examples/repository/.github/workflows").glob("*.yml"))
PINNED = re.compile(r"OWNER/REPO(/actions/[a-z]+)?@[0-9a-f]{40}")


def workflow(name: str) -> dict[str, Any]:
    found: dict[str, Any] = YAML(typ="safe", pure=True).load(
        (WORKFLOWS[0].parent / name).read_text(encoding="utf-8")
    )
    return found


@pytest.mark.parametrize("name", [path.name for path in WORKFLOWS if path.name != "aidlc-signal.yml"])
def test_privileged_workflow_uses_only_the_pinned_action(name: str) -> None:
    found = workflow(name)
    assert found["permissions"] == {}
    for job in found["jobs"].values():
        assert job["runs-on"] == "ubuntu-24.04"
        assert "container" not in job
        assert [step for step in job["steps"] if "run" in step] == []
        assert all(PINNED.fullmatch(step["uses"]) for step in job["steps"]), name


def test_signal_may_do_nothing_and_does_nothing() -> None:
    found = workflow("aidlc-signal.yml")
    (job,) = found["jobs"].values()
    assert found["permissions"] == {}
    assert "permissions" not in job
    assert job["steps"] == [{"run": "true"}]


@pytest.mark.parametrize("name", ["aidlc-gate.yml", "aidlc-signal.yml"])
def test_gate_is_never_skipped_and_hears_of_every_path(name: str) -> None:
    found = workflow(name)
    assert [job for job in found["jobs"].values() if "if" in job] == []
    events = [event for event in found["on"].values() if isinstance(event, dict)]
    assert [event for event in events if {"paths", "paths-ignore"} & set(event)] == []


def test_gate_runs_one_after_the_other_for_a_pull_request() -> None:
    concurrency = workflow("aidlc-gate.yml")["concurrency"]
    assert "workflow_run.head_sha" in concurrency["group"]
    assert not concurrency.get("cancel-in-progress", False)


@pytest.mark.parametrize("uses", sorted(MANIFESTS))
def test_no_manifest_uses_another_action(uses: str) -> None:
    steps = load(MANIFESTS[uses])["runs"]["steps"]
    assert [step for step in steps if "uses" in step] == []
