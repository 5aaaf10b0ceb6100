"""What would open a gate: asked of GitHub for a pull request, else of the records and the policy alone."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING

from aidlc.adapters.git.remotes import find_hosting, find_remote, why_no_token
from aidlc.domain.errors import InputError
from aidlc.domain.explanation import Explanation, explain_decision
from aidlc.domain.phases import Phase
from aidlc.domain.simulation import needs_by_policy, suppose_approvals, suppose_by_policy, with_approvals
from aidlc.usecases.pull_request import connect, read_policy
from aidlc.usecases.request import Request
from aidlc.usecases.workspace import Workspace, merged_scopes

if TYPE_CHECKING:
    from aidlc.adapters.github.client import GitHubClient
    from aidlc.domain.facts import Account, GateFacts
    from aidlc.domain.records import RecordTree
    from schemas.policy import Policy

_MOST_PEOPLE = 20


def explain_pull(
    client: GitHubClient, git_url: str, token: str, number: int, people: Sequence[str] = ()
) -> Explanation:
    """Return how pull request `number` stands, and what would come of approvals by the logins `people`.

    Reads only. Raises what `gather` raises, and `InputError` for a login that GitHub doesn't know.
    """
    from aidlc.domain.gate import evaluate_gate
    from aidlc.usecases.gather import gather

    accounts = _accounts(client, people)
    policy, facts = gather(client, git_url, token, number)
    supposed = None
    if accounts:
        supposed = suppose_approvals(policy, _with_standings(client, policy, facts, accounts), accounts)
    return explain_decision(number, evaluate_gate(policy, facts), supposed)


def explain_request(workspace: Workspace, request: Request, people: Sequence[str] = ()) -> Explanation:
    """Return how the open pull request of `request` stands; without one, or without a token, what records and policy tell.

    Raises as `explain_pull` and `explain_records`.
    """
    from aidlc.adapters.github.pulls import find_pulls

    remote = find_remote(workspace.worktree)
    hosting = find_hosting(remote, workspace.environ) if remote is not None else None
    if remote is None or hosting is None:
        return explain_records(workspace, request, people, "There is no GitHub repository to ask.")
    if hosting.token is None:
        return explain_records(workspace, request, people, why_no_token(remote, workspace.environ))
    client = connect(hosting)
    try:
        pulls = find_pulls(client, request.branch)
        number = next((one.number for one in pulls if one.state == "open"), None)
        if number is None:
            return explain_records(
                workspace,
                request,
                people,
                "No pull request asks for it: call request_approval when it's ready.",
            )
        git_url = f"{hosting.server_url}/{hosting.repository}.git"
        return explain_pull(client, git_url, hosting.token.value, number, people)
    finally:
        client.close()


def explain_records(
    workspace: Workspace, request: Request, people: Sequence[str] = (), note: str = "GitHub wasn't asked."
) -> Explanation:
    """Return what the records in the working tree and the default branch's policy tell; the network isn't asked.

    Raises `InputError` for an Intent or a release that isn't recorded.
    """
    tree = workspace.ledger.load()
    problems = [str(problem) for problem in request.problems(tree)]
    problems += _earlier(workspace, request, tree)
    policy, trouble = read_policy(workspace, workspace.default_tip)
    reasons = [*problems, *([trouble] if trouble else []), note]
    supposed, needs = None, needs_by_policy(policy, request.phase) if policy is not None else ()
    if policy is not None and people:
        supposed, _ = suppose_by_policy(policy, request.phase, _checked(people))
    points = f"{len(problems)} point{'' if len(problems) == 1 else 's'} missing or wrong"
    return Explanation(
        verdict="INCOMPLETE" if problems else "READY",
        sentence=f"Not ready to be asked for: {points}." if problems else "The records are complete.",
        phase=request.phase,
        scope=request.scope(tree) if not problems else None,
        reasons=tuple(reasons),
        needed=needs,
        supposed=supposed,
    )


def _earlier(workspace: Workspace, request: Request, tree: RecordTree) -> list[str]:
    """What must have landed before, as far as git knows here."""
    if request.phase is Phase.INCEPTION:
        return []
    if f"inception {request.intent}" in merged_scopes(tree, workspace.default_tree):
        return []
    return [
        f"The inception of {request.intent} isn't on the default branch as it is here: have it approved and merged first."
    ]


def _accounts(client: GitHubClient, people: Sequence[str]) -> tuple[Account, ...]:
    from aidlc.adapters.github.people import read_account

    found = []
    for login in _checked(people):
        account = read_account(client, login)
        if account is None:
            raise InputError(f"GitHub knows no account `{login}`. Write the login as GitHub shows it.")
        found.append(account)
    return tuple({account.id: account for account in found}.values())


def _checked(people: Sequence[str]) -> tuple[str, ...]:
    """The logins, each once. Raises `InputError` for what can't be one."""
    logins = tuple(dict.fromkeys(login.strip().removeprefix("@") for login in people))
    for login in logins:
        plain = login.removesuffix("[bot]").replace("-", "").replace("_", "")
        if not (plain.isascii() and plain.isalnum() and len(login) <= 64):
            raise InputError("That is no login: write it as GitHub shows it, such as alice.")
    if len(logins) > _MOST_PEOPLE:
        raise InputError(f"Suppose the approval of at most {_MOST_PEOPLE} people.")
    return logins


def _with_standings(
    client: GitHubClient, policy: Policy, facts: GateFacts, people: Sequence[Account]
) -> GateFacts:
    """The facts with what the supposed approvers may do now."""
    from aidlc.usecases.standings import read_standings

    pull = with_approvals(facts, people).pull
    more = read_standings(client, policy, pull, facts.histories)
    return facts.model_copy(update={"standings": {**facts.standings, **more}})
