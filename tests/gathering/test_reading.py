"""Pull requests as facts: pages, drift, deleted accounts, and answers that aren't what GitHub documents."""

from typing import Any

import pytest

from aidlc.adapters.github import reading
from aidlc.adapters.github.client import GitHubClient
from aidlc.domain.errors import FactsError, GitHubError
from aidlc.domain.facts import AccountType, EventKind, ReviewState
from aidlc.emulator import Fault, faults
from tests.e2e_gate.records import inception
from tests.e2e_gate.stage import GateStage


@pytest.fixture
def asked(stage: GateStage) -> GateStage:
    stage.open("inception", inception())
    return stage


def test_reviews_of_all_pages_are_read_once_each(
    asked: GateStage, client: GitHubClient, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(reading, "PAGE", 2)
    for number in range(7):
        asked.github.put_review(1, user="carol", state="COMMENTED", body=f"review {number}")
    read = reading.read_pull(client, 1)
    assert [review.body for review in read.pull.reviews] == [f"review {number}" for number in range(7)]


def test_size_of_the_pages_does_not_matter(
    asked: GateStage, client: GitHubClient, monkeypatch: pytest.MonkeyPatch
) -> None:
    asked.approve(1, "alice", "bob")
    asked.people["alice"].review("REQUEST_CHANGES", "No.", 1)
    for _ in range(4):
        asked.github.put_review(1, user="carol", state="COMMENTED")
    read = []
    for size in (1, 2, 3, 7, 100):
        monkeypatch.setattr(reading, "PAGE", size)
        read.append(reading.read_pull(client, 1).pull)

    assert len(read[0].reviews) == 7
    assert all(each == read[0] for each in read)


def test_review_that_came_between_two_pages_is_read_too(
    asked: GateStage, client: GitHubClient, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(reading, "PAGE", 2)
    for _ in range(3):
        asked.github.put_review(1, user="carol", state="COMMENTED")
    late = faults.Hook(lambda: asked.people["alice"].review("REQUEST_CHANGES", "No.", 1))
    asked.github.inject(Fault(late, graphql="query More"))
    states = [review.state for review in reading.read_pull(client, 1).pull.reviews]
    assert states.count(ReviewState.CHANGES_REQUESTED) == 1
    assert len(states) == 4


def test_list_that_never_adds_up_is_an_error(asked: GateStage, client: GitHubClient) -> None:
    asked.approve(1, "alice", "bob")
    lost = faults.without("data", "repository", "pullRequest", "reviews", "nodes", 0)
    asked.github.inject(Fault(lost, graphql="query Pull", times=None))
    with pytest.raises(FactsError, match="three times"):
        reading.read_pull(client, 1)


def test_more_reviews_than_can_be_judged_are_an_error(
    asked: GateStage, client: GitHubClient, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(reading, "PAGE", 2)
    monkeypatch.setattr(reading, "_MOST_ITEMS", 3)
    for _ in range(6):
        asked.github.put_review(1, user="carol", state="COMMENTED")
    with pytest.raises(FactsError, match="more than 3 reviews"):
        reading.read_pull(client, 1)


def test_accounts_are_told_by_type_and_number(asked: GateStage, client: GitHubClient) -> None:
    asked.github.add_user("helper[bot]", type="Bot")
    ghost = asked.github.add_user("ghostly")
    asked.github.put_review(1, user="helper[bot]")
    asked.github.put_review(1, user="ghostly")
    asked.github.put_review(1, user=None)
    asked.github.delete_user("ghostly")
    asked.github.put_review(1, user="dev")
    authors = [review.author for review in reading.read_pull(client, 1).pull.reviews]
    assert authors[0] is not None
    assert (authors[0].login, authors[0].type) == ("helper[bot]", AccountType.BOT)
    assert authors[1:3] == [None, None]
    assert authors[3] is not None
    assert authors[3].id == asked.ids["dev"] != ghost.id


def test_events_that_matter_come_with_githubs_time(asked: GateStage, client: GitHubClient) -> None:
    review = asked.people["alice"].review("REQUEST_CHANGES", "No.", 1)
    asked.people["root"].put(f"pulls/1/reviews/{review['id']}/dismissals", message="Well.").expect(200)
    asked.clone.git("commit", "-q", "--amend", "-m", "again")
    asked.clone.git("push", "-q", "--force", "origin", "HEAD")
    pull = reading.read_pull(client, 1).pull
    assert [event.kind for event in pull.timeline] == [
        EventKind.REVIEW_DISMISSED,
        EventKind.HEAD_FORCE_PUSHED,
    ]
    dismissal = pull.timeline[0]
    assert (dismissal.review, dismissal.previous_state) == (review["id"], ReviewState.CHANGES_REQUESTED)
    assert dismissal.actor is not None
    assert dismissal.actor.id == asked.ids["root"]


def test_mark_stays_while_nothing_happens_and_changes_when_something_does(
    asked: GateStage, client: GitHubClient
) -> None:
    asked.approve(1, "alice")
    mark = reading.read_pull(client, 1).mark
    assert reading.read_mark(client, 1) == mark
    asked.github.edit_review(1, asked.github.pull(1).reviews[0].id, body="another body", by="root")
    edited = reading.read_mark(client, 1)
    assert edited != mark
    asked.github.set_draft(1, draft=True)
    drafted = reading.read_mark(client, 1)
    assert drafted != edited
    asked.push_to_main({"docs/x.md": "x\n"})
    assert reading.read_mark(client, 1) != drafted


def test_merge_commit_is_traced_to_the_pull_request_that_it_merged(
    asked: GateStage, client: GitHubClient
) -> None:
    commit = asked.merge(1, "squash")
    assert reading.read_merger(client, commit) == 1
    direct = asked.push_to_main({"docs/x.md": "x\n"})
    assert reading.read_merger(client, direct) is None


def test_open_pull_requests_are_found_by_base_and_by_head(
    asked: GateStage, client: GitHubClient, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(reading, "PAGE", 1)
    head = asked.head(1)
    other = asked.open("other", {"docs/x.md": "x\n"})
    third = asked.open("third", {"docs/y.md": "y\n"})
    assert reading.list_open_pulls(client, "main") == (1, other, third)
    assert reading.list_pulls_at(client, head) == (1,)
    assert reading.list_pulls_at(client, "1" * 40) == ()


def replace(value: object, *path: str | int) -> faults.Action:
    """The honest answer with another value at a path."""

    def change(body: Any) -> Any:
        place = body["data"]["repository"]
        for step in path[:-1]:
            place = place[step]
        place[path[-1]] = value
        return body

    return faults.Rewrite(change)


@pytest.mark.parametrize(
    "action",
    [
        replace("APPROVED_BY_MAGIC", "pullRequest", "reviews", "nodes", 0, "state"),
        replace("yes", "pullRequest", "isDraft"),
        replace("1", "databaseId"),
        replace("abc", "pullRequest", "headRefOid"),
        replace("HEAD", "pullRequest", "headRefOid"),
        replace({"oid": "--upload-pack=id"}, "defaultBranchRef", "target"),
        replace("Robot", "pullRequest", "author", "__typename"),
        replace(None, "pullRequest", "author", "databaseId"),
        replace("soon", "pullRequest", "updatedAt"),
        replace(2, "pullRequest", "number"),
        replace({"__typename": "Tree", "oid": "1" * 40}, "policy"),
        replace("x", "pullRequest", "surprise"),
        replace({"hasNextPage": True, "endCursor": None}, "pullRequest", "reviews", "pageInfo"),
    ],
)
def test_answer_that_is_not_as_documented_is_an_error(
    asked: GateStage, client: GitHubClient, action: faults.Action
) -> None:
    asked.approve(1, "alice")
    asked.github.inject(Fault(action, graphql="query Pull"))
    with pytest.raises(GitHubError):
        reading.read_pull(client, 1)


@pytest.mark.parametrize("moment", [None, "not a time", "2026-01-01T00:00:00"])
def test_review_whose_time_cannot_be_read_is_kept_without_one(
    asked: GateStage, client: GitHubClient, moment: str | None
) -> None:
    asked.approve(1, "alice")
    action = replace(moment, "pullRequest", "reviews", "nodes", 0, "submittedAt")
    asked.github.inject(Fault(action, graphql="query Pull"))
    assert reading.read_pull(client, 1).pull.reviews[0].submitted_at is None
