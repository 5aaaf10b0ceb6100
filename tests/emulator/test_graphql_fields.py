"""Every field the embedded GitHub answers, asked for at once: types and nulls are then held against the schema."""

from typing import Any

import pytest
from graphql import GraphQLObjectType, get_named_type, is_leaf_type, is_object_type, is_required_argument

from aidlc.emulator.gql.execution import official_schema
from aidlc.emulator.gql.root import FIELDS
from tests.emulator.stage import Stage

# From `repository` (or the root, with a leading slash) to one node of each type; `%s` is the selection.
WAYS = {
    "Repository": "%s",
    "Ref": "defaultBranchRef { %s }",
    "Commit": "defaultBranchRef { target { ... on Commit { %s } } }",
    "GitActor": "defaultBranchRef { target { ... on Commit { author { %s } } } }",
    "Status": 'object(expression: "feature") { ... on Commit { status { %s } } }',
    "StatusContext": 'object(expression: "feature") { ... on Commit { status { contexts { %s } } } }',
    "Tree": 'object(expression: "HEAD:docs") { ... on Tree { %s } }',
    "TreeEntry": 'object(expression: "HEAD:docs") { ... on Tree { entries { %s } } }',
    "Blob": 'object(expression: "HEAD:docs/readme.md") { ... on Blob { %s } }',
    "Tag": 'ref(qualifiedName: "refs/tags/v1") { target { ... on Tag { %s } } }',
    "Label": "labels(first: 1) { nodes { %s } }",
    "Deployment": "deployments(first: 1) { nodes { %s } }",
    "Environment": 'environment(name: "production") { %s }',
    "Issue": "issue(number: 2) { %s }",
    "PullRequest": "pullRequest(number: 1) { %s }",
    "PullRequestCommit": "pullRequest(number: 1) { commits(first: 1) { nodes { %s } } }",
    "PullRequestReview": "pullRequest(number: 1) { reviews(first: 1) { nodes { %s } } }",
    "IssueComment": "pullRequest(number: 1) { comments(first: 1) { nodes { %s } } }",
    "ReviewRequest": "pullRequest(number: 1) { reviewRequests(first: 1) { nodes { %s } } }",
    "User": "pullRequest(number: 1) { author { ... on User { %s } } }",
    "Bot": "pullRequest(number: 1) { comments(last: 1) { nodes { author { ... on Bot { %s } } } } }",
    "Mannequin": "pullRequest(number: 1) { reviews(last: 1) { nodes { author { ... on Mannequin { %s } } } } }",
    "Organization": "owner { ... on Organization { %s } }",
}
EVENTS = {name for name in FIELDS if name.endswith("Event")}
ELSEWHERE = {"Query", "EnterpriseUserAccount"}
LARGE = {
    "Deployment",
    "Issue",
    "IssueComment",
    "PullRequest",
    "PullRequestReview",
    *EVENTS,
}  # `databaseId` cannot hold their ids


def selection(kind: GraphQLObjectType) -> str:
    """Every emulated field of a type that needs no argument, under a name of its own."""
    parts = []
    for name in FIELDS[kind.name]:
        field = kind.fields[name]
        if any(is_required_argument(each) for each in field.args.values()) or (
            name == "databaseId" and kind.name in LARGE
        ):
            continue
        result = get_named_type(field.type)
        alias = f"{kind.name}_{name}: {name}"
        if is_leaf_type(result):
            parts.append(alias)
        elif "first" in field.args:
            parts.append(f"{alias}(first: 3) {{ totalCount }}")
        else:
            parts.append(f"{alias} {{ __typename }}")
    return " ".join(parts)


@pytest.fixture
def busy(stage: Stage) -> Stage:
    """A stage on which everything has happened once."""
    head = stage.clone.head
    stage.clone.git("tag", "-m", "the first", "v1", "main")
    stage.clone.push("v1", "main:refs/heads/release")
    stage.dev.post(
        f"statuses/{head}", state="success", context="aidlc/gate", target_url="https://example.com"
    ).expect(201)
    stage.dev.post("issues", title="A bolt", labels=["bolt"]).expect(201)
    stage.dev.post("deployments", ref="main").expect(201)
    stage.dev.post("pulls/1/requested_reviewers", reviewers=["po", "admin"]).expect(201)
    stage.dev.delete("pulls/1/requested_reviewers", reviewers=["admin"]).expect(200)
    stage.dev.post("pulls/1/requested_reviewers", reviewers=["admin"]).expect(201)
    review = stage.po.review("REQUEST_CHANGES", "no")
    stage.po.put(f"pulls/1/reviews/{review['id']}", body="no!").expect(200)
    stage.dev.put(f"pulls/1/reviews/{review['id']}/dismissals", message="done").expect(200)
    stage.github.add_user("imported", type="Mannequin", permission="none")
    stage.github.put_review(1, user="imported")
    stage.github.add_user("helper[bot]", type="Bot", permission="none")
    comment = stage.dev.post("issues/1/comments", body="hello").expect(201)
    stage.github.repository.issues[1].comments[-1].user = stage.github.world.user("helper[bot]")
    stage.dev.patch(f"issues/comments/{comment['id']}", body="hello!").expect(200)
    stage.dev.post("issues/1/labels", labels=["bolt"]).expect(200)
    stage.dev.delete("issues/1/labels/bolt").expect(200)
    stage.dev.patch("pulls/1", title="Better", body="Better.", base="release").expect(200)
    stage.dev.patch("pulls/1", state="closed").expect(200)
    stage.dev.patch("pulls/1", state="open").expect(200)
    stage.github.set_draft(1, draft=True, actor="dev")
    stage.github.set_draft(1, draft=False, actor="dev")
    for kind in EVENTS - {event.kind for event in stage.github.repository.issues[1].events}:
        data: dict[str, Any] = {
            "before": head,
            "after": head,
            "old": "main",
            "new": "release",
            "commit": head,
            "ref": "main",
        }
        stage.github.add_timeline_event(1, kind, actor="dev", **data)
    return stage


def test_every_type_can_be_reached() -> None:
    assert set(WAYS) | EVENTS | ELSEWHERE == set(FIELDS)


def test_every_emulated_field_has_the_type_the_schema_says(busy: Stage) -> None:
    for name, way in WAYS.items():
        kind = official_schema().type_map[name]
        assert is_object_type(kind)
        query = f'{{ repository(owner: "acme", name: "events") {{ {way % selection(kind)} }} }}'
        answer = busy.dev.graphql(query)
        assert "errors" not in answer, (name, answer["errors"])
        assert f"'{name}_" in str(answer["data"]), f"the way to {name} leads nowhere"


def test_every_emulated_event_has_the_type_the_schema_says(busy: Stage) -> None:
    schema, parts = official_schema(), []
    for name in sorted(EVENTS):
        kind = schema.type_map[name]
        assert is_object_type(kind)
        parts.append(f"... on {name} {{ {selection(kind)} }}")
    told = busy.dev.pull(f"timelineItems(first: 100) {{ nodes {{ __typename {' '.join(parts)} }} }}")
    assert {node["__typename"] for node in told["timelineItems"]["nodes"]} >= EVENTS
