"""The default branch's tip as GitHub and git both show it, with the policy in force there."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass

from aidlc.adapters.git.bare import open_bare
from aidlc.adapters.github.addresses import check_url
from aidlc.adapters.github.client import GitHubClient
from aidlc.adapters.github.facts import repository_facts
from aidlc.adapters.github.reading import read_repository
from aidlc.domain.errors import FactsError, RecordProblems
from aidlc.usecases.contents import read_policy
from aidlc.usecases.gather import NO_POLICY
from aidlc.usecases.sources import Sources
from schemas.policy import Policy


@dataclass(frozen=True, slots=True)
class Tip:
    """What holds at the tip, and where to read more; good while the context that gave it is open."""

    commit: str
    policy: Policy
    sources: Sources


@contextmanager
def open_tip(client: GitHubClient, git_url: str, token: str) -> Iterator[Tip]:
    """Fetch the default branch and give its tip with the policy in force.

    Raises `RecordProblems` for a policy that is missing or can't be used, `FactsError` when the branch moved meanwhile,
    `GitHubError` and `GitError`.
    """
    read = read_repository(client)
    repository, tip = repository_facts(read), read.default_branch_ref.target.oid
    check_url(git_url)
    with open_bare(git_url, token, example=tip) as git:
        git.fetch_refs(f"refs/heads/{repository.default_branch}")
        git.fetch_commits([tip])
        if not git.has(tip):
            raise FactsError("The default branch moved while it was read. Run again.")
        found = read_policy(git, tip)
        if found is None:
            raise RecordProblems((NO_POLICY,))
        yield Tip(tip, found[1], Sources(client, git, repository, tip))
