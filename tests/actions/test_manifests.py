"""The manifests against the code that they start, the document that describes them, and the rules of the wiring."""

import re
from pathlib import Path
from typing import Any

import pytest

from actions.audit.entry import arguments as audit_arguments
from actions.bolts.entry import arguments as bolts_arguments
from actions.deploy.entry import arguments as deploy_arguments
from actions.draft.entry import arguments as draft_arguments
from actions.draft.entry import requirements as draft_requirements
from actions.gate.entry import arguments as gate_arguments
from actions.installation import LaunchError
from actions.request.entry import arguments as request_arguments
from aidlc.cli.draft import OUTPUTS as DRAFT_OUTPUTS
from aidlc.usecases.audit import OUTPUTS as AUDIT_OUTPUTS
from aidlc.usecases.bolts.request import OUTPUTS as BOLT_OUTPUTS
from aidlc.usecases.deploy_gate import OUTPUTS as DEPLOY_OUTPUTS
from aidlc.usecases.open_request import OUTPUTS as REQUEST_OUTPUTS
from aidlc.usecases.publish import OUTPUTS as GATE_OUTPUTS
from tests.contracts.actions import DOCUMENT, MANIFESTS, ROOT, document, load

GATES = ("OWNER/REPO", "OWNER/REPO/actions/gate")
BOLTS = "OWNER/REPO/actions/bolts"
AUDIT = "OWNER/REPO/actions/audit"
REQUEST = "OWNER/REPO/actions/request"
DRAFT = "OWNER/REPO/actions/draft"
DEPLOY = "OWNER/REPO/actions/deploy"


def step(uses: str) -> dict[str, Any]:
    (only,) = load(MANIFESTS[uses])["runs"]["steps"]
    assert isinstance(only, dict)
    return only


def test_document_is_what_the_manifests_say() -> None:
    assert DOCUMENT.read_text(encoding="utf-8") == document(), "run `make contracts`, look at the diff"


def test_every_action_folder_has_a_documented_manifest() -> None:
    assert set(MANIFESTS.values()) == {ROOT / "action.yml", *(ROOT / "actions").glob("*/action.yml")}


@pytest.mark.parametrize("uses", GATES)
def test_gate_has_the_outputs_that_the_code_sets(uses: str) -> None:
    assert tuple(load(MANIFESTS[uses])["outputs"]) == GATE_OUTPUTS


def test_bolts_have_the_outputs_that_the_code_sets() -> None:
    assert tuple(load(MANIFESTS[BOLTS])["outputs"]) == BOLT_OUTPUTS


def test_audit_has_the_outputs_that_the_code_sets() -> None:
    assert tuple(load(MANIFESTS[AUDIT])["outputs"]) == AUDIT_OUTPUTS


def test_request_has_the_outputs_that_the_code_sets() -> None:
    assert tuple(load(MANIFESTS[REQUEST])["outputs"]) == REQUEST_OUTPUTS


def test_deployment_gate_has_the_outputs_that_the_code_sets() -> None:
    assert tuple(load(MANIFESTS[DEPLOY])["outputs"]) == DEPLOY_OUTPUTS


def test_inputs_of_the_deployment_gate_become_its_command_line() -> None:
    given = {"AIDLC_RELEASE": " first ", "AIDLC_ENVIRONMENT": "production"}
    assert deploy_arguments(given) == ["deploy-gate", "--release=first", "--environment=production"]
    with pytest.raises(LaunchError, match="`environment` is needed"):
        deploy_arguments({"AIDLC_RELEASE": "first"})


def test_draft_has_the_outputs_that_the_code_sets() -> None:
    assert tuple(load(MANIFESTS[DRAFT])["outputs"]) == DRAFT_OUTPUTS


def test_inputs_of_the_draft_become_its_command_line() -> None:
    assert draft_arguments({"AIDLC_LABEL": "aidlc:draft"}) == ["draft", "--label=aidlc:draft"]
    assert draft_arguments({"AIDLC_ISSUE": "7", "AIDLC_UNIT": "cart"}) == [
        "draft",
        "--issue=7",
        "--unit=cart",
    ]


@pytest.mark.parametrize("environ", [{"AIDLC_ISSUE": "seven"}, {"AIDLC_UNIT": "cart"}])
def test_unusable_input_of_the_draft_is_refused(environ: dict[str, str]) -> None:
    with pytest.raises(LaunchError):
        draft_arguments(environ)


def test_draft_installs_the_signing_of_aws_for_bedrock_only() -> None:
    assert draft_requirements({}) == ("requirements/draft.txt", "requirements/build.txt")
    assert draft_requirements({"AIDLC_PROVIDER": "bedrock"})[0] == "requirements/bedrock.txt"
    with pytest.raises(LaunchError, match="anthropic or bedrock"):
        draft_requirements({"AIDLC_PROVIDER": "another"})


@pytest.mark.parametrize("uses", sorted(MANIFESTS))
def test_every_output_is_that_of_the_only_step(uses: str) -> None:
    for name, output in load(MANIFESTS[uses])["outputs"].items():
        assert output["value"] == f"${{{{ steps.{step(uses)['id']}.outputs.{name} }}}}"


def test_both_manifests_of_the_gate_are_the_same_but_for_the_place() -> None:
    root, folder = (load(MANIFESTS[uses]) for uses in GATES)
    assert (root["inputs"], root["outputs"], root["description"]) == (
        folder["inputs"],
        folder["outputs"],
        folder["description"],
    )
    assert step(GATES[0])["env"] == step(GATES[1])["env"]


@pytest.mark.parametrize("uses", sorted(MANIFESTS))
def test_inputs_reach_the_script_through_the_environment_only(uses: str) -> None:
    only = step(uses)
    assert "${{" not in only["run"]
    assert {f"${{{{ inputs.{name} }}}}" for name in load(MANIFESTS[uses])["inputs"]} == set(
        only["env"].values()
    )
    assert "uses" not in only


@pytest.mark.parametrize("uses", sorted(MANIFESTS))
def test_script_leaves_the_workspace_and_isolates_python(uses: str) -> None:
    first, second = step(uses)["run"].strip().splitlines()
    assert first == 'cd "$RUNNER_TEMP"'
    assert second.startswith('exec python3 -I "$GITHUB_ACTION_PATH/')
    started = re.search(r'"\$GITHUB_ACTION_PATH/([^"]+)" (\w+)$', second)
    assert started is not None
    assert (MANIFESTS[uses].parent / started[1]).resolve() == ROOT / "actions/launch.py"
    assert (ROOT / "actions" / started[2] / "entry.py").is_file()


@pytest.mark.parametrize("uses", sorted(MANIFESTS))
def test_variables_of_the_step_are_read_by_the_code(uses: str) -> None:
    read = "".join(file.read_text(encoding="utf-8") for file in _sources())
    for name in step(uses)["env"]:
        assert f'"{name}"' in read


def _sources() -> list[Path]:
    return [
        *(ROOT / "actions").rglob("*.py"),
        ROOT / "aidlc/adapters/runner.py",
        *(ROOT / "aidlc/adapters/claude").glob("*.py"),
    ]


@pytest.mark.parametrize(
    ("environ", "expected"),
    [
        ({}, ["gate"]),
        ({"AIDLC_PULL_REQUEST": " 12 ", "AIDLC_ENFORCE": "TRUE"}, ["gate", "--pr=12", "--enforce"]),
        ({"AIDLC_PULL_REQUEST": "--help", "AIDLC_ENFORCE": "false"}, ["gate", "--pr=--help"]),
    ],
)
def test_inputs_of_the_gate_become_its_command_line(environ: dict[str, str], expected: list[str]) -> None:
    assert gate_arguments(environ) == expected


def test_inputs_of_the_bolts_become_their_command_line() -> None:
    assert bolts_arguments({}) == ["bolts"]
    assert bolts_arguments({"AIDLC_ALL": "true"}) == ["bolts", "--all"]
    every = dict.fromkeys(("AIDLC_CREATE_ISSUES", "AIDLC_LABELS", "AIDLC_CLOSE_ISSUES"), "true")
    assert bolts_arguments(every) == ["bolts", "--create-issues", "--labels", "--close-issues"]


def test_inputs_of_the_audit_become_its_command_line() -> None:
    assert audit_arguments({"AIDLC_SINCE": "", "AIDLC_UNTIL": " ", "AIDLC_STATUS_BY": ""}) == ["audit"]
    given = {"AIDLC_SINCE": " --json ", "AIDLC_UNTIL": "0a", "AIDLC_STATUS_BY": "gate[bot] root"}
    expected = ["audit", "--since=--json", "--until=0a", "--status-by=gate[bot]", "--status-by=root"]
    assert audit_arguments(given) == expected


def test_inputs_of_the_request_become_its_command_line() -> None:
    assert request_arguments({}) == ["open-request", "--branch="]
    given = request_arguments({"AIDLC_BRANCH": " --help; rm -rf / "})
    assert given == ["open-request", "--branch=--help; rm -rf /"]


@pytest.mark.parametrize("value", ["yes", "1", "true; rm"])
def test_flag_that_is_neither_true_nor_false_is_refused(value: str) -> None:
    with pytest.raises(LaunchError, match="`enforce` is true or false"):
        gate_arguments({"AIDLC_ENFORCE": value})
