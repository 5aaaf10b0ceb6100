"""Having the repository's Action open the pull request, so that nobody who works with the assistant is its author."""

from __future__ import annotations

from http import HTTPStatus
from typing import TYPE_CHECKING, Final

from aidlc.adapters.git.remotes import Hosting
from aidlc.domain.errors import GitHubError, InputError
from aidlc.usecases.committing import Committer
from aidlc.usecases.destination import Base, Destination
from aidlc.usecases.workspace import Workspace
from schemas.policy import Policy

if TYPE_CHECKING:
    from aidlc.adapters.github.client import GitHubClient

WORKFLOW: Final = "aidlc-request.yml"
"""The file, in .github/workflows, of the workflow that opens the pull requests which ask for an approval."""
_FOLDER: Final = ".github/workflows"


def has_workflow(workspace: Workspace, base: Base) -> bool:
    """Whether the default branch has the workflow."""
    return bool(base.tip and workspace.worktree.show(base.tip, f"{_FOLDER}/{WORKFLOW}"))


def check_action(workspace: Workspace, place: Destination | None, base: Base) -> None:
    """Raise InputError, before anything is committed, where the Action can't open the pull request."""
    if place is None or base.problem:
        return  # the branch waits here; what stands in the way of pushing it is told with it
    if place.hosting is None:
        raise InputError(
            f"`by_action` needs a GitHub repository, and {place.base.name} is none. Ask without it."
        )
    if place.is_fork:
        raise InputError(
            f"`by_action` needs the branch in {place.hosting.repository} itself, but you push to {place.push.name}: ask "
            "without it; you are then the pull request's author."
        )
    if not has_workflow(workspace, base):
        raise InputError(
            f"{base.branch} has no {_FOLDER}/{WORKFLOW}, which opens pull requests. `aidlc init --open-requests` writes it, "
            "and a maintainer merges it. Or ask without `by_action`."
        )


def by_hand(hosting: Hosting, base: Base, branch: str) -> str:
    """How a person starts the workflow in the browser."""
    page = workflow_page(hosting)
    return f"open {page}, press `Run workflow` on {base.branch}, and give the branch {branch}"


def workflow_page(hosting: Hosting) -> str:
    """Where the workflow's runs are listed."""
    return f"{hosting.server_url}/{hosting.repository}/actions/workflows/{WORKFLOW}"


def start_action(client: GitHubClient, hosting: Hosting, base: Base, branch: str) -> str:
    """Start the workflow: empty when it was started, else why not, with the one thing to do.

    Raises GitHubError where that is no answer.
    """
    from aidlc.adapters.github.dispatching import dispatch_workflow

    try:
        dispatch_workflow(client, WORKFLOW, ref=base.branch, inputs={"branch": branch})
    except GitHubError as error:
        refused = (HTTPStatus.FORBIDDEN, HTTPStatus.NOT_FOUND, HTTPStatus.UNPROCESSABLE_ENTITY)
        if error.status not in refused:
            raise
        why = (
            "The workflow can't be started as it stands"
            if error.status == HTTPStatus.UNPROCESSABLE_ENTITY
            else "The token may not start workflows (it lacks `actions: write`)"
        )
        return f"The branch is pushed. {why}, so a person does: {by_hand(hosting, base, branch)}."
    return ""


def who_committed(committer: Committer, policy: Policy | None) -> tuple[str, ...]:
    """What to know about the name in the commits of a request by the Action."""
    agents = policy.agents.emails if policy is not None else ()
    address = committer.author.email
    if address.casefold() in {each.casefold() for each in agents}:
        return (
            f"Committed in the assistant's name ({address}): that is true of what the assistant wrote and nothing else.",
        )
    told = (
        f"The commit carries your address ({address}), so your approval of it doesn't count. List the assistant's address "
        "under agents.emails in .github/aidlc.yml: requests by the Action are then committed in its name."
    )
    return (told,)
