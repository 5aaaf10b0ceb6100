"""What the use cases of the MCP tools work on: one repository of the user's, its records, and what git knows locally."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import datetime
from functools import cached_property
from typing import Final

from aidlc.adapters.codec import read_tree
from aidlc.adapters.git.remotes import find_remote
from aidlc.adapters.git.worktree import Worktree
from aidlc.adapters.ledger import Ledger
from aidlc.domain.layout import RECORDS
from aidlc.domain.records import Kind, RecordFile, RecordTree
from schemas.construction import Bolt, BoltState

_USUAL_NAMES: Final = ("main", "master")


@dataclass(frozen=True)
class Workspace:
    """One repository for the length of one tool call; nothing here asks the network."""

    worktree: Worktree
    ledger: Ledger
    environ: Mapping[str, str]
    now: Callable[[], datetime]
    """The clock: an aware UTC time."""

    @cached_property
    def default_tip(self) -> str | None:
        """The commit of the remote's default branch as it was last fetched, or None when that isn't known."""
        remote = find_remote(self.worktree)
        if remote is None:
            return None
        for name in ("HEAD", *_USUAL_NAMES):
            tip = self.worktree.resolve(f"refs/remotes/{remote.name}/{name}")
            if tip is not None:
                return tip
        return None

    @cached_property
    def default_tree(self) -> RecordTree | None:
        """The records on the remote's default branch as it was last fetched."""
        return None if self.default_tip is None else records_at(self.worktree, self.default_tip)


def records_at(worktree: Worktree, commit: str, folder: str = RECORDS) -> RecordTree:
    """The records below `folder` at `commit`, read from git objects."""
    entries = worktree.entries(commit, folder)
    contents = worktree.blobs(entry.oid for entry in entries.values() if entry.type == "blob")
    return read_tree((path, entry.mode, contents.get(entry.oid)) for path, entry in entries.items())


def merged_scopes(tree: RecordTree, landed: RecordTree | None) -> frozenset[str]:
    """The scopes whose records lie on the default branch exactly as in `tree`.

    A hint for the assistant, good enough to choose the next step: only the gate knows whether what landed was approved.
    `inception <intent>`, and `construction <intent>/<unit>` for a Unit whose Bolts have landed and are settled.
    """
    if landed is None:
        return frozenset()
    here, there = _by_scope(tree), _by_scope(landed)
    same = {scope for scope, files in here.items() if there.get(scope) == files}
    return frozenset(scope for scope in same if _may_be_approved(scope, tree))


def asked_scopes(workspace: Workspace, tree: RecordTree) -> frozenset[str]:
    """The scopes whose approval was requested from here, for the records exactly as they are in `tree`.

    Told by the local branches that request_approval makes: a hint for the next step, as `merged_scopes` is.
    """
    branches = workspace.worktree.branches("aidlc/")
    asked = set()
    for scope, files in _by_scope(tree).items() if branches else ():
        commit = branches.get(f"aidlc/{scope.replace(' ', '/', 1)}")
        if commit is None:
            continue
        intent = scope.partition(" ")[2].partition("/")[0]
        there = records_at(workspace.worktree, commit, f"{RECORDS}/{intent}")
        if _by_scope(there).get(scope) == files:
            asked.add(scope)
    return frozenset(asked)


def _by_scope(tree: RecordTree) -> dict[str, dict[str, str]]:
    found: dict[str, dict[str, str]] = {}
    for file in tree.files:
        scope = _scope_of(file)
        if scope is not None:
            found.setdefault(scope, {})[file.path] = file.sha256
    return found


def _scope_of(file: RecordFile) -> str | None:
    parts = file.path.split("/")
    if parts[2] == "inception":
        return f"inception {file.address.intent}"
    if file.address.kind is Kind.RELEASE:
        return f"operation {file.address.intent}/{file.address.name}"
    return f"construction {file.address.intent}/{file.address.unit}" if parts[2] == "construction" else None


def _may_be_approved(scope: str, tree: RecordTree) -> bool:
    phase, _, rest = scope.partition(" ")
    if phase == "inception":
        return any(tree.of(Kind.INTENT, rest))
    if phase == "operation":
        return False  # only GitHub's deployments and the deployment gate know
    intent, _, unit = rest.partition("/")
    bolts = [file.record for file in tree.of(Kind.BOLT, intent, unit)]
    settled = (BoltState.FINISHED, BoltState.CANCELLED)
    return bool(bolts) and all(isinstance(bolt, Bolt) and bolt.state in settled for bolt in bolts)
