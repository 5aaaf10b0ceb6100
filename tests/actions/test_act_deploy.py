"""The real `act` runs a deploy job behind the deployment gate: refused, then allowed, then refused once somebody objects."""

from pathlib import Path
from typing import Any

import pytest

from aidlc.emulator import EmbeddedGitHub
from tests.e2e_gate.records import construction, inception, operation
from tests.e2e_gate.stage import GateStage
from tests.emulator.stage import objections
from tests.support.act import ActRun, commit_all, release, run_act

pytestmark = pytest.mark.slow

WORKFLOW = """\
on:
  workflow_dispatch:
    inputs:
      release:
        required: true
jobs:
  gate:
    runs-on: ubuntu-24.04
    outputs:
      commit: ${{ steps.gate.outputs.commit }}
    steps:
      - id: gate
        uses: acme/aidlc/actions/deploy@v1
        with:
          release: ${{ inputs.release }}
          environment: production
  deploy:
    needs: gate
    runs-on: ubuntu-24.04
    env:
      COMMIT: ${{ needs.gate.outputs.commit }}
    steps:
      - run: printf '%s' "$COMMIT" > "$DEPLOYED"
"""


RECORD = "aidlc-records/shop/operation/releases/{}.md"


class Played:
    """`first` came in without approvals; `second`, of the same commit, with them, until one of them is taken back."""

    def __init__(self, stage: GateStage, folder: Path) -> None:
        self.stage, self.folder = stage, folder
        self.release = release(folder / "release")
        self.workspace = folder / "workspace"
        workflow = self.workspace / ".github/workflows/deploy.yml"
        workflow.parent.mkdir(parents=True)
        workflow.write_text(WORKFLOW, encoding="utf-8")
        commit_all(self.workspace, "https://github.com/acme/events.git")
        stage.open("inception", inception())
        stage.approve(1, "alice", "bob")
        stage.merge(1)
        built = stage.open("built", construction())
        stage.approve(built, "carol")
        self.commit = stage.merge(built)
        records = operation(self.commit)
        stage.merge(stage.open("first", records))
        self.refused = self.run("first")
        second = stage.open("second", {RECORD.format("second"): records[RECORD.format("first")]})
        wanted = stage.gate(second)["requirements"][0]
        line = f"aidlc-approve: {wanted['phase']} {wanted['scope']} {wanted['digest']}"
        stage.approve(second, "alice", "carol", body=line)
        stage.merge(second)
        self.allowed = self.run("second")
        stage.people["alice"].review("REQUEST_CHANGES", "Not this one.", second)
        self.taken_back = self.run("second")

    def run(self, name: str) -> tuple[ActRun, str]:
        """A run of the workflow, and the commit that it deployed."""
        github, deployed = self.stage.github, self.folder / "deployed"
        deployed.unlink(missing_ok=True)
        ran = run_act(
            self.workspace,
            ".github/workflows/deploy.yml",
            "workflow_dispatch",
            {"inputs": {"release": name}},
            actions={"acme/aidlc@v1": self.release},
            token=self.stage.token,
            environment={
                "GITHUB_API_URL": github.api_url,
                "GITHUB_GRAPHQL_URL": github.graphql_url,
                "GITHUB_SERVER_URL": github.server_url,
                "DEPLOYED": str(deployed),
            },
        )
        return ran, deployed.read_text(encoding="utf-8") if deployed.exists() else ""


@pytest.fixture(scope="module")
def played(tmp_path_factory: pytest.TempPathFactory) -> Any:
    folder = tmp_path_factory.mktemp("act-deploy")
    with EmbeddedGitHub(folder / "github") as github:
        yield Played(GateStage(github, folder), folder)
    assert objections(github.requests) == []


def test_release_without_approvals_stops_the_deploy_job(played: Played) -> None:
    ran, deployed = played.refused
    assert (ran.status != 0, deployed) == (True, "")
    assert ran.outputs["allowed"] == "false"


def test_approved_release_deploys_the_commit_that_people_approved(played: Played) -> None:
    ran, deployed = played.allowed
    assert ran.status == 0, ran.log
    assert deployed == played.commit
    assert ran.outputs["commit"] == played.commit


def test_approval_that_is_taken_back_stops_the_next_deployment(played: Played) -> None:
    ran, deployed = played.taken_back
    assert (ran.status != 0, deployed) == (True, "")
    assert "alice requested changes" in ran.log
