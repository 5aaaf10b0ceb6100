"""A deployment asks everything again."""

from __future__ import annotations

from typing import Any

import pytest

from aidlc.domain.decision import DeployDecision
from aidlc.domain.deployment import evaluate_deployment
from aidlc.domain.facts import DeployFacts, History
from tests.gate import samples
from tests.gate.builder import FACTS, Build
from tests.gate.gitworld import oid, records_of

BUILT = oid("merge of construction")
SCOPE = f"events/first/production/{BUILT}"
RELEASE = f"{samples.OP}/releases/first.md"
UNIT = f"{samples.OP}/deployment-units/scanning.md"


def facts(later: dict[str, str] | None = None, **words: Any) -> DeployFacts:
    """A release that was approved and merged; `later`: what changed on the default branch since."""
    made = Build({"start": "operation", **words})
    left = made.git.merge(made.tip, "head") or {}
    transition = made.merged("merge of operation", left)
    made.git.commit("tip", {**left, **(later or {})}, "main")
    return DeployFacts(
        repository=FACTS,
        intent="events",
        release="first",
        environment="production",
        tip=oid("tip"),
        records=made.git.record_tree("tip"),
        entries=records_of(made.git.trees["tip"]),
        reachable=True,
        operation=History(phase="operation", scope=SCOPE, transitions=(transition,)),
        histories=tuple(made.histories),
        standings=made.facts.standings,
    )


def ask(found: DeployFacts, **changes: Any) -> DeployDecision:
    return evaluate_deployment(samples.policy_from({}), found.model_copy(update=changes))


def test_approved_release_may_be_deployed_with_its_commit() -> None:
    decision = ask(facts())

    assert decision.allowed
    assert decision.commit == BUILT
    assert decision.sentence == "events/first may be deployed to production: approved by alice, bob."
    assert [each.account.login for each in decision.counted] == ["alice", "bob"]


def refused(decision: DeployDecision, words: str) -> None:
    assert not decision.allowed
    assert decision.commit is None
    assert words in " ".join(decision.reasons)
    assert len(decision.sentence) <= 140


def test_release_that_does_not_exist_is_refused() -> None:
    refused(ask(facts(), release="second"), "There is no release events/second")


def test_commit_that_is_not_on_the_default_branch_is_refused() -> None:
    refused(ask(facts(), reachable=False), "isn't on the default branch")


def test_approval_for_another_environment_is_refused() -> None:
    refused(ask(facts(), environment="staging"), "made for production, not for staging")


def test_release_changed_to_another_environment_after_its_approval_is_refused() -> None:
    later = {RELEASE: samples.release(BUILT, "staging")}

    refused(
        ask(facts(later), environment="staging"),
        "No approval of the release events/first for staging was found",
    )


def test_release_changed_to_another_commit_after_its_approval_is_refused() -> None:
    refused(ask(facts({RELEASE: samples.release(oid("evil"))})), "No approval of the release")


def test_deployment_unit_changed_after_the_approval_is_refused() -> None:
    other = samples.deployment_unit("Other")
    later = {UNIT: other, RELEASE: samples.release(BUILT, "production", other)}

    refused(ask(facts(later)), "changed after its approval")


@pytest.mark.parametrize(
    "words",
    [
        {"also": [{"by": "alice", "state": "CHANGES_REQUESTED", "at": 90}]},
        {"also": [{"by": "erin", "state": "CHANGES_REQUESTED", "at": 90}]},
        {
            "reviews": [{"by": "alice", "state": "DISMISSED"}, {"by": "bob", "body": "{line}"}],
            "events": [{"kind": "review-dismissed", "review": 1, "was": "APPROVED", "by": "dave", "at": 90}],
        },
        {"reviews": [{"by": "alice"}, {"by": "bob", "body": "{line}"}]},
        {"reviews": [{"by": "alice", "body": "{line}", "at": 70}, {"by": "bob", "body": "{line}"}]},
        {"direct_push": True},
        {"c1": {"by": "bob"}},
    ],
)
def test_operation_without_standing_approvals_is_refused(words: dict[str, Any]) -> None:
    refused(ask(facts(**words)), "The operation of events/first for production")


def test_operation_history_that_was_not_read_is_refused() -> None:
    refused(ask(facts(), operation=None), "No approval of the release")


def test_earlier_phases_must_still_be_approved() -> None:
    refused(ask(facts(past={"reviews": []})), "The inception of events isn't approved")
    refused(ask(facts(past_code={"reviews": []})), "The construction of events/check-in isn't approved")
    refused(ask(facts(), histories=()), "Nobody read the history of the inception")


def test_release_that_says_nothing_of_what_was_built_is_refused() -> None:
    empty = samples.deployment_unit().replace("  - check-in\n", "").replace("  - events/check-in/qr\n", "")
    empty = empty.replace("units:\n", "").replace("bolts:\n", "")
    lines = [{"by": "alice", "body": "{line}"}, {"by": "bob", "body": "{line}"}]
    found = facts(files={UNIT: empty, RELEASE: samples.release(BUILT, "production", empty)}, reviews=lines)

    refused(ask(found), "name no Unit, so nothing tells what was built")


def test_approval_by_somebody_revoked_today_is_refused() -> None:
    policy = samples.policy_from({"revoked": ["bob#12"]})

    refused(evaluate_deployment(policy, facts()), "isn't approved")


def test_environment_that_the_policy_dropped_is_refused() -> None:
    policy = samples.policy_from({"phases": {"operation": {"environments": ["staging"]}}})

    refused(evaluate_deployment(policy, facts()), "production is no environment of the policy")


def test_unusable_policy_deploys_nothing() -> None:
    refused(evaluate_deployment(samples.policy_from({"free": ["**"]}), facts()), "frees everything")
