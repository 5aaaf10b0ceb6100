"""The GraphQL queries of the gate. One request tells a pull request; the others follow its pages or look at one thing.

Source: https://docs.github.com/en/graphql/reference
"""

from __future__ import annotations

from typing import Final

_ACTOR: Final = """
fragment who on Actor {
  __typename
  login
  ... on User { databaseId }
  ... on Bot { databaseId }
  ... on Mannequin { databaseId }
  ... on Organization { databaseId }
  ... on EnterpriseUserAccount { user { databaseId } }
}
"""
_REVIEWS: Final = """
fragment reviewPage on PullRequestReviewConnection {
  totalCount
  pageInfo { hasNextPage endCursor }
  nodes { fullDatabaseId state submittedAt lastEditedAt editor { ...who } body author { ...who } commit { oid } }
}
"""
_IDENTITIES: Final = """
fragment identities on Commit {
  oid
  author { ...person }
  committer { ...person }
  authors(first: 50) { totalCount nodes { ...person } }
}
fragment person on GitActor { name email user { databaseId login } }
"""
_COMMITS: Final = """
fragment commitPage on PullRequestCommitConnection {
  pageInfo { hasNextPage endCursor }
  nodes { commit { ...identities } }
}
"""
_TIMELINE: Final = """
fragment timelinePage on PullRequestTimelineItemsConnection {
  pageInfo { hasNextPage endCursor }
  nodes {
    __typename
    ... on HeadRefForcePushedEvent { id createdAt actor { ...who } beforeCommit { oid } }
    ... on HeadRefDeletedEvent { id createdAt actor { ...who } }
    ... on HeadRefRestoredEvent { id createdAt actor { ...who } }
    ... on BaseRefChangedEvent { id createdAt actor { ...who } }
    ... on AutomaticBaseChangeSucceededEvent { id createdAt actor { ...who } }
    ... on BaseRefForcePushedEvent { id createdAt actor { ...who } }
    ... on ReopenedEvent { id createdAt actor { ...who } }
    ... on ReviewDismissedEvent {
      id createdAt actor { ...who } previousReviewState review { fullDatabaseId }
    }
  }
}
"""
_TIMELINE_ARGUMENTS: Final = (
    "itemTypes: [HEAD_REF_FORCE_PUSHED_EVENT, HEAD_REF_DELETED_EVENT, HEAD_REF_RESTORED_EVENT, "
    "BASE_REF_CHANGED_EVENT, AUTOMATIC_BASE_CHANGE_SUCCEEDED_EVENT, BASE_REF_FORCE_PUSHED_EVENT, REOPENED_EVENT, "
    "REVIEW_DISMISSED_EVENT]"
)

PULL: Final = (
    """
query Pull($owner: String!, $name: String!, $number: Int!, $page: Int!) {
  repository(owner: $owner, name: $name) {
    databaseId
    nameWithOwner
    defaultBranchRef { name target { oid } }
    policy: object(expression: "HEAD:.github/aidlc.yml") { __typename oid }
    pullRequest(number: $number) {
      number
      state
      isDraft
      mergedAt
      updatedAt
      mergeCommit { oid }
      author { ...who }
      baseRefName
      headRefName
      headRefOid
      headRepository { databaseId }
      reviews(first: $page) { ...reviewPage }
      commits(first: $page) { ...commitPage }
      timelineItems(first: $page, """
    + _TIMELINE_ARGUMENTS
    + """) { ...timelinePage }
      tip: commits(last: 1) {
        nodes {
          commit {
            oid
            associatedPullRequests(first: 50) { totalCount nodes { number state headRefOid } }
          }
        }
      }
    }
  }
}
"""
    + _ACTOR
    + _REVIEWS
    + _IDENTITIES
    + _COMMITS
    + _TIMELINE
)
"""A pull request with the first pages of all that a decision needs, and the policy's object id."""


def _following(connection: str, arguments: str, page: str, *fragments: str) -> str:
    """Return the query for the page of a connection after `$after`."""
    return (
        "query More($owner: String!, $name: String!, $number: Int!, $page: Int!, $after: String!) {"
        " repository(owner: $owner, name: $name) { pullRequest(number: $number) {"
        f" {connection}(first: $page, after: $after{arguments}) {{ ...{page} }} }} }} }}" + "".join(fragments)
    )


MORE_REVIEWS: Final = _following("reviews", "", "reviewPage", _ACTOR, _REVIEWS)
MORE_COMMITS: Final = _following("commits", "", "commitPage", _IDENTITIES, _COMMITS)
MORE_TIMELINE: Final = _following(
    "timelineItems", f", {_TIMELINE_ARGUMENTS}", "timelinePage", _ACTOR, _TIMELINE
)

COMMIT: Final = (
    """
query Commit($owner: String!, $name: String!, $oid: GitObjectID!) {
  repository(owner: $owner, name: $name) { object(oid: $oid) { __typename ... on Commit { ...identities } } }
}
"""
    + _IDENTITIES
)
"""One commit's people, for those that a pull request of more than 250 commits doesn't list."""

PULLS_OF_COMMIT: Final = """
query PullsOfCommit($owner: String!, $name: String!, $oid: GitObjectID!) {
  repository(owner: $owner, name: $name) {
    object(oid: $oid) {
      __typename
      ... on Commit {
        oid
        associatedPullRequests(first: 50) { totalCount nodes { number state headRefOid mergeCommit { oid } } }
      }
    }
  }
}
"""
"""Which pull requests a commit belongs to: the one that merged it, or the open ones that carry it."""

MARK: Final = """
query Mark($owner: String!, $name: String!, $number: Int!) {
  repository(owner: $owner, name: $name) {
    defaultBranchRef { name target { oid } }
    policy: object(expression: "HEAD:.github/aidlc.yml") { __typename oid }
    pullRequest(number: $number) {
      state
      isDraft
      baseRefName
      headRefOid
      reviews(last: 100) { totalCount nodes { fullDatabaseId state lastEditedAt commit { oid } } }
    }
  }
}
"""
"""What must not have changed between gathering and posting."""

OPEN_PULLS: Final = """
query OpenPulls($owner: String!, $name: String!, $base: String!, $page: Int!, $after: String) {
  repository(owner: $owner, name: $name) {
    pullRequests(states: [OPEN], baseRefName: $base, first: $page, after: $after) {
      totalCount
      pageInfo { hasNextPage endCursor }
      nodes { number }
    }
  }
}
"""

QUEUED: Final = """
query Queued($owner: String!, $name: String!, $prefix: String!) {
  repository(owner: $owner, name: $name) {
    refs(refPrefix: $prefix, first: 100) { totalCount nodes { name target { oid } } }
  }
}
"""
"""The branches of a merge queue: one for each group that waits."""

REPOSITORY: Final = """
query Repository($owner: String!, $name: String!) {
  repository(owner: $owner, name: $name) {
    databaseId
    nameWithOwner
    defaultBranchRef { name target { oid } }
    policy: object(expression: "HEAD:.github/aidlc.yml") { __typename oid }
  }
}
"""
