"""What follows from a moved branch: the activity list, and the pull requests that come from it or go into it."""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass

from aidlc.emulator import pulls
from aidlc.emulator.events import close_issue, record
from aidlc.emulator.gitrepo import ZERO
from aidlc.emulator.state import Activity, Pull, Repository, User
from aidlc.emulator.world import World

BRANCH = "refs/heads/"


@dataclass(frozen=True, slots=True)
class RefUpdate:
    """A ref that moved; the zero id stands for "not there"."""

    ref: str
    before: str
    after: str


def differences(before: dict[str, str], after: dict[str, str]) -> list[RefUpdate]:
    """The updates between two listings of refs."""
    return [
        RefUpdate(ref, before.get(ref, ZERO), after.get(ref, ZERO))
        for ref in sorted(before.keys() | after.keys())
        if before.get(ref) != after.get(ref)
    ]


def move(
    world: World, repository: Repository, ref: str, after: str, actor: User | None, kind: str | None = None
) -> None:
    """Point a ref to a commit (zero: delete it), with all that follows."""
    found = repository.git.find(ref)
    repository.git.write_ref(ref, after)
    follow(world, repository, [RefUpdate(ref, found.oid if found else ZERO, after)], actor, kind)


def follow(
    world: World,
    repository: Repository,
    updates: Iterable[RefUpdate],
    actor: User | None,
    kind: str | None = None,
) -> None:
    """Do what GitHub does after refs have moved in the bare repository.

    `kind` overrides the activity's type, which is otherwise told from the two commits.
    """
    for update in updates:
        if not update.ref.startswith(BRANCH):
            continue
        branch = update.ref.removeprefix(BRANCH)
        _record_activity(world, repository, update, actor, kind)
        for base_repository, pull in list(_pulls_from(world, repository, branch)):
            _follow_head(world, base_repository, pull, update, actor)
        for pull in [each for each in repository.pulls.values() if each.is_open and each.base_ref == branch]:
            _follow_base(world, repository, pull, update, actor)


def is_forced(repository: Repository, update: RefUpdate) -> bool:
    """Whether the branch lost commits."""
    return ZERO not in {update.before, update.after} and not repository.git.is_ancestor(
        update.before, update.after
    )


def _record_activity(
    world: World, repository: Repository, update: RefUpdate, actor: User | None, kind: str | None
) -> None:
    if kind is None:
        kind = "force_push" if is_forced(repository, update) else "push"
        kind = "branch_creation" if update.before == ZERO else kind
        kind = "branch_deletion" if update.after == ZERO else kind
    repository.pushed_at = world.clock.tick()
    repository.activity.append(
        Activity(
            world.new_id("activity"),
            update.ref,
            update.before,
            update.after,
            kind,
            actor,
            repository.pushed_at,
        )
    )


def _pulls_from(world: World, repository: Repository, branch: str) -> Iterator[tuple[Repository, Pull]]:
    for base_repository in world.repositories.values():
        for pull in base_repository.pulls.values():
            if pull.head_repo is repository and pull.head_ref == branch:
                yield base_repository, pull


def _follow_head(
    world: World, repository: Repository, pull: Pull, update: RefUpdate, actor: User | None
) -> None:
    assert pull.head_repo is not None
    if update.after == ZERO:
        if pull.is_open:
            close_issue(world, pull.issue, actor)
        record(world, pull.issue, "HeadRefDeletedEvent", actor)
    elif not pull.is_open:
        if update.before == ZERO and update.after == pull.head_sha:
            record(world, pull.issue, "HeadRefRestoredEvent", actor)
        elif not pull.head_repo.git.is_ancestor(pull.head_sha, update.after):
            pull.head_forced_while_closed = True
    else:
        _move_head(world, repository, pull, update, actor)


def _move_head(
    world: World, repository: Repository, pull: Pull, update: RefUpdate, actor: User | None
) -> None:
    assert pull.head_repo is not None
    pulls.set_head(world, repository, pull, update.after)
    if is_forced(pull.head_repo, update):
        data = {"before": update.before, "after": update.after}
        record(world, pull.issue, "HeadRefForcePushedEvent", actor, **data)
        _move_reviews(repository, pull)
    elif _brings_base(repository, pull, update):
        _move_reviews(repository, pull)
    pulls.refresh_test_merge(world, repository, pull)
    if repository.git.is_ancestor(pull.head_sha, pull.base_sha):
        close_issue(world, pull.issue, actor)  # nothing is left to merge


def _brings_base(repository: Repository, pull: Pull, update: RefUpdate) -> bool:
    """Whether the push merges the base branch into the head branch ("Update branch")."""
    git = repository.git
    for oid in git.commits_between(update.before, update.after):
        commit = git.commit(oid)
        if commit is not None and len(commit.parents) > 1:
            others = (parent for parent in commit.parents if not git.is_ancestor(parent, update.before))
            if any(git.is_ancestor(parent, pull.base_sha) for parent in others):
                return True
    return False


def _move_reviews(repository: Repository, pull: Pull) -> None:
    if repository.moves_commit_id:
        for review in pull.reviews:
            if review.state != "PENDING" and review.commit_id is not None:
                review.commit_id = pull.head_sha


def _follow_base(
    world: World, repository: Repository, pull: Pull, update: RefUpdate, actor: User | None
) -> None:
    if update.after == ZERO:
        _lose_base(world, repository, pull, actor)
        return
    if is_forced(repository, update):
        data = {"before": update.before, "after": update.after}
        record(world, pull.issue, "BaseRefForcePushedEvent", actor, **data)
    if repository.git.is_ancestor(pull.head_sha, update.after):
        pull.base_sha = update.before  # someone merged it by hand and pushed
        pulls.mark_merged(world, repository, pull, actor, update.after)
    else:
        pulls.refresh_test_merge(world, repository, pull)


def _lose_base(world: World, repository: Repository, pull: Pull, actor: User | None) -> None:
    merged = [each for each in repository.pulls.values() if each.merged_at and each.head_ref == pull.base_ref]
    record(world, pull.issue, "BaseRefDeletedEvent", actor)
    if merged and repository.git.tip(merged[-1].base_ref):
        old, new = pull.base_ref, merged[-1].base_ref
        pulls.set_base(world, repository, pull, new)
        record(world, pull.issue, "AutomaticBaseChangeSucceededEvent", actor, old=old, new=new)
    else:
        close_issue(world, pull.issue, actor)
