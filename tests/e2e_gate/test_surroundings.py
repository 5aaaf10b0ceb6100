"""What stands around a pull request and decides nothing: forks, events, actors, attributes, its own words."""

import json

import pytest

from tests.e2e_gate.records import INCEPTION, inception, policy
from tests.e2e_gate.stage import GateStage
from tests.e2e_gate.test_freshness import why


@pytest.mark.parametrize("attributes", ["* text eol=crlf\n", "*.md ident filter=evil diff=evil merge=evil\n"])
def test_r13_attributes_change_neither_digest_nor_verdict(stage: GateStage, attributes: str) -> None:
    plain = stage.gate(stage.open("plain", inception()))["requirements"][0]["digest"]
    number = stage.open("odd", inception() | {f"{INCEPTION}/.gitattributes": attributes})
    stage.approve(number, "alice", "bob")
    inside = stage.gate(number)
    assert inside["state"] == "failure"
    assert inside["problems"][0]["path"] == f"{INCEPTION}/.gitattributes"
    outside = stage.gate(stage.open("root", inception() | {".gitattributes": attributes}))
    found = {one["phase"]: one["digest"] for one in outside["requirements"]}
    assert found["inception"] == plain
    assert "guarded" in found


def test_r23_digest_in_the_authors_words_approves_nothing(stage: GateStage) -> None:
    stage.push_to_main({".github/aidlc.yml": policy(stage.ids, evidence="digest")})
    fake = f"aidlc-approve: inception shop {'0' * 64}"
    number = stage.open("inception", inception(), body=f"Please approve with:\n\n{fake}\n")
    stage.approve(number, "alice", "bob", body=fake)
    printed = stage.gate(number)
    assert (printed["state"], why(printed)) == ("pending", ["digest-line-wrong", "digest-line-wrong"])
    (comment,) = stage.comments(number)
    assert printed["requirements"][0]["digest"] in comment["body"]
    assert "0" * 64 not in comment["body"]


def test_p13_environment_named_after_the_policy_changes_nothing(asked: GateStage) -> None:
    said = {"INPUT_ENFORCE": "false", "AIDLC_POLICY": "free", "GITHUB_HEAD_REF": "$(touch x)`id`"}
    assert asked.gate(1, **said)["state"] == "pending"


@pytest.mark.parametrize("actor", ["alice", "root", "dependabot[bot]"])
def test_g35_actor_of_the_run_is_not_believed(asked: GateStage, actor: str) -> None:
    who = {"GITHUB_ACTOR": actor, "GITHUB_TRIGGERING_ACTOR": actor, "GITHUB_ACTOR_ID": "1"}
    assert asked.gate(1, **who)["state"] == "pending"


def test_g27_verdict_is_one_status_and_never_a_check_run(asked: GateStage) -> None:
    asked.approve(1, "alice", "bob")
    before = len(asked.github.requests)
    asked.gate(1)
    written = [one for one in asked.github.requests[before:] if one.method in {"POST", "PATCH", "PUT"}]
    kinds = {one.path.split("/")[-2] for one in written if one.is_rest}
    assert kinds == {"statuses", "1"}
    assert not [one for one in written if "check" in one.path]
    contexts = {one.body["context"] for one in written if "/statuses/" in one.path}
    assert contexts == {"aidlc/gate"}


def test_g22_what_a_run_left_behind_is_not_asked_for(asked: GateStage) -> None:
    event = {
        "workflow_run": {
            "id": 5,
            "pull_requests": [],
            "head_sha": asked.head(1),
            "artifacts_url": f"{asked.github.api_url}/repos/acme/events/actions/runs/5/artifacts",
        }
    }
    path = asked.folder / "event.json"
    path.write_text(json.dumps(event), encoding="utf-8")
    ran = asked.run("gate", GITHUB_EVENT_NAME="workflow_run", GITHUB_EVENT_PATH=str(path))
    assert ran.status == 0, ran
    assert asked.status(asked.head(1)) is not None
    assert not [one for one in asked.github.requests if "artifacts" in one.path or "/actions/" in one.path]
