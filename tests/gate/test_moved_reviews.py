"""A review whose commit GitHub may have moved: what the server saw, and which version its author looked at."""

from __future__ import annotations

from typing import Any

import pytest

from aidlc.domain.classification import classify
from aidlc.domain.demands import Digests, demands_of
from aidlc.domain.evidence import version_seen
from aidlc.domain.gate import evaluate_gate
from tests.gate import samples
from tests.gate.builder import FACTS, Build
from tests.gate.gitworld import oid

PUSHES = [
    {"name": "c2", "files": {f"{samples.IN}/intent.md": "$intent:2"}},
    {"name": "c3", "files": {"docs/a.md": "a"}},
]
AFTER = (
    "The reviewed commit was pushed after this approval, so GitHub moved the approval onto it. Approve again."
)
MERGE = (
    "The reviewed commit is or follows a merge, so GitHub may have moved the approval onto it. Approve again."
)


def told(**words: Any) -> set[str]:
    made = Build(words)
    return {each.sentence for each in evaluate_gate(made.policy, made.facts).ignored}


@pytest.mark.parametrize(
    ("times", "sentences"),
    [
        ([20], {AFTER}),
        ([11], {AFTER}),
        ([10], set()),
        ([9], set()),
        ([5, 20], set()),
        ([20, 30], {AFTER}),
        ([], set()),
    ],
)
def test_commit_that_was_pushed_after_the_approval_was_not_looked_at(
    times: list[int], sentences: set[str]
) -> None:
    reviews = [{"by": by, "commit": "c2"} for by in ("alice", "bob")]
    activity = [{"at": at, "to": "c2"} for at in times]

    assert told(pushes=PUSHES, reviews=reviews, activity=activity) == sentences


@pytest.mark.parametrize(
    ("commit", "sentences"), [("c1", set()), ("m1", {MERGE}), ("c2", {MERGE}), ("c3", {MERGE})]
)
def test_commit_on_top_of_a_merge_may_be_where_a_review_was_moved_to(
    commit: str, sentences: set[str]
) -> None:
    pushes = [
        {"name": "m1", "merge": "main"},
        {"name": "c2", "files": {"docs/a.md": "a"}},
        {"name": "c3", "files": {"docs/b.md": "b"}},
    ]
    reviews = [{"by": by, "commit": commit} for by in ("alice", "bob")]

    assert told(pushes=pushes, main={"docs/news.md": "news"}, reviews=reviews) == sentences


def seen(body: str, commit: str | None = "c1", *, edited: bool = False, **words: Any) -> str | None:
    made = Build({**words, "reviews": [{"by": "alice", "body": body, "commit": commit, "edited": edited}]})
    (demand,) = demands_of(made.policy, classify(made.policy, made.content.head.changes), made.content)
    return version_seen(made.pull.reviews[0], demand, Digests(made.policy, FACTS, made.pull, made.content))


@pytest.mark.parametrize("body", ["{line}", "Fine.\n{line}", "Fine.\r\n{line}\r\nThanks.", "Fine.\r{line}"])
def test_digest_line_names_the_version_wherever_it_stands(body: str) -> None:
    events = [{"kind": "head-force-pushed"}]

    assert seen(body, events=events) == oid("c1")
    assert seen(body, events=events, edited=True) is None
    assert seen(body, None, events=events) is None


def test_version_is_the_commit_that_the_server_saw_or_the_reviews_own() -> None:
    first, same, other = (
        {"at": 1, "to": "c1"},
        {"from": "c1", "to": "c2"},
        {"at": 20, "from": "c2", "to": "c3"},
    )

    assert seen("", "c3", pushes=PUSHES, activity=[first, {**same, "at": 5}, other]) == oid("c2")
    assert seen("", "c3", pushes=PUSHES, activity=[first, {**same, "at": 10}, other]) is None
    assert seen("", "c1", pushes=PUSHES) == oid("c1")
    assert seen("", None, pushes=PUSHES) is None
    assert seen("", "c1", pushes=PUSHES, events=[{"kind": "reopened"}]) is None
    assert seen("", "m1", pushes=[{"name": "m1", "merge": "main"}], main={"docs/a": "a"}) is None


def test_clock_a_day_ahead_is_believed_and_one_beyond_is_not() -> None:
    day = 24 * 60

    assert told(also=[{"by": "carol", "at": day + 20}], updated=20) == {
        "Nothing is left for this approval to fill."
    }
    assert told(also=[{"by": "carol", "at": day + 21}], updated=20) == {
        "The approval claims a time in the future."
    }


def test_head_that_moved_while_it_was_read_is_told() -> None:
    made = Build({})
    moved = made.facts.model_copy(update={"pull": made.pull.model_copy(update={"head": oid("newer")})})

    assert evaluate_gate(made.policy, moved).sentence == (
        "The content that was read isn't that of the pull request's head: run the gate again."
    )
