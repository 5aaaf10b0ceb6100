"""How much the lock holds: T0 to T3, by what is proven. What isn't known never counts."""

from __future__ import annotations

from typing import Final

from aidlc.domain.doctor_branch import (
    is_out_of_reach,
    is_required,
    native_reviews,
    required_workflow,
)
from aidlc.domain.doctor_facts import RepositorySettings, Unseen
from aidlc.domain.doctor_gate_workflow import runs_own_file
from aidlc.domain.findings import Tier, TierFinding
from aidlc.domain.workflow_roles import gates
from schemas.policy import EvidenceLevel, Independence, Permission, PhasePolicy, Policy

MEANINGS: Final = {
    Tier.T0: "advice only: nothing that is proven makes a merge wait for people",
    Tier.T1: "the status is required and a forged one still leaves one human review to get",
    Tier.T2: "a branch's own workflow can't post the status",
    Tier.T3: "as T2, the assistant can't touch workflows, and every approval names its content",
}


def find_tier(settings: RepositorySettings) -> TierFinding:
    """Return the highest tier whose conditions are all proven, and what the next one misses."""
    steps = {
        Tier.T1: _for_first(settings),
        Tier.T2: _for_second(settings),
        Tier.T3: _for_third(settings),
    }
    reached = Tier.T0
    for tier, missing in steps.items():
        if missing:
            return TierFinding(tier=reached, meaning=MEANINGS[reached], missing=missing)
        reached = tier
    return TierFinding(tier=reached, meaning=MEANINGS[reached])


def _for_first(settings: RepositorySettings) -> tuple[str, ...]:
    missing: list[str] = []
    if settings.policy is None:
        missing.append("There must be a policy that can be used.")
    if not gates(settings) and not required_workflow(settings):
        missing.append("A workflow on the default branch must run the gate.")
    if not is_required(settings):
        missing.append("The default branch must require aidlc/gate.")
    if is_out_of_reach(settings) and not any(runs_own_file(each) for each in gates(settings)):
        return tuple(missing)
    if not native_reviews(settings):
        missing.append("The default branch must require a native approval as well.")
    if isinstance(settings.actions, Unseen):
        missing.append(
            f"It must be known that workflows can't approve pull requests (`{settings.actions.permission}`)."
        )
    elif settings.actions.can_approve:
        missing.append("Workflows must not be able to approve pull requests.")
    return tuple(missing)


def _for_second(settings: RepositorySettings) -> tuple[str, ...]:
    missing: list[str] = []
    if not is_out_of_reach(settings):
        missing.append(
            "The status must come from a dedicated App (`status-app`), or from a workflow that an organisation requires."
        )
    if any(runs_own_file(each) for each in gates(settings)):
        missing.append("The gate must not run on pull_request: there a branch edits its own judge.")
    if any(each.independence is Independence.SOLO for each in _phases(settings.policy)):
        missing.append("No phase may be `solo`: one person approves their own work.")
    return tuple(missing)


def _for_third(settings: RepositorySettings) -> tuple[str, ...]:
    missing: list[str] = []
    if any(each.evidence is not EvidenceLevel.DIGEST for each in _phases(settings.policy)):
        missing.append("Every phase must ask for the digest line (`evidence: digest`).")
    agents = settings.policy.agents.users if settings.policy is not None else ()
    permissions = {each.reference: each.permission for each in settings.holders if each.exists and each.same}
    if not agents:
        missing.append("The assistant must have an account of its own, listed under `agents.users`.")
    for reference in agents:
        known = permissions.get(reference, Unseen(permission="metadata: read"))
        if isinstance(known, Unseen) or known in {Permission.WRITE, Permission.ADMIN}:
            missing.append(
                f"{reference.partition('#')[0]} must work on a fork: whether its token may change workflows can't be seen."
            )
    return tuple(missing)


def _phases(policy: Policy | None) -> tuple[PhasePolicy, ...]:
    if policy is None:
        return ()
    phases = policy.phases
    asked = (phases.inception, phases.construction, phases.operation, policy.guarded)
    return asked if policy.maintenance is None else (*asked, policy.maintenance)
