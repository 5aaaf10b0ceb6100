"""Report Bolts: look, write what differs, look again. Nothing is locked, so nobody's newer words may be lost.

Two runs may look at different moments and write in the other order. Therefore a run that wrote something looks again
afterwards, and begins anew when the branch or the pull requests moved since: whoever writes last has seen the newest.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Final

from aidlc.adapters.github.addresses import check_url
from aidlc.adapters.github.open_pulls import Moving, read_moving
from aidlc.adapters.github.patient import PatientClient, RateLimitError
from aidlc.adapters.github.reading import read_repository
from aidlc.adapters.github.viewer import read_viewer
from aidlc.domain.errors import GitHubError
from aidlc.domain.facts import Account
from aidlc.domain.records import Kind
from aidlc.usecases.bolts.boards import board_of, issue_of_intent, status_of, write_board
from aidlc.usecases.bolts.following import Follower
from aidlc.usecases.bolts.issues import OwnIssues
from aidlc.usecases.bolts.request import LOCKED, BoltsReport, BoltsRequest
from aidlc.usecases.bolts.view import View, look
from prompts.bolts import WrittenBoard, WrittenBolt
from schemas.construction import Bolt

_ROUNDS: Final = 3


def report_bolts(request: BoltsRequest) -> BoltsReport:
    """Keep one comment a Bolt, one board an Intent, and what `request.options` asks for.

    What fails is named in `warnings` and doesn't stop the rest. What is written is what the default branch says now, so a
    re-run of an old push writes nothing old. Raises `GitHubError` and `GitError` when nothing can be read, the first
    failure when nothing could be written, and `RecordProblems` when all Bolts in question are broken.
    """
    branch = read_repository(request.client).default_branch_ref.name
    if request.ref is not None and request.ref != f"refs/heads/{branch}":
        return BoltsReport(warnings=(f"{request.ref} isn't the default branch, so nothing is reported.",))
    check_url(request.git_url)
    client = PatientClient(request.client)
    total = _Total()
    for _ in range(_ROUNDS):
        moving = read_moving(client, branch)
        written = client.writes
        total.add(_Round(client, request, look(request, branch, moving), moving).run())
        if client.writes == written or _still(client, branch, moving, total):
            return total.report()
    total.more.append(
        "The branch or the pull requests kept moving while this was written; the next run brings it up to date."
    )
    return total.report()


def _still(client: PatientClient, branch: str, moving: Moving, total: _Total) -> bool:
    """Whether nothing moved since; when GitHub doesn't say, what was written stands, with a warning."""
    try:
        return read_moving(client, branch) == moving
    except GitHubError as error:
        total.more.append(f"Whether something moved while this was written isn't known: {error}")
        return True


@dataclass
class _Round:
    """One look and what is written of it."""

    client: PatientClient
    request: BoltsRequest
    view: View
    moving: Moving
    warnings: list[str] = field(default_factory=list)

    def run(self) -> BoltsReport:
        """Write all Bolts in question and the boards of their Intents."""
        self.warnings += self.view.warnings
        if not self.moving.gates and self.view.carriers:
            self.warnings.append(
                "The gate's verdicts aren't shown: the token needs the permission `statuses: read`."
            )
        parents = {
            intent: issue
            for intent in self.view.intents
            if (issue := issue_of_intent(self.view.tree, intent)) is not None
        }
        if not self.view.bolts and not parents:
            return BoltsReport(warnings=tuple(self.warnings))
        own = read_viewer(self.client)
        issues = OwnIssues(self.client, own, parents)
        follower = Follower(self.client, own.id, self.request.options, issues)
        written: list[WrittenBolt] = []
        boards: list[WrittenBoard] = []
        try:
            self._prepare(issues)
            for bolt in self.view.bolts:
                one = follower.follow(bolt, status_of(self.view, bolt))
                written += [one] if one is not None else []
            boards += self._boards(parents, issues, own, follower.failures)
        except RateLimitError as error:
            follower.failures.append(error)
            rest = len(self.view.bolts) - len(written)
            self.warnings.append(f"{rest} Bolts are left for the next run: {error}")
        if follower.failures and not written and not boards:
            raise follower.failures[0]
        self.warnings += [*issues.warnings, *follower.warnings]
        return BoltsReport(tuple(written), tuple(boards), tuple(self.warnings))

    def _prepare(self, issues: OwnIssues) -> None:
        """Find our issues where a record names none, and open those that are missing."""
        on_boards = (record.issue for name in issues.parents for record in self._records(name))
        if None not in {*(bolt.issue for bolt in self.view.bolts), *on_boards}:
            return
        try:
            issues.find()
        except RateLimitError:
            raise
        except GitHubError as error:
            self.warnings.append(f"Bolts whose records name no issue are left out: {error}")
            return
        if self.request.options.create_issues:
            issues.open_missing((bolt, status_of(self.view, bolt)) for bolt in self.view.bolts)

    def _records(self, intent: str) -> list[Bolt]:
        found = (file.record for file in self.view.tree.of(Kind.BOLT, intent))
        return [record for record in found if isinstance(record, Bolt)]

    def _boards(
        self, parents: dict[str, int], issues: OwnIssues, own: Account, failures: list[GitHubError]
    ) -> list[WrittenBoard]:
        """Write the boards; one that fails stops no other."""
        boards: list[WrittenBoard] = []
        numbers = {reference: issue.number for reference, issue in issues.found.items()}
        for intent, issue in parents.items():
            try:
                board = board_of(self.view, intent, numbers)
                boards.append(write_board(self.client, issue, board, own=own.id))
            except RateLimitError:
                raise
            except GitHubError as error:
                failures.append(error)
                self.warnings.append(f"{intent}: the board isn't on issue {issue}: {error}")
                continue
            if boards[-1].outcome == LOCKED:
                self.warnings.append(f"{intent}: issue {issue} is locked, so the board isn't written.")
        return boards


@dataclass
class _Total:
    """What came of all rounds: a Bolt that was created and then edited was created."""

    written: dict[str, WrittenBolt] = field(default_factory=dict)
    boards: dict[str, WrittenBoard] = field(default_factory=dict)
    warnings: tuple[str, ...] = ()
    more: list[str] = field(default_factory=list)

    def add(self, one: BoltsReport) -> None:
        """Take a round: its states and warnings count, what was done adds up."""
        for bolt in one.written:
            before = self.written.get(bolt.reference, bolt)
            also = tuple(dict.fromkeys((*before.also, *bolt.also)))
            outcome = _sum(before.outcome, bolt.outcome)
            self.written[bolt.reference] = bolt.model_copy(update={"also": also, "outcome": outcome})
        for board in one.boards:
            outcome = _sum(self.boards.get(board.intent, board).outcome, board.outcome)
            self.boards[board.intent] = board.model_copy(update={"outcome": outcome})
        self.warnings = one.warnings

    def report(self) -> BoltsReport:
        """Everything together, in order."""
        return BoltsReport(
            tuple(self.written[name] for name in sorted(self.written)),
            tuple(self.boards[name] for name in sorted(self.boards)),
            (*self.warnings, *self.more),
        )


def _sum(before: str, now: str) -> str:
    return before if before == "created" or (before == "edited" and now == "unchanged") else now
