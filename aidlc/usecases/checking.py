"""How a request for approval stands on GitHub, judged by the gate's own rules; and the evidence, once it has landed."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING

from aidlc.adapters.git.remotes import Hosting, find_hosting, find_remote, survey, why_no_remote, why_no_token
from aidlc.domain.decision import GateDecision
from aidlc.domain.errors import InputError
from aidlc.domain.explanation import say_ignored
from aidlc.domain.facts import History, RepositoryFacts
from aidlc.domain.histories import HistoryVerdict, evaluate_history
from aidlc.domain.layout import intent_folder, path_of
from aidlc.domain.phases import Phase
from aidlc.domain.prerequisites import Prerequisite, construction_of, inception_of
from aidlc.domain.records import Address, Kind, RecordTree
from aidlc.usecases.destination import find_destination
from aidlc.usecases.evidence import gather_evidence
from aidlc.usecases.pull_request import connect
from aidlc.usecases.recording import find
from aidlc.usecases.request import Request
from aidlc.usecases.workspace import Workspace
from schemas.approval import ApprovalEvidence

if TYPE_CHECKING:
    from aidlc.adapters.github.client import GitHubClient
    from aidlc.domain.facts import Standing
    from schemas.policy import Policy


@dataclass(frozen=True, slots=True)
class Checked:
    """How it stands: the gate's verdict, or APPROVED and NOT_APPROVED for what has landed, NOT_REQUESTED without either."""

    verdict: str
    sentence: str
    number: int = 0
    """The pull request; 0: there is none."""
    evidence: str = ""
    """Path of the evidence file, empty unless approved and merged."""
    lines: tuple[str, ...] = ()
    """The same for a reader, with what is still needed and what to do next."""


def check_approval(workspace: Workspace, request: Request, number: int | None = None) -> Checked:
    """Tell how the open pull request of `request` stands (or number `number`), else how what has landed stands.

    Raises InputError where there is no GitHub to ask, GitHubError, GitError and FactsError when asking fails.
    """
    hosting = _hosting(workspace)
    remote = find_remote(workspace.worktree)
    if remote is not None:
        survey(workspace.worktree, remote, hosting)  # so that get_status knows as well what has landed
    client, place = connect(hosting), find_destination(workspace)
    try:
        open_number, newest = _open_pull(client, request, number, place.owner if place is not None else "")
        if open_number is not None:
            return _judge_open(workspace, client, hosting, request, open_number)
        return _judge_landed(workspace, client, hosting, request, newest)
    finally:
        client.close()


def _hosting(workspace: Workspace) -> Hosting:
    remote = find_remote(workspace.worktree)
    if remote is None:
        raise InputError(
            f"{why_no_remote(workspace.worktree)} Until then nobody can have approved anything; recording works meanwhile."
        )
    hosting = find_hosting(remote, workspace.environ)
    if hosting is None:
        raise InputError(
            f"The remote {remote.name} isn't a GitHub repository, where approvals are given. Recording works meanwhile."
        )
    if hosting.token is None:
        raise InputError(
            f"{why_no_token(remote, workspace.environ)} Until then look at the pull request itself."
        )
    return hosting


def _open_pull(
    client: GitHubClient, request: Request, number: int | None, owner: str
) -> tuple[int | None, int | None]:
    """The open pull request, if there is one, and the newest of any state."""
    from aidlc.adapters.github.pulls import find_pulls
    from aidlc.adapters.github.reading import read_pull
    from aidlc.domain.facts import PullState

    if number is not None:
        is_open = read_pull(client, number).pull.state is PullState.OPEN
        return (number if is_open else None), number
    pulls = find_pulls(client, request.branch, owner)
    return (
        next((one.number for one in pulls if one.state == "open"), None),
        next((one.number for one in pulls), None),
    )


def _judge_open(
    workspace: Workspace, client: GitHubClient, hosting: Hosting, request: Request, number: int
) -> Checked:
    from aidlc.domain.gate import evaluate_gate
    from aidlc.usecases.gather import gather

    policy, facts = gather(client, _git_url(hosting), _secret(hosting), number)
    decision = evaluate_gate(policy, facts)
    scope = request.scope(workspace.ledger.load())
    if decision.phase is not None and (decision.phase, decision.scope) != (request.phase, scope):
        raise InputError(
            f"Pull request #{number} asks for {decision.phase} of {decision.scope}, not for {request.phase} of {scope}. "
            "Give its own phase, or leave `pull_request` out."
        )
    url = f"{hosting.server_url}/{hosting.repository}/pull/{number}"
    return Checked(
        verdict=str(decision.verdict),
        sentence=decision.sentence,
        number=number,
        lines=(f"{decision.verdict}: {decision.sentence} {url}", *_details(decision)),
    )


def _details(decision: GateDecision) -> list[str]:
    said = [str(problem) for problem in decision.problems]
    said += [one.sentence for one in decision.blocking]
    said += say_ignored(decision)
    said += list(decision.waiting)
    for need in decision.needed:
        able = ", ".join(need.people) or "nobody who is listed and independent"
        said.append(f"Needed: {need.count} {need.role}: {able}.")
    if decision.state == "success":
        said.append("The gate is open: the humans merge it, then call check_approval again.")
    return said


def _judge_landed(
    workspace: Workspace, client: GitHubClient, hosting: Hosting, request: Request, newest: int | None
) -> Checked:
    from aidlc.adapters.git.bare import open_bare
    from aidlc.adapters.github.facts import repository_facts
    from aidlc.adapters.github.reading import read_repository
    from aidlc.usecases.contents import read_policy
    from aidlc.usecases.histories import read_histories
    from aidlc.usecases.sources import Sources
    from aidlc.usecases.standings import read_standings

    read = read_repository(client)
    tip, repository = read.default_branch_ref.target.oid, repository_facts(read)
    tree = workspace.ledger.load()
    with open_bare(_git_url(hosting), _secret(hosting), example=tip) as git:
        git.fetch_refs(f"refs/heads/{repository.default_branch}")
        found = read_policy(git, tip)
        if found is None:
            raise InputError(
                "The default branch has no policy yet, so nothing can be judged. Add .github/aidlc.yml."
            )
        policy = found[1]
        histories = read_histories(Sources(client, git, repository, tip), _rests_on(request, tree))
        standings = read_standings(client, policy, None, histories)
    verdicts = [evaluate_history(policy, repository, one, standings=standings) for one in histories]
    if not any(history.transitions for history in histories):
        return _not_requested(workspace, request, newest)
    refused = [verdict for verdict in verdicts if not verdict.approved]
    if refused:
        text = refused[0].sentence
        return Checked("NOT_APPROVED", text, refused[0].pull_request or 0, lines=(f"Not approved: {text}",))
    return _approved(workspace, request, policy, repository, histories, verdicts, standings)


def _not_requested(workspace: Workspace, request: Request, newest: int | None) -> Checked:
    text = f"Nobody was asked yet to approve this {request.phase}: call request_approval."
    if request.branch in workspace.worktree.branches("aidlc/"):
        text = (
            f"No pull request of {request.branch} is open yet. Asked for with `by_action`, the workflow aidlc-request opens "
            "it in a minute or two: check again, then look at its run. Else call request_approval again."
        )
    if newest is not None:
        text = f"Pull request #{newest} was closed without being merged: call request_approval to ask again."
    return Checked("NOT_REQUESTED", text, newest or 0, lines=(text,))


def _rests_on(request: Request, tree: RecordTree) -> tuple[Prerequisite, ...]:
    """The histories that tell whether the phase itself is approved, as the gate of the next phase would read them."""
    if request.phase is Phase.INCEPTION:
        return (inception_of(request.intent),)
    if request.phase is Phase.CONSTRUCTION:
        return tuple(construction_of(tree, request.intent, unit) for unit in request.units)
    files = (file.path for file in tree.files if request.covers(file.path, tree))
    return (
        Prerequisite(
            phase=Phase.OPERATION, scope=request.scope(tree), intent=request.intent, folders=tuple(files)
        ),
    )


def _approved(
    workspace: Workspace,
    request: Request,
    policy: Policy,
    repository: RepositoryFacts,
    histories: Sequence[History],
    verdicts: Sequence[HistoryVerdict],
    standings: dict[int, Standing],
) -> Checked:
    number = max(verdict.pull_request or 0 for verdict in verdicts)
    sentence = " ".join(dict.fromkeys(verdict.sentence for verdict in verdicts))
    evidence = gather_evidence(request, policy, repository, histories, number, standings, at=workspace.now())
    said = [f"Approved: {sentence}"]
    path = ""
    if evidence is not None:
        path, told = _keep(workspace, request, evidence)
        said.append(told)
    said.append(_how_to_pull(request))
    return Checked("APPROVED", sentence, number, path, tuple(said))


def _keep(workspace: Workspace, request: Request, evidence: ApprovalEvidence) -> tuple[str, str]:
    """Write the evidence unless it is there: its path, empty where something else lies there, and what to say.

    What lies there stays as it is, and the verdict doesn't depend on it: GitHub has the reviews.
    """
    address = Address(Kind.APPROVAL, request.intent, name=evidence.digest[:12])
    path = path_of(address)
    try:
        with workspace.ledger.locked():
            found = find(workspace.ledger, address)
            if found is None:
                workspace.ledger.save(address, evidence, "", expected=None)
    except InputError as error:
        return "", f"{path} can't be used as evidence and was left as it is: {error} Delete it first."
    record = found.record if found is not None else evidence
    ours = (evidence.repository, evidence.phase, evidence.scope, evidence.digest, evidence.pull_request)
    if not isinstance(record, ApprovalEvidence) or ours != (
        record.repository, record.phase, record.scope, record.digest, record.pull_request
    ):  # fmt: skip
        return "", (
            f"{path} can't be used as evidence and was left as it is: it claims something else than GitHub says. Delete it "
            "and call check_approval again; the gate refuses a false claim."
        )
    return path, f"The evidence is in {path}; it rides in the Intent's next pull request."


def _how_to_pull(request: Request) -> str:
    """How to bring in what was merged: git writes over no file it doesn't track, unless it is staged and the same."""
    code = " and the code that went with it" if request.phase is Phase.CONSTRUCTION else ""
    return (
        f"Bring the default branch in: stage what was merged (`git add {intent_folder(request.intent)}`{code}), so that git "
        "sees that it is the same, and `git pull --ff-only`. Then go on with what get_status says."
    )


def _git_url(hosting: Hosting) -> str:
    return f"{hosting.server_url}/{hosting.repository}.git"


def _secret(hosting: Hosting) -> str:
    return hosting.token.value if hosting.token is not None else ""
