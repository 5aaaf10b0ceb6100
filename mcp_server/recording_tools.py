"""The tools that record. Each reads, merges and saves in one use case; none of them approves or publishes anything."""

from __future__ import annotations

from enum import StrEnum
from typing import TYPE_CHECKING, Annotated, Any

from mcp.types import CallToolResult

from aidlc.usecases.proposals import (
    Body,
    BoltProposal,
    DeploymentUnitProposal,
    ReleaseProposal,
    TestProposal,
    UnitProposal,
)
from mcp_server.question_tools import question_tool
from mcp_server.results import Records, answer_recorded
from mcp_server.site import Site
from schemas.common import BoltReference, Line, Sha256, Slug, Text, Title
from schemas.construction import BoltState
from schemas.records import Workspace as WorkspaceKind

if TYPE_CHECKING:
    from aidlc.usecases.recording import Recorded
    from aidlc.usecases.workspace import Workspace

Answer = Annotated[CallToolResult, Records]


class ArtefactKind(StrEnum):
    """The kinds that `record_artifact` takes, as the records' own names."""

    CONTEXT = "context"
    PRFAQ = "prfaq"
    STORIES = "stories"
    NFRS = "nfrs"
    RISKS = "risks"
    MEASURES = "measures"
    DOMAIN_DESIGN = "domain-design"
    LOGICAL_DESIGN = "logical-design"
    ADR = "adr"
    TESTS = "tests"


class RecordingTools:
    """Tools over one site; each call opens the repository anew."""

    def __init__(self, site: Site) -> None:
        """Keep the site."""
        self._site = site
        self.record_questions = question_tool(site)

    def record_intent(
        self,
        intent: Slug,
        title: Title | None = None,
        body: Body | None = None,
        workspace: WorkspaceKind | None = None,
        issue: int | None = None,
        expected: Sha256 | None = None,
    ) -> Answer:
        """Record a human's goal; body: their own words."""
        from aidlc.domain.workspace import tell_workspace
        from aidlc.usecases.recording import record_intent

        at = self._site.open()
        told = workspace or tell_workspace(at.worktree.files())[0]
        given = {"title": title, "workspace": workspace, "issue": issue}
        fields = {key: value for key, value in given.items() if value is not None}
        recorded = record_intent(
            at.ledger, intent, fields=fields, body=body, workspace=told, expected=expected
        )
        return _told(at, intent, recorded)

    def record_artifact(
        self,
        intent: Slug,
        kind: ArtefactKind,
        fields: dict[str, Any] | None = None,
        body: Body | None = None,
        unit: Slug | None = None,
        name: Slug | None = None,
        expected: Sha256 | None = None,
    ) -> Answer:
        """Record an artefact; lists in `fields` replace the old.

        stories:[{id,as_a,i_want,so_that,acceptance:[]}] nfrs:[{id,category,requirement,measure}]
        risks:[{id,risk,likelihood,impact,mitigation}] (low|medium|high) measures:[{id,measure,target}]; domain-design:
        entities,value_objects,aggregates,domain_events,repositories; adr: title,status; tests: runs:[{command,result}];
        others: body. Not needed: status not-applicable, reason. unit: designs, adr, tests; name: adr.
        """
        from aidlc.domain.records import Kind
        from aidlc.usecases.recording import record_artifact

        at = self._site.open()
        recorded = record_artifact(
            at.ledger,
            intent,
            Kind(kind),
            unit=unit or "",
            name=name or "",
            fields=fields or {},
            body=body,
            expected=expected,
        )
        return _told(at, intent, recorded)

    def record_units(self, intent: Slug, units: list[UnitProposal]) -> Answer:
        """Record Units; paths: patterns of the code a Unit owns."""
        from aidlc.usecases.planning import record_units

        at = self._site.open()
        return _told(at, intent, record_units(at.ledger, intent, units))

    def record_bolts(self, intent: Slug, unit: Slug, bolts: list[BoltProposal]) -> Answer:
        """Suggest a Unit's Bolts; after approved inception, plan them."""
        from aidlc.usecases.planning import record_bolts
        from aidlc.usecases.workspace import merged_scopes

        at = self._site.open()
        merged = f"inception {intent}" in merged_scopes(at.ledger.load(), at.default_tree)
        return _told(at, intent, record_bolts(at.ledger, intent, unit, bolts, inception_merged=merged))

    def update_bolt(
        self,
        bolt: BoltReference,
        state: BoltState | None = None,
        blocked_by: Text | None = None,
        tests: list[TestProposal] | None = None,
        links: list[Line] | None = None,
    ) -> Answer:
        """Change a Bolt's state, add evidence. `finished` goes with its code."""
        from aidlc.usecases.planning import update_bolt

        at = self._site.open()
        recorded = update_bolt(
            at.ledger,
            bolt,
            now=at.now,
            state=state,
            blocked_by=blocked_by,
            tests=tests or (),
            links=links or (),
        )
        return _told(at, bolt.partition("/")[0], recorded)

    def record_deployment_unit(
        self,
        intent: Slug,
        deployment_units: list[DeploymentUnitProposal] | None = None,
        release: ReleaseProposal | None = None,
    ) -> Answer:
        """Record Deployment Units and a release of them."""
        from aidlc.usecases.releasing import record_deployment_units

        at = self._site.open()
        recorded = record_deployment_units(
            at.ledger, intent, deployment_units or (), release, landed_commit=at.default_tip
        )
        return _told(at, intent, recorded)


def _told(at: Workspace, intent: str, recorded: Recorded) -> CallToolResult:
    from aidlc.usecases.status import next_step

    return answer_recorded(recorded, next_step(at, intent))
