from aidlc.emulator.call import Answer, Call
from aidlc.emulator.errors import missing
from aidlc.emulator.payloads.accounts import render_user
from aidlc.emulator.payloads.teams import render_team, team_url
from aidlc.emulator.rest.routes import Routes
from aidlc.emulator.state import Team, User

ROUTES = Routes("metadata")


@ROUTES.top("GET", "/orgs/{org}/teams/{slug}/memberships/{login}")
def get_membership(call: Call) -> Answer:
    """Someone's place in a team. 404 also means that the token may not look."""
    owner, team = _find(call)
    user = call.world.find_user(call.params["login"])
    if user is None or user.id not in team.members:
        raise missing()
    role, state = team.members[user.id]
    url = f"{team_url(call.urls, owner, team)}/memberships/{user.login}"
    return Answer(200, {"url": url, "role": role, "state": state})


@ROUTES.top("GET", "/orgs/{org}/teams/{slug}/members")
def list_members(call: Call) -> Answer:
    """The active members."""
    _, team = _find(call)
    found = [call.world.users[each] for each, (_, state) in team.members.items() if state == "active"]
    return call.page([user for user in found if not user.deleted], lambda each: render_user(call.urls, each))


@ROUTES.top("GET", "/orgs/{org}/teams/{slug}")
def get_team(call: Call) -> Answer:
    """One team."""
    return Answer(200, render_team(call.urls, *_find(call)))


def _find(call: Call) -> tuple[User, Team]:
    owner = call.world.find_user(call.params["org"])
    if owner is None or call.actor.user is None or not call.actor.has_permission("members", "read"):
        raise missing()
    return owner, call.world.team(owner, call.params["slug"])
