"""The job summary of a deployment's decision."""

from __future__ import annotations

from typing import Final

from aidlc.domain.decision import DeployDecision
from prompts import render

_LENGTH: Final = 500


def render_deploy_summary(decision: DeployDecision) -> str:
    """Return the summary: the sentence, the commit to deploy, or every reason against it."""
    return render(
        "deploy_summary.md.j2",
        decision=decision,
        sign="✅" if decision.allowed else "⛔",
        counted=[(one.account.login, one.role) for one in decision.counted],
        length=_LENGTH,
    )
