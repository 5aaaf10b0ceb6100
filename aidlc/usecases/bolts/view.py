"""What Bolts are told from: the records of the default branch, their versions, the open pull requests that carry them."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Final

from aidlc.adapters.codec import MAX_RECORD_BYTES, read_tree
from aidlc.adapters.git.bare import BareRepository, open_bare
from aidlc.adapters.git.file_history import Version, read_versions
from aidlc.adapters.github.open_pulls import Moving, OpenPull
from aidlc.domain.bolt_progress import BoltSummary, WorkState, summarize_bolt
from aidlc.domain.bolt_timeline import TimelineEntry, tell_timeline
from aidlc.domain.errors import GitError, RecordProblems
from aidlc.domain.layout import RECORDS, address_of, bolt_reference
from aidlc.domain.records import Kind, RecordTree
from aidlc.usecases.bolts.request import BoltsRequest
from aidlc.usecases.contents import read_records
from schemas.construction import Bolt

_MOST_PULLS: Final = 200
_MOST_VERSIONS: Final = 40
_SETTLED: Final = frozenset({WorkState.DONE, WorkState.CANCELLED})


@dataclass(frozen=True, slots=True)
class View:
    """One look at everything."""

    tree: RecordTree
    bolts: tuple[BoltSummary, ...]
    """Those in question, by reference."""
    intents: tuple[str, ...]
    """Whose boards are in question."""
    carriers: Mapping[str, tuple[OpenPull, ...]]
    """Bolt to the open pull requests that carry it."""
    timelines: Mapping[str, tuple[TimelineEntry, ...]]
    warnings: tuple[str, ...]

    @property
    def open_pulls(self) -> dict[str, int]:
        """Bolt to the newest open pull request that carries it."""
        return {reference: pulls[-1].number for reference, pulls in self.carriers.items()}


def look(request: BoltsRequest, branch: str, moving: Moving) -> View:
    """Read the records at `moving.tip`.

    Raises `GitError`, and `RecordProblems` when all Bolts in question are broken.
    """
    with open_bare(request.git_url, request.token, example=moving.tip) as git:
        git.fetch_refs(f"refs/heads/{branch}")
        git.fetch_commits([moving.tip])
        entries = git.entries(moving.tip, RECORDS)
        changed = _changed(git, moving.tip, request.since)
        present = {path: found for path in entries if (found := reference_of(path))}
        paths = {path for path in present if changed is None or path in changed}
        intents = frozenset(
            path.split("/")[1]
            for path in (entries if changed is None else changed)
            if path.startswith(f"{RECORDS}/")
        )
        tree = read_records(
            git, entries, frozenset(path.split("/")[1] for path in entries if path.count("/") > 1)
        )
        carriers, warnings = _carriers(git, moving) if present else ({}, [])
        newest = {reference: pulls[-1].number for reference, pulls in carriers.items()}
        summaries = (
            summarize_bolt(tree, present[path], default_branch_tree=tree, open_pulls=newest)
            for path in sorted(paths)
        )
        bolts = [bolt for bolt in summaries if bolt is not None]
        problems = [problem for problem in tree.problems if problem.path in paths]
        if problems and not bolts:
            raise RecordProblems(tuple(problems))
        if request.live:
            bolts = [bolt for bolt in bolts if bolt.state not in _SETTLED or bolt.pull is not None]
        timelines = _timelines(git, moving.tip, tree, bolts, carriers)
    return View(
        tree=tree,
        bolts=tuple(sorted(bolts, key=lambda bolt: bolt.reference)),
        intents=tuple(sorted(intents)),
        carriers=carriers,
        timelines=timelines,
        warnings=(*map(str, problems), *warnings),
    )


def reference_of(path: str) -> str | None:
    """The Bolt whose record lies at `path`; `None` for anything else."""
    address = address_of(path)
    return bolt_reference(address) if address is not None and address.kind is Kind.BOLT else None


def _changed(git: BareRepository, tip: str, since: str | None) -> frozenset[str] | None:
    """The paths that differ between `since` and `tip`; `None`: nobody knows, so all of them."""
    if since is None:
        return None
    git.fetch_commits([since])
    if not git.has(since):
        return None  # rewritten history: nothing says what changed
    return frozenset(change.path for change in git.changes(since, tip))


def _carriers(git: BareRepository, moving: Moving) -> tuple[dict[str, tuple[OpenPull, ...]], list[str]]:
    """The open pull requests that change a Bolt's file, by its reference, and warnings about those that can't be told."""
    warnings: list[str] = []
    pulls = moving.pulls
    if len(pulls) > _MOST_PULLS:
        warnings.append(f"Only the newest {_MOST_PULLS} open pull requests were looked at.")
        pulls = pulls[-_MOST_PULLS:]
    carriers: dict[str, list[OpenPull]] = defaultdict(list)
    git.fetch_commits([pull.head for pull in pulls])
    for pull in pulls:
        try:
            bases = git.merge_bases(moving.tip, pull.head)
            changes = git.changes(bases[0], pull.head) if bases else ()
        except GitError as error:
            warnings.append(f"Pull request {pull.number} can't be read: {error}")
            continue
        for reference in filter(None, (reference_of(change.path) for change in changes)):
            carriers[reference].append(pull)
    return {reference: tuple(found) for reference, found in carriers.items()}, warnings


def _timelines(
    git: BareRepository,
    tip: str,
    tree: RecordTree,
    bolts: list[BoltSummary],
    carriers: Mapping[str, tuple[OpenPull, ...]],
) -> dict[str, tuple[TimelineEntry, ...]]:
    """What happened to each Bolt, by reference."""
    if not bolts:
        return {}
    records = {file.path: file.record for file in tree.files}
    versions = read_versions(git, tip, RECORDS, {bolt.path for bolt in bolts})
    kept = {path: found[:1] + found[1:][1 - _MOST_VERSIONS :] for path, found in versions.items()}
    blobs = git.blobs({each.oid for found in kept.values() for each in found}, limit=MAX_RECORD_BYTES)
    timelines = {}
    for bolt in bolts:
        record = records[bolt.path]
        if not isinstance(record, Bolt):
            continue
        read = _read_versions(bolt.path, kept.get(bolt.path, ()), blobs)
        reviews = [(pull.number, pull.opened) for pull in carriers.get(bolt.reference, ())]
        timelines[bolt.reference] = tell_timeline(record, read, reviews)
    return timelines


def _read_versions(
    path: str, versions: tuple[Version, ...], blobs: Mapping[str, bytes]
) -> list[tuple[str, datetime, Bolt]]:
    """The versions that can be read; one that was broken tells nothing."""
    found = []
    for version in versions:
        tree = read_tree([(path, "100644", blobs.get(version.oid))])
        read = (file.record for file in tree.files)
        found += [(version.commit, version.at, record) for record in read if isinstance(record, Bolt)]
    return found
