"""The real `act` runs the workflow that `aidlc init` writes, on a hand's press of the button: opened, asked and judged."""

from pathlib import Path

import pytest

from aidlc.emulator import EmbeddedGitHub
from tests.e2e_gate.records import inception
from tests.e2e_gate.stage import GateStage
from tests.emulator.stage import objections
from tests.support.act import commit_all, release, run_act

pytestmark = pytest.mark.slow

WORKFLOW = ".github/workflows/aidlc-request.yml"
EXAMPLE = Path(__file__).resolve().parents[2] / "examples/repository" / WORKFLOW
BRANCH = "aidlc/inception/shop"


def test_workflow_opens_asks_and_judges_as_the_action(tmp_path: Path) -> None:
    workspace = tmp_path / "workspace"
    (workspace / WORKFLOW).parent.mkdir(parents=True)
    text = EXAMPLE.read_text(encoding="utf-8").replace("OWNER/REPO", "acme/aidlc").replace("0" * 40, "v1")
    text = text.replace("  queue: max\n", "")  # newer than act
    (workspace / WORKFLOW).write_text(text, encoding="utf-8")
    commit_all(workspace, "https://github.com/acme/events.git")
    with EmbeddedGitHub(tmp_path / "github") as github:
        stage = GateStage(github, tmp_path)
        github.repository.actions_can_approve = True
        stage.clone.git("checkout", "-q", "-B", BRANCH, "origin/main")
        stage.write(inception())
        stage.clone.push(BRANCH)
        ran = run_act(
            workspace,
            WORKFLOW,
            "workflow_dispatch",
            {"inputs": {"branch": BRANCH}},
            actions={"acme/aidlc@v1": release(tmp_path / "release")},
            token=stage.token,
            environment={
                "GITHUB_API_URL": github.api_url,
                "GITHUB_GRAPHQL_URL": github.graphql_url,
                "GITHUB_SERVER_URL": github.server_url,
            },
        )
        assert ran.status == 0, ran.log
        pull = stage.people["root"].get("pulls/1").expect(200)
        assert (pull["user"]["login"], pull["head"]["ref"]) == ("github-actions[bot]", BRANCH)
        assert [one["login"] for one in pull["requested_reviewers"]] == ["alice", "bob", "carol"]
        status = stage.status(stage.head(1))
        assert status is not None
        assert (status["state"], status["creator"]["login"]) == ("pending", "github-actions[bot]")
        (comment,) = stage.comments(1)
        assert comment["body"].startswith("<!-- aidlc:gate v1 -->\n")
        assert stage.token not in ran.log
    assert objections(github.requests) == []
