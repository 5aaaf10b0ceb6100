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
        """List what is wrong with records."""
        from aidlc.usecases.validating import validate_records

        found = validate_records(self._site.open(), intent)
        page = first_lines((str(problem) for problem in found[cursor : cursor + limit]), LONGEST - 200)
        rest = len(found) - cursor - len(page)
        following = cursor + len(page) if rest > 0 else None
        said = [
            f"{len(found)} problems."
            if found
            else "No problems: every record can be read and its links hold."
        ]
        more = [f"{rest} more: call again with cursor {following}."] if following is not None else []
        return answer(
            Problems(problems=page, total=len(found), cursor=following), "\n".join([*said, *page, *more])
        )
