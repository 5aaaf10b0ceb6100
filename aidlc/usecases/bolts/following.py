"""One Bolt written to its issue: place, labels, open or closed, and last the comment, which remembers what was written."""

from __future__ import annotations

import re
from dataclasses import dataclass, field
from http import HTTPStatus
from typing import Final

from aidlc.adapters.github import followed
from aidlc.adapters.github.followed import FollowedIssue, Reason
from aidlc.adapters.github.patient import PatientClient, RateLimitError
from aidlc.adapters.github.sticky import find_own_comments, keep_comment
from aidlc.domain.bolt_progress import BoltSummary
from aidlc.domain.errors import GitHubError
from aidlc.usecases.bolts.issues import OwnIssues
from aidlc.usecases.bolts.request import LOCKED, NO_ISSUE, Options
from prompts.bolts import BoltStatus, WrittenBolt, marker_of, render_bolt

_STATE: Final = re.compile(r"\*\*([a-z-]+)\*\*")
_CLOSED: Final[dict[str, Reason]] = {"done": "completed", "cancelled": "not_planned"}
_LOST: Final = frozenset({HTTPStatus.MOVED_PERMANENTLY, HTTPStatus.NOT_FOUND, HTTPStatus.GONE})


@dataclass
class Follower:
    """Writes Bolts to their issues; one that fails is a warning and stops no other."""

    client: PatientClient
    own: int
    options: Options
    issues: OwnIssues
    failures: list[GitHubError] = field(default_factory=list)
    warnings: list[str] = field(default_factory=list)
    _labels: set[str] = field(default_factory=set)

    def follow(self, bolt: BoltSummary, status: BoltStatus) -> WrittenBolt | None:
        """Write one Bolt; `None` when it failed. Raises `RateLimitError`."""
        ours = self.issues.found.get(bolt.reference) if bolt.issue is None else None
        number = ours.number if ours is not None else bolt.issue
        if number is None:
            return _written(bolt, None, NO_ISSUE)
        try:
            issue = followed.read_followed(self.client, number)
            if issue.locked:
                self.warnings.append(f"{bolt.reference}: issue {number} is locked, so nothing is written.")
                return _written(bolt, number, LOCKED)
            return self._write(bolt, status, issue, ours=ours is not None)
        except RateLimitError:
            raise
        except GitHubError as error:
            hint = (
                f" If the issue is gone, correct `issue:` in {bolt.path}." if bolt.issue is not None else ""
            )
            self.failures.append(error)
            self.warnings.append(f"{bolt.reference}: {error}{hint if error.status in _LOST else ''}")
            return None

    def _write(
        self, bolt: BoltSummary, status: BoltStatus, issue: FollowedIssue, *, ours: bool
    ) -> WrittenBolt:
        marker = marker_of(bolt.reference)
        also = ["opened"] if bolt.reference in self.issues.opened else []
        if ours and issue.comments == 0:  # once: people may put it elsewhere afterwards
            self._put_below(bolt, issue)
        if issue.pull_request is None:
            if self.options.labels and followed.set_state_label(
                self.client, issue, str(bolt.state), self._labels
            ):
                also.append("labelled")
            if self.options.close_issues:
                also += self._open_or_close(bolt, issue, marker)
        outcome = keep_comment(self.client, issue.number, marker, render_bolt(status), own=self.own)
        return _written(bolt, issue.number, outcome, *also)

    def _put_below(self, bolt: BoltSummary, issue: FollowedIssue) -> None:
        parent = self.issues.parents.get(bolt.intent)
        if parent is None:
            return
        try:
            followed.put_below(self.client, parent, issue)
        except RateLimitError:
            raise
        except GitHubError as error:
            self.warnings.append(
                f"{bolt.reference}: issue {issue.number} isn't below issue {parent}: {error}"
            )

    def _open_or_close(self, bolt: BoltSummary, issue: FollowedIssue, marker: str) -> list[str]:
        """Close when the Bolt has just been settled, reopen what we closed ourselves when it goes back.

        What it was before is what our comment says: so what a person opened or closed in between stays as it is.
        """
        reason = _CLOSED.get(str(bolt.state))
        if (issue.state == "open") != (reason is not None):
            return []
        comments = find_own_comments(self.client, issue.number, marker, self.own)
        said = _STATE.search(comments[0].body) if comments else None
        was_settled = said is not None and said[1] in _CLOSED
        if reason is not None and not was_settled:
            followed.close_issue(self.client, issue.number, reason)
            return ["closed"]
        by_us = issue.closed_by is not None and issue.closed_by.id == self.own
        if reason is None and was_settled and by_us:
            followed.reopen_issue(self.client, issue.number)
            return ["reopened"]
        return []


def _written(bolt: BoltSummary, issue: int | None, outcome: str, *also: str) -> WrittenBolt:
    return WrittenBolt(
        reference=bolt.reference, state=str(bolt.state), issue=issue, outcome=outcome, also=also
    )
