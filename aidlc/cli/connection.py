"""Where a command that asks GitHub finds it: options first, then the runner's environment."""

from __future__ import annotations

import os
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

from aidlc.adapters.github.client import GitHubClient
from aidlc.adapters.runner import RunnerRequest, read_environment
from aidlc.cli.here import repository_of
from aidlc.domain.errors import InputError


@dataclass(frozen=True, slots=True)
class Connection:
    """A client for one repository, where to fetch it, and what the runner said."""

    client: GitHubClient
    git_url: str
    runner: RunnerRequest

    @property
    def page(self) -> str:
        """The repository's page."""
        return self.git_url.removesuffix(".git")


@contextmanager
def connect(repository: str | None) -> Iterator[Connection]:
    """Give a connection to `repository` (`owner/name`); when absent GITHUB_REPOSITORY, else the one of the clone at hand.

    It is closed afterwards. Raises `InputError` when there is no repository or no token.
    """
    runner = read_environment(os.environ)
    name = repository or runner.repository or repository_of(Path.cwd())
    if not name:
        raise InputError(
            "No repository: run this in a clone of one on GitHub, give --repo owner/name, or set GITHUB_REPOSITORY."
        )
    if not runner.token:
        raise InputError("No token: set GITHUB_TOKEN to one that may read the repository and post statuses.")
    client = GitHubClient(
        api_url=runner.api_url, token=runner.token, repository=name, graphql_url=runner.graphql_url or None
    )
    try:
        yield Connection(client, f"{runner.server_url.rstrip('/')}/{name}.git", runner)
    finally:
        client.close()
