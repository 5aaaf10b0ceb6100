"""The audit as an action, through the real `act`, after somebody pushed to the default branch."""

import json
from pathlib import Path
from typing import Any

import pytest

from aidlc.emulator import EmbeddedGitHub
from tests.e2e_gate.stage import GateStage
from tests.emulator.stage import objections
from tests.support.act import ActRun, commit_all, release, run_act

pytestmark = pytest.mark.slow

WORKFLOW = """\
on: push
jobs:
  audit:
    runs-on: ubuntu-24.04
    steps:
      - id: push
        uses: acme/aidlc/actions/audit@v1
        continue-on-error: true
      - id: since
        uses: acme/aidlc/actions/audit@v1
        with:
          since: PUSHED
          status-by: github-actions[bot] gate[bot]
      - env:
          PUSH: ${{ toJSON(steps.push) }}
          SINCE: ${{ toJSON(steps.since) }}
        run: printf '{"push":%s,"since":%s}' "$PUSH" "$SINCE" > "$RESULT"
"""


class Played:
    """One run after a direct push, with what it left."""

    def __init__(self, stage: GateStage, folder: Path) -> None:
        self.stage = stage
        self.before = stage.push_to_main({"src/old.py": "x\n"})
        self.pushed = stage.push_to_main({"src/door.py": "import os\n"})
        token = stage.github.workflow_token(
            {"contents": "read", "pull_requests": "read", "statuses": "read", "metadata": "read"}
        )
        workspace, result = folder / "workspace", folder / "result.json"
        workflow = workspace / ".github/workflows/audit.yml"
        workflow.parent.mkdir(parents=True)
        workflow.write_text(WORKFLOW.replace("PUSHED", self.pushed), encoding="utf-8")
        commit_all(workspace, "https://github.com/acme/events.git")
        github = stage.github
        self.token = token
        self.run: ActRun = run_act(
            workspace,
            ".github/workflows/audit.yml",
            "push",
            {"ref": "refs/heads/main", "before": self.before, "after": self.pushed},
            actions={"acme/aidlc@v1": release(folder / "release")},
            token=token,
            environment={
                "GITHUB_API_URL": github.api_url,
                "GITHUB_GRAPHQL_URL": github.graphql_url,
                "GITHUB_SERVER_URL": github.server_url,
                "RESULT": str(result),
            },
        )
        assert self.run.status == 0, self.run.log
        self.steps: dict[str, Any] = json.loads(result.read_text(encoding="utf-8"))


@pytest.fixture(scope="module")
def played(tmp_path_factory: pytest.TempPathFactory) -> Any:
    folder = tmp_path_factory.mktemp("act")
    with EmbeddedGitHub(folder / "github") as github:
        yield Played(GateStage(github, folder), folder)
    assert objections(github.requests) == []


def test_direct_push_fails_the_step_and_is_named_in_the_log(played: Played) -> None:
    assert played.steps["push"]["outcome"] == "failure"
    assert f"Commit {played.pushed[:12]} was pushed without a pull request." in played.run.log
    assert f"Commit {played.before[:12]}" not in played.run.log, "the push began after this commit"


def test_outputs_say_how_much_was_found(played: Played) -> None:
    assert played.steps["push"]["outputs"] == {
        "findings": "1",
        "commits": "1",
        "sentence": "1 commit audited: 1 finding on 1 commit.",
    }


def test_inputs_reach_the_command(played: Played) -> None:
    assert played.steps["since"]["outcome"] == "success"
    assert played.steps["since"]["outputs"]["commits"] == "0"


def test_token_shows_nowhere_in_the_log(played: Played) -> None:
    assert played.token not in played.run.log
