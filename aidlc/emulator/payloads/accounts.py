import base64
from typing import Any

from aidlc.emulator.clock import render_time
from aidlc.emulator.state import Pull, Repository, User, present
from aidlc.emulator.urls import Urls

GHOST_ID = 10137
USER_LINKS = {
    "followers_url": "/followers",
    "following_url": "/following{/other_user}",
    "gists_url": "/gists{/gist_id}",
    "starred_url": "/starred{/owner}{/repo}",
    "subscriptions_url": "/subscriptions",
    "organizations_url": "/orgs",
    "repos_url": "/repos",
    "events_url": "/events{/privacy}",
    "received_events_url": "/received_events",
}


def node_id(kind: str, number: object) -> str:
    """GitHub's opaque global id; nobody may read anything out of it."""
    return f"{kind}_{base64.urlsafe_b64encode(str(number).encode()).decode().rstrip('=')}"


def render_user(urls: Urls, user: User | None) -> dict[str, Any] | None:
    """`simple-user`; null for nobody and for a deleted account."""
    user = present(user)
    return None if user is None else _account(urls, user.id, user.login, user.type)


def render_user_or_ghost(urls: Urls, user: User | None) -> dict[str, Any]:
    """`simple-user` where the schema has no null: GitHub shows the account `ghost` instead."""
    return render_user(urls, user) or _account(urls, GHOST_ID, "ghost", "User")


def render_profile(urls: Urls, user: User) -> dict[str, Any]:
    """`public-user`."""
    moment = render_time(user.created_at)
    return _account(urls, user.id, user.login, user.type) | {
        "name": user.name,
        "company": None,
        "blog": None,
        "location": None,
        "email": None,
        "hireable": None,
        "bio": None,
        "public_repos": 0,
        "public_gists": 0,
        "followers": 0,
        "following": 0,
        "created_at": moment,
        "updated_at": moment,
    }


def render_private_profile(urls: Urls, user: User) -> dict[str, Any]:
    """`private-user`: the account that asks about itself."""
    return render_profile(urls, user) | {
        "private_gists": 0,
        "total_private_repos": 0,
        "owned_private_repos": 0,
        "disk_usage": 0,
        "collaborators": 0,
        "two_factor_authentication": True,
    }


def association(repository: Repository, user: User | None) -> str:
    """`author_association`: what GitHub says of someone's relation to the repository. It is no permission."""
    user = present(user)
    if user is None:
        return "NONE"
    if user.type == "Mannequin":
        return "MANNEQUIN"
    if user is repository.owner:
        return "OWNER"
    role = repository.roles.get(user.id, "none")
    if role != "none":
        return "MEMBER" if repository.owner.type == "Organization" else "COLLABORATOR"
    contributed = any(_is_contribution(pull, user) for pull in repository.pulls.values())
    return "CONTRIBUTOR" if contributed else "NONE"


def _is_contribution(pull: Pull, user: User) -> bool:
    return pull.merged_at is not None and pull.issue.user is user


def _account(urls: Urls, account_id: int, login: str, kind: str) -> dict[str, Any]:
    api = f"{urls.api}/users/{login}"
    return {
        "login": login,
        "id": account_id,
        "node_id": node_id("BOT" if kind == "Bot" else "U", account_id),
        "avatar_url": f"{urls.server}/avatars/u/{account_id}",
        "gravatar_id": "",
        "url": api,
        "html_url": f"{urls.server}/{login}",
        **{key: api + tail for key, tail in USER_LINKS.items()},
        "type": kind,
        "user_view_type": "public",
        "site_admin": False,
    }
