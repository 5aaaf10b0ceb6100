"""The policy is the default branch's, and nobody's own pull request bends it."""

from tests.e2e_gate.records import inception, policy
from tests.e2e_gate.stage import GateStage

POLICY = ".github/aidlc.yml"


def test_p1_lax_policy_in_the_pull_request_does_not_judge_it(stage: GateStage) -> None:
    lax = stage.policy.replace("{role: product-owner}, {role: developer}", "{role: developer}")
    assert lax != stage.policy
    number = stage.open("lax", inception() | {POLICY: lax})
    stage.approve(number, "bob")
    printed = stage.gate(number)
    assert printed["state"] == "pending"
    assert {need["role"] for need in printed["needed"]} == {"product-owner", "maintainer"}


def test_p2_missing_policy_is_an_error_with_a_status(stage: GateStage) -> None:
    stage.push_to_main({POLICY: None})
    number = stage.open("inception", inception())
    stage.approve(number, "alice", "bob")
    ran = stage.run("gate", "--pr", str(number), "--json")
    assert ran.status == 2
    assert ran.json["verdict"] == "ERROR"
    assert "no policy" in ran.json["sentence"]
    status = stage.status(stage.head(number))
    assert status is not None
    assert status["state"] == "error"


def test_p3_malformed_policy_names_file_line_and_key(stage: GateStage) -> None:
    stage.push_to_main({POLICY: stage.policy.replace("free:", "fre:")})
    number = stage.open("inception", inception())
    ran = stage.run("gate", "--pr", str(number))
    assert ran.status == 2
    assert ".github/aidlc.yml:" in ran.err
    assert "fre" in ran.err


def test_p4_policy_that_asks_nobody_is_refused(stage: GateStage) -> None:
    stage.push_to_main(
        {POLICY: policy(stage.ids, more="").replace("{role: maintainer}", "{role: maintainer, count: 0}")}
    )
    number = stage.open("inception", inception())
    stage.approve(number, "alice", "bob")
    assert stage.run("gate", "--pr", str(number)).status == 2


def test_unusable_policy_in_a_pull_request_closes_it(stage: GateStage) -> None:
    number = stage.open("broken", {POLICY: "schema: aidlc/policy/v1\n"})
    stage.approve(number, "dave")
    assert stage.gate(number)["state"] == "failure"
