"""The whole diagnosis of a repository's settings: every check, the tier, and who could approve whose work. Pure."""

from __future__ import annotations

from aidlc.domain.doctor_branch import check_branch
from aidlc.domain.doctor_environments import check_environments
from aidlc.domain.doctor_facts import RepositorySettings
from aidlc.domain.doctor_gate_workflow import check_gate_workflows
from aidlc.domain.doctor_people import check_people, outlooks
from aidlc.domain.doctor_tier import find_tier
from aidlc.domain.doctor_workflows import check_workflows
from aidlc.domain.findings import Diagnosis


def diagnose(settings: RepositorySettings) -> Diagnosis:
    """Return everything there is to say of `settings`. Total: it never raises for facts of the right shape."""
    return Diagnosis(
        repository=settings.repository,
        default_branch=settings.default_branch,
        tier=find_tier(settings),
        outlooks=outlooks(settings, settings.policy) if settings.policy is not None else (),
        findings=(
            *check_people(settings),
            *check_branch(settings),
            *check_gate_workflows(settings),
            *check_workflows(settings),
            *check_environments(settings),
        ),
    )
