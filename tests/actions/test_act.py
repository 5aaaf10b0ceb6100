"""The real `act` runs the actions as a user's workflow does, installation included, in a workspace full of traps."""

import json
from pathlib import Path
from typing import Any

import pytest

from aidlc.emulator import EmbeddedGitHub
from schemas.construction import Bolt, BoltState
from schemas.records import Intent, Workspace
from tests.e2e_gate.records import inception, text_of
from tests.e2e_gate.stage import GateStage
from tests.emulator.stage import objections
from tests.support.act import ActRun, commit_all, release, run_act

pytestmark = pytest.mark.slow

# What a pull request could bring into the workspace, and what an earlier step could leave in the environment.
WORKFLOW = """\
on: workflow_run
jobs:
  evaluate:
    runs-on: ubuntu-24.04
    env:
      PYTHONPATH: ${{ github.workspace }}
      PYTHONSTARTUP: ${{ github.workspace }}/sitecustomize.py
      PIP_CONFIG_FILE: ${{ github.workspace }}/pip.conf
    steps:
      - run: |
          cd "$GITHUB_WORKSPACE"
          mkdir -p actions/gate aidlc/cli prompts click
          trap='open(__import__("os").environ["TRAP"], "a").write(__file__ + "\\n")'
          for file in sitecustomize.py usercustomize.py actions/__init__.py actions/launch.py aidlc/__init__.py \\
                      aidlc/cli/__init__.py prompts/__init__.py click/__init__.py hatchling.py json.py pip.py venv.py; do
            echo "$trap" > "$file"
          done
          printf '[global]\\nindex-url = http://127.0.0.1:9/simple\\nno-index = true\\n' > pip.conf
          printf '[build-system]\\nrequires = []\\nbuild-backend = "evil"\\n' > pyproject.toml
          TRAP="$TRAP.control" python3 -c pass
      - id: gate
        uses: acme/aidlc@v1
      - id: enforced
        uses: acme/aidlc/actions/gate@v1
        continue-on-error: true
        with:
          enforce: "true"
          pull-request: "3"
      - id: bolts
        uses: acme/aidlc/actions/bolts@v1
        with:
          all: "true"
          create-issues: "true"
          labels: "true"
          close-issues: "true"
      - env:
          GATE: ${{ toJSON(steps.gate) }}
          ENFORCED: ${{ toJSON(steps.enforced) }}
          BOLTS: ${{ toJSON(steps.bolts) }}
        run: printf '{"gate":%s,"enforced":%s,"bolts":%s}' "$GATE" "$ENFORCED" "$BOLTS" > "$RESULT"
"""


class Played:
    """One run, with what GitHub holds afterwards."""

    def __init__(self, stage: GateStage, folder: Path) -> None:
        self.stage = stage
        self.issue = stage.people["alice"].post("issues", title="Follow it").expect(201)["number"]
        self.intent = stage.people["alice"].post("issues", title="A shop").expect(201)["number"]
        bolt = Bolt(schema_="aidlc/bolt/v1", unit="cart", goal="Add a thing.", issue=self.issue)
        intent = Intent(
            schema_="aidlc/intent/v1", title="A shop", workspace=Workspace.GREENFIELD, issue=self.intent
        )
        bolts = "aidlc-records/shop/construction/cart/bolts"
        unit = "aidlc-records/shop/inception/units/cart.md"
        stage.push_to_main(
            {
                unit: inception()[unit],
                f"{bolts}/add.md": text_of(bolt.model_copy(update={"state": BoltState.FINISHED})),
                f"{bolts}/remove.md": text_of(bolt.model_copy(update={"issue": None})),
                "aidlc-records/shop/inception/intent.md": text_of(intent),
            }
        )
        self.number = stage.open("inception", inception())
        workspace, self.trap, result = folder / "workspace", folder / "trap", folder / "result.json"
        workflow = workspace / ".github/workflows/gate.yml"
        workflow.parent.mkdir(parents=True)
        workflow.write_text(WORKFLOW, encoding="utf-8")
        commit_all(workspace, "https://github.com/acme/events.git")
        github = stage.github
        self.run: ActRun = run_act(
            workspace,
            ".github/workflows/gate.yml",
            "workflow_run",
            {"workflow_run": {"head_sha": stage.head(self.number), "pull_requests": []}},
            actions={"acme/aidlc@v1": release(folder / "release")},
            token=stage.token,
            environment={
                "GITHUB_API_URL": github.api_url,
                "GITHUB_GRAPHQL_URL": github.graphql_url,
                "GITHUB_SERVER_URL": github.server_url,
                "TRAP": str(self.trap),
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


def test_gate_posts_its_status_on_the_head_and_one_comment(played: Played) -> None:
    status = played.stage.status(played.stage.head(played.number))
    assert status is not None
    assert (status["state"], status["creator"]["login"]) == ("pending", "github-actions[bot]")
    (comment,) = played.stage.comments(played.number)
    assert comment["body"].startswith("<!-- aidlc:gate v1 -->\n⏳")


def test_outputs_say_what_github_holds(played: Played) -> None:
    outputs = played.steps["gate"]["outputs"]
    head = played.stage.head(played.number)
    status = played.stage.status(head)
    assert status is not None
    assert (outputs["verdict"], outputs["state"], outputs["head"]) == ("CLOSED", status["state"], head)
    assert outputs["sentence"] == status["description"]
    assert (outputs["phase"], outputs["scope"]) == ("inception", "shop")


def test_enforced_gate_fails_its_step_while_closed(played: Played) -> None:
    assert played.steps["gate"]["outcome"] == "success"
    assert played.steps["enforced"]["outcome"] == "failure"
    assert played.steps["enforced"]["outputs"] == played.steps["gate"]["outputs"]


def test_bolts_are_on_their_issues_and_the_intent_has_its_board(played: Played) -> None:
    assert played.steps["bolts"]["outputs"] == {
        "created": "2",
        "edited": "0",
        "unchanged": "0",
        "skipped": "0",
        "opened": "1",
        "closed": "1",
        "reopened": "0",
        "boards": "1",
    }
    (comment,) = played.stage.comments(played.issue)
    assert "shop/cart/add" in comment["body"]
    root = played.stage.people["root"]
    done = root.get(f"issues/{played.issue}").expect(200)
    assert (done["state"], [label["name"] for label in done["labels"]]) == ("closed", ["aidlc:done"])
    (child,) = root.get(f"issues/{played.intent}/sub_issues").expect(200)
    assert (child["user"]["login"], [label["name"] for label in child["labels"]]) == (
        "github-actions[bot]",
        ["aidlc:planned"],
    )
    (board,) = played.stage.comments(played.intent)
    assert f"#{child['number']}" in board["body"]


def test_nothing_of_the_workspace_was_executed(played: Played) -> None:
    assert played.trap.with_suffix(".control").exists(), "the traps don't work"
    assert not played.trap.exists(), played.trap.read_text(encoding="utf-8")


def test_one_job_installs_once(played: Played) -> None:
    assert played.run.log.count("installing the pinned requirements") == 1


def test_token_shows_nowhere_in_the_log(played: Played) -> None:
    assert played.stage.token not in played.run.log
