import re
import secrets
import threading
from collections.abc import Iterator, Mapping
from pathlib import Path

from aidlc.emulator.clock import Clock
from aidlc.emulator.errors import ApiError
from aidlc.emulator.git_objects import Signature
from aidlc.emulator.gitrepo import GitRepo
from aidlc.emulator.state import Repository, Team, User

ACTIONS_BOT = 41898282
WEB_FLOW = 19864447
WEB_FLOW_NAME, WEB_FLOW_EMAIL = "GitHub", "noreply@github.com"
NOREPLY = re.compile(r"(?:(?P<id>\d+)\+)?(?P<login>[^@+]+)@users\.noreply\.github\.com")

# Accounts and repositories still fit into 32 bits; reviews, pull requests, issues and comments do not any more.
FIRST_IDS = {"user": 1001, "repository": 800_000_001, "team": 5001, "label": 9001, "environment": 7001}
FIRST_LARGE_ID = 4_000_000_001


class World:
    """All accounts and repositories, and what hands out ids. Whoever reads or changes it holds `lock`."""

    def __init__(self, root: Path, clock: Clock) -> None:
        self.root = root
        self.clock = clock
        self.lock = threading.RLock()
        self.users: dict[int, User] = {}
        self.repositories: dict[int, Repository] = {}
        self.teams: dict[tuple[int, str], Team] = {}
        self.grants: dict[str, tuple[User, dict[str, str]]] = {}
        self._last_ids: dict[str, int] = {}
        self.add_user("github-actions[bot]", kind="Bot", account_id=ACTIONS_BOT)
        self.add_user("web-flow", account_id=WEB_FLOW, emails=(WEB_FLOW_EMAIL,))

    def new_id(self, kind: str) -> int:
        """An id nothing of the kind has had."""
        self._last_ids[kind] = self._last_ids.get(kind, FIRST_IDS.get(kind, FIRST_LARGE_ID) - 1) + 1
        return self._last_ids[kind]

    def close(self) -> None:
        """End the processes that read the repositories."""
        for repository in self.repositories.values():
            repository.git.close()

    # -- accounts ---------------------------------------------------------------------------------

    def add_user(
        self, login: str, *, kind: str = "User", account_id: int | None = None, emails: tuple[str, ...] = ()
    ) -> User:
        """A new account with a token of its own; a login that is taken raises ValueError."""
        if self.find_user(login) is not None:
            raise ValueError(f"the login {login} is taken")
        user = User(
            id=account_id or self.new_id("user"),
            login=login,
            type=kind,
            token=f"ghp_{secrets.token_hex(18)}",
            emails=emails,
            created_at=self.clock.now(),
        )
        self.users[user.id] = user
        return user

    def grant(self, permissions: Mapping[str, str], login: str = "github-actions[bot]") -> str:
        """A token of an app's bot with these permissions (`pull-requests` or `pull_requests`: `read` or `write`)."""
        token = f"ghs_{secrets.token_hex(18)}"
        self.grants[token] = (
            self.user(login),
            {key.replace("-", "_"): level for key, level in permissions.items()},
        )
        return token

    def find_user(self, login: str) -> User | None:
        """The account with this login, whatever its case."""
        wanted = login.casefold()
        return next((user for user in self._living() if user.login.casefold() == wanted), None)

    def user(self, login: str) -> User:
        """As `find_user`; an unknown login raises KeyError."""
        found = self.find_user(login)
        if found is None:
            raise KeyError(f"the embedded GitHub has no user {login}")
        return found

    def user_by_email(self, email: str) -> User | None:
        """The account an e-mail address of a commit belongs to; None for an unknown one."""
        for user in self._living():
            if email.casefold() in (known.casefold() for known in user.emails):
                return user
        found = NOREPLY.fullmatch(email)
        if found is None:
            return None
        by_login = self.find_user(found["login"])
        if found["id"] is None:
            return by_login
        by_id = self.users.get(int(found["id"]))
        return by_id if by_id is not None and not by_id.deleted else None

    def signature(self, user: User | None) -> Signature:
        """Name and address of a commit an account makes on the web, now."""
        moment = self.clock.now()
        if user is None:
            return Signature(WEB_FLOW_NAME, WEB_FLOW_EMAIL, moment)
        return Signature(user.name, user.emails[0] if user.emails else user.noreply, moment)

    def _living(self) -> Iterator[User]:
        return (user for user in self.users.values() if not user.deleted)

    # -- repositories -----------------------------------------------------------------------------

    def add_repository(
        self, owner: User, name: str, default_branch: str, *, parent: Repository | None = None
    ) -> Repository:
        """A new repository over a new bare one at `root/owner/name.git`."""
        git_dir = self.root / owner.login / f"{name}.git"
        git_dir.parent.mkdir(parents=True, exist_ok=True)
        moment = self.clock.tick()
        repository = Repository(
            id=self.new_id("repository"),
            owner=owner,
            name=name,
            default_branch=default_branch,
            git=GitRepo.create(git_dir, default_branch),
            created_at=moment,
            pushed_at=moment,
            parent=parent,
        )
        repository.roles[owner.id] = "admin"
        self.repositories[repository.id] = repository
        return repository

    def find_repository(self, owner: str, name: str) -> Repository | None:
        """The repository of that name, whatever its case."""
        wanted = f"{owner}/{name}".casefold()
        return next(
            (each for each in self.repositories.values() if each.full_name.casefold() == wanted), None
        )

    def team(self, owner: User, slug: str) -> Team:
        """The team; 404 as an ApiError where there is none."""
        found = self.teams.get((owner.id, slug))
        if found is None:
            raise ApiError(404, "Not Found")
        return found
