"""The repository's own Action opens the pull request that asks for an approval, so that no person is its author.

Anybody who can push can have it run, on any branch of the repository: it takes nothing but the branch's name, reads what
the branch holds from git, runs none of it, and says in the pull request what the gate will judge, not what somebody claims.
"""

from __future__ import annotations

from dataclasses import dataclass
from http import HTTPStatus
from typing import Final

from aidlc.adapters.git.bare import BareRepository
from aidlc.adapters.github import pulls
from aidlc.adapters.github.client import GitHubClient
from aidlc.domain.classification import classify
from aidlc.domain.errors import GitError, GitHubError, InputError
from aidlc.domain.facts import Content
from aidlc.domain.layout import RECORDS
from aidlc.domain.phases import Phase
from aidlc.domain.records import Address, Kind, RecordTree
from aidlc.usecases.composing import Demanded, compose, demand_of
from aidlc.usecases.contents import read_content, read_records
from aidlc.usecases.request import Request
from aidlc.usecases.tip import Tip, open_tip
from schemas.records import Intent

OUTPUTS: Final = ("pull-request", "url", "opened", "verdict", "state", "sentence")
"""The action's outputs, in the manifest's order."""
_SHOWN: Final = 20
FORBIDDEN: Final = (
    "GitHub doesn't let this repository's workflows open pull requests. An administrator allows it under Settings, Actions, "
    "General, `Allow GitHub Actions to create and approve pull requests` (the gate counts no bot's approval)."
)
"""What to do where GitHub says that workflows may open no pull request."""


@dataclass(frozen=True, slots=True)
class OpenedRequest:
    """The pull request as it is now."""

    number: int
    url: str
    new: bool
    notes: tuple[str, ...] = ()
    """What people should know, a sentence each."""


def open_request(client: GitHubClient, git_url: str, token: str, branch: str) -> OpenedRequest:
    """Open the pull request of `branch` into the default branch, or bring the open one's text up to date.

    Raises InputError for a name or a content that is no request for approval, GitHubError, GitError and FactsError.
    """
    request = Request.of_branch(branch)
    with open_tip(client, git_url, token) as tip:
        git = tip.sources.git
        content = read_content(git, base=tip.commit, head=_fetch(git, branch), needed=())
        demanded = demand_of(tip.policy, tip.sources.repository.id, content, None)
        _refuse_other(request, tip, content, demanded)
        renewal = _is_renewal(request, git, tip.commit, content.records)
        title, body = compose(request, content.records, content, demanded, git.sizes, renewal=renewal)
        base = tip.sources.repository.default_branch
    found = _find_open(client, branch)
    if found is None:
        try:
            opened = pulls.open_pull(client, branch=branch, base=base, title=title, body=body)
        except GitHubError as error:
            found = _after_refusal(client, branch, error)
        else:
            return _ask(client, opened, demanded)
    pull = pulls.update_pull(client, found, title=title, body=body)
    notes = []
    author = found.author
    if author is not None and not author.login.endswith("[bot]"):
        notes.append(
            f"{author.login} opened it before, and can't approve it. Close it and run this again to have it opened by "
            "the Action."
        )
    return OpenedRequest(pull.number, pull.html_url, new=False, notes=tuple(notes))


def _fetch(git: BareRepository, branch: str) -> str:
    ref = f"refs/heads/{branch}"
    try:
        git.fetch_refs(ref)
    except GitError as error:
        if "remote ref" not in str(error):
            raise
        raise InputError(
            f"The repository has no branch {branch}. Push it first: request_approval does."
        ) from None
    return git.head(ref)


def _refuse_other(request: Request, tip: Tip, content: Content, demanded: Demanded) -> None:
    """The title names phase and scope, so the branch must hold that and nothing else."""
    found = classify(tip.policy, content.head.changes)
    problems = [*found.problems]
    if not problems and demanded.demand is not None:
        scope = request.scope(content.records)
        if (demanded.demand.phase, demanded.demand.scope) != (request.phase, scope):
            raise InputError(
                f"The branch {request.branch} holds {demanded.demand.phase} of {demanded.demand.scope}, which isn't what "
                "its name says. Ask with request_approval; nothing was opened."
            )
        problems += request.problems(content.records)
    if problems:
        told = [str(problem) for problem in problems[:_SHOWN]]
        more = [f"And {len(problems) - _SHOWN} more."] if len(problems) > _SHOWN else []
        raise InputError("\n".join(["Not ready to be asked for; nothing was opened.", *told, *more]))
    if demanded.demand is None:
        raise InputError(
            f"The branch {request.branch} brings no record of {request.phase} to approve. Nothing was opened."
        )


def _is_renewal(request: Request, git: BareRepository, base: str, records: RecordTree) -> bool:
    """Whether the Intent's `revision` is raised above the default branch's."""
    if request.phase is not Phase.INCEPTION:
        return False
    folder = f"{RECORDS}/{request.intent}"
    landed = read_records(git, git.entries(base, folder), frozenset({request.intent}))
    before, after = (tree.find(Address(Kind.INTENT, request.intent)) for tree in (landed, records))
    return (
        before is not None
        and after is not None
        and isinstance(before.record, Intent)
        and isinstance(after.record, Intent)
        and after.record.revision > before.record.revision
    )


def _find_open(client: GitHubClient, branch: str) -> pulls.PullRequest | None:
    return next((one for one in pulls.find_pulls(client, branch) if one.state == "open"), None)


def _after_refusal(client: GitHubClient, branch: str, error: GitHubError) -> pulls.PullRequest:
    """The pull request that another run opened meanwhile; else the refusal, with what to do about it."""
    if error.status == HTTPStatus.FORBIDDEN and "not permitted to create" in str(error):
        raise InputError(FORBIDDEN) from error
    found = _find_open(client, branch) if error.status == HTTPStatus.UNPROCESSABLE_ENTITY else None
    if found is None:
        raise error
    return found


def _ask(client: GitHubClient, opened: pulls.PullRequest, demanded: Demanded) -> OpenedRequest:
    notes: tuple[str, ...] = ()
    if demanded.people and not pulls.ask_reviewers(client, opened.number, demanded.people):
        notes = ("GitHub took no request for reviewers: tell them yourself.",)
    return OpenedRequest(opened.number, opened.html_url, new=True, notes=notes)
