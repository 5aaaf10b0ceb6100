"""Bolts reported on their issues: what the default branch says, which pull requests carry them, then what differs."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Iterable, Mapping
from contextlib import suppress
from dataclasses import dataclass, field
from datetime import UTC, datetime
from typing import Final

from aidlc.adapters.git.bare import BareRepository, open_bare
from aidlc.adapters.github.addresses import check_url
from aidlc.adapters.github.client import GitHubClient
from aidlc.adapters.github.publishing import fetch_own_account, upsert_comment
from aidlc.adapters.github.reading import list_open_pulls, read_repository
from aidlc.domain.bolt_progress import BoltSummary, summarize_bolt
from aidlc.domain.errors import GitError, GitHubError, InputError, RecordProblems
from aidlc.domain.layout import RECORDS, address_of, bolt_reference
from aidlc.domain.records import Kind, RecordTree
from aidlc.usecases.contents import read_records
from prompts.bolts import BoltStatus, WrittenBolt, marker_of, render_bolt

OUTPUTS: Final = ("created", "edited", "unchanged", "skipped")
"""The action's outputs: how many Bolts came to each end."""

_SKIPPED: Final = "skipped: no issue"
_MOST_PULLS: Final = 200


@dataclass(frozen=True, slots=True)
class BoltsRequest:
    """Which Bolts to report."""

    client: GitHubClient
    git_url: str
    token: str = field(repr=False)
    ref: str | None = None
    """The full ref that was pushed; another one than the default branch reports nothing. `None`: no push."""
    since: str | None = None
    """The commit before the push: Bolts that differ from it are reported. `None`, or one that is gone: every Bolt."""


@dataclass(frozen=True, slots=True)
class BoltsReport:
    """What was written, and what could not be read or written."""

    written: tuple[WrittenBolt, ...] = ()
    warnings: tuple[str, ...] = ()

    @property
    def counts(self) -> dict[str, int]:
        """How many Bolts came to each end."""
        found = Counter("skipped" if one.outcome == _SKIPPED else one.outcome for one in self.written)
        return {name: found[name] for name in OUTPUTS}


def report_bolts(request: BoltsRequest) -> BoltsReport:
    """Write one comment a Bolt; one that fails is named in `warnings` and doesn't stop the others.

    What is written is what the default branch says now, so a re-run of an old push writes nothing old. Raises `GitHubError`
    and `GitError` when nothing can be read, the first failure when nothing could be written, and `RecordProblems` when
    all Bolts in question are broken.
    """
    repository = read_repository(request.client)
    branch = f"refs/heads/{repository.default_branch_ref.name}"
    if request.ref is not None and request.ref != branch:
        return BoltsReport(warnings=(f"{request.ref} isn't the default branch, so nothing is reported.",))
    check_url(request.git_url)
    tip = repository.default_branch_ref.target.oid
    with open_bare(request.git_url, request.token, example=tip) as git:
        git.fetch_refs(branch)
        tip = git.head(branch)
        paths = _bolts_in_question(git, tip, request.since)
        entries = git.entries(tip, RECORDS)
        tree = read_records(
            git, entries, frozenset(path.split("/")[1] for path in entries if path.count("/") > 1)
        )
        pulls, warnings = _carriers(request.client, git, branch, tip) if paths else ({}, [])
    problems = tuple(problem for problem in tree.problems if problem.path in paths)
    statuses = _summaries(tree, paths, pulls)
    if problems and not statuses:
        raise RecordProblems(problems)
    report = _write(request.client, statuses, pulls)
    return BoltsReport(report.written, (*map(str, problems), *warnings, *report.warnings))


def _bolts_in_question(git: BareRepository, tip: str, since: str | None) -> frozenset[str]:
    """The paths of Bolts that exist at `tip` and differ from `since`; all of them without it."""
    present = frozenset(path for path in git.entries(tip, RECORDS) if _reference(path))
    if since is None:
        return present
    git.fetch_commits([since])
    if not git.has(since):
        return present  # rewritten history: nothing says what changed
    return present & {change.path for change in git.changes(since, tip)}


def _carriers(
    client: GitHubClient, git: BareRepository, branch: str, tip: str
) -> tuple[dict[str, tuple[int, ...]], list[str]]:
    """The open pull requests that change a Bolt's file, by its reference, and warnings about those that can't be told."""
    numbers = list_open_pulls(client, branch.removeprefix("refs/heads/"))
    warnings: list[str] = []
    if len(numbers) > _MOST_PULLS:
        warnings.append(f"Only the newest {_MOST_PULLS} open pull requests were looked at.")
        numbers = tuple(sorted(numbers)[-_MOST_PULLS:])
    carriers: dict[str, list[int]] = defaultdict(list)
    if numbers:
        with suppress(GitError):  # all in one request; where one spoils it, each on its own below
            git.fetch_refs(*(f"refs/pull/{number}/head" for number in numbers))
    for number in sorted(numbers):
        try:
            head = _head_of(git, f"refs/pull/{number}/head")
            bases = git.merge_bases(tip, head)
            changed = [change.path for change in git.changes(bases[0], head)] if bases else []
        except GitError as error:
            warnings.append(f"Pull request {number} can't be read: {error}")
            continue
        for reference in filter(None, map(_reference, changed)):
            carriers[reference].append(number)
    return {reference: tuple(found) for reference, found in carriers.items()}, warnings


def _head_of(git: BareRepository, ref: str) -> str:
    try:
        return git.head(ref)
    except GitError:
        git.fetch_refs(ref)
        return git.head(ref)


def _reference(path: str) -> str | None:
    address = address_of(path)
    return bolt_reference(address) if address is not None and address.kind is Kind.BOLT else None


def _summaries(
    tree: RecordTree, paths: Iterable[str], pulls: Mapping[str, tuple[int, ...]]
) -> tuple[BoltSummary, ...]:
    newest = {reference: max(numbers) for reference, numbers in pulls.items()}
    references = sorted(filter(None, map(_reference, paths)))
    found = (summarize_bolt(tree, each, default_branch_tree=tree, open_pulls=newest) for each in references)
    return tuple(bolt for bolt in found if bolt is not None)


def _write(
    client: GitHubClient, bolts: Iterable[BoltSummary], pulls: Mapping[str, tuple[int, ...]]
) -> BoltsReport:
    written: list[WrittenBolt] = []
    failures: list[tuple[str, GitHubError]] = []
    own: int | None = None
    for bolt in bolts:
        outcome = _SKIPPED
        if bolt.issue is not None:
            body = render_bolt(_status(bolt, pulls.get(bolt.reference, ())))
            try:
                own = own if own is not None else fetch_own_account(client)
                outcome = upsert_comment(client, bolt.issue, marker_of(bolt.reference), body, own=own)
            except GitHubError as error:
                failures.append((bolt.reference, error))
                continue
        written.append(
            WrittenBolt(reference=bolt.reference, state=str(bolt.state), issue=bolt.issue, outcome=outcome)
        )
    if failures and not written:
        raise failures[0][1]
    return BoltsReport(tuple(written), tuple(f"{reference}: {error}" for reference, error in failures))


def _status(bolt: BoltSummary, pulls: tuple[int, ...]) -> BoltStatus:
    evidence = bolt.evidence
    return BoltStatus(
        reference=bolt.reference,
        state=str(bolt.state),
        goal=bolt.goal,
        unit_title=bolt.unit_title,
        intent_title=bolt.intent_title,
        stories=bolt.stories,
        waits_for=bolt.waits_for,
        timebox=bolt.timebox,
        started=_time(bolt.started),
        finished=_time(bolt.finished),
        blocked_by=bolt.blocked_by or "",
        tests=tuple((run.command, run.result) for run in evidence.tests) if evidence else (),
        links=evidence.links if evidence else (),
        pulls=pulls,
        next_step=bolt.next_step,
    )


def _time(moment: datetime | None) -> str:
    return moment.astimezone(UTC).strftime("%Y-%m-%d %H:%M UTC") if moment is not None else ""


def check_since(commit: str | None) -> str | None:
    """Return a commit id that a person gave. Raises `InputError` for an abbreviation or a name."""
    if commit is None or (len(commit) in {40, 64} and set(commit) <= set("0123456789abcdef")):
        return commit
    raise InputError("That is no full commit id: give its 40 hexadecimal digits.")
