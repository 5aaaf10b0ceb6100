from collections.abc import Iterable, Mapping
from datetime import datetime
from pathlib import Path
from types import TracebackType
from typing import Any, Self

from aidlc.emulator import events, pulls
from aidlc.emulator.clock import Clock
from aidlc.emulator.faults import Fault
from aidlc.emulator.gateway import Gateway
from aidlc.emulator.gitrepo import ZERO
from aidlc.emulator.recording import Recorded
from aidlc.emulator.server import LoopbackServer
from aidlc.emulator.state import (
    ROLES,
    Activity,
    Environment,
    Pull,
    Repository,
    Review,
    Ruleset,
    Team,
    TimelineEvent,
    User,
)
from aidlc.emulator.world import World


class EmbeddedGitHub:
    """A GitHub with one repository on 127.0.0.1, over a real bare git repository under `root`.

    Use it as a context manager, or call `start` and `close`. What GitHub's API allows, do through the API; the `put_…`,
    `add_…` and `edit_…` methods here set up what the API refuses (imported reviews, moved commit ids, lost accounts).
    """

    def __init__(
        self,
        root: Path,
        *,
        owner: str = "acme",
        name: str = "events",
        default_branch: str = "main",
        clock: Clock | None = None,
        owner_type: str = "Organization",
        private: bool = False,
        port: int = 0,
    ) -> None:
        self.clock = clock or Clock()
        self.world = World(root, self.clock)
        holder = self.world.add_user(owner, kind=owner_type)
        self.repository: Repository = self.world.add_repository(holder, name, default_branch)
        self.repository.private = private
        self._gateway = Gateway(self.world)
        self._server = LoopbackServer(self._gateway, port)

    def __enter__(self) -> Self:
        self.start()
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self.close()

    def start(self) -> None:
        """Serve requests from here on."""
        self._server.start()

    def close(self) -> None:
        """Stop serving and end every process; the bare repository stays on disk."""
        self._server.stop()
        self.world.close()

    # -- where things are -------------------------------------------------------------------------

    @property
    def server_url(self) -> str:
        """`http://127.0.0.1:PORT`."""
        return self._server.url

    @property
    def api_url(self) -> str:
        """The root of REST."""
        return f"{self.server_url}/api/v3"

    @property
    def graphql_url(self) -> str:
        """The address of GraphQL."""
        return f"{self.server_url}/api/graphql"

    @property
    def clone_url(self) -> str:
        """What `git clone` takes; a token goes in as the password."""
        return f"{self.server_url}/{self.repository.full_name}.git"

    @property
    def git_dir(self) -> Path:
        """The bare repository."""
        return self.repository.git.git_dir

    @property
    def requests(self) -> list[Recorded]:
        """Every request so far with its answer, git's own included; none carries a token."""
        return self._gateway.recorded

    # -- people -----------------------------------------------------------------------------------

    def add_user(
        self,
        login: str,
        *,
        permission: str = "write",
        type: str = "User",  # noqa: A002 -- GitHub's word
        id: int | None = None,  # noqa: A002 -- same
        emails: Iterable[str] = (),
    ) -> User:
        """A new account with its role in the repository; `User.token` is its bearer token and its git password."""
        with self.world.lock:
            user = self.world.add_user(login, kind=type, account_id=id, emails=tuple(emails))
            self._set_role(user, permission)
            return user

    def set_permission(self, login: str, permission: str) -> None:
        """Change an account's role: none, read, triage, write, maintain or admin."""
        with self.world.lock:
            self._set_role(self.world.user(login), permission)

    def delete_user(self, login: str) -> None:
        """Delete an account: null wherever it was named, its token worthless, its login free again."""
        with self.world.lock:
            user = self.world.user(login)
            user.deleted = True
            self.repository.roles.pop(user.id, None)

    def rename_user(self, old: str, new: str) -> None:
        """Give an account a new login; the id stays, the old login is free."""
        with self.world.lock:
            if self.world.find_user(new) is not None:
                raise ValueError(f"the login {new} is taken")
            self.world.user(old).login = new

    def workflow_token(self, permissions: Mapping[str, str]) -> str:
        """A token as a workflow run gets it: `github-actions[bot]` with these permissions and no others."""
        with self.world.lock:
            return self.world.grant(permissions)

    def add_installation(self, login: str, permissions: Mapping[str, str]) -> str:
        """A token of another app's bot (`login` ends in `[bot]`, a new one is created)."""
        with self.world.lock:
            if self.world.find_user(login) is None:
                self.world.add_user(login, kind="Bot")
            return self.world.grant(permissions, login)

    def add_team(self, slug: str, members: Mapping[str, tuple[str, str]]) -> Team:
        """A team of the owner: login to (`member` or `maintainer`, `active` or `pending`)."""
        with self.world.lock:
            by_id = {self.world.user(login).id: place for login, place in members.items()}
            team = Team(self.world.new_id("team"), slug, by_id)
            self.world.teams[self.repository.owner.id, slug] = team
            return team

    def add_fork(self, login: str) -> Repository:
        """A fork that belongs to an account, with everything that lies in the repository now."""
        with self.world.lock:
            owner, git = self.world.user(login), self.repository.git
            fork = self.world.add_repository(
                owner, self.repository.name, self.repository.default_branch, parent=self.repository
            )
            fork.git.fetch(git.git_dir, "+refs/heads/*:refs/heads/*")
            return fork

    def delete_fork(self, login: str) -> None:
        """Delete a fork: its pull requests stay, with a null head repository."""
        with self.world.lock:
            owner = self.world.user(login)
            for fork in [each for each in self.world.repositories.values() if each.owner is owner]:
                del self.world.repositories[fork.id]
                fork.git.close()
                for pull in self.repository.pulls.values():
                    if pull.head_repo is fork:
                        pull.head_repo = None

    # -- a stage hand's work ----------------------------------------------------------------------

    def pull(self, number: int) -> Pull:
        """The pull request's record."""
        return self.repository.pulls[number]

    def put_review(
        self,
        number: int,
        *,
        user: str | None,
        state: str = "APPROVED",
        body: str = "",
        commit_id: str | None = "",
        submitted_at: datetime | str | None = "",
    ) -> Review:
        """A review as no API call would make it: by the author, by nobody, on any commit (None: null), at any time.

        An empty `commit_id` is the head, an empty `submitted_at` is now, None is null.
        """
        with self.world.lock:
            pull, moment = self.pull(number), self.clock.tick()
            review = Review(
                id=self.world.new_id("review"),
                user=None if user is None else self.world.user(user),
                state=state,
                body=body,
                commit_id=pull.head_sha if commit_id == "" else commit_id,
                submitted_at=moment if isinstance(submitted_at, str) else submitted_at,
                created_at=moment,
            )
            pull.reviews.append(review)
            return review

    def edit_review(self, number: int, review_id: int, *, by: str | None = None, **fields: Any) -> Review:
        """Change any field of a review. A new `body` counts as edited now, by its author or `by` someone else."""
        with self.world.lock:
            review = next(each for each in self.pull(number).reviews if each.id == review_id)
            for name, value in fields.items():
                if not hasattr(review, name):
                    raise AttributeError(f"a review has no field {name}")
                setattr(review, name, value)
            if "body" in fields:
                review.editor = self.world.user(by) if by else review.user
                review.last_edited_at = self.clock.tick()
            return review

    def add_timeline_event(
        self,
        number: int,
        kind: str,
        *,
        actor: str | None = None,
        created_at: datetime | None = None,
        **data: Any,
    ) -> TimelineEvent:
        """An event by GraphQL's type name (`HeadRefForcePushedEvent`), with its particular data."""
        with self.world.lock:
            who = self.world.user(actor) if actor else None
            event = events.record(self.world, self.pull(number).issue, kind, who, **data)
            event.created_at = created_at or event.created_at
            return event

    def add_activity(
        self,
        ref: str,
        *,
        after: str,
        before: str = ZERO,
        actor: str | None = None,
        activity_type: str = "push",
        timestamp: datetime | None = None,
    ) -> Activity:
        """A line of the activity list."""
        with self.world.lock:
            who = self.world.user(actor) if actor else None
            moment = timestamp or self.clock.tick()
            activity = Activity(self.world.new_id("activity"), ref, before, after, activity_type, who, moment)
            self.repository.activity.append(activity)
            return activity

    def add_ruleset(
        self,
        name: str,
        rules: Iterable[dict[str, Any]],
        *,
        enforcement: str = "active",
        bypass_actors: Iterable[dict[str, Any]] = (),
    ) -> Ruleset:
        """A ruleset for the default branch; its rules and who may bypass it as the API writes them."""
        with self.world.lock:
            made = Ruleset(self.world.new_id("ruleset"), name, list(rules), enforcement)
            made.bypass_actors += bypass_actors
            self.repository.rulesets.append(made)
            return made

    def add_environment(self, name: str, protection_rules: Iterable[dict[str, Any]] = ()) -> Environment:
        """An environment; its other settings are attributes of what is returned."""
        with self.world.lock:
            moment = self.clock.now()
            made = Environment(self.world.new_id("environment"), name, moment, list(protection_rules))
            self.repository.environments[name] = made
            return made

    def set_draft(self, number: int, *, draft: bool, actor: str | None = None) -> None:
        """Make a pull request a draft, or ready for review."""
        with self.world.lock:
            who = self.world.user(actor) if actor else None
            pulls.change_draft(self.world, self.pull(number), who, draft=draft)

    def inject(self, fault: Fault) -> None:
        """Let a fault wait for the next request it matches."""
        self._gateway.faults.add(fault)

    def clear_faults(self) -> None:
        """Forget the faults that still wait."""
        self._gateway.faults.clear()

    def wait(self) -> None:
        """Block until the server is stopped from elsewhere."""
        self._server.wait()

    def _set_role(self, user: User, permission: str) -> None:
        if permission not in ROLES:
            raise ValueError(f"the permission is one of {', '.join(ROLES)}, not {permission!r}")
        self.repository.roles[user.id] = permission
