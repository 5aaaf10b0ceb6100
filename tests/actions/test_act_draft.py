"""The real `act` runs the workflow that `aidlc init --drafts` writes: a label, questions, an answer, a draft, the gate."""

from pathlib import Path
from typing import Any

import pytest

from aidlc.emulator import EmbeddedGitHub
from prompts.repository import ACTIONS_ADDRESS
from tests.drafting.answers import ALL, ASKING
from tests.drafting.stage import INTENT, PERMISSIONS
from tests.e2e_gate.stage import GateStage
from tests.emulator.stage import objections
from tests.support.act import ActRun, commit_all, release, run_act
from tests.support.messages_api import MessagesApi, by_shape

pytestmark = pytest.mark.slow

WORKFLOW = ".github/workflows/aidlc-draft.yml"
EXAMPLE = Path(__file__).resolve().parents[2] / "examples/repository" / WORKFLOW
KEY = "sk-ant-act-key-of-nobody"


class Played:
    """A label without write access, one with it, and an answer, each as a run of the workflow."""

    def __init__(self, stage: GateStage, folder: Path) -> None:
        self.stage, self.folder = stage, folder
        stage.github.repository.actions_can_approve = True
        more = f"agents: {{emails: ['{ACTIONS_ADDRESS}']}}\n"  # as `aidlc init --drafts` writes it
        stage.push_to_main({".github/aidlc.yml": stage.policy + more})
        self.token = stage.github.workflow_token(PERMISSIONS)
        self.workspace = folder / "workspace"
        (self.workspace / WORKFLOW).parent.mkdir(parents=True)
        text = EXAMPLE.read_text(encoding="utf-8").replace("OWNER/REPO", "acme/aidlc").replace("0" * 40, "v1")
        text = text.replace("  queue: max\n", "")  # newer than act
        (self.workspace / WORKFLOW).write_text(text, encoding="utf-8")
        commit_all(self.workspace, "https://github.com/acme/events.git")
        self.release = release(folder / "release")
        stage.github.add_user("mallory", permission="read")
        alice = stage.people["alice"]
        self.issue = alice.post("issues", title="Intent: gift cards", body=INTENT).expect(201)["number"]
        self.refused = self.run("issues", self.labelled("mallory"), ALL)
        self.asked = self.run("issues", self.labelled("alice"), ASKING)
        answer = "/aidlc answer\n1. Three years.\n2. No."
        comment = alice.post(f"issues/{self.issue}/comments", body=answer).expect(201)
        event = {"action": "created", "comment": {"id": comment["id"], "body": answer}}
        self.drafted = self.run("issue_comment", {**self.labelled("alice"), **event}, ALL)

    def labelled(self, actor: str) -> dict[str, Any]:
        issue = {"number": self.issue, "title": "Intent: gift cards", "body": INTENT}
        return {
            "action": "labeled",
            "label": {"name": "aidlc:draft"},
            "issue": issue,
            "sender": {"login": actor},
        }

    def run(self, event: str, payload: dict[str, Any], answers: dict[str, str]) -> ActRun:
        github = self.stage.github
        with MessagesApi(answer=by_shape(answers)) as api:
            ran = run_act(
                self.workspace,
                WORKFLOW,
                event,
                payload,
                actions={"acme/aidlc@v1": self.release},
                token=self.token,
                environment={
                    "GITHUB_API_URL": github.api_url,
                    "GITHUB_GRAPHQL_URL": github.graphql_url,
                    "GITHUB_SERVER_URL": github.server_url,
                    "ANTHROPIC_BASE_URL": api.url,
                },
                secrets={"ANTHROPIC_API_KEY": KEY},
            )
        assert ran.status == 0, ran.log
        return ran


@pytest.fixture(scope="module")
def played(tmp_path_factory: pytest.TempPathFactory) -> Any:
    folder = tmp_path_factory.mktemp("act-draft")
    with EmbeddedGitHub(folder / "github") as github:
        yield Played(GateStage(github, folder), folder)
    assert objections(github.requests) == []


def test_label_of_somebody_without_write_access_drafts_nothing(played: Played) -> None:
    assert "@mallory has no write access" in played.refused.log
    assert set(played.refused.outputs.values()) == {""}


def test_questions_come_first(played: Played) -> None:
    assert played.asked.outputs["outcome"] == "asked"
    questions, *_ = played.stage.comments(played.issue)
    assert questions["user"]["login"] == "github-actions[bot]"
    assert "How long is a card valid?" in questions["body"]


def test_answer_gives_a_draft_pull_request_that_the_gate_has_judged(played: Played) -> None:
    assert played.drafted.outputs["outcome"] == "drafted"
    number = int(played.drafted.outputs["pull-request"])
    pull = played.stage.people["root"].get(f"pulls/{number}").expect(200)
    assert (pull["draft"], pull["user"]["login"]) == (True, "github-actions[bot]")
    status = played.stage.status(pull["head"]["sha"])
    assert status is not None
    assert (status["state"], status["description"]) == (
        "pending",
        "The pull request is a draft: mark it ready for review.",
    )


def test_cost_and_tokens_are_outputs(played: Played) -> None:
    assert float(played.drafted.outputs["cost-usd"]) > 0
    assert int(played.drafted.outputs["input-tokens"]) > 0


def test_secrets_show_nowhere_in_the_logs(played: Played) -> None:
    for ran in (played.refused, played.asked, played.drafted):
        assert KEY not in ran.log
        assert played.token not in ran.log
