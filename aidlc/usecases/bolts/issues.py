"""Which issue follows which Bolt: the one its record names, else the oldest that we opened for it.

Ours is an issue that the token's account opened and whose first line is the marker; others may write the marker, but not in
that account's name. Nothing is written to the default branch to remember it.
"""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from http import HTTPStatus
from typing import Final

from aidlc.adapters.github import followed
from aidlc.adapters.github.followed import FollowedIssue
from aidlc.adapters.github.patient import PatientClient, RateLimitError
from aidlc.domain.bolt_progress import BoltSummary, WorkState
from aidlc.domain.errors import GitHubError
from aidlc.domain.facts import Account
from aidlc.domain.layout import bolt_address
from prompts.bolts import BoltStatus, issue_marker_of, render_bolt_issue

MOST_OPENED: Final = 50
"""Issues that one run opens: GitHub takes about 80 new things a minute from one account; the next run goes on."""

_UNDER_WAY: Final = frozenset(
    {WorkState.PLANNED, WorkState.IN_PROGRESS, WorkState.BLOCKED, WorkState.IN_REVIEW, WorkState.FINISHED}
)
_MARKER: Final = re.compile(r"<!-- aidlc:bolt-issue v1 ([a-z0-9/-]{1,200}) -->")


@dataclass
class OwnIssues:
    """The issues that this account opened for Bolts, as far as they are known."""

    client: PatientClient
    own: Account
    parents: Mapping[str, int]
    """Intent to its issue."""
    found: dict[str, FollowedIssue] = field(default_factory=dict)
    """Bolt to the issue that follows it."""
    opened: set[str] = field(default_factory=set)
    """Bolts whose issue was opened in this run."""
    warnings: list[str] = field(default_factory=list)

    def find(self) -> None:
        """Look for them among all issues of this account, and below the Intents' issues. Raises `GitHubError`."""
        issues = list(followed.list_issues_by(self.client, self.own.login))
        for intent, parent in sorted(self.parents.items()):
            try:
                issues += followed.list_sub_issues(self.client, parent)
            except GitHubError as error:
                if error.status not in {HTTPStatus.NOT_FOUND, HTTPStatus.GONE}:
                    raise
                self.warnings.append(f"{intent}: its issue {parent} can't be read: {error}")
        several: dict[str, list[FollowedIssue]] = defaultdict(list)
        for issue in followed.oldest_first(issues):
            reference = self._reference(issue)
            if reference is not None:
                several[reference].append(issue)
        self.found |= {reference: ours[0] for reference, ours in several.items()}
        for ours in several.values():
            for duplicate in ours[1:]:
                followed.retire_duplicate(self.client, duplicate, ours[0].number)

    def open_missing(self, bolts: Iterable[tuple[BoltSummary, BoltStatus]]) -> None:
        """Open an issue for each Bolt under way that has none; one that fails stops no other."""
        missing = [
            (bolt, status)
            for bolt, status in bolts
            if bolt.issue is None and bolt.state in _UNDER_WAY and bolt.reference not in self.found
        ]
        if len(missing) > MOST_OPENED:
            rest = len(missing) - MOST_OPENED
            self.warnings.append(f"{rest} more Bolts have no issue yet: the next run opens them.")
        for bolt, status in missing[:MOST_OPENED]:
            try:
                self._open(bolt, status)
            except RateLimitError:
                raise
            except GitHubError as error:
                self.warnings.append(f"{bolt.reference}: no issue was opened: {error}")
        if missing:
            self.find()  # another run may have opened the same: the oldest stays

    def _open(self, bolt: BoltSummary, status: BoltStatus) -> None:
        title, body = render_bolt_issue(status)
        try:
            issue = followed.open_issue(self.client, title, body)
        except GitHubError as error:
            if error.status is not None and error.status < HTTPStatus.INTERNAL_SERVER_ERROR:
                raise
            self.find()  # the answer was lost, perhaps not the issue
            if bolt.reference in self.found:
                self.opened.add(bolt.reference)
                return
            issue = followed.open_issue(self.client, title, body)
        self.found[bolt.reference] = issue
        self.opened.add(bolt.reference)

    def _reference(self, issue: FollowedIssue) -> str | None:
        marker = _MARKER.fullmatch(issue.first_line)
        mine = issue.user is not None and issue.user.id == self.own.id
        if not mine or marker is None or bolt_address(marker[1]) is None:
            return None
        return marker[1] if issue_marker_of(marker[1]) == issue.first_line else None
