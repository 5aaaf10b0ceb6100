"""Why a release isn't deployed, each reason whole, and what the answer carries."""

from __future__ import annotations

from typing import Any

import pytest

from aidlc.adapters.codec import read_tree
from aidlc.domain.decision import DeployDecision
from aidlc.domain.deployment import evaluate_deployment
from aidlc.domain.facts import DeployFacts
from tests.gate import samples
from tests.gate.test_deployment import BUILT, RELEASE, UNIT, ask, facts

MORE = {"by": "mallory", "state": "CHANGES_REQUESTED", "at": 90}


def reasons(found: DeployFacts, **changes: Any) -> tuple[str, ...]:
    decision = ask(found, **changes)
    assert not decision.allowed
    return decision.reasons


def test_answer_carries_the_approval_it_rests_on() -> None:
    found = facts()
    decision = ask(found)
    refused = ask(found, environment="staging")

    assert found.operation is not None
    assert decision.pull_request == 4
    assert decision.digest is not None
    assert (refused.pull_request, refused.digest) == (4, decision.digest)
    assert (decision.release, decision.environment, decision.reasons) == ("first", "production", ())
    assert (refused.environment, refused.commit) == ("staging", None)
    assert refused.sentence == "The release was made for production, not for staging."


def test_answer_without_an_approval_carries_none() -> None:
    decision = ask(facts(), operation=None)
    missing = ask(facts(), release="second")

    for each in (decision, missing):
        assert (each.pull_request, each.digest, each.counted, each.commit) == (None, None, (), None)
    assert decision.sentence == "No approval of the release events/first for production was found."
    assert missing.sentence == "There is no release events/second on the default branch."
    assert missing.reasons == (missing.sentence,)


@pytest.mark.parametrize(
    ("changes", "reason"),
    [
        ({"reachable": False}, f"Commit {BUILT[:12]} of the release isn't on the default branch."),
        ({"environment": "staging"}, "The release was made for production, not for staging."),
    ],
)
def test_reason_is_told_whole(changes: dict[str, Any], reason: str) -> None:
    assert reasons(facts(), **changes) == (reason,)


def test_changed_deployment_unit_is_told_whole() -> None:
    other = samples.deployment_unit("Other")
    found = facts({UNIT: other, RELEASE: samples.release(BUILT, "production", other)})

    assert reasons(found) == (
        "The release or a Deployment Unit in it changed after its approval: have it approved again.",
    )


def test_units_that_nobody_names_are_told_whole() -> None:
    empty = samples.deployment_unit().replace("  - check-in\n", "").replace("  - events/check-in/qr\n", "")
    empty = empty.replace("units:\n", "").replace("bolts:\n", "")
    lines = [{"by": "alice", "body": "{line}"}, {"by": "bob", "body": "{line}"}]
    found = facts(files={UNIT: empty, RELEASE: samples.release(BUILT, "production", empty)}, reviews=lines)

    assert "The release's Deployment Units name no Unit, so nothing tells what was built." in reasons(found)


def test_rights_of_those_who_objected_are_those_of_today() -> None:
    sample = [{"by": "alice", "body": "{line}"}, {"by": "bob", "at": 11, "body": "{line}"}]

    for words in ({"reviews": [*sample, MORE]}, {"past": {"also": [MORE]}}, {"past_code": {"also": [MORE]}}):
        found = facts(**words)
        blind: DeployDecision = ask(found, standings={})

        assert ask(found).allowed
        assert not blind.allowed


def test_records_that_cannot_be_read_are_told_as_they_are() -> None:
    found = facts()
    broken = read_tree([("aidlc-records/events/inception/prfaq.md", "100644", b"nothing")])
    told = [str(problem) for problem in broken.problems]
    records = type(found.records)(files=found.records.files, problems=broken.problems)

    assert told
    assert reasons(found, records=records) == tuple(told)


def test_deployment_unit_that_lacks_an_assurance_is_told() -> None:
    text = samples.deployment_unit().replace("  tested:\n    - checked\n", "")
    assert text != samples.deployment_unit()
    lines = [{"by": "alice", "body": "{line}"}, {"by": "bob", "body": "{line}"}]
    found = facts(files={UNIT: text, RELEASE: samples.release(BUILT, "production", text)}, reviews=lines)

    decision = evaluate_deployment(samples.policy_from({}), found)

    assert [reason for reason in decision.reasons if reason.startswith(UNIT) and "tested" in reason]
