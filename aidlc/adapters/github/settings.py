"""A repository's settings beside its rules: Actions, environments, statuses of open pull requests, pins. REST only."""

from __future__ import annotations

from collections.abc import Iterable
from http import HTTPStatus
from typing import Any, Final
from urllib.parse import quote

from pydantic import Field

from aidlc.adapters.github.people import read_permission, read_team
from aidlc.adapters.github.rules import ADMINISTRATION, Client, Shape, refused
from aidlc.adapters.github.wire import ObjectId, read_shape
from aidlc.domain.doctor_facts import (
    ActionsSettings,
    Branches,
    EnvironmentFacts,
    Holder,
    PinFacts,
    PostedStatus,
    TeamFacts,
    Unseen,
)
from aidlc.domain.errors import FactsError, GitHubError
from aidlc.domain.facts import Account, AccountType
from aidlc.domain.people import split_reference
from schemas.policy import Permission

_ACTIONS_READ: Final = Unseen(permission="actions: read")
_MOST_PULLS: Final = 50


class RepositoryAnswer(Shape):
    """Source: GET /repos/{owner}/{repo}."""

    id: int
    full_name: str
    private: bool
    default_branch: str


class _Commit(Shape):
    sha: ObjectId


class _Branch(Shape):
    commit: _Commit


class _Actions(Shape):
    enabled: bool


class _WorkflowDefaults(Shape):
    default_workflow_permissions: str
    can_approve_pull_request_reviews: bool


class _ProtectionRule(Shape):
    type: str
    prevent_self_review: bool | None = None
    reviewers: list[dict[str, Any]] = Field(default_factory=list)


class _BranchPolicy(Shape):
    protected_branches: bool
    custom_branch_policies: bool


class _Environment(Shape):
    name: str
    can_admins_bypass: bool | None = None
    protection_rules: list[_ProtectionRule] = Field(default_factory=list)
    deployment_branch_policy: _BranchPolicy | None = None


class _Environments(Shape):
    environments: list[_Environment]


class _Pattern(Shape):
    name: str


class _Patterns(Shape):
    branch_policies: list[_Pattern]


class _Account(Shape):
    id: int
    login: str
    type: AccountType = Field(strict=False)


class _Creator(Shape):
    login: str


class _Status(Shape):
    context: str
    creator: _Creator | None


class _Head(Shape):
    sha: ObjectId


class _Pull(Shape):
    number: int
    head: _Head
    merge_commit_sha: str | None = None


class _Comparison(Shape):
    status: str


class _RefObject(Shape):
    sha: str


class _Ref(Shape):
    ref: str
    object: _RefObject


def read_repository_settings(client: Client) -> RepositoryAnswer:
    """Return the repository's name, default branch and visibility. Raises `GitHubError`."""
    return read_shape(RepositoryAnswer, client.get(f"/repos/{client.repository}"), client.repository)


def read_tip(client: Client, branch: str) -> str:
    """Return the commit of a branch. Raises `FactsError` when it has none."""
    try:
        answer = client.get(f"/repos/{client.repository}/branches/{quote(branch, safe='')}")
    except GitHubError as error:
        if error.status == HTTPStatus.NOT_FOUND:
            raise FactsError(
                f"GitHub shows no branch {branch} of {client.repository}. Push a first commit, or use a token with "
                "`contents: read`."
            ) from None
        raise
    return read_shape(_Branch, answer, f"the branch {branch}").commit.sha


def read_actions(client: Client) -> ActionsSettings | Unseen:
    """Return the Actions settings of the repository. Raises `GitHubError`."""
    path = f"/repos/{client.repository}/actions/permissions"
    try:
        allowed, defaults = client.get(path), client.get(f"{path}/workflow")
    except GitHubError as error:
        if refused(error):
            return ADMINISTRATION
        raise
    read = read_shape(_WorkflowDefaults, defaults, "the permissions of workflows")
    return ActionsSettings(
        enabled=read_shape(_Actions, allowed, "the permissions of Actions").enabled,
        write_by_default=read.default_workflow_permissions != "read",
        can_approve=read.can_approve_pull_request_reviews,
    )


def read_environments(client: Client) -> tuple[EnvironmentFacts, ...] | Unseen:
    """Return every environment with its protection. Raises `GitHubError`."""
    root = f"/repos/{client.repository}/environments"
    try:
        answer = client.get(root, {"per_page": "100"})
    except GitHubError as error:
        if refused(error):
            return _ACTIONS_READ
        raise
    found = read_shape(_Environments, answer, "the environments").environments
    return tuple(_environment(client, f"{root}/{quote(each.name, safe='')}", each) for each in found)


def _environment(client: Client, path: str, read: _Environment) -> EnvironmentFacts:
    asked = [rule for rule in read.protection_rules if rule.type == "required_reviewers"]
    branches, patterns = _branches(client, path, read.deployment_branch_policy)
    return EnvironmentFacts(
        name=read.name,
        reviewers=sum(len(rule.reviewers) for rule in asked),
        self_review=not all(rule.prevent_self_review for rule in asked),
        admins_bypass=read.can_admins_bypass,
        branches=branches,
        patterns=patterns,
    )


def _branches(
    client: Client, path: str, policy: _BranchPolicy | None
) -> tuple[Branches, tuple[str, ...] | Unseen]:
    if policy is None:
        return Branches.ANY, ()
    if not policy.custom_branch_policies:
        return Branches.PROTECTED, ()
    try:
        answer = client.get(f"{path}/deployment-branch-policies", {"per_page": "100"})
    except GitHubError as error:
        if refused(error):
            return Branches.LISTED, _ACTIONS_READ
        raise
    listed = read_shape(_Patterns, answer, "the branches of an environment").branch_policies
    return Branches.LISTED, tuple(each.name for each in listed)


def read_holders(client: Client, references: Iterable[str]) -> tuple[Holder, ...]:
    """Return what GitHub says of each account (`login#id`). Raises `GitHubError`."""
    return tuple(_holder(client, reference) for reference in dict.fromkeys(references))


def _holder(client: Client, reference: str) -> Holder:
    login, number = split_reference(reference)
    try:
        answer = client.get(f"/users/{quote(login, safe='')}")
    except GitHubError as error:
        if error.status == HTTPStatus.NOT_FOUND:
            return Holder(reference=reference, exists=False)
        raise
    found = read_shape(_Account, answer, f"the account {login}")
    if found.id != number or found.login.casefold() != login.casefold():
        return Holder(reference=reference, same=False, type=found.type)
    permission: Permission | Unseen | None
    try:
        account = Account(id=found.id, login=found.login, type=found.type)
        permission = read_permission(client, account) if found.type is AccountType.USER else None
    except GitHubError as error:
        if not refused(error):
            raise
        permission = Unseen(permission="push access, or metadata: read for an App")
    return Holder(reference=reference, type=found.type, permission=permission)


def read_teams(client: Client, references: Iterable[str]) -> tuple[TeamFacts, ...]:
    """Return how many people each team (`organisation/slug#id`) has. Raises `GitHubError`."""
    return tuple(_team(client, reference) for reference in dict.fromkeys(references))


def _team(client: Client, reference: str) -> TeamFacts:
    try:
        return TeamFacts(reference=reference, members=len(read_team(client, reference)[1]))
    except GitHubError as error:
        if not refused(error):
            raise
    except FactsError:  # GitHub says 404 to a team that isn't there and to one that the token may not see
        pass
    return TeamFacts(reference=reference, members=Unseen(permission="members: read (organisation)"))


def read_statuses(client: Client, context: str, branch: str) -> tuple[PostedStatus, ...] | Unseen:
    """Return who posted `context` last on each open pull request's head, and on its test merge commit.

    Of the newest fifty pull requests into `branch`. Raises `GitHubError`.
    """
    query = {
        "state": "open",
        "base": branch,
        "sort": "updated",
        "direction": "desc",
        "per_page": str(_MOST_PULLS),
    }
    found: list[PostedStatus] = []
    try:
        pulls = client.get(f"/repos/{client.repository}/pulls", query)
        for pull in [read_shape(_Pull, each, "the pull requests") for each in pulls]:
            for sha in dict.fromkeys((pull.head.sha, pull.merge_commit_sha)):
                status = _latest(client, sha, context) if sha is not None else None
                if status is not None:
                    creator = status.creator.login if status.creator is not None else None
                    test_merge = sha != pull.head.sha
                    found.append(PostedStatus(pull=pull.number, creator=creator, on_test_merge=test_merge))
    except GitHubError as error:
        if refused(error):
            return Unseen(permission="pull-requests: read and statuses: read")
        raise
    return tuple(found)


def _latest(client: Client, sha: str, context: str) -> _Status | None:
    try:
        listed = client.get(f"/repos/{client.repository}/commits/{sha}/statuses", {"per_page": "100"})
    except GitHubError as error:
        if error.status in {HTTPStatus.NOT_FOUND, HTTPStatus.UNPROCESSABLE_ENTITY}:
            return None  # a test merge commit that GitHub has thrown away
        raise
    read = (read_shape(_Status, each, "the statuses") for each in listed)
    return next((each for each in read if each.context == context), None)


def read_pin(client: Client, action: str, commit: str) -> PinFacts:
    """Return whether `commit` lies on the default branch or a tag of `action` (`owner/name`). Raises `GitHubError`.

    GitHub serves a fork's commits under the name of the repository it was forked from.
    """
    try:
        repository = read_shape(RepositoryAnswer, client.get(f"/repos/{action}"), action)
        branch = quote(repository.default_branch, safe="")
        compared = client.get(f"/repos/{action}/compare/{branch}...{commit}")
        reachable = read_shape(_Comparison, compared, action).status in {"behind", "identical"}
        if not reachable:
            tags = client.get(f"/repos/{action}/git/matching-refs/tags/")
            reachable = commit in {read_shape(_Ref, each, action).object.sha for each in tags}
    except GitHubError as error:
        if refused(error):
            return PinFacts(
                action=action, commit=commit, reachable=Unseen(permission=f"contents: read of {action}")
            )
        raise
    return PinFacts(action=action, commit=commit, reachable=reachable)
