"""Short names for contents: the records of the sample intent `events` with its Unit `check-in`, and who everybody is."""

from __future__ import annotations

import hashlib
from datetime import UTC, datetime
from functools import cache
from typing import Any

from aidlc.adapters.codec import encode
from aidlc.domain.digests import folder_digest
from aidlc.domain.facts import Account, AccountType, History
from schemas.approval import ApprovalEvidence, ClaimedReview
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
from schemas.policy import Policy
from schemas.records import (
    Intent,
    Level,
    Measure,
    Measures,
    Nfr,
    Nfrs,
    Prfaq,
    Risk,
    Risks,
    Stories,
    Story,
    SuggestedBolt,
    Unit,
    Workspace,
)

REPOSITORY = 4711
IN = "aidlc-records/events/inception"
CON = "aidlc-records/events/construction/check-in"
OP = "aidlc-records/events/operation"
BOLT = f"{CON}/bolts/qr.md"

PEOPLE = {
    "alice": Account(id=11, login="alice"),  # product owner
    "bob": Account(id=12, login="bob"),  # developer
    "carol": Account(id=13, login="carol"),  # developer
    "dave": Account(id=14, login="dave"),  # maintainer
    "erin": Account(id=15, login="erin"),  # can push, holds no role
    "mallory": Account(id=18, login="mallory"),  # nobody
    "olga": Account(id=19, login="olga"),  # operates the assistant: opens pull requests, commits
    "robo": Account(id=17, login="robo"),  # an assistant with an account of type User
    "robo-again": Account(id=55, login="ROBO"),  # the login of an agent, registered again
    "claude": Account(id=16, login="claude[bot]", type=AccountType.BOT),
    "action": Account(id=41898282, login="github-actions[bot]", type=AccountType.BOT),
    "copilot": Account(id=175728472, login="copilot-pull-request-reviewer", type=AccountType.BOT),
    "doll": Account(id=20, login="doll", type=AccountType.MANNEQUIN),
    "org": Account(id=21, login="acme", type=AccountType.ORGANIZATION),
    "false-alice": Account(id=99, login="alice"),  # somebody registered the login again
    "renamed-alice": Account(id=11, login="alice-smith"),
    "Alice": Account(id=11, login="ALICE"),
    "bot-named-alice": Account(id=98, login="alice", type=AccountType.BOT),
}
PERMISSIONS: dict[str, str | None] = {
    "alice": "write",
    "bob": "write",
    "carol": "write",
    "dave": "admin",
    "erin": "write",
}
PERMISSIONS |= {"olga": "write", "robo": "write", "mallory": "read", "claude": None, "action": None}
PERMISSIONS |= {
    "Alice": "write",
    "renamed-alice": "write",
    "false-alice": "write",
    "bot-named-alice": "write",
}

POLICY: dict[str, Any] = {
    "schema": "aidlc/policy/v1",
    "roles": {
        "product-owner": {"users": ["alice#11"]},
        "developer": {"users": ["bob#12", "carol#13"]},
        "maintainer": {"users": ["dave#14"]},
    },
    "phases": {
        "inception": {
            "approvals": [{"role": "product-owner"}, {"role": "developer"}],
            "independence": "author",
            "evidence": "review",
        },
        "construction": {"approvals": [{"role": "developer"}], "evidence": "review"},
        "operation": {
            "approvals": [{"role": "product-owner"}, {"role": "developer"}],
            "environments": ["production", "staging"],
        },
    },
    "guarded": {"paths": ["deploy/**"], "approvals": [{"role": "maintainer"}]},
    "free": ["docs/**", "README.md"],
    "agents": {"users": ["robo#17"], "emails": ["noreply@assistant.example"]},
}


def policy_from(overrides: dict[str, Any]) -> Policy:
    """Return the sample policy with `overrides` merged into it; a value of `(none)` takes a key away."""
    return Policy.model_validate(merged(POLICY, overrides))


def merged(base: dict[str, Any], over: dict[str, Any]) -> dict[str, Any]:
    result = dict(base)
    for key, value in over.items():
        if value == "(none)":
            result.pop(key, None)
        elif isinstance(value, dict) and isinstance(result.get(key), dict):
            result[key] = merged(result[key], value)
        else:
            result[key] = value
    return result


@cache
def unit(title: str, *paths: str) -> str:
    bolts = (SuggestedBolt(id="qr", goal="Validate QR codes."),)
    record = Unit(schema_="aidlc/unit/v1", title=title, stories=("enter",), paths=paths, bolts=bolts)
    return encode(record, "\nPeople enter.\n").decode()


@cache
def inception(*paths: str) -> dict[str, str]:
    """A complete greenfield inception with one Unit, which owns `paths`."""
    return {
        f"{IN}/intent.md": intent(1),
        f"{IN}/prfaq.md": encode(Prfaq(schema_="aidlc/prfaq/v1"), "\nTickets for all.\n").decode(),
        f"{IN}/stories.md": encode(
            Stories(
                schema_="aidlc/stories/v1",
                stories=(Story(id="enter", as_a="guest", i_want="enter fast", so_that="I see the start"),),
            ),
            "",
        ).decode(),
        f"{IN}/nfrs.md": encode(
            Nfrs(
                schema_="aidlc/nfrs/v1", nfrs=(Nfr(id="fast", category="performance", requirement="Fast."),)
            ),
            "",
        ).decode(),
        f"{IN}/risks.md": encode(
            Risks(
                schema_="aidlc/risks/v1",
                risks=(
                    Risk(
                        id="fraud",
                        risk="Copies.",
                        likelihood=Level.LOW,
                        impact=Level.HIGH,
                        mitigation="Sign.",
                    ),
                ),
            ),
            "",
        ).decode(),
        f"{IN}/measures.md": encode(
            Measures(
                schema_="aidlc/measures/v1", measures=(Measure(id="queue", measure="Minutes.", target="2"),)
            ),
            "",
        ).decode(),
        f"{IN}/units/check-in.md": unit("Event Day Entry & Check-In", *paths),
    }


@cache
def intent(revision: int) -> str:
    record = Intent(
        schema_="aidlc/intent/v1", title="Events", workspace=Workspace.GREENFIELD, revision=revision
    )
    return encode(record, "\nBuild an event application.\n").decode()


@cache
def bolt(state: str = "in-progress") -> str:
    finished = BoltState(state) is BoltState.FINISHED
    evidence = BoltEvidence(tests=(TestRun(command="make test", result="passed"),)) if finished else None
    record = Bolt(
        schema_="aidlc/bolt/v1",
        unit="check-in",
        goal="Validate QR codes.",
        state=BoltState(state),
        evidence=evidence,
    )
    return encode(record, "").decode()


@cache
def deployment_unit(title: str = "Scanning APIs") -> str:
    shown = ("checked",)
    record = DeploymentUnit(
        schema_="aidlc/deployment-unit/v1",
        title=title,
        units=("check-in",),
        bolts=("events/check-in/qr",),
        assurances=Assurances(
            secured=shown, instrumented=shown, de_risked=shown, tested=shown, packaged=shown
        ),
    )
    return encode(record, "").decode()


@cache
def release(commit: str, environment: str = "production", unit_text: str | None = None) -> str:
    digest = hashlib.sha256((unit_text or deployment_unit()).encode()).hexdigest()
    record = Release(
        schema_="aidlc/release/v1",
        title="First",
        environment=environment,
        commit=commit,
        deployment_units=(ReleasedUnit(id="scanning", digest=digest),),
    )
    return encode(record, "").decode()


def claim(history: History) -> ApprovalEvidence:
    """True evidence of the inception that `history` tells of, as sample reviews approved it."""
    transition = history.transitions[0]
    pull, content = transition.pull, transition.content
    assert pull is not None
    assert content is not None
    reviews = tuple(
        ClaimedReview(
            review=review.id,
            login=review.author.login,
            account=review.author.id,
            role="product-owner" if review.author.login == "alice" else "developer",
            submitted_at=review.submitted_at,
            digest_line=False,
        )
        for review in pull.reviews
        if review.author is not None and review.submitted_at is not None
    )
    return ApprovalEvidence(
        schema_="aidlc/approval/v1",
        repository=REPOSITORY,
        phase="inception",
        scope="events",
        digest=folder_digest(REPOSITORY, "events", content.head.records),
        pull_request=pull.number,
        head=pull.head,
        policy=transition.policy_oid,
        reviews=reviews,
        gathered_at=datetime(2026, 5, 5, tzinfo=UTC),
        gate_version="0.1.0",
    )


LIES: dict[str, dict[str, Any]] = {
    "": {},
    "other-repository": {"repository": 1},
    "other-pull": {"pull_request": 99},
    "other-policy": {"policy": "a" * 40},
    "other-head": {"head": "b" * 40},
    "other-phase": {"phase": "construction"},
}


def claim_text(history: History, lie: str) -> str:
    """Return the evidence as a file, with one lie in it."""
    true = claim(history)
    first = true.reviews[0]
    changed = {
        "other-review": first.model_copy(update={"review": 4242}),
        "other-person": first.model_copy(update={"account": 12}),
        "other-role": first.model_copy(update={"role": "developer"}),
        "other-time": first.model_copy(update={"submitted_at": datetime(2026, 5, 6, tzinfo=UTC)}),
        "other-line": first.model_copy(update={"digest_line": True}),
    }
    update = {"reviews": (changed[lie], *true.reviews[1:])} if lie in changed else LIES[lie]
    return encode(true.model_copy(update=update), "").decode()


def claim_path(history: History) -> str:
    return f"aidlc-records/events/approvals/{claim(history).digest[:12]}.json"
