"""What a run did, put into words for the pull request, the issue and the summary."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from decimal import Decimal

from aidlc.domain.drafts.pricing import AS_OF, NOTHING, say_cost
from aidlc.domain.errors import Problem
from aidlc.usecases.drafting.parts import PartReport
from prompts.drafting import DraftAccount, DraftedPart


def account_for(
    *,
    issue: int,
    title: str,
    what: str,
    reports: Sequence[PartReport],
    spent: Decimal | None,
    notes: Iterable[str],
    missing: Iterable[Problem] = (),
    failure: str = "",
) -> DraftAccount:
    """Return the account of a run; `spent` are US dollars, `None` where a price isn't known."""
    return DraftAccount(
        issue=issue,
        title=title,
        what=what,
        parts=tuple(_part(one) for one in reports),
        cost=say_cost(spent),
        prices_of=AS_OF,
        notes=(
            *notes,
            *(
                f"From the model's answer about {one.name}: {removed}."
                for one in reports
                for removed in one.removed
            ),
        ),
        missing=tuple(str(problem) for problem in missing),
        failure=failure,
    )


def _part(report: PartReport) -> DraftedPart:
    usage = report.usage or NOTHING
    return DraftedPart(
        name=report.name,
        outcome=report.outcome,
        model=report.model,
        prompt=report.prompt,
        read=usage.read + usage.stored,
        cached=usage.cached,
        written=usage.written,
        cost=say_cost(report.cost) if report.usage is not None else "",
        requests=report.requests,
    )
