from aidlc.emulator import limits
from aidlc.emulator.call import Answer, Call
from aidlc.emulator.commits import changes, commit_files, pulls_of
from aidlc.emulator.errors import ApiError, missing
from aidlc.emulator.git_objects import CommitFacts
from aidlc.emulator.payloads.commits import render_commit, render_file
from aidlc.emulator.payloads.pulls import render_pull_summary
from aidlc.emulator.rest.routes import Routes

ROUTES = Routes("contents")


@ROUTES.repo("GET", "/commits")
def list_commits(call: Call) -> Answer:
    """History of a branch, newest first, of one path or by one author (a login or an address) if asked."""
    head = find_commit(call, call.query.get("sha") or call.repo.default_branch)
    options = ["--", path] if (path := call.query.get("path")) else []
    found = call.repo.git.history(head.oid, *options)
    if author := call.query.get("author"):
        found = tuple(oid for oid in found if _is_by(call, oid, author))
    return call.page(found, lambda oid: _render(call, oid))


@ROUTES.repo("GET", "/commits/{ref:path}/pulls", area="pull_requests")
def list_pulls_of_commit(call: Call) -> Answer:
    """The pull requests a commit belongs to."""
    commit = find_commit(call, call.params["ref"])
    found = pulls_of(call.repo, commit.oid)
    return call.page(found, lambda each: render_pull_summary(call.urls, call.repo, each))


@ROUTES.repo("GET", "/commits/{ref:path}")
def get_commit(call: Call) -> Answer:
    """One commit with the files it changes."""
    commit = find_commit(call, call.params["ref"])
    files = commit_files(call.repo.git, commit)
    added, deleted = sum(each.additions for each in files), sum(each.deletions for each in files)
    shown = [render_file(call.urls, call.repo, commit.oid, each) for each in files[: limits.COMPARE_FILES]]
    body = render_commit(call.world, call.urls, call.repo, commit)
    stats = {"additions": added, "deletions": deleted, "total": added + deleted}
    return Answer(200, body | {"stats": stats, "files": shown})


@ROUTES.repo("GET", "/compare/{basehead:path}")
def compare(call: Call) -> Answer:
    """What the head has that the base has not, from their merge base on; commits page, files stop at 300."""
    base_name, dots, head_name = call.params["basehead"].partition("...")
    if not dots:
        raise missing()
    base, head = _find_side(call, base_name), _find_side(call, head_name)
    git = call.repo.git
    bases = git.merge_bases(base.oid, head.oid)
    if not bases:
        raise ApiError(404, f"No common ancestor between {base_name} and {head_name}.")
    ahead, behind = git.commits_between(base.oid, head.oid), git.commits_between(head.oid, base.oid)
    status = {
        (False, False): "identical",
        (True, False): "ahead",
        (False, True): "behind",
        (True, True): "diverged",
    }[bool(ahead), bool(behind)]
    own = f"{call.urls.repo(call.repo)}/compare/{call.params['basehead']}"
    page = f"{call.urls.repo_page(call.repo)}/compare/{call.params['basehead']}"
    files = changes(git, bases[0], head.oid)[: limits.COMPARE_FILES]
    body = {
        "url": own,
        "html_url": page,
        "permalink_url": page,
        "diff_url": f"{page}.diff",
        "patch_url": f"{page}.patch",
        "base_commit": _render(call, base.oid),
        "merge_base_commit": _render(call, bases[0]),
        "status": status,
        "ahead_by": len(ahead),
        "behind_by": len(behind),
        "total_commits": len(ahead),
        "files": [render_file(call.urls, call.repo, head.oid, each) for each in files],
    }
    if "page" not in call.query and "per_page" not in call.query:
        return Answer(200, body | {"commits": [_render(call, oid) for oid in ahead[-limits.PULL_COMMITS :]]})
    return call.page(ahead, lambda oid: _render(call, oid), lambda shown: body | {"commits": shown})


def find_commit(call: Call, name: str) -> CommitFacts:
    """The commit a name in a path stands for; GitHub's 404 or 422 where there is none."""
    commit = call.repo.git.resolve_commit(name)
    if commit is None:
        raise ApiError(422, f"No commit found for SHA: {name}")
    return commit


def _find_side(call: Call, name: str) -> CommitFacts:
    """A side of a comparison, which may carry the owner (`acme:main`)."""
    owner, colon, branch = name.rpartition(":")
    commit = call.repo.git.resolve_commit(branch)
    if commit is None or (colon and owner.casefold() != call.repo.owner.login.casefold()):
        raise missing()
    return commit


def _render(call: Call, oid: str) -> dict[str, object]:
    commit = call.repo.git.commit(oid)
    if commit is None:
        raise missing()
    return render_commit(call.world, call.urls, call.repo, commit)


def _is_by(call: Call, oid: str, author: str) -> bool:
    commit = call.repo.git.commit(oid)
    if commit is None:
        return False
    user = call.world.user_by_email(commit.author.email)
    known = (commit.author.email, user.login if user else "")
    return author.casefold() in (each.casefold() for each in known)
