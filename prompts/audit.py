"""The job summary of an audit."""

from __future__ import annotations

from typing import Final

from aidlc.domain.audit_report import AuditReport
from prompts import render

_LENGTH: Final = 200


def render_audit_summary(report: AuditReport) -> str:
    """Return the summary: the result in one sentence, then what is wrong with which commit and how to mend it."""
    return render(
        "audit_summary.md.j2",
        report=report,
        sign="⛔" if report.findings else "✅",
        length=_LENGTH,
    )
