"""Everything that one gate decision may know, gathered: pull request, content, policy, histories, claims, standings."""

from __future__ import annotations

from typing import Final

from aidlc.adapters.git.bare import BareRepository, open_bare
from aidlc.adapters.github.addresses import check_url
from aidlc.adapters.github.client import GitHubClient
from aidlc.adapters.github.reading import PullReading, read_pull
from aidlc.domain.classification import classify
from aidlc.domain.errors import FactsError, Problem, RecordProblems
from aidlc.domain.evidence import commits_needed
from aidlc.domain.facts import GateFacts
from aidlc.domain.layout import POLICY_PATH
from aidlc.domain.prerequisites import prerequisites
from aidlc.usecases.contents import read_policy, read_proposed_policy
from aidlc.usecases.histories import read_claims, read_histories
from aidlc.usecases.sources import Sources
from aidlc.usecases.standings import read_standings
from schemas.policy import Policy

NO_POLICY: Final = Problem(
    path=POLICY_PATH,
    message="There is no policy on the default branch.",
    remedy="Merge one, so that the gate knows whose approval it needs.",
)
"""What is wrong where there is no policy."""


class MovedError(FactsError):
    """Something moved while it was read; reading again may do."""


def gather(client: GitHubClient, git_url: str, token: str, number: int) -> tuple[Policy, GateFacts]:
    """Return the policy in force and all facts about pull request `number`.

    `git_url` is where the repository is fetched from, with `token`. Raises `RecordProblems` for a policy that is missing or
    can't be used, `GitHubError` and `GitError` for sources that don't answer, `FactsError` for facts that don't add up.
    """
    return gather_pull(client, git_url, token, read_pull(client, number))


def gather_pull(
    client: GitHubClient, git_url: str, token: str, reading: PullReading
) -> tuple[Policy, GateFacts]:
    """Do what `gather` does, for a pull request that was read already."""
    if reading.policy is None:
        raise RecordProblems((NO_POLICY,))
    check_url(git_url)
    with open_bare(git_url, token, example=reading.pull.head) as git:
        fetch_base(git, reading)
        sources = Sources(client, git, reading.repository, reading.tip)
        sources.remember(reading)
        policy = _policy_in_force(git, reading)
        pull = sources.with_activity(reading.pull)
        git.fetch_commits([pull.head, *commits_needed(pull)])
        pull, content = sources.complete(pull, reading.tip)
        classification = classify(policy, content.head.changes)
        histories = read_histories(sources, prerequisites(classification, content.records))
        return policy, GateFacts(
            repository=reading.repository,
            pull=pull,
            content=content,
            policy_oid=reading.policy,
            proposed_policy=read_proposed_policy(git, pull.head, content.head.changes),
            standings=read_standings(client, policy, pull, histories),
            histories=histories,
            claims=read_claims(sources, content),
        )


def fetch_base(git: BareRepository, reading: PullReading) -> None:
    """Fetch the default branch and the pull request's head together. Raises `GitError`, and `MovedError` when they moved."""
    git.fetch_refs(f"refs/heads/{reading.repository.default_branch}", f"refs/pull/{reading.pull.number}/head")
    git.fetch_commits([reading.tip, reading.pull.head])
    if not git.has(reading.tip) or not git.has(reading.pull.head):
        raise MovedError("The branch or the default branch moved while it was read. Run again.")


def _policy_in_force(git: BareRepository, reading: PullReading) -> Policy:
    """The policy at the default branch's tip. Raises `RecordProblems`, and `MovedError` when GitHub and git disagree."""
    found = read_policy(git, reading.tip)
    if found is None or found[0] != reading.policy:
        raise MovedError("The policy on the default branch changed while it was read. Run again.")
    return found[1]
