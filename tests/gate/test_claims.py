"""Evidence files: what is true stays true whatever else the pull request held, and each lie is named as what it is."""

from __future__ import annotations

from typing import Any

import pytest

from aidlc.domain.claims import claim_problems
from aidlc.domain.classification import classify
from aidlc.domain.facts import ClaimFacts, History, Transition
from aidlc.domain.trials import try_merged
from schemas.approval import ApprovalEvidence
from tests.gate import samples
from tests.gate.builder import FACTS, Build

REMOVE = "Remove the file; `check_approval` writes one that is true."
TEAM = {"roles": {"developer": {"users": [], "teams": ["acme/devs#5"]}}}
MEMBER = {"bob": {"permission": "write", "teams": [5]}}
INTENT = f"{samples.IN}/intent.md"


def told(
    evidence: ApprovalEvidence, transition: Transition | None, *, path: str = "", **words: Any
) -> list[str]:
    """What is said of the evidence in a pull request that adds nothing but it."""
    named = path or f"aidlc-records/events/approvals/{evidence.digest[:12]}.json"
    made = Build({**words, "start": "free", "only": True, "files": {named: "evidence"}})
    claim = ClaimFacts(path=named, evidence=evidence, transition=transition)
    changes = made.content.head.changes
    found = classify(made.policy, changes)
    problems = claim_problems(made.policy, FACTS, found, changes, (claim,), made.facts.standings)
    return [str(each) for each in problems]


def merged(**words: Any) -> tuple[Transition, ApprovalEvidence]:
    """A merged inception, and the evidence that names every approval of it that counts."""
    made = Build(words)
    transition = made.merged("merge", made.git.merge(made.tip, "head") or {})
    trial = try_merged(made.policy, FACTS, transition, made.facts.standings, made.content.head.records)
    counting = {each.review for each in trial.judgement.eligible}
    evidence = samples.claim(History(phase="inception", scope="events", transitions=(transition,)))
    reviews = tuple(each for each in evidence.reviews if each.review in counting)
    return transition, evidence.model_copy(update={"reviews": reviews})


@pytest.mark.parametrize(
    "words",
    [
        {},
        {"only": True, "base": "$inception", "files": {INTENT: "$intent:2"}},
        {"also": [{"by": "mallory", "state": "CHANGES_REQUESTED"}]},
        {"policy": TEAM, "standings": MEMBER},
    ],
)
def test_true_evidence_is_no_problem(words: dict[str, Any]) -> None:
    transition, evidence = merged(**words)
    today = {key: words[key] for key in ("policy", "standings") if key in words}

    assert {each.login for each in evidence.reviews} == {"alice", "bob"}
    assert told(evidence, transition, **today) == []


def test_file_that_isnt_named_by_its_digest_is_a_lie_about_it() -> None:
    transition, evidence = merged()
    path = "aidlc-records/events/approvals/0123456789ab.json"

    assert told(evidence, transition, path=path) == [f"{path}: isn't named by the digest it holds. {REMOVE}"]


def test_pull_request_that_isnt_merged_or_isnt_known_approved_nothing() -> None:
    transition, evidence = merged()
    path = f"aidlc-records/events/approvals/{evidence.digest[:12]}.json"
    problem = [f"{path}: names pull request #3, which isn't merged. {REMOVE}"]

    assert told(evidence, None) == problem
    assert told(evidence, transition.model_copy(update={"pull": None})) == problem


def test_content_that_cant_be_read_any_more_proves_nothing() -> None:
    transition, evidence = merged()

    assert told(evidence, transition.model_copy(update={"content": None})) == [
        (
            f"aidlc-records/events/approvals/{evidence.digest[:12]}.json: claims an approval, but the content of pull"
            f" request #3 can't be read any more. {REMOVE}"
        )
    ]
