"""Which commits evidence asks for, and what it never looks at."""

from __future__ import annotations

import pytest

from aidlc.domain.classification import classify
from aidlc.domain.demands import Digests, demands_of
from aidlc.domain.evidence import commits_needed, freshness_of
from aidlc.domain.facts import Commit, Identity, PullFacts
from aidlc.domain.gate import evaluate_gate
from tests.gate.builder import FACTS, Build, minute
from tests.gate.gitworld import oid


def pull(**words: object) -> PullFacts:
    return Build(words).pull


def test_facts_know_no_commit_dates() -> None:
    names = {*Commit.model_fields, *Identity.model_fields}

    assert names == {"oid", "author", "committer", "co_authors", "parents", "name", "email", "account"}


def test_approvals_commits_are_needed_and_the_head_is_not() -> None:
    needed = commits_needed(
        pull(
            pushes=[{"name": "c2", "files": {"docs/a.md": "a"}}],
            reviews=[{"by": "alice"}, {"by": "bob", "commit": "c2"}, {"by": "carol", "commit": None}],
        )
    )

    assert needed == (oid("c1"),)


def test_commits_of_other_opinions_are_not_needed() -> None:
    assert commits_needed(pull(reviews=[{"by": "alice", "state": "COMMENTED", "commit": "elsewhere"}])) == ()


def test_deleted_branch_is_no_commit_to_ask_for() -> None:
    made = pull(reviews=[{"by": "alice", "at": 30}], activity=[{"at": 1, "to": "c1"}])
    known = made.activity or ()
    deleted = known[0].model_copy(update={"before": oid("c1"), "after": "0" * 40, "at": minute(5)})
    again = known[0].model_copy(update={"before": "0" * 40, "at": minute(40)})

    assert commits_needed(made.model_copy(update={"activity": (*known, deleted, again)})) == ()


def test_every_head_in_the_second_of_submission_is_needed() -> None:
    needed = commits_needed(
        pull(
            pushes=[{"name": name, "files": {"docs/a.md": name}} for name in ("c2", "c3", "c4")],
            reviews=[{"by": "alice", "commit": "c4"}],
            activity=[
                {"at": 1, "to": "c1"},
                {"at": 10, "from": "c2", "to": "c3"},
                {"at": 10, "from": "c1", "to": "c2"},
                {"at": 20, "from": "c3", "to": "c4"},
            ],
        )
    )

    assert set(needed) == {oid("c1"), oid("c2"), oid("c3")}


def test_pushes_whose_times_contradict_their_order_tell_nothing() -> None:
    words = {
        "pushes": [{"name": name, "files": {"docs/a.md": name}} for name in ("c2", "c3", "c4")],
        "reviews": [{"by": "alice"}],
    }
    first, last = {"at": 1, "to": "c1"}, {"at": 20, "from": "c3", "to": "c4"}
    early, late = {"from": "c1", "to": "c2"}, {"from": "c2", "to": "c3"}

    in_order = commits_needed(pull(**words, activity=[first, {**early, "at": 8}, {**late, "at": 9}, last]))
    reversed_ = commits_needed(pull(**words, activity=[first, {**early, "at": 9}, {**late, "at": 8}, last]))

    assert set(in_order) == {oid("c1"), oid("c3")}
    assert reversed_ == (oid("c1"),)


def test_branch_that_went_back_and_forth_is_followed_by_its_times() -> None:
    needed = commits_needed(
        pull(
            pushes=[{"name": name, "files": {"docs/a.md": name}} for name in ("c2", "c3")],
            reviews=[{"by": "alice", "at": 25}],
            activity=[
                {"at": 1, "to": "c1"},
                {"at": 5, "from": "c1", "to": "c2"},
                {"at": 10, "from": "c2", "to": "c1"},
                {"at": 20, "from": "c1", "to": "c2"},
                {"at": 30, "from": "c2", "to": "c3"},
            ],
        )
    )

    assert set(needed) == {oid("c1"), oid("c2")}


def test_approval_without_a_usable_time_asks_for_its_own_commit_alone() -> None:
    made = pull(
        pushes=[{"name": "c2", "files": {"docs/a.md": "a"}}],
        reviews=[{"by": "alice", "at": None}],
        activity=[{"at": 1, "to": "c1"}, {"at": 5, "from": "c1", "to": "c2"}],
    )

    assert commits_needed(made) == (oid("c1"),)


def test_content_that_is_not_the_heads_is_nothing_one_could_have_approved() -> None:
    made = Build({})
    moved = made.pull.model_copy(update={"head": oid("newer")})
    demands = demands_of(made.policy, classify(made.policy, made.content.head.changes), made.content)
    digests = Digests(made.policy, FACTS, moved, made.content)
    found = freshness_of(moved.reviews[0], demands[0], demands, digests)

    assert (found.why, found.sentence, found.line) == (
        "stale",
        "The content can't be told. Approve again.",
        False,
    )


def ignored(**words: object) -> list[str]:
    made = Build(words)
    return [str(each.why) for each in evaluate_gate(made.policy, made.facts).ignored]


@pytest.mark.parametrize("word", ["aidlc-approve", "AIDLC-APPROVE", "Aidlc-Approve"])
def test_attempt_at_a_digest_line_that_is_wrong_spoils_the_approval_in_any_case(word: str) -> None:
    body = f"{word}: inception events {'0' * 64}"

    assert ignored(reviews=[{"by": "alice", "body": body}, {"by": "bob"}]) == ["digest-line-wrong"]


@pytest.mark.parametrize("kind", ["base-changed", "base-force-pushed"])
def test_approval_of_another_difference_is_stale_even_where_the_server_saw_the_head(kind: str) -> None:
    words = {"events": [{"kind": kind, "at": 20}], "activity": [{"at": 1, "to": "c1"}]}

    assert ignored(**words) == ["stale", "stale"]


@pytest.mark.parametrize(("after", "why"), [(24 * 60, []), (24 * 60 + 1 / 60, ["no-time", "no-time"])])
def test_approval_may_be_a_day_ahead_of_what_github_last_said_and_no_second_more(
    after: float, why: list[str]
) -> None:
    reviews = [{"by": name, "at": after} for name in ("alice", "bob")]

    assert ignored(updated=0, reviews=reviews) == why
