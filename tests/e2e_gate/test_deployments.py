"""What may be deployed, by real commits and merges. D3, D5, D14, D16 and D18 of the catalogue, by the command line."""

import pytest

from schemas.construction import Assurances, DeploymentUnit
from tests.e2e_gate.records import construction, operation, text_of
from tests.e2e_gate.stage import GateStage, Ran

RELEASES = "aidlc-records/shop/operation/releases"
UNIT = "aidlc-records/shop/operation/deployment-units/cart.md"


@pytest.fixture
def built(asked: GateStage) -> tuple[GateStage, str]:
    """Inception and construction are approved and merged; the commit that construction ended in."""
    asked.approve(1, "alice", "bob")
    asked.merge(1)
    number = asked.open("built", construction())
    asked.approve(number, "carol")
    return asked, asked.merge(number)


def release(stage: GateStage, commit: str) -> int:
    """Ask for a release of `commit` and approve what the gate shows of it; merged whatever the gate says."""
    number = stage.open("release", operation(commit))
    wanted = stage.gate(number)["requirements"][0]
    line = f"aidlc-approve: {wanted['phase']} {wanted['scope']} {wanted['digest']}"
    stage.approve(number, "alice", "carol", body=line)
    stage.merge(number)
    return number


def deploy(stage: GateStage, **environment: str) -> Ran:
    return stage.run("deploy-gate", "--release", "first", "--environment", "production", **environment)


def refused(ran: Ran, words: str) -> None:
    assert (ran.status, ran.out) == (3, "")
    assert words in ran.err


def test_d3_commit_that_only_a_branch_has_is_not_deployed(built: tuple[GateStage, str]) -> None:
    stage, _ = built
    stage.clone.git("checkout", "-q", "-B", "feature", "origin/main")
    commit = stage.push({"src/cart/more.py": "more = 1\n"})
    release(stage, commit)
    refused(deploy(stage), "isn't on the default branch")


def test_d5_release_rebound_to_another_commit_is_not_deployed(built: tuple[GateStage, str]) -> None:
    stage, commit = built
    release(stage, commit)
    assert deploy(stage).out.strip() == commit
    other = stage.push_to_main({"docs/later.md": "later\n"})
    stage.push_to_main({f"{RELEASES}/first.md": operation(other)[f"{RELEASES}/first.md"]})
    refused(deploy(stage), "approv")


def test_d14_older_release_is_deployed_again_only_while_its_approval_stands(
    built: tuple[GateStage, str],
) -> None:
    stage, commit = built
    number = release(stage, commit)
    stage.push_to_main({"docs/later.md": "later\n"})
    assert deploy(stage).out.strip() == commit
    stage.people["bob"].review("REQUEST_CHANGES", "It loses orders.", number)
    refused(deploy(stage), "bob requested changes")


def test_d16_rebuilt_deployment_unit_is_not_deployed(built: tuple[GateStage, str]) -> None:
    stage, commit = built
    release(stage, commit)
    kept = ("yes",)
    shown = Assurances(secured=kept, instrumented=kept, de_risked=kept, tested=kept, packaged=kept)
    rebuilt = DeploymentUnit(
        schema_="aidlc/deployment-unit/v1",
        title="Cart service, rebuilt",
        units=("cart",),
        bolts=("shop/cart/add",),
        assurances=shown,
    )
    stage.push_to_main({UNIT: text_of(rebuilt)})
    refused(deploy(stage), "digest")


@pytest.mark.parametrize("actor", ["github-actions[bot]", "alice"])
def test_d18_whoever_started_the_deployment_is_not_asked(built: tuple[GateStage, str], actor: str) -> None:
    stage, commit = built
    who = {"GITHUB_ACTOR": actor, "GITHUB_TRIGGERING_ACTOR": actor, "GITHUB_EVENT_NAME": "workflow_dispatch"}
    number = stage.open("release", operation(commit))
    stage.merge(number)
    refused(deploy(stage, **who), "without the approval")
