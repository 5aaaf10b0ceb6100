"""Where one decision's facts come from: GitHub and a bare repository, each pull request and policy read once."""

from __future__ import annotations

from dataclasses import dataclass, field
from http import HTTPStatus
from typing import Final

from aidlc.adapters.git.bare import BareRepository
from aidlc.adapters.github.client import GitHubClient
from aidlc.adapters.github.people import read_activity
from aidlc.adapters.github.reading import PullReading, read_commit, read_merger, read_pull
from aidlc.domain.errors import FactsError, GitHubError, RecordProblems
from aidlc.domain.evidence import commits_needed
from aidlc.domain.facts import Activity, Commit, Content, PullFacts, PullState, RepositoryFacts
from aidlc.domain.layout import POLICY_PATH
from aidlc.usecases.contents import read_content, read_policy
from schemas.policy import Policy

_MOST_COMMITS: Final = 2000
_MOST_UNLISTED: Final = 500


@dataclass(slots=True)
class Sources:
    """What is asked, and what was answered already."""

    client: GitHubClient
    git: BareRepository
    repository: RepositoryFacts
    tip: str
    """The default branch's commit that everything is judged by."""
    _pulls: dict[int, PullReading] = field(default_factory=dict)
    _activities: dict[int, tuple[Activity, ...] | None] = field(default_factory=dict)
    _people: dict[str, Commit] = field(default_factory=dict)
    _policies: dict[str, tuple[str, Policy | None, str]] = field(default_factory=dict)
    _mergers: dict[str, int | None] = field(default_factory=dict)
    _line: frozenset[str] | None = None
    _epoch: str | None = None

    def pull(self, number: int) -> PullReading | None:
        """Return a pull request, `None` when there is none of that number. Raises `FactsError`."""
        if number not in self._pulls:
            try:
                self.remember(read_pull(self.client, number))
            except GitHubError as error:
                if error.status == HTTPStatus.NOT_FOUND:
                    return None
                raise
        return self._pulls[number]

    def remember(self, reading: PullReading) -> None:
        """Keep a pull request that was read."""
        self._pulls[reading.pull.number] = reading

    def merger(self, commit: str) -> PullReading | None:
        """Return the pull request into the default branch whose merge made `commit`, `None` for none.

        Raises `FactsError`.
        """
        if commit not in self._mergers:
            self._mergers[commit] = read_merger(self.client, commit)
        number = self._mergers[commit]
        reading = self.pull(number) if number is not None else None
        if (
            reading is None
            or reading.pull.state is not PullState.MERGED
            or reading.pull.merge_commit != commit
        ):
            return None
        return reading if reading.pull.base_ref == self.repository.default_branch else None

    def with_activity(self, pull: PullFacts) -> PullFacts:
        """Return `pull` with the activity of its branch, where it lies in this repository and the list can be read."""
        if pull.head_repository != self.repository.id:
            return pull
        if pull.number not in self._activities:
            self._activities[pull.number] = read_activity(self.client, pull.head_ref, until=pull.merged_at)
        activity = self._activities[pull.number]
        pusher = activity[-1].actor if activity else None
        return pull.model_copy(update={"activity": activity, "last_pusher": pusher})

    def complete(self, pull: PullFacts, base: str) -> tuple[PullFacts, Content]:
        """Return `pull` with the people of every commit that git finds in it, and its content against `base`.

        What a decision needs must have been fetched, or it counts as gone. Raises `FactsError`.
        """
        content = read_content(self.git, base=base, head=pull.head, needed=commits_needed(pull))
        listed = {commit.oid: commit for commit in pull.commits}
        found = self.git.commits(pull.head, base)
        unlisted = [oid for oid in found if oid not in listed]
        if len(found) > _MOST_COMMITS or len(unlisted) > _MOST_UNLISTED:
            raise FactsError(
                f"Pull request {pull.number} has {len(found)} commits; that is more than can be judged. "
                "Squash them, or open several pull requests."
            )
        for oid in unlisted:  # GitHub lists 250 commits of a pull request and no more
            listed[oid] = self._people.get(oid) or read_commit(self.client, oid)
            self._people[oid] = listed[oid]
        commits = tuple(listed[oid].model_copy(update={"parents": parents}) for oid, parents in found.items())
        return pull.model_copy(update={"commits": commits}), content

    def policy(self, commit: str) -> tuple[str, Policy | None, str]:
        """Return object id ("": none), policy (`None`: none that is valid) and what is wrong with it, at `commit`."""
        if commit not in self._policies:
            try:
                found = read_policy(self.git, commit)
            except RecordProblems as error:
                entry = self.git.entries(commit, POLICY_PATH).get(POLICY_PATH)
                self._policies[commit] = (entry.oid if entry is not None else "", None, str(error))
            else:
                self._policies[commit] = (*found, "") if found is not None else ("", None, "")
        return self._policies[commit]

    def epoch(self) -> str | None:
        """Return the first-parent commit that brings the first valid policy; `None`: there was never one."""
        if self._epoch is None:
            changed = reversed(self.git.first_parents(self.tip, paths=[POLICY_PATH]))
            self._epoch = next((commit for commit in changed if self.policy(commit)[1] is not None), None)
        return self._epoch

    def is_on_line(self, commit: str) -> bool:
        """Whether `commit` is one of the default branch's first-parent commits."""
        if self._line is None:
            self._line = frozenset(self.git.first_parents(self.tip))
        return commit in self._line
