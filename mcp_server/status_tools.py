"""The tools that only read: where things stand, and what is wrong with the records."""

from __future__ import annotations

from typing import Annotated

from mcp.types import CallToolResult
from pydantic import Field

from mcp_server.results import LONGEST, IntentStatus, Problems, Status, answer, first_lines
from mcp_server.site import Site
from schemas.common import Slug

Limit = Annotated[int, Field(ge=1, le=100)]
Cursor = Annotated[int, Field(ge=0)]


class StatusTools:
    """Tools over one site; neither asks the network."""

    def __init__(self, site: Site) -> None:
        """Keep the site."""
        self._site = site

    def get_status(
        self, intent: Slug | None = None, limit: Limit = 10, cursor: Cursor = 0
    ) -> Annotated[CallToolResult, Status]:
        """Where things stand and what to do next. Call it first."""
        from aidlc.usecases.status import read_status

        status = read_status(self._site.open(), intent, limit, cursor)
        return answer(
            Status(
                workspace=status.workspace,
                intents=[
                    IntentStatus(
                        intent=one.intent,
                        phase=one.phase,
                        next=one.next,
                        missing=list(one.missing),
                        units=dict(one.units),
                        bolts=dict(one.bolts),
                    )
                    for one in status.intents
                ],
                problems=status.problems,
                next=status.next,
                cursor=status.cursor,
            ),
            status.text,
        )

    def validate_records(
        self, intent: Slug | None = None, limit: Limit = 20, cursor: Cursor = 0
    ) -> Annotated[CallToolResult, Problems]:
        """List what is wrong with records, then warnings."""
        from aidlc.usecases.validating import validate_records

        problems, warnings = validate_records(self._site.open(), intent)
        found = [*(str(one) for one in problems), *(f"warning: {one}" for one in warnings)]
        page = first_lines(found[cursor : cursor + limit], LONGEST - 200)
        rest = len(found) - cursor - len(page)
        following = cursor + len(page) if rest > 0 else None
        said = [
            f"{len(problems)} problems, which close the gate."
            if problems
            else "No problems: every record can be read and its links hold."
        ]
        if warnings:
            said.append(
                f"{len(warnings)} warnings: what a phase lacks before its approval, and traces that end."
            )
        more = [f"{rest} more: call again with cursor {following}."] if following is not None else []
        return answer(
            Problems(problems=page, total=len(problems), warnings=len(warnings), cursor=following),
            "\n".join([*said, *page, *more]),
        )
