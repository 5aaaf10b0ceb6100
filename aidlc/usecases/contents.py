"""What git says of a pull request, open or merged: the differences, the merge, the records, the policy."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Final

from aidlc.adapters.codec import MAX_RECORD_BYTES, decode_policy, read_tree
from aidlc.adapters.git.bare import BareRepository
from aidlc.domain.errors import FactsError, Problem, RecordProblems
from aidlc.domain.facts import Content, Entry, PathChange, ProposedPolicy, Snapshot
from aidlc.domain.layout import POLICY_PATH, RECORDS
from aidlc.domain.policy_rules import check_policy
from aidlc.domain.records import RecordTree
from schemas.policy import Policy

_MOST_RECORDS: Final = 20_000
_POLICY_FOLDER: Final = POLICY_PATH.rpartition("/")[0]


def read_content(git: BareRepository, *, base: str, head: str, needed: Iterable[str]) -> Content:
    """Return the content of a pull request with the commit `head` against `base`; `needed` are commits evidence asks for.

    Raises `FactsError` when `head` or `base` isn't there, or there is more than can be judged.
    """
    for commit in (base, head):
        if not git.has(commit):
            raise FactsError(
                f"Commit {commit} can't be fetched any more. Run again; if it stays, push the branch again."
            )
    merge_bases = git.merge_bases(base, head)
    snapshot = read_snapshot(git, base, head)
    tree = git.merge(base, head) if merge_bases else None
    return Content(
        base=base,
        merge_bases=merge_bases,
        head=snapshot,
        snapshots={
            commit: read_snapshot(git, base, commit) if git.has(commit) else None
            for commit in dict.fromkeys(needed)
            if commit != head
        },
        merged=git.changes(base, tree) if tree is not None else None,
        records=read_records(git, snapshot.records, touched_intents(snapshot.changes)),
        sizes=git.sizes(
            change.new.oid
            for change in snapshot.changes
            if change.new is not None and change.new.type == "blob"
        ),
        landing=git.entries(tree, RECORDS) if tree is not None else None,
    )


def read_snapshot(git: BareRepository, base: str, commit: str) -> Snapshot:
    """Return the records at `commit` and what it changes against the merge base with `base` (everything without one)."""
    merge_bases = git.merge_bases(base, commit)
    start = merge_bases[0] if merge_bases else git.empty_tree()
    return Snapshot(
        commit=commit,
        parents=git.parents(commit),
        records=git.entries(commit, RECORDS),
        changes=git.changes(start, commit),
    )


def touched_intents(changes: Iterable[PathChange]) -> frozenset[str]:
    """Return the second path component of every changed path below the records' folder ("" for a file right in it)."""
    parts = (change.path.split("/") for change in changes)
    return frozenset(part[1] if len(part) > 2 else "" for part in parts if part[0] == RECORDS)


def read_records(git: BareRepository, entries: dict[str, Entry], intents: frozenset[str]) -> RecordTree:
    """Return the records of `intents` among `entries`, parsed, with a problem for each that doesn't parse."""
    chosen = {path: entry for path, entry in entries.items() if _intent(path) in intents}
    if len(chosen) > _MOST_RECORDS:
        raise FactsError(
            f"There are more than {_MOST_RECORDS} files in {RECORDS}/; that is more than can be judged."
        )
    blobs = git.blobs(
        (entry.oid for entry in chosen.values() if entry.type == "blob"), limit=MAX_RECORD_BYTES
    )
    return read_tree((path, entry.mode, blobs.get(entry.oid)) for path, entry in sorted(chosen.items()))


def read_policy(git: BareRepository, commit: str) -> tuple[str, Policy] | None:
    """Return the policy's object id and the valid policy at `commit`; `None` when there is no such file.

    Raises `RecordProblems` for one that is no plain file, can't be parsed, or can't be satisfied.
    """
    entry = git.entries(commit, _POLICY_FOLDER).get(POLICY_PATH)
    if entry is None:
        return None
    if entry.mode not in {"100644", "100755"}:
        raise RecordProblems(
            (Problem(path=POLICY_PATH, message="The policy is no plain file.", remedy="Make it one."),)
        )
    data = git.blobs([entry.oid], limit=MAX_RECORD_BYTES).get(entry.oid)
    if data is None:
        message = f"The policy has more than {MAX_RECORD_BYTES} bytes."
        raise RecordProblems((Problem(path=POLICY_PATH, message=message, remedy="Shorten it."),))
    policy = decode_policy(data)
    problems = check_policy(policy)
    if problems:
        raise RecordProblems(problems)
    return entry.oid, policy


def read_proposed_policy(
    git: BareRepository, head: str, changes: Iterable[PathChange]
) -> ProposedPolicy | None:
    """Return the policy that a pull request proposes; `None` when it doesn't touch the file."""
    if all(change.path != POLICY_PATH for change in changes):
        return None
    try:
        found = read_policy(git, head)
    except RecordProblems as error:
        return ProposedPolicy(policy=None, problems=error.problems)
    if found is None:
        problem = Problem(
            path=POLICY_PATH,
            message="The pull request deletes the policy.",
            remedy="Restore the file: without it nothing can be approved.",
        )
        return ProposedPolicy(policy=None, problems=(problem,))
    return ProposedPolicy(policy=found[1])


def _intent(path: str) -> str:
    parts = path.split("/")
    return parts[1] if len(parts) > 2 else ""
