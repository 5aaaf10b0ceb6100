"""How content came to the default branch: first-parent commits, and the pull requests that they merged."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from typing import Final

from aidlc.domain.errors import FactsError
from aidlc.domain.evidence import commits_needed
from aidlc.domain.facts import ClaimFacts, Content, History, PathChange, PullFacts, Transition
from aidlc.domain.layout import RECORDS
from aidlc.domain.patterns import matches
from aidlc.domain.phases import Phase
from aidlc.domain.prerequisites import Prerequisite
from aidlc.domain.records import Kind
from aidlc.usecases.rebases import join_rebases
from aidlc.usecases.sources import Sources
from schemas.approval import ApprovalEvidence

_MOST_TRANSITIONS: Final = 500
_MOST_CLAIMS: Final = 50


def read_histories(sources: Sources, wanted: Sequence[Prerequisite]) -> tuple[History, ...]:
    """Return a history for each prerequisite, in their order. Raises `FactsError`."""
    commits = {prerequisite: _commits_of(sources, prerequisite) for prerequisite in wanted}
    transitions = read_transitions(
        sources, dict.fromkeys(commit for found in commits.values() for commit in found)
    )
    return tuple(
        History(
            phase=prerequisite.phase,
            scope=prerequisite.scope,
            transitions=join_rebases(
                sources,
                [transitions[commit] for commit in commits[prerequisite]],
                prerequisite.at or sources.tip,
            ),
            tip=prerequisite.at if prerequisite.at and sources.is_on_line(prerequisite.at) else "",
        )
        for prerequisite in wanted
    )


def read_transitions(sources: Sources, commits: Iterable[str]) -> dict[str, Transition]:
    """Return the transition at each of these first-parent commits, by commit; fetched together. Raises `FactsError`."""
    chosen = list(commits)
    if len(chosen) > _MOST_TRANSITIONS:
        raise FactsError(
            f"{len(chosen)} commits of the default branch would have to be judged; {_MOST_TRANSITIONS} are the limit. "
            "List the code that each Unit owns in its `paths`, so that fewer commits belong to it."
        )
    pulls = {commit: _merged_pull(sources, commit) for commit in chosen}
    known = [pull for pull in pulls.values() if pull is not None]
    sources.git.fetch_commits(oid for pull in known for oid in (pull.head, *commits_needed(pull)))
    return {commit: _transition(sources, commit, pulls[commit]) for commit in chosen}


def read_claims(sources: Sources, content: Content) -> tuple[ClaimFacts, ...]:
    """Return the evidence files that a pull request adds or changes, each with the merged pull request it names.

    Raises `FactsError`.
    """
    changed = {change.path for change in content.head.changes if change.new is not None}
    files = [file for file in content.records.of(Kind.APPROVAL) if file.path in changed]
    if len(files) > _MOST_CLAIMS:
        raise FactsError(f"The pull request brings more than {_MOST_CLAIMS} evidence files. Split it.")
    claims = [(file.path, file.record) for file in files if isinstance(file.record, ApprovalEvidence)]
    merged = {path: _claimed_commit(sources, evidence) for path, evidence in claims}
    transitions = read_transitions(
        sources, dict.fromkeys(commit for commit in merged.values() if commit is not None)
    )
    return tuple(
        ClaimFacts(path=path, evidence=evidence, transition=transitions.get(merged[path] or ""))
        for path, evidence in claims
    )


def _commits_of(sources: Sources, wanted: Prerequisite) -> tuple[str, ...]:
    """The first-parent commits that belong to a prerequisite, newest first."""
    if wanted.at and not sources.is_on_line(wanted.at):
        return ()
    tip, epoch = wanted.at or sources.tip, sources.epoch()
    folders = [folder.rstrip("/") for folder in wanted.folders]
    if wanted.phase is Phase.CONSTRUCTION and wanted.patterns:
        every = sources.git.first_parents(tip, since=epoch)
        return tuple(
            commit for commit in every if _touches(_changes_of(sources, commit), folders, wanted.patterns)
        )
    since = sources.git.first_parents(tip, since=epoch, paths=folders)
    if since or wanted.phase is Phase.CONSTRUCTION:
        return since
    return sources.git.first_parents(tip, paths=folders)[:1]  # what lay there before the epoch


def _touches(changes: Iterable[PathChange], folders: Sequence[str], patterns: Sequence[str]) -> bool:
    return any(
        any(change.path == folder or change.path.startswith(f"{folder}/") for folder in folders)
        or any(matches(pattern, change.path) for pattern in patterns)
        for change in changes
    )


def _changes_of(sources: Sources, commit: str) -> tuple[PathChange, ...]:
    """What a first-parent commit changed against its first parent (against nothing for the first commit)."""
    parents = sources.git.parents(commit)
    return sources.git.changes(parents[0] if parents else sources.git.empty_tree(), commit)


def _merged_pull(sources: Sources, commit: str) -> PullFacts | None:
    reading = sources.merger(commit)
    return sources.with_activity(reading.pull) if reading is not None else None


def _transition(sources: Sources, commit: str, pull: PullFacts | None) -> Transition:
    """The transition at `commit`; a pull request whose head is gone leaves no content to compare with."""
    git = sources.git
    parents = git.parents(commit)
    first_parent = parents[0] if parents else ""
    content = None
    if pull is not None and first_parent and git.has(pull.head):
        pull, content = sources.complete(pull, first_parent)
    oid, policy, problem = sources.policy(first_parent) if first_parent else ("", None, "")
    return Transition(
        commit=commit,
        first_parent=first_parent,
        paths=_changes_of(sources, commit),
        pull=pull,
        content=content,
        policy=policy,
        policy_problem=problem,
        records=git.entries(commit, RECORDS),
        policy_oid=oid,
    )


def _claimed_commit(sources: Sources, evidence: ApprovalEvidence) -> str | None:
    """The commit by which the pull request that a claim names came to the default branch, `None` if it didn't."""
    reading = sources.pull(evidence.pull_request)
    commit = reading.pull.merge_commit if reading is not None else None
    if commit is None or not sources.is_on_line(commit) or sources.merger(commit) is None:
        return None
    return commit
