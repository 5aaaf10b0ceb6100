"""A merged pull request, judged as it stood when it was merged."""

from __future__ import annotations

from typing import Any

import pytest

from aidlc.domain.facts import PullFacts, Transition
from aidlc.domain.trials import Trial, as_of_merge, demand_for, name_pull, try_merged
from tests.gate import samples
from tests.gate.builder import BEGIN, FACTS, Build, minute
from tests.gate.gitworld import oid

NULL = "0" * 40


def merged(name: str = "merge", **words: Any) -> Transition:
    made = Build(words)
    return made.merged(name, made.git.merge(made.tip, "head") or {})


def tried(transition: Transition) -> Trial:
    return try_merged(samples.policy_from({}), FACTS, transition, Build({}).facts.standings)


def at_merge(merged_at: int | None = 60, **words: Any) -> PullFacts:
    pull = merged(merged_at=merged_at, **words).pull
    assert pull is not None
    return as_of_merge(pull)


@pytest.mark.parametrize(
    ("merged_at", "kept"), [(60, [1, 2, 4, 5, 6]), (59, [1, 4, 5, 6]), (None, [4, 5, 6])]
)
def test_approvals_after_the_merge_or_without_a_time_are_left_out(
    merged_at: int | None, kept: list[int]
) -> None:
    pull = at_merge(
        merged_at,
        reviews=[
            {"by": "alice"},
            {"by": "bob", "at": 60},
            {"by": "carol", "at": 61},
            {"by": "dave", "at": 90, "state": "CHANGES_REQUESTED"},
            {"by": "erin", "at": 90, "state": "DISMISSED"},
            {"by": "olga", "at": None, "state": "CHANGES_REQUESTED"},
            {"by": "mallory", "at": None},
        ],
    )

    assert [review.id for review in pull.reviews] == kept


@pytest.mark.parametrize(
    ("kind", "at", "kept"),
    [
        ("head-force-pushed", 59, True),
        ("head-force-pushed", 60, True),
        ("head-force-pushed", 61, False),
        ("head-deleted", 59, True),
        ("head-deleted", 60, False),
        ("head-deleted", 61, False),
        ("base-changed", 60, True),
        ("review-dismissed", 60, True),
        ("review-dismissed", 61, True),
    ],
)
def test_what_happens_to_the_branch_after_the_merge_is_left_out(kind: str, at: int, kept: bool) -> None:
    assert bool(at_merge(events=[{"kind": kind, "at": at, "review": 1}]).timeline) is kept


def test_event_without_a_usable_time_and_pull_request_without_one_keep_every_event() -> None:
    untimed = merged(events=[{"kind": "head-deleted", "at": 70}]).pull
    assert untimed is not None
    nowhere = untimed.timeline[0].model_copy(update={"at": BEGIN.replace(tzinfo=None)})

    assert at_merge(None, events=[{"kind": "head-deleted", "at": 70}]).timeline != ()
    assert as_of_merge(untimed.model_copy(update={"timeline": (nowhere,)})).timeline == (nowhere,)


def test_activity_ends_with_the_merge_and_leaves_out_deletions() -> None:
    activity = [
        {"at": 1, "to": "c1"},
        {"at": 60, "from": "c1", "to": "c2"},
        {"at": 61, "from": "c2", "to": "c3"},
    ]
    pull = merged(activity=activity).pull
    assert pull is not None
    known = pull.activity or ()
    deleted = known[1].model_copy(update={"before": oid("c1"), "after": NULL, "at": minute(50)})
    strange = known[1].model_copy(update={"after": "", "at": minute(50)})
    whole = pull.model_copy(update={"activity": (*known, deleted, strange)})

    assert as_of_merge(whole).activity == (known[0], known[1], strange)
    assert as_of_merge(whole.model_copy(update={"merged_at": None})).activity is None
    assert as_of_merge(pull.model_copy(update={"activity": None})).activity is None


@pytest.mark.parametrize(
    ("words", "changes", "refusal"),
    [
        ({}, {}, ""),
        ({"direct_push": True}, {}, f"commit {oid('merge')[:12]} was pushed without a pull request"),
        ({"no_policy": True}, {}, f"commit {oid('merge')[:12]} was merged when no policy was in force yet"),
        (
            {"no_policy": True},
            {"policy_problem": "the policy was invalid"},
            f"commit {oid('merge')[:12]} was merged when the policy was invalid",
        ),
        ({}, {"commit": oid("other")}, f"commit {oid('other')[:12]} isn't the merge of pull request #3"),
        ({"base_ref": "release"}, {}, "pull request #3 was merged into release"),
        ({}, {"content": None}, "the content of pull request #3 can't be read any more"),
        ({"start": "free"}, {}, "pull request #4 broke the rules when it was merged"),
        ({"files": {"src/x.py": "code"}}, {}, "pull request #3 broke the rules when it was merged"),
        (
            {"reviews": [{"by": "bob"}]},
            {},
            "pull request #3 was merged without the approval of 1 product-owner",
        ),
        (
            {"also": [{"by": "erin", "state": "CHANGES_REQUESTED"}]},
            {},
            "pull request #3: erin requested changes",
        ),
        (
            {
                "reviews": [
                    {"by": "alice", "state": "CHANGES_REQUESTED", "at": 5},
                    {"by": "alice", "commit": None},
                    {"by": "bob"},
                ]
            },
            {},
            "pull request #3: alice requested changes and hasn't approved today's content since: ask alice again",
        ),
    ],
)
def test_refusal_says_what_was_wrong(words: dict[str, Any], changes: dict[str, Any], refusal: str) -> None:
    assert tried(merged(**words).model_copy(update=changes)).refusal == refusal


def test_open_pull_request_or_moved_content_is_no_merge() -> None:
    transition = merged()
    pull, content = transition.pull, transition.content
    assert pull is not None
    assert content is not None
    still_open = transition.model_copy(update={"pull": pull.model_copy(update={"state": "OPEN"})})
    head = content.head.model_copy(update={"commit": oid("moved")})
    moved = transition.model_copy(update={"content": content.model_copy(update={"head": head})})

    assert "isn't the merge of pull request #3" in tried(still_open).refusal
    assert "can't be read any more" in tried(moved).refusal


def test_demand_is_found_by_phase_and_scope() -> None:
    trial = tried(merged())

    assert demand_for(trial, "inception", "events") == trial.demands[0]
    assert demand_for(trial, "inception", "other") is None
    assert demand_for(trial, "guarded", "events") is None


def test_policy_of_today_revokes_and_permissions_of_today_say_nothing() -> None:
    revoking = samples.policy_from({"revoked": ["bob#12"]})
    transition = merged()

    assert "without the approval of 1 developer" in try_merged(revoking, FACTS, transition, {}).refusal
    assert try_merged(samples.policy_from({}), FACTS, transition, {}).refusal == ""


def test_role_that_the_policy_of_then_did_not_know_was_held_by_nobody() -> None:
    transition = merged()
    assert transition.policy is not None
    unknown = samples.policy_from({"phases": {"inception": {"approvals": [{"role": "owner"}]}}})
    trial = tried(transition.model_copy(update={"policy": unknown}))

    assert trial.refusal == "pull request #3 was merged without the approval of 1 owner"
    assert [need.people for need in trial.judgement.needed] == [()]


def test_commit_without_a_pull_request_is_named_as_such() -> None:
    assert name_pull(merged(direct_push=True)) == "no pull request"
    assert name_pull(merged()) == "pull request #3"
