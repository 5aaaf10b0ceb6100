from aidlc.emulator.call import Answer, Call
from aidlc.emulator.errors import ApiError, missing
from aidlc.emulator.payloads.accounts import render_private_profile, render_profile, render_user
from aidlc.emulator.rest.routes import Routes
from aidlc.emulator.state import Repository, User

ROUTES = Routes("metadata")
FOLDED = {"maintain": "write", "triage": "read"}


@ROUTES.top("GET", "/user")
def get_authenticated_user(call: Call) -> Answer:
    """The account behind the token; an app's token is nobody's."""
    if call.actor.permissions is not None:
        raise ApiError(403, "Resource not accessible by integration")
    return Answer(200, render_private_profile(call.urls, call.user))


@ROUTES.top("GET", "/users/{login}")
def get_user(call: Call) -> Answer:
    """A public profile."""
    user = call.world.find_user(call.params["login"])
    if user is None:
        raise missing()
    return Answer(200, render_profile(call.urls, user))


@ROUTES.top("GET", "/user/{account_id:int}")
def get_user_by_id(call: Call) -> Answer:
    """A public profile by the account's id."""
    user = call.world.users.get(call.params["account_id"])
    if user is None or user.deleted:
        raise missing()
    return Answer(200, render_profile(call.urls, user))


@ROUTES.top("GET", "/rate_limit")
def get_rate_limit(call: Call) -> Answer:
    """What is left of the limits; asking costs nothing."""
    reset = int(call.world.clock.now().timestamp()) + 3600
    left = {"limit": 5000, "used": 0, "remaining": 5000, "reset": reset}
    return Answer(200, {"resources": {"core": left, "search": left, "graphql": left}, "rate": left})


@ROUTES.repo("GET", "/collaborators/{login}/permission")
def get_permission(call: Call) -> Answer:
    """Someone's permission, folded to the four classic words, and the role as it is; bots are no users here."""
    login = call.params["login"]
    user = call.world.find_user(login)
    if user is None or user.type != "User":
        raise ApiError(404, f"{login} is not a user")
    if not call.actor.has_role(call.repo, "write"):
        raise ApiError(403, "Must have push access to view collaborator permission.")
    role = role_of(call.repo, user)
    permission = FOLDED.get(role, role)
    shown = render_user(call.urls, user)
    assert shown is not None
    levels = {
        "pull": role != "none",
        "triage": role in {"triage", "write", "maintain", "admin"},
        "push": permission in {"write", "admin"},
        "maintain": role in {"maintain", "admin"},
        "admin": role == "admin",
    }
    member = shown | {"permissions": levels, "role_name": role}
    return Answer(200, {"permission": permission, "role_name": role, "user": member})


@ROUTES.repo("GET", "/collaborators/{login}")
def check_collaborator(call: Call) -> Answer:
    """204 for a collaborator, 404 for anybody else."""
    user = call.world.find_user(call.params["login"])
    if user is None or call.repo.roles.get(user.id, "none") == "none":
        raise missing()
    return Answer(204)


def role_of(repository: Repository, user: User) -> str:
    """The role; whoever has none still reads a public repository."""
    given = repository.roles.get(user.id, "none")
    return "read" if given == "none" and not repository.private else given
