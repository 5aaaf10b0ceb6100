"""The tools around approvals: asking for one and reading how it stands. There is none that gives one."""

from __future__ import annotations

from enum import StrEnum
from typing import Annotated

from mcp.types import CallToolResult
from pydantic import Field

from mcp_server.results import Approval, Explained, Request, answer
from mcp_server.site import Site
from schemas.common import Slug


class AskedPhase(StrEnum):
    """The phases that people approve."""

    INCEPTION = "inception"
    CONSTRUCTION = "construction"
    OPERATION = "operation"


class ApprovalTools:
    """Tools over one site; they talk to the remote and to GitHub."""

    def __init__(self, site: Site) -> None:
        """Keep the site."""
        self._site = site

    def request_approval(
        self,
        intent: Slug,
        phase: AskedPhase,
        units: list[Slug] | None = None,
        release: Slug | None = None,
        paths: list[str] | None = None,
        renew: bool = False,
        by_action: bool = False,
    ) -> Annotated[CallToolResult, Request]:
        """Ask people to approve a phase: commits its records (and code `paths`) on a branch, pushes, opens or
        updates a pull request. renew: unchanged inception. by_action: its author is the repository's Action, so
        that the user can review it.
        """
        from aidlc.domain.phases import Phase
        from aidlc.usecases.request import Request as Wanted
        from aidlc.usecases.requesting import request_approval

        wanted = Wanted(Phase(phase), intent, tuple(units or ()), release or "")
        asked = request_approval(
            self._site.open(), wanted, paths=paths or (), renew=renew, by_action=by_action
        )
        opened = asked.opened
        lines = [f"{'Committed to' if asked.committed else 'Already on'} {asked.branch}."]
        if opened is not None:
            lines.append(f"{'Opened' if opened.new else 'Updated'} {opened.url}")
        elif asked.started:
            lines.append(f"The Action opens the pull request in a minute or two: {asked.started}")
        approvers: dict[str, list[str]] = {}
        for role in asked.roles:
            approvers[f"{role.count} {role.role}"] = list(role.people)
            able = ", ".join(role.people) or "nobody who is listed"
            lines.append(f"Needed: {role.count} {role.role}: {able}.")
        following = ""
        if opened is not None:
            following = (
                "Give the human the link. They approve by a review on GitHub; check_approval tells you."
            )
        elif asked.started:
            following = "check_approval tells its link. People approve by a review on GitHub."
        lines += [following] if following else []
        return answer(
            Request(
                branch=asked.branch,
                pushed=asked.pushed,
                url=opened.url if opened else "",
                digest_line=asked.line,
                approvers=approvers,
                notes=list(asked.notes),
                next=following,
            ),
            "\n".join([*lines, *asked.notes]),
        )

    def check_approval(
        self,
        intent: Slug,
        phase: AskedPhase,
        units: list[Slug] | None = None,
        release: Slug | None = None,
        pull_request: Annotated[int | None, Field(ge=1)] = None,
    ) -> Annotated[CallToolResult, Approval]:
        """How a request stands; once merged, writes the evidence file."""
        from aidlc.domain.phases import Phase
        from aidlc.usecases.checking import check_approval
        from aidlc.usecases.request import Request as Wanted

        wanted = Wanted(Phase(phase), intent, tuple(units or ()), release or "")
        checked = check_approval(self._site.open(), wanted, pull_request)
        return answer(
            Approval(
                verdict=checked.verdict,
                sentence=checked.sentence,
                pull_request=checked.number,
                evidence=checked.evidence,
                notes=list(checked.lines[1:]),
            ),
            "\n".join(checked.lines),
        )

    def explain_gate(
        self,
        intent: Slug,
        phase: AskedPhase,
        units: list[Slug] | None = None,
        release: Slug | None = None,
        if_approved: list[str] | None = None,
    ) -> Annotated[CallToolResult, Explained]:
        """What would open the gate; if_approved: suppose these logins did."""
        from aidlc.domain.explanation import say_need
        from aidlc.domain.phases import Phase
        from aidlc.usecases.explain import explain_request
        from aidlc.usecases.request import Request as Wanted

        wanted = Wanted(Phase(phase), intent, tuple(units or ()), release or "")
        told = explain_request(self._site.open(), wanted, if_approved or ())
        return answer(
            Explained(
                verdict=told.verdict,
                sentence=told.sentence,
                needed=[say_need(need) for need in told.needed],
                would_open=told.supposed is not None and told.supposed.opens is True,
            ),
            "\n".join(told.text()),
        )
