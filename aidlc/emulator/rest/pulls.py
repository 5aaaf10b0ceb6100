from aidlc.emulator import limits, pulls
from aidlc.emulator.call import Answer, Call
from aidlc.emulator.commits import pull_commits, pull_files
from aidlc.emulator.errors import ApiError, invalid, missing
from aidlc.emulator.events import edit_issue_body, rename_issue
from aidlc.emulator.payloads.commits import render_commit, render_file
from aidlc.emulator.payloads.pulls import render_pull, render_pull_summary
from aidlc.emulator.rest.routes import Routes
from aidlc.emulator.reviews import ACTIONS_FORBIDDEN
from aidlc.emulator.state import Pull, Repository

ROUTES = Routes("pull_requests")


@ROUTES.repo("GET", "/pulls")
def list_pulls(call: Call) -> Answer:
    """Pull requests, newest first; `head` is `owner:branch`."""
    state, head, base = call.query.get("state", "open"), call.query.get("head"), call.query.get("base")
    found = [
        each
        for each in call.repo.pulls.values()
        if state in {"all", each.issue.state} and (not base or each.base_ref == base) and _is_from(each, head)
    ]
    key = {"updated": "updated_at"}.get(call.query.get("sort", "created"), "created_at")
    ascending = call.query.get("direction") == "asc"
    found.sort(key=lambda each: (getattr(each.issue, key), each.id), reverse=not ascending)
    return call.page(found, lambda each: render_pull_summary(call.urls, call.repo, each))


@ROUTES.repo("POST", "/pulls", role="read")
def create_pull(call: Call) -> Answer:
    """A new pull request from a branch here or, as `owner:branch`, of a fork."""
    if call.user.login == "github-actions[bot]" and not call.repo.actions_can_approve:
        raise ApiError(403, ACTIONS_FORBIDDEN)
    head_repo, head_ref = _head(call, str(call.text("head", required=True)))
    if not call.actor.has_role(head_repo, "write"):
        raise ApiError(403, "Must have write access to the repository.")
    body = call.text("body")
    limits.check_body("PullRequest", body)
    pull = pulls.open_pull(
        call.world,
        call.repo,
        call.user,
        title=str(call.text("title", required=True)),
        body=body,
        head_repo=head_repo,
        head_ref=head_ref,
        base_ref=str(call.text("base", required=True)),
        draft=call.take("draft", bool, default=False),
    )
    return Answer(201, render_pull(call.urls, call.repo, pull))


@ROUTES.repo("GET", "/pulls/{number:int}")
def get_pull(call: Call) -> Answer:
    """One pull request."""
    return Answer(200, render_pull(call.urls, call.repo, find_pull(call)))


@ROUTES.repo("PATCH", "/pulls/{number:int}", role="read")
def edit_pull(call: Call) -> Answer:
    """Change title, text, state or base branch: the author may, and who can push."""
    pull = find_pull(call)
    if pull.issue.user is not call.user and not call.actor.has_role(call.repo, "write"):
        raise ApiError(403, "Must have write access to the repository.")
    body, base = call.text("body"), call.text("base")
    limits.check_body("PullRequest", body)
    if base is not None:
        pulls.change_base(call.world, call.repo, pull, call.user, base)
    if title := call.text("title"):
        rename_issue(call.world, pull.issue, call.user, title)
    if body is not None:
        edit_issue_body(call.world, pull.issue, call.user, body)
    state = call.choice("state", ("open", "closed"), pull.issue.state)
    pulls.change_state(call.world, call.repo, pull, call.user, state)
    return Answer(200, render_pull(call.urls, call.repo, pull))


@ROUTES.repo("GET", "/pulls/{number:int}/commits")
def list_pull_commits(call: Call) -> Answer:
    """The commits, oldest first: the first 250, whatever the page."""
    found = pull_commits(call.repo, find_pull(call))[: limits.PULL_COMMITS]
    facts = [commit for oid in found if (commit := call.repo.git.commit(oid))]
    return call.page(facts, lambda each: render_commit(call.world, call.urls, call.repo, each))


@ROUTES.repo("GET", "/pulls/{number:int}/files")
def list_pull_files(call: Call) -> Answer:
    """The changed files by name: the first 3,000, whatever the page."""
    pull = find_pull(call)
    found = pull_files(call.repo, pull)[: limits.PULL_FILES]
    return call.page(found, lambda each: render_file(call.urls, call.repo, pull.head_sha, each))


def find_pull(call: Call) -> Pull:
    """The pull request in the path."""
    pull = call.repo.pulls.get(call.params["number"])
    if pull is None:
        raise missing()
    return pull


def _is_from(pull: Pull, head: str | None) -> bool:
    if not head or ":" not in head:
        return True
    owner, _, branch = head.partition(":")
    login = pull.head_owner.login if pull.head_owner else "ghost"
    return login.casefold() == owner.casefold() and pull.head_ref == branch


def _head(call: Call, head: str) -> tuple[Repository, str]:
    owner, colon, branch = head.partition(":")
    if not colon or owner.casefold() == call.repo.owner.login.casefold():
        return call.repo, branch if colon else head
    for repository in call.world.repositories.values():
        if repository.parent is call.repo and repository.owner.login.casefold() == owner.casefold():
            return repository, branch
    raise invalid("PullRequest", "head")
