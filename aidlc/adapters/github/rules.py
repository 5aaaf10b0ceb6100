"""What is in force for the default branch: rulesets, and classic protection where the token may see it. REST only."""

from __future__ import annotations

from collections.abc import Mapping
from http import HTTPStatus
from typing import Any, Final, Protocol
from urllib.parse import quote

from pydantic import Field

from aidlc.adapters.github.wire import Wire, read_shape
from aidlc.domain.doctor_facts import BranchRule, RequiredCheck, Unseen
from aidlc.domain.errors import GitHubError

ADMINISTRATION: Final = Unseen(permission="administration: read")
_WRITES_RULES: Final = Unseen(permission="administration: write")
_ROLES: Final = {1: "maintainers", 2: "maintainers", 4: "everybody who can write", 5: "administrators"}
_ACTORS: Final = {"OrganizationAdmin": "organisation owners", "DeployKey": "deploy keys"}
_NO_PROTECTION: Final = "Branch not protected"


class Client(Protocol):
    """What this module needs of a client."""

    repository: str

    def get(self, path: str, params: Mapping[str, str] | None = None) -> Any:  # noqa: ANN401 -- JSON
        """Return the JSON of a path."""

    def get_or_none(self, path: str, params: Mapping[str, str] | None = None) -> Any:  # noqa: ANN401 -- JSON
        """Return the JSON of a path, `None` for GitHub's own 404."""

    def get_pages(self, path: str, params: Mapping[str, str] | None = None) -> list[Any]:
        """Return the items of all pages."""


class Shape(Wire, extra="ignore"):
    """A REST answer as far as it is read, by GitHub's own names."""


class _Rule(Shape):
    """Source: GET /repos/{owner}/{repo}/rules/branches/{branch}."""

    type: str
    ruleset_id: int
    parameters: dict[str, Any] | None = None


class _Check(Shape):
    context: str
    integration_id: int | None = None


class _Checks(Shape):
    required_status_checks: list[_Check]


class _PullRequest(Shape):
    required_approving_review_count: int = Field(ge=0)


class _Workflow(Shape):
    path: str


class _Workflows(Shape):
    workflows: list[_Workflow]


class _BypassActor(Shape):
    actor_type: str
    actor_id: int | None = None
    bypass_mode: str = "always"


class _Ruleset(Shape):
    """Source: GET /repos/{owner}/{repo}/rulesets/{ruleset_id}; `bypass_actors` only for those who may change it."""

    name: str
    bypass_actors: list[_BypassActor] | None = None


class _ProtectedCheck(Shape):
    context: str
    app_id: int | None = None


class _ProtectedChecks(Shape):
    checks: list[_ProtectedCheck]


class _Reviews(Shape):
    required_approving_review_count: int = 1


class _Switch(Shape):
    enabled: bool


class _Protection(Shape):
    """Source: GET /repos/{owner}/{repo}/branches/{branch}/protection."""

    required_status_checks: _ProtectedChecks | None = None
    required_pull_request_reviews: _Reviews | None = None
    enforce_admins: _Switch | None = None
    allow_force_pushes: _Switch | None = None
    allow_deletions: _Switch | None = None


def refused(error: GitHubError) -> bool:
    """Whether GitHub won't show something to this token; it answers 404 where it doesn't want to say that it exists."""
    return error.status in {HTTPStatus.FORBIDDEN, HTTPStatus.NOT_FOUND}


def read_rules(client: Client, branch: str) -> tuple[tuple[BranchRule, ...], Unseen | None]:
    """Return the rules in force for `branch`, and what the token lacks where classic protection can't be read.

    Raises `GitHubError`.
    """
    path = f"/repos/{client.repository}/rules/branches/{quote(branch, safe='')}"
    by_ruleset: dict[int, list[_Rule]] = {}
    for item in client.get_pages(path):
        rule = read_shape(_Rule, item, f"the rules of {branch}")
        by_ruleset.setdefault(rule.ruleset_id, []).append(rule)
    rules = [_read_ruleset(client, number, found) for number, found in by_ruleset.items()]
    classic = _read_classic(client, branch)
    if isinstance(classic, Unseen):
        return tuple(rules), classic
    return (tuple(rules) if classic is None else (*rules, classic)), None


def _read_ruleset(client: Client, number: int, rules: list[_Rule]) -> BranchRule:
    name, bypass = _bypass(client, number)
    kinds = {rule.type for rule in rules}
    checks: list[RequiredCheck] = []
    workflows: list[str] = []
    reviews = 0
    for rule in rules:
        what, given = f"the rule {rule.type}", rule.parameters or {}
        if rule.type == "required_status_checks":
            required = read_shape(_Checks, given, what).required_status_checks
            checks += [RequiredCheck(context=each.context, app=each.integration_id) for each in required]
        elif rule.type == "pull_request":
            reviews = max(reviews, read_shape(_PullRequest, given, what).required_approving_review_count)
        elif rule.type == "workflows":
            workflows += [each.path for each in read_shape(_Workflows, given, what).workflows]
    return BranchRule(
        source=f"ruleset {name}",
        pull_request="pull_request" in kinds,
        reviews=reviews,
        checks=tuple(checks),
        workflows=tuple(workflows),
        no_force_push="non_fast_forward" in kinds,
        no_deletion="deletion" in kinds,
        merge_queue="merge_queue" in kinds,
        bypass=bypass,
    )


def _bypass(client: Client, number: int) -> tuple[str, tuple[str, ...] | Unseen]:
    """The ruleset's name and who may bypass it."""
    try:
        answer = client.get(f"/repos/{client.repository}/rulesets/{number}")
    except GitHubError as error:
        if refused(error):
            return str(number), _WRITES_RULES
        raise
    ruleset = read_shape(_Ruleset, answer, f"ruleset {number}")
    if ruleset.bypass_actors is None:
        return ruleset.name, _WRITES_RULES
    return ruleset.name, tuple(_words(actor) for actor in ruleset.bypass_actors)


def _words(actor: _BypassActor) -> str:
    if actor.actor_type == "RepositoryRole":
        who = _ROLES.get(actor.actor_id or 0, f"the repository role {actor.actor_id}")
    else:
        who = _ACTORS.get(actor.actor_type, f"{actor.actor_type} {actor.actor_id}")
    return f"{who} (in pull requests)" if actor.bypass_mode == "pull_request" else who


def _read_classic(client: Client, branch: str) -> BranchRule | Unseen | None:
    try:
        answer = client.get(f"/repos/{client.repository}/branches/{quote(branch, safe='')}/protection")
    except GitHubError as error:
        if error.status == HTTPStatus.NOT_FOUND and _NO_PROTECTION in str(error):
            return None
        if refused(error):
            return ADMINISTRATION
        raise
    read = read_shape(_Protection, answer, f"the protection of {branch}")
    checks = read.required_status_checks.checks if read.required_status_checks is not None else []
    reviews = read.required_pull_request_reviews
    admins = read.enforce_admins is not None and read.enforce_admins.enabled
    return BranchRule(
        source="classic branch protection",
        pull_request=reviews is not None,
        reviews=reviews.required_approving_review_count if reviews is not None else 0,
        # -1 is GitHub's word for "any App"
        checks=tuple(
            RequiredCheck(context=each.context, app=each.app_id if each.app_id != -1 else None)
            for each in checks
        ),
        no_force_push=not (read.allow_force_pushes is not None and read.allow_force_pushes.enabled),
        no_deletion=not (read.allow_deletions is not None and read.allow_deletions.enabled),
        bypass=() if admins else ("administrators",),
    )
