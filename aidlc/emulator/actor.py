import base64
import binascii
from collections.abc import Mapping
from dataclasses import dataclass

from aidlc.emulator.errors import ApiError, missing
from aidlc.emulator.state import ROLES, Repository, User
from aidlc.emulator.world import World

LEVELS = ("none", "read", "write")
# Conversations belong to issues and to pull requests alike: either permission serves.
ALTERNATIVES = {"conversation": ("issues", "pull_requests"), "metadata": ()}


@dataclass(frozen=True)
class Actor:
    """Who a request comes from: an account, or an app's bot with a list of permissions; `user` is None without a token."""

    user: User | None
    permissions: Mapping[str, str] | None = None

    def role(self, repository: Repository) -> str:
        """The account's role in the repository; reading a public one is open to all."""
        given = repository.roles.get(self.user.id, "none") if self.user else "none"
        return "read" if given == "none" and not repository.private else given

    def has_role(self, repository: Repository, wanted: str) -> bool:
        """Whether the role is `wanted` or above; an app's permissions stand in for a role."""
        if self.permissions is not None:
            return True
        return ROLES.index(self.role(repository)) >= ROLES.index(wanted)

    def has_permission(self, area: str, level: str) -> bool:
        """Whether an app's token may do this; an account's own token is bounded by its role only."""
        if self.permissions is None or area == "metadata":
            return True
        granted = (self.permissions.get(name, "none") for name in ALTERNATIVES.get(area, (area,)))
        return any(LEVELS.index(each) >= LEVELS.index(level) for each in granted)

    def require(self, repository: Repository, area: str, level: str, role: str) -> None:
        """Raise GitHub's 403 or 404 unless this actor may use `area` at `level`, or has the `role`."""
        if not self.has_role(repository, "read"):
            raise missing()
        if self.user is None and level == "write":
            raise ApiError(401, "Requires authentication")
        if not self.has_permission(area, level):
            wanted = "; ".join(f"{name}={level}" for name in ALTERNATIVES.get(area, (area,)))
            headers = {"X-Accepted-GitHub-Permissions": wanted}
            raise ApiError(403, "Resource not accessible by integration", headers=headers)
        if not self.has_role(repository, role):
            if role == "admin":
                raise ApiError(403, "Must have admin rights to Repository.")
            raise ApiError(403, f"Must have {role} access to the repository.")


def identify(world: World, authorization: str | None) -> Actor:
    """The actor behind an Authorization header (`Bearer`, `token`, or Basic with the token as password)."""
    if authorization is None:
        return Actor(None)
    token = _token_of(authorization)
    if token in world.grants:
        user, permissions = world.grants[token]
        return Actor(user, permissions)
    for user in world.users.values():
        if user.token == token and not user.deleted:
            return Actor(user)
    raise ApiError(401, "Bad credentials")


def _token_of(authorization: str) -> str:
    scheme, _, rest = authorization.partition(" ")
    if scheme.lower() != "basic":
        return rest.strip()
    try:
        return base64.b64decode(rest, validate=True).decode().partition(":")[2]
    except (binascii.Error, UnicodeDecodeError):
        return ""
