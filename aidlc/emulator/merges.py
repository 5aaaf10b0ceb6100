from aidlc.emulator import pulls, refs
from aidlc.emulator.actor import Actor
from aidlc.emulator.commits import authors, pull_commits
from aidlc.emulator.errors import ApiError
from aidlc.emulator.git_objects import CommitFacts
from aidlc.emulator.state import Pull, Repository
from aidlc.emulator.statuses import latest_by_context
from aidlc.emulator.world import World

METHODS = ("merge", "squash", "rebase")
HEAD_MOVED = "Head branch was modified. Review and try the merge again."


def merge(
    world: World,
    repository: Repository,
    pull: Pull,
    actor: Actor,
    *,
    method: str,
    sha: str | None,
    title: str | None,
    message: str | None,
) -> str:
    """Merge a pull request and return the commit that is now the base branch's tip; 405 or 409 when it may not be."""
    _check(repository, pull, actor, sha)
    base = repository.git.tip(pull.base_ref)
    assert base is not None
    make = {"merge": _merge_commit, "squash": _squash_commit, "rebase": _rebased_commits}[method]
    made = make(world, repository, pull, actor, base, title, message)
    pull.base_sha = base
    pulls.mark_merged(world, repository, pull, actor.user, made[-1], made)
    refs.move(world, repository, f"refs/heads/{pull.base_ref}", made[-1], actor.user, "pr_merge")
    return made[-1]


def update_branch(
    world: World, repository: Repository, pull: Pull, actor: Actor, expected: str | None
) -> None:
    """Merge the base branch into the head branch ("Update branch"), in the name of who asks."""
    base = repository.git.tip(pull.base_ref)
    if expected is not None and expected != pull.head_sha:
        raise ApiError(422, "The expected head is not the current head of the pull request.")
    if not pull.is_open or pull.head_repo is None or base is None or not pull.mergeable:
        raise ApiError(422, "merge conflict between base and head")
    if repository.git.is_ancestor(base, pull.head_sha):
        raise ApiError(422, "There are no new commits on the base branch.")
    tree = repository.git.merge_trees(pull.head_sha, base)
    assert tree is not None
    message = f"Merge branch '{pull.base_ref}' into {pull.head_ref}"
    signatures = world.signature(actor.user), world.signature(None)
    made = repository.git.write_commit(tree, (pull.head_sha, base), message, *signatures)
    if pull.head_repo is not repository:
        repository.git.write_ref(f"refs/pull/{pull.number}/head", made)
        pull.head_repo.git.fetch(repository.git.git_dir, f"refs/pull/{pull.number}/head")
    refs.move(world, pull.head_repo, f"refs/heads/{pull.head_ref}", made, actor.user)


def _check(repository: Repository, pull: Pull, actor: Actor, sha: str | None) -> None:
    if not pull.is_open:
        raise ApiError(405, "Pull Request is not mergeable")
    if sha is not None and sha != pull.head_sha:
        raise ApiError(409, HEAD_MOVED)
    if pull.draft:
        raise ApiError(405, "Pull Request is still a draft")
    if not pull.mergeable:
        raise ApiError(405, "Pull Request is not mergeable")
    exempt = actor.permissions is None and actor.role(repository) == "admin" and not repository.enforce_admins
    if not exempt:
        _check_statuses(repository, pull)


def _of_rulesets(repository: Repository) -> list[str]:
    """The contexts that the rulesets in force ask for."""
    rules = [rule for each in repository.rulesets if each.enforcement == "active" for rule in each.rules]
    return [
        check["context"]
        for rule in rules
        if rule["type"] == "required_status_checks"
        for check in rule["parameters"]["required_status_checks"]
    ]


def _check_statuses(repository: Repository, pull: Pull) -> None:
    latest = {status.context: status.state for status in latest_by_context(repository, pull.head_sha)}
    for context in (*repository.required_contexts, *_of_rulesets(repository)):
        state = latest.get(context)
        if state is None:
            raise ApiError(405, f'Required status check "{context}" is expected.')
        if state != "success":
            raise ApiError(405, f'Required status check "{context}" is {state}.')


def _merge_commit(
    world: World,
    repository: Repository,
    pull: Pull,
    actor: Actor,
    base: str,
    title: str | None,
    message: str | None,
) -> tuple[str, ...]:
    tree = _merged_tree(repository, base, pull.head_sha)
    owner = pull.head_owner.login if pull.head_owner else "ghost"
    title = title or f"Merge pull request #{pull.number} from {owner}/{pull.head_ref}"
    text = _compose(title, pull.issue.title if message is None else message)
    signatures = world.signature(actor.user), world.signature(None)
    return (repository.git.write_commit(tree, (base, pull.head_sha), text, *signatures),)


def _squash_commit(
    world: World,
    repository: Repository,
    pull: Pull,
    actor: Actor,
    base: str,
    title: str | None,
    message: str | None,
) -> tuple[str, ...]:
    del actor  # the squashed commit is the author's, whoever merges
    tree = _merged_tree(repository, base, pull.head_sha)
    found = _facts(repository, pull_commits(repository, pull))
    title = title or f"{pull.issue.title} (#{pull.number})"
    if message is None:
        message = "\n\n".join(f"* {each.message.strip()}" for each in found) if len(found) > 1 else ""
        others = {who.email: who for each in found for who in authors(each)}
        author = pull.issue.user
        trailers = [
            f"Co-authored-by: {who.name} <{who.email}>"
            for who in others.values()
            if world.user_by_email(who.email) is not author
        ]
        message = "\n\n".join(part for part in (message, "\n".join(trailers)) if part)
    signatures = world.signature(pull.issue.user), world.signature(None)
    return (repository.git.write_commit(tree, (base,), _compose(title, message), *signatures),)


def _rebased_commits(
    world: World,
    repository: Repository,
    pull: Pull,
    actor: Actor,
    base: str,
    title: str | None,
    message: str | None,
) -> tuple[str, ...]:
    del title, message  # a rebase keeps the commits' own words
    git, made, tip = repository.git, [], base
    committer = world.signature(actor.user)
    for commit in _facts(repository, pull_commits(repository, pull)):
        if len(commit.parents) != 1:
            raise ApiError(405, "This branch can't be rebased")
        # The commit's parent as a second parent of a stand-in makes it the merge base: a cherry-pick in one merge.
        facts = git.commit(tip)
        assert facts is not None
        stand_in = git.write_commit(facts.tree, (commit.parents[0],), "stand-in", committer, committer)
        tree = git.merge_trees(stand_in, commit.oid)
        if tree is None:
            raise ApiError(405, "This branch can't be rebased")
        tip = git.write_commit(tree, (tip,), commit.message, commit.author, committer)
        made.append(tip)
    return tuple(made)


def _merged_tree(repository: Repository, base: str, head: str) -> str:
    tree = repository.git.merge_trees(base, head)
    if tree is None:
        raise ApiError(405, "Pull Request is not mergeable")
    return tree


def _facts(repository: Repository, oids: tuple[str, ...]) -> list[CommitFacts]:
    return [facts for oid in oids if (facts := repository.git.commit(oid))]


def _compose(title: str, message: str) -> str:
    return f"{title}\n\n{message}\n" if message else f"{title}\n"
