"""Permissions, teams and the activity list."""

import pytest

from aidlc.adapters.github.client import GitHubClient
from aidlc.adapters.github.people import read_activity, read_permission, read_team
from aidlc.domain.errors import FactsError, GitHubError
from aidlc.domain.facts import Account
from aidlc.emulator import Fault, faults
from schemas.policy import Permission
from tests.e2e_gate.stage import GateStage


@pytest.mark.parametrize(
    ("role", "permission"),
    [
        ("admin", Permission.ADMIN),
        ("maintain", Permission.WRITE),
        ("write", Permission.WRITE),
        ("triage", Permission.READ),
        ("read", Permission.READ),
    ],
)
def test_permission_is_as_github_folds_it(
    stage: GateStage, client: GitHubClient, role: str, permission: Permission
) -> None:
    stage.github.set_permission("alice", role)
    assert read_permission(client, Account(id=stage.ids["alice"], login="alice")) is permission


def test_login_that_somebody_else_registered_has_no_permission(
    stage: GateStage, client: GitHubClient
) -> None:
    was = Account(id=stage.ids["alice"], login="alice")
    stage.github.rename_user("alice", "alice-renamed")
    assert read_permission(client, was) is None
    stage.github.add_user("alice", permission="admin")
    assert read_permission(client, was) is None


def test_permission_that_may_not_be_asked_for_is_an_error_not_a_no(
    stage: GateStage, client: GitHubClient
) -> None:
    stage.github.inject(
        Fault(faults.Status(403, "Resource not accessible by integration"), path="/permission$")
    )
    with pytest.raises(GitHubError, match="permission"):
        read_permission(client, Account(id=stage.ids["alice"], login="alice"))


def test_team_has_its_active_members_and_nobody_invited(stage: GateStage) -> None:
    team = stage.github.add_team("core", {"alice": ("member", "active"), "bob": ("member", "pending")})
    token = stage.github.workflow_token({"metadata": "read", "members": "read"})
    seeing = GitHubClient(api_url=stage.github.api_url, token=token, repository="acme/events")
    assert read_team(seeing, f"acme/core#{team.id}") == (team.id, frozenset({stage.ids["alice"]}))
    with pytest.raises(FactsError, match="has the id"):
        read_team(seeing, "acme/core#1")
    with pytest.raises(FactsError, match="members: read"):
        read_team(seeing, "acme/gone#1")
    seeing.close()


def test_team_that_the_token_cannot_see_is_an_error_not_a_no(stage: GateStage, client: GitHubClient) -> None:
    team = stage.github.add_team("core", {"alice": ("member", "active")})
    with pytest.raises(FactsError, match="members: read"):
        read_team(client, f"acme/core#{team.id}")


def test_activity_is_told_oldest_first(stage: GateStage, client: GitHubClient) -> None:
    stage.open("work", {"docs/a.md": "a\n"})
    first = stage.clone.head
    second = stage.push({"docs/b.md": "b\n"})
    pushes = read_activity(client, "work")
    assert pushes is not None
    assert [push.after for push in pushes] == [first, second]
    assert {push.actor.login for push in pushes if push.actor is not None} == {"dev"}
    assert read_activity(client, "work", until=pushes[0].at) == pushes[:1]


@pytest.mark.parametrize("status", [403, 404])
def test_activity_that_may_not_be_read_is_unknown(
    stage: GateStage, client: GitHubClient, status: int
) -> None:
    stage.github.inject(Fault(faults.Status(status, "Not Found"), path="/activity$"))
    assert read_activity(client, "main") is None


def test_activity_that_cannot_be_read_is_an_error(stage: GateStage, client: GitHubClient) -> None:
    stage.github.inject(Fault(faults.Status(500), path="/activity$", times=None))
    with pytest.raises(GitHubError):
        read_activity(client, "main")
