"""A small, complete inception in canonical files, and what construction and operation add to it."""

import hashlib

from aidlc.adapters.codec import encode
from schemas.common import Strict
from schemas.construction import (
    Assurances,
    Bolt,
    BoltEvidence,
    BoltState,
    DeploymentUnit,
    Release,
    ReleasedUnit,
    TestRun,
)
from schemas.records import (
    Intent,
    Level,
    Measure,
    Measures,
    Nfr,
    Nfrs,
    Prfaq,
    Questions,
    Risk,
    Risks,
    Stories,
    Story,
    SuggestedBolt,
    Unit,
    Workspace,
)

INCEPTION = "aidlc-records/shop/inception"
POLICY_PATH = ".github/aidlc.yml"


def text_of(record: Strict, body: str = "\nText.\n") -> str:
    return encode(record, body).decode("utf-8")


def inception(title: str = "A shop") -> dict[str, str]:
    """Path to text of everything an inception needs."""
    story = Story(id="buy", as_a="visitor", i_want="to buy a thing", so_that="I have it")
    nfr = Nfr(id="fast", category="performance", requirement="Answers come within a second.")
    risk = Risk(
        id="late", risk="It is late.", likelihood=Level.LOW, impact=Level.HIGH, mitigation="Start early."
    )
    measure = Measure(id="sales", measure="Things sold a day.", target="10")
    unit = Unit(
        schema_="aidlc/unit/v1",
        title="Cart",
        stories=("buy",),
        paths=("src/cart/**",),
        bolts=(SuggestedBolt(id="add", goal="Add a thing to the cart."),),
    )
    records: dict[str, Strict] = {
        "intent.md": Intent(schema_="aidlc/intent/v1", title=title, workspace=Workspace.GREENFIELD),
        "questions.md": Questions(schema_="aidlc/questions/v1"),
        "prfaq.md": Prfaq(schema_="aidlc/prfaq/v1"),
        "stories.md": Stories(schema_="aidlc/stories/v1", stories=(story,)),
        "nfrs.md": Nfrs(schema_="aidlc/nfrs/v1", nfrs=(nfr,)),
        "risks.md": Risks(schema_="aidlc/risks/v1", risks=(risk,)),
        "measures.md": Measures(schema_="aidlc/measures/v1", measures=(measure,)),
        "units/cart.md": unit,
    }
    return {f"{INCEPTION}/{name}": text_of(record) for name, record in records.items()}


def construction() -> dict[str, str]:
    """A finished Bolt with its code."""
    run = TestRun(command="make test", result="3 passed")
    bolt = Bolt(
        schema_="aidlc/bolt/v1",
        unit="cart",
        goal="Add a thing to the cart.",
        state=BoltState.FINISHED,
        evidence=BoltEvidence(tests=(run,)),
    )
    return {
        "aidlc-records/shop/construction/cart/bolts/add.md": text_of(bolt),
        "src/cart/add.py": "def add() -> None: ...\n",
    }


def operation(commit: str, environment: str = "production") -> dict[str, str]:
    """A release of one Deployment Unit."""
    kept = ("yes",)
    unit = DeploymentUnit(
        schema_="aidlc/deployment-unit/v1",
        title="Cart service",
        units=("cart",),
        bolts=("shop/cart/add",),
        assurances=Assurances(secured=kept, instrumented=kept, de_risked=kept, tested=kept, packaged=kept),
    )
    text = text_of(unit)
    release = Release(
        schema_="aidlc/release/v1",
        title="First release",
        environment=environment,
        commit=commit,
        deployment_units=(ReleasedUnit(id="cart", digest=hashlib.sha256(text.encode()).hexdigest()),),
    )
    return {
        "aidlc-records/shop/operation/deployment-units/cart.md": text,
        "aidlc-records/shop/operation/releases/first.md": text_of(release),
    }


def policy(ids: dict[str, int], *, evidence: str = "review", more: str = "") -> str:
    """A policy whose people are the stage's, by login to id."""
    who = {login: f'"{login}#{number}"' for login, number in ids.items()}
    return f"""\
schema: aidlc/policy/v1
roles:
  product-owner: {{users: [{who["alice"]}]}}
  developer: {{users: [{who["bob"]}, {who["carol"]}]}}
  maintainer: {{users: [{who["dave"]}]}}
phases:
  inception: {{approvals: [{{role: product-owner}}, {{role: developer}}], independence: author, evidence: {evidence}}}
  construction: {{approvals: [{{role: developer}}], independence: strict}}
  operation: {{approvals: [{{role: product-owner}}, {{role: developer}}], environments: [production]}}
guarded: {{paths: ["deploy/**"], approvals: [{{role: maintainer}}]}}
free: ["docs/**"]
{more}"""
