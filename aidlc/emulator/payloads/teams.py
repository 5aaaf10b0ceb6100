from typing import Any

from aidlc.emulator.clock import render_time
from aidlc.emulator.payloads.accounts import node_id
from aidlc.emulator.state import Team, User
from aidlc.emulator.urls import Urls

ORGANIZATION_LINKS = {
    "repos_url": "/repos",
    "events_url": "/events",
    "hooks_url": "/hooks",
    "issues_url": "/issues",
    "members_url": "/members{/member}",
    "public_members_url": "/public_members{/member}",
}


def render_team(urls: Urls, owner: User, team: Team) -> dict[str, Any]:
    """`team-full`."""
    own, moment = team_url(urls, owner, team), render_time(owner.created_at)
    return {
        "id": team.id,
        "node_id": node_id("T", team.id),
        "url": own,
        "html_url": f"{urls.server}/orgs/{owner.login}/teams/{team.slug}",
        "name": team.slug,
        "slug": team.slug,
        "description": None,
        "privacy": "closed",
        "notification_setting": "notifications_enabled",
        "permission": "pull",
        "type": "organization",
        "members_url": f"{own}/members{{/member}}",
        "repositories_url": f"{own}/repos",
        "parent": None,
        "members_count": sum(state == "active" for _, state in team.members.values()),
        "repos_count": 0,
        "created_at": moment,
        "updated_at": moment,
        "organization": _render_organization(urls, owner),
    }


def team_url(urls: Urls, owner: User, team: Team) -> str:
    """The team in REST, by its ids as GitHub writes it."""
    return f"{urls.api}/organizations/{owner.id}/team/{team.id}"


def _render_organization(urls: Urls, owner: User) -> dict[str, Any]:
    api, moment = f"{urls.api}/orgs/{owner.login}", render_time(owner.created_at)
    return {
        "login": owner.login,
        "id": owner.id,
        "node_id": node_id("O", owner.id),
        "url": api,
        **{key: api + tail for key, tail in ORGANIZATION_LINKS.items()},
        "avatar_url": f"{urls.server}/avatars/u/{owner.id}",
        "html_url": f"{urls.server}/{owner.login}",
        "description": None,
        "has_organization_projects": False,
        "has_repository_projects": False,
        "public_repos": 1,
        "public_gists": 0,
        "followers": 0,
        "following": 0,
        "type": "Organization",
        "created_at": moment,
        "updated_at": moment,
        "archived_at": None,
    }
