from aidlc.emulator import limits
from aidlc.emulator.commits import pull_base
from aidlc.emulator.errors import ApiError, invalid
from aidlc.emulator.events import close_issue, record, reopen_issue
from aidlc.emulator.gitrepo import ZERO
from aidlc.emulator.state import Issue, Pull, Repository, User
from aidlc.emulator.world import World


def next_number(repository: Repository) -> int:
    """Issues and pull requests share one row of numbers."""
    return max(repository.issues, default=0) + 1


def open_issue(
    world: World, repository: Repository, user: User | None, title: str, body: str | None
) -> Issue:
    """A new conversation."""
    limits.check_body("Issue", body)
    moment = world.clock.tick()
    number = next_number(repository)
    issue = Issue(world.new_id("issue"), number, title, body, user, moment, moment)
    repository.issues[number] = issue
    return issue


def open_pull(
    world: World,
    repository: Repository,
    user: User | None,
    *,
    title: str,
    body: str | None,
    head_repo: Repository,
    head_ref: str,
    base_ref: str,
    draft: bool,
) -> Pull:
    """A new pull request; 422 as GitHub says it for a missing branch, a twin or nothing to merge."""
    head, base = head_repo.git.tip(head_ref), repository.git.tip(base_ref)
    if head is None:
        raise invalid("PullRequest", "head")
    if base is None:
        raise invalid("PullRequest", "base")
    twins = (each for each in repository.pulls.values() if each.is_open and each.head_repo is head_repo)
    if any(each.head_ref == head_ref and each.base_ref == base_ref for each in twins):
        label = f"{head_repo.owner.login}:{head_ref}"
        raise ApiError(422, "Validation Failed", [_custom(f"A pull request already exists for {label}.")])
    _bring_head(repository, head_repo, head_ref, head)
    if not repository.git.merge_bases(base, head):
        reason = f"The {head_ref} branch has no history in common with {base_ref}"
        raise ApiError(422, "Validation Failed", [_custom(reason)])
    if not repository.git.commits_between(base, head):
        raise ApiError(422, "Validation Failed", [_custom(f"No commits between {base_ref} and {head_ref}")])
    issue = open_issue(world, repository, user, title, body)
    pull = Pull(
        world.new_id("pull"), issue, base_ref, base, head_repo, head_repo.owner, head_ref, head, draft
    )
    repository.pulls[issue.number] = pull
    set_head(world, repository, pull, head)
    refresh_test_merge(world, repository, pull)
    return pull


def set_head(world: World, repository: Repository, pull: Pull, head: str) -> None:
    """Synchronise a pull request with its head branch."""
    assert pull.head_repo is not None
    _bring_head(repository, pull.head_repo, pull.head_ref, head)
    repository.git.write_ref(f"refs/pull/{pull.number}/head", head)
    pull.head_sha = head
    pull.base_sha = repository.git.tip(pull.base_ref) or pull.base_sha
    moment = world.clock.now()
    for oid in repository.git.commits_between(pull.base_sha, head):
        pull.commit_times.setdefault(oid, moment)
    pull.issue.updated_at = moment


def set_base(world: World, repository: Repository, pull: Pull, base_ref: str) -> None:
    """Point a pull request at another base branch."""
    pull.base_ref = base_ref
    pull.base_sha = repository.git.tip(base_ref) or pull.base_sha
    refresh_test_merge(world, repository, pull)


def change_base(world: World, repository: Repository, pull: Pull, actor: User | None, base_ref: str) -> None:
    """What `PATCH` with a `base` does."""
    if base_ref == pull.base_ref:
        return
    if not pull.is_open:
        raise invalid("PullRequest", "base", message="Cannot change base branch of closed pull request.")
    if repository.git.tip(base_ref) is None:
        raise invalid("PullRequest", "base")
    previous = pull.base_ref
    set_base(world, repository, pull, base_ref)
    record(world, pull.issue, "BaseRefChangedEvent", actor, previous=previous, current=base_ref)


def change_state(world: World, repository: Repository, pull: Pull, actor: User | None, state: str) -> None:
    """Close a pull request or open it again."""
    if state == pull.issue.state:
        return
    if state == "closed":
        pull.base_sha = pull_base(repository, pull)
        close_issue(world, pull.issue, actor)
        return
    tip = pull.head_repo.git.tip(pull.head_ref) if pull.head_repo else None
    if pull.merged_at is not None:
        raise _cannot_reopen("The pull request is merged.")
    if tip is None:
        raise _cannot_reopen(f"The {pull.head_ref} branch has been deleted.")
    if pull.head_forced_while_closed:
        raise _cannot_reopen(f"The {pull.head_ref} branch was force-pushed or recreated.")
    reopen_issue(world, pull.issue, actor)
    set_head(world, repository, pull, tip)
    refresh_test_merge(world, repository, pull)


def change_draft(world: World, pull: Pull, actor: User | None, *, draft: bool) -> None:
    """Make a draft ready for review, or a request a draft again."""
    if draft != pull.draft:
        pull.draft = draft
        record(world, pull.issue, "ConvertToDraftEvent" if draft else "ReadyForReviewEvent", actor)


def mark_merged(
    world: World,
    repository: Repository,
    pull: Pull,
    actor: User | None,
    commit: str,
    landed: tuple[str, ...] = (),
) -> None:
    """The pull request's content is on the base branch, with `commit`; `landed` are rewritten commits, if any."""
    event = record(world, pull.issue, "MergedEvent", actor, commit=commit, ref=pull.base_ref)
    pull.merged_at, pull.merged_by, pull.merge_commit_sha = event.created_at, actor, commit
    pull.landed = landed or (commit,)
    pull.mergeable = None
    close_issue(world, pull.issue, actor)
    repository.git.write_ref(f"refs/pull/{pull.number}/merge", ZERO)


def refresh_test_merge(world: World, repository: Repository, pull: Pull) -> None:
    """Try the merge and keep its commit at `refs/pull/N/merge`, as GitHub does after every push."""
    git, ref = repository.git, f"refs/pull/{pull.number}/merge"
    base = git.tip(pull.base_ref)
    tree = git.merge_trees(base, pull.head_sha) if base else None
    pull.mergeable = tree is not None
    if base is None or tree is None:
        pull.merge_commit_sha = None
        git.write_ref(ref, ZERO)
        return
    author, committer = world.signature(pull.issue.user), world.signature(None)
    message = f"Merge {pull.head_sha} into {base}"
    pull.merge_commit_sha = git.write_commit(tree, (base, pull.head_sha), message, author, committer)
    git.write_ref(ref, pull.merge_commit_sha)


def _bring_head(repository: Repository, head_repo: Repository, head_ref: str, head: str) -> None:
    if head_repo is not repository and repository.git.find(head) is None:
        repository.git.fetch(head_repo.git.git_dir, f"refs/heads/{head_ref}")


def _custom(message: str) -> dict[str, str]:
    return {"resource": "PullRequest", "code": "custom", "message": message}


def _cannot_reopen(reason: str) -> ApiError:
    return invalid("PullRequest", "state", message=f"state cannot be changed. {reason}")
