"""R2: evidence that names real reviews, of something else. The same file with its own reviews is accepted."""

import json
from typing import Any

from tests.e2e_gate.records import INCEPTION
from tests.e2e_gate.stage import GateStage


def claim(stage: GateStage, printed: dict[str, Any], number: int, *, reviews_of: int) -> dict[str, str]:
    """The evidence of what the gate `printed` of a pull request, with the reviews of one; path to text."""
    (wanted,) = printed["requirements"]
    listed = stage.people["root"].get(f"pulls/{reviews_of}/reviews").expect(200)
    roles = {"alice": "product-owner", "bob": "developer"}
    evidence = {
        "schema": "aidlc/approval/v1",
        "repository": stage.github.repository.id,
        "phase": wanted["phase"],
        "scope": wanted["scope"],
        "digest": wanted["digest"],
        "pull_request": number,
        "head": printed["head"],
        "policy": stage.clone.git("rev-parse", "origin/main:.github/aidlc.yml"),
        "reviews": [
            {
                "review": one["id"],
                "login": one["user"]["login"],
                "account": one["user"]["id"],
                "role": roles[one["user"]["login"]],
                "submitted_at": one["submitted_at"],
                "digest_line": False,
            }
            for one in listed
        ],
        "gathered_at": "2026-01-01T00:00:00Z",
        "gate_version": "0.1.0",
    }
    return {
        f"aidlc-records/shop/approvals/{wanted['digest'][:12]}.json": json.dumps(evidence, indent=2) + "\n"
    }


def test_reviews_of_another_pull_request_are_no_evidence(asked: GateStage) -> None:
    asked.approve(1, "alice", "bob")
    approved = asked.gate(1)
    asked.merge(1)
    quiet = asked.open("quiet", {f"{INCEPTION}/prfaq.md": "---\nschema: aidlc/prfaq/v1\n---\n\nQuietly.\n"})
    unapproved = asked.gate(quiet)
    asked.merge(quiet)

    honest = asked.open("honest", claim(asked, approved, 1, reviews_of=1))
    asked.approve(honest, "dave")
    assert asked.gate(honest)["state"] == "success"

    replayed = asked.open("replayed", claim(asked, unapproved, quiet, reviews_of=1))
    asked.approve(replayed, "dave")
    refused = asked.gate(replayed)
    assert refused["state"] == "failure"
    assert unapproved["requirements"][0]["digest"][:12] in refused["sentence"]
