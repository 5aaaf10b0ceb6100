"""The tier that is proven: each condition taken away lowers it, and what isn't known counts as taken away."""

from typing import Any

import pytest

from aidlc.domain.doctor_facts import ACTIONS_APP, ActionsSettings, Holder, RequiredCheck, Unseen
from aidlc.domain.findings import Tier
from aidlc.domain.phases import Phase
from schemas.policy import EvidenceLevel, Permission, Policy
from tests.doctor.faults import GATE_CHECK, NO_APP, gate_with
from tests.doctor.sound import APP, POLICY, diagnosis, policy, rule, sound

UNSEEN = Unseen(permission="administration: read")
FORK = (*sound().holders[:-1], Holder(reference="helper#9", permission=Permission.READ))
ONLY_STATUS: dict[str, Any] = {"rules": rule(checks=(GATE_CHECK,)), "policy": policy(NO_APP)}
SOLO = POLICY.replace("independence: author", "independence: solo, evidence: digest")


def all_digest() -> Policy:
    everything = policy()
    levels = {
        name: getattr(everything.phases, name).model_copy(update={"evidence": EvidenceLevel.DIGEST})
        for name in ("inception", "construction", "operation")
    }
    return everything.model_copy(
        update={
            "phases": everything.phases.model_copy(update=levels),
            "guarded": everything.guarded.model_copy(update={"evidence": EvidenceLevel.DIGEST}),
        }
    )


@pytest.mark.parametrize(
    ("tier", "changes"),
    [
        ("T0", {"rules": ()}),
        ("T0", {"rules": (), "classic_unseen": UNSEEN}),
        ("T0", {"policy": None}),
        ("T0", {"workflows": ()}),
        ("T0", ONLY_STATUS | {"rules": rule(checks=(GATE_CHECK,), reviews=0)}),
        ("T0", ONLY_STATUS | {"actions": ActionsSettings(can_approve=True)}),
        ("T0", ONLY_STATUS | {"actions": UNSEEN}),
        ("T0", {"rules": rule(reviews=0)} | gate_with("workflow_run:", "pull_request:")),
        ("T1", ONLY_STATUS),
        ("T1", ONLY_STATUS | {"rules": rule(checks=(RequiredCheck(context="aidlc/gate", app=ACTIONS_APP),))}),
        ("T1", {"policy": policy(NO_APP)}),
        ("T1", gate_with("workflow_run:", "pull_request:")),
        ("T1", {"policy": policy(SOLO)}),
        ("T2", {}),
        ("T2", {"rules": rule(checks=(), workflows=(".github/workflows/aidlc-gate.yml",))}),
        ("T2", {"rules": rule(checks=(), reviews=0, workflows=("x/aidlc-gate.yml",)), "workflows": ()}),
        ("T2", {"policy": all_digest()}),
        ("T2", {"holders": FORK}),
        ("T2", {"policy": all_digest(), "holders": (*FORK[:-1], Holder(reference="helper#9", permission=UNSEEN))}),
        ("T3", {"policy": all_digest(), "holders": FORK}),
    ],
)  # fmt: skip
def test_tier_is_what_is_proven(tier: str, changes: dict[str, Any]) -> None:
    found = diagnosis(**changes).tier
    assert found.tier is Tier(tier), found
    assert bool(found.missing) is (tier != "T3")


def test_every_author_and_phase_is_looked_at() -> None:
    found = {(each.author, each.phase): each for each in diagnosis().outlooks}
    people = ("anybody else", "alice", "bob", "carol", "dave", "erin")
    phases = (Phase.INCEPTION, Phase.CONSTRUCTION, Phase.OPERATION, Phase.GUARDED)
    assert set(found) == {(person, phase) for person in people for phase in phases}
    assert all(each.possible for each in found.values())
    assert found["bob", Phase.INCEPTION].approvers == ("1 product-owner: alice, erin", "1 developer: carol")
    assert found["anybody else", Phase.GUARDED].approvers == ("1 maintainer: dave, erin",)


def test_person_without_the_permission_is_nobody_who_could_approve() -> None:
    weak = tuple(
        each.model_copy(update={"permission": Permission.READ}) if each.reference == "carol#3" else each
        for each in sound().holders
    )
    stuck = {(each.author, each.phase) for each in diagnosis(holders=weak).outlooks if not each.possible}
    assert stuck == {("bob", Phase.INCEPTION), ("bob", Phase.CONSTRUCTION)}


def test_app_that_the_policy_names_is_the_one_that_counts() -> None:
    other = rule(checks=(RequiredCheck(context="aidlc/gate", app=APP + 1),))
    assert diagnosis(rules=other).tier.tier is Tier.T1
