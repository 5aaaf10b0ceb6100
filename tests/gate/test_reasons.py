"""Why an approval doesn't count, in the words that its author reads."""

from __future__ import annotations

from typing import Any

import pytest

from aidlc.domain.decision import GateDecision
from aidlc.domain.gate import evaluate_gate
from tests.gate import samples
from tests.gate.builder import Build
from tests.gate.gitworld import oid

MERGE = [{"name": "m1", "merge": "main"}]
NEWS = {"docs/news.md": "news"}
EDITED = [{"name": "c2", "files": {f"{samples.IN}/intent.md": "$intent:2"}}]
DIGEST = {"phases": {"inception": {"evidence": "digest"}}}
STRICT = {"phases": {"inception": {"independence": "strict"}}}
SOLO = {"phases": {"inception": {"independence": "solo"}}}
TEAM = {"roles": {"developer": {"users": [], "teams": ["acme/devs#5"]}}}
OUT_OF_DATE = "run `aidlc policy resolve`."


def decide(**words: Any) -> GateDecision:
    made = Build(words)
    return evaluate_gate(made.policy, made.facts)


def told(decision: GateDecision) -> list[tuple[int, str, str]]:
    return [(each.review, str(each.why), each.sentence) for each in decision.ignored]


@pytest.mark.parametrize(
    ("words", "why", "sentence"),
    [
        ({"also": [{"by": "ghost"}]}, "deleted-account", "The account was deleted."),
        ({"also": [{"by": "claude"}]}, "bot", "A bot is no person."),
        ({"also": [{"by": "doll"}]}, "not-a-user", "An account of type Mannequin is no person."),
        ({"also": [{"by": "org"}]}, "not-a-user", "An account of type Organization is no person."),
        ({"also": [{"by": "robo"}]}, "agent", "The policy lists the account among agents."),
        (
            {"also": [{"by": "carol"}], "policy": {"revoked": ["review:3"]}},
            "revoked",
            "The policy revokes it.",
        ),
        ({"also": [{"by": "olga"}]}, "author", "olga opened the pull request."),
        (
            {"also": [{"by": "erin"}]},
            "no-role",
            "erin isn't in a role that is asked (developer, product-owner).",
        ),
        (
            {"also": [{"by": "false-alice"}]},
            "no-role",
            f"The policy's login and id don't agree for alice#99: {OUT_OF_DATE}",
        ),
        (
            {"also": [{"by": "carol"}], "standings": {"carol": "read"}},
            "no-permission",
            "carol lacks the permission `write` that developer needs.",
        ),
        (
            {"also": [{"by": "carol"}], "policy": STRICT, "c1": {"by": "carol"}},
            "contributor",
            f"carol wrote commit {oid('c1')[:12]}.",
        ),
        (
            {"also": [{"by": "carol"}], "policy": STRICT, "c1": {"committer": "carol"}},
            "contributor",
            f"carol committed commit {oid('c1')[:12]}.",
        ),
        (
            {"also": [{"by": "carol"}], "policy": STRICT, "c1": {"co_authors": ["carol"]}},
            "contributor",
            f"carol is a co-author of commit {oid('c1')[:12]}.",
        ),
        (
            {"also": [{"by": "carol"}], "policy": STRICT, "last_pusher": "carol"},
            "last-pusher",
            "carol pushed last.",
        ),
        (
            {"also": [{"by": "carol", "commit": None}]},
            "stale",
            "GitHub doesn't say which commit was reviewed. Approve again.",
        ),
        (
            {"also": [{"by": "carol", "commit": "elsewhere"}]},
            "stale",
            f"Commit {oid('elsewhere')[:12]}, which was reviewed, can't be read any more. Approve again.",
        ),
        (
            {"also": [{"by": "carol"}], "pushes": EDITED},
            "stale",
            "The content changed after this approval. Approve again.",
        ),
        (
            {"also": [{"by": "carol", "at": 5000}], "updated": 10},
            "no-time",
            "The approval claims a time in the future.",
        ),
        (
            {"also": [{"by": "carol"}], "events": [{"kind": "base-changed"}]},
            "stale",
            "The pull request's base changed after this approval. Approve again.",
        ),
        (
            {"also": [{"by": "carol"}], "events": [{"kind": "head-force-pushed"}, {"kind": "reopened"}]},
            "stale",
            "After this approval: head-force-pushed, reopened. Approve again.",
        ),
        (
            {"also": [{"by": "carol", "commit": "m1", "at": 12}], "pushes": MERGE, "main": NEWS},
            "stale",
            "The reviewed commit is or follows a merge, so GitHub may have moved the approval onto it. Approve again.",
        ),
        (
            {"also": [{"by": "carol"}], "policy": DIGEST},
            "digest-line-missing",
            "The review lacks the digest line.",
        ),
        (
            {"also": [{"by": "carol", "body": "{line}", "edited": True}], "policy": DIGEST},
            "digest-line-missing",
            "The review lacks the digest line. Its body was edited, so a line in it doesn't count.",
        ),
        (
            {"also": [{"by": "carol", "body": "{other}"}]},
            "digest-line-wrong",
            "The digest line in the review isn't today's: its author saw other content.",
        ),
        (
            {
                "also": [{"by": "carol"}],
                "policy": SOLO,
                "c1": {"by": "carol"},
                "author": "claude",
            },
            "digest-line-missing",
            "Approving one's own commits needs the digest line.",
        ),
        ({"also": [{"by": "carol"}]}, "not-needed", "Nothing is left for this approval to fill."),
        (
            {"also": [{"by": "carol", "state": "PENDING"}]},
            "not-submitted",
            "carol hasn't submitted the review.",
        ),
        (
            {"also": [{"by": "carol", "state": "COMMENTED"}]},
            "comment",
            "carol commented, which is no opinion.",
        ),
        (
            {"also": [{"by": "ghost", "state": "COMMENTED"}]},
            "comment",
            "a deleted account commented, which is no opinion.",
        ),
        (
            {"also": [{"by": "carol", "at": None}]},
            "no-time",
            "carol's approval has no usable time; approve again.",
        ),
        (
            {
                "also": [{"by": "carol", "state": "DISMISSED"}],
                "events": [{"kind": "review-dismissed", "review": 3, "was": "APPROVED"}],
            },
            "dismissed",
            "carol's review was dismissed.",
        ),
        (
            {"also": [{"by": "mallory", "state": "CHANGES_REQUESTED"}]},
            "no-permission",
            "mallory requested changes but can't push and holds no role.",
        ),
    ],
)
def test_review_that_says_nothing_is_told_why(words: dict[str, Any], why: str, sentence: str) -> None:
    assert (3, why, sentence) in told(decide(**words))


def test_later_opinion_silences_the_earlier_one() -> None:
    decision = decide(reviews=[{"by": "alice", "at": 5}, {"by": "alice"}, {"by": "bob", "at": 11}])

    assert told(decision) == [(1, "superseded", "alice gave a later opinion.")]
    assert decision.verdict == "OPEN"


def test_renamed_account_is_told_to_resolve_the_policy() -> None:
    decision = decide(reviews=[{"by": "renamed-alice"}, {"by": "bob", "at": 11}])

    assert told(decision) == [
        (1, "no-role", f"The policy's login and id don't agree for alice-smith#11: {OUT_OF_DATE}")
    ]


def test_reasons_are_told_in_the_order_of_the_reviews() -> None:
    decision = decide(
        reviews=[
            {"by": "erin"},
            {"by": "alice", "state": "COMMENTED"},
            {"by": "carol", "commit": None},
            {"by": "ghost"},
        ]
    )

    assert [(each.review, each.account.login if each.account else None) for each in decision.ignored] == [
        (1, "erin"),
        (2, "alice"),
        (3, "carol"),
        (4, None),
    ]


def test_reason_is_of_a_role_that_the_person_holds_if_there_is_one() -> None:
    words: dict[str, Any] = {"start": "construction", "files": {"deploy/run.sh": "faster"}}
    stale = decide(**words, reviews=[{"by": "dave", "commit": None}, {"by": "erin", "at": 11}])
    counted = decide(**words, reviews=[{"by": "bob"}])

    assert [(each.why, each.phase) for each in stale.ignored] == [
        ("stale", "guarded"),
        ("no-role", "construction"),
    ]
    assert counted.ignored == ()
    assert [(each.account.login, each.phase) for each in counted.counted] == [("bob", "construction")]


def test_approval_that_counts_for_one_demand_says_what_it_lacks_for_the_other() -> None:
    policy = {
        "guarded": {"evidence": "digest", "approvals": [{"role": "developer"}]},
        "same-person": "allowed",
    }
    decision = decide(
        start="construction", files={"deploy/run.sh": "faster"}, policy=policy, reviews=[{"by": "bob"}]
    )

    assert [(each.review, each.phase, each.why) for each in decision.ignored] == [
        (1, "guarded", "digest-line-missing")
    ]
    assert [each.phase for each in decision.counted] == ["construction"]
    assert [
        (each.phase, each.role, each.count, each.people, each.digest_line) for each in decision.needed
    ] == [("guarded", "developer", 1, ("bob", "carol"), True)]


@pytest.mark.parametrize(
    ("words", "sentence"),
    [
        ({}, "Approved by alice (product-owner) and bob (developer)."),
        (
            {"c1": {"by": "bob"}, "author": "claude"},
            "Waiting for 1 developer (bob or carol).",
        ),
        ({"last_pusher": "bob", "author": "claude"}, "Waiting for 1 developer (bob or carol)."),
        (
            {"last_pusher": "carol", "author": "claude"},
            "Approved by alice (product-owner) and bob (developer).",
        ),
        (
            {
                "c1": {"by": "bob"},
                "author": "claude",
                "reviews": [{"by": "alice"}, {"by": "bob", "body": "{line}"}],
            },
            "Self-approved by alice (product-owner) and bob (developer).",
        ),
    ],
)
def test_only_ones_own_commits_need_the_line_where_one_may_approve_them(
    words: dict[str, Any], sentence: str
) -> None:
    assert decide(policy=SOLO, **words).sentence == sentence
