"""Which model a record's `schema:` names. The one list of kinds; paths, codec and JSON Schemas follow it."""

from __future__ import annotations

from typing import Final

from schemas.approval import ApprovalEvidence
from schemas.common import Strict
from schemas.construction import Adr, Bolt, DeploymentUnit, DomainDesign, LogicalDesign, Release, TestReport
from schemas.policy import Policy
from schemas.records import Context, Intent, Measures, Nfrs, Prfaq, Questions, Risks, Stories, Unit

MODELS: Final[dict[str, type[Strict]]] = {
    "intent": Intent,
    "context": Context,
    "questions": Questions,
    "prfaq": Prfaq,
    "stories": Stories,
    "nfrs": Nfrs,
    "risks": Risks,
    "measures": Measures,
    "unit": Unit,
    "domain-design": DomainDesign,
    "logical-design": LogicalDesign,
    "adr": Adr,
    "tests": TestReport,
    "bolt": Bolt,
    "deployment-unit": DeploymentUnit,
    "release": Release,
    "approval": ApprovalEvidence,
}
"""Kind, as in `schema: aidlc/<kind>/v1`, to its model."""

POLICY: Final = "policy"


def schema_name(kind: str) -> str:
    """The value of `schema:` for `kind` in the version that this package reads and writes."""
    return f"aidlc/{kind}/v1"


def kind_of(record: Strict) -> str:
    """The kind that a record's model is. Raises `KeyError` for a model that is no record of its own."""
    kinds = {model: kind for kind, model in MODELS.items()} | {Policy: POLICY}
    return kinds[type(record)]
