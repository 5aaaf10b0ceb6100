"""The branch that a draft lies on: what is there, what of it people changed, and a commit of our own on top."""

from __future__ import annotations

import hashlib
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from typing import Final

from aidlc.adapters.codec import MAX_RECORD_BYTES, read_tree
from aidlc.adapters.git.bare import BareRepository
from aidlc.adapters.git.writing import Identity, write_commit, write_tree
from aidlc.domain.errors import GitError
from aidlc.domain.facts import Entry, PathChange
from aidlc.domain.layout import RECORDS
from aidlc.domain.records import RecordTree

TRAILER: Final = "AI-DLC-Draft"
"""Begins the last line of a commit that a draft made; a digest of the records that it changed ends it.

Whoever amends or squashes such a commit changes the records and not the line: then they are people's.
"""


@dataclass(slots=True)
class DraftBranch:
    """A branch for one draft, read once; `files` are the records as they are to be, put there part by part."""

    git: BareRepository
    name: str
    base: str
    """The default branch's tip."""
    head: str | None
    """The branch's; `None`: it isn't there yet."""
    edited: frozenset[str]
    """Paths of records that people changed, added or removed since the last draft: they are never written."""
    landed: frozenset[str] = frozenset()
    """Paths of records that are on the default branch: they were approved there, and are never written either."""
    others: tuple[str, ...] = ()
    """Paths outside the records' folder that the branch changes: none of ours, but in the same pull request."""
    files: dict[str, bytes | None] = field(default_factory=dict)
    """What this run writes, by path; `None` removes."""
    _entries: Mapping[str, Entry] = field(default_factory=dict)
    _merged: bool = False
    """Whether the default branch contains all of it."""

    @property
    def start(self) -> str:
        """The commit that a new one goes on top of."""
        return self.head if self.head is not None and not self._merged else self.base

    @property
    def ahead(self) -> bool:
        """Whether there is something on it that the default branch lacks."""
        return self.head is not None and not self._merged

    def put(self, path: str, content: bytes | None) -> bool:
        """Have `content` written; False where the file is people's, which stays as they left it."""
        if path in self.edited or path in self.landed:
            return False
        self.files[path] = content
        return True

    def tree(self) -> RecordTree:
        """The records as they will be."""
        paths = {path: entry for path, entry in self._entries.items() if path not in self.files}
        blobs = self.git.blobs({entry.oid for entry in paths.values()}, limit=MAX_RECORD_BYTES)
        kept = [(path, entry.mode, blobs.get(entry.oid)) for path, entry in paths.items()]
        new = [(path, "100644", data) for path, data in self.files.items() if data is not None]
        return read_tree([*kept, *new])

    def paths(self, folder: str) -> frozenset[str]:
        """The records below `folder` as they will be."""
        present = {path for path in self._entries if self.files.get(path, b"") is not None}
        present |= {path for path, data in self.files.items() if data is not None}
        return frozenset(path for path in present if path.startswith(folder))

    def content(self, path: str) -> bytes | None:
        """A record's bytes as they will be; `None`: there is none."""
        if path in self.files:
            return self.files[path]
        entry = self._entries.get(path)
        return (
            self.git.blobs([entry.oid], limit=MAX_RECORD_BYTES).get(entry.oid) if entry is not None else None
        )

    def commit(self, message: str, issue: int, identity: Identity) -> str | None:
        """Commit and push what was put; `None` where it changes nothing. Raises `GitError` where somebody pushed."""
        if not self.files:
            return None
        tree = write_tree(self.git, self.start, self.files)
        changes = self.git.changes(self.start, tree)
        if not changes:
            return None
        signed = f"{message.rstrip()}\n\n{TRAILER}: issue {issue} {_digest(changes)}\n"
        made = write_commit(self.git, tree, [self.start], signed, identity)
        self.git.push(made, self.name, expected=self.head)
        self.head, self._merged = made, False
        self._entries = self.git.entries(made, RECORDS)
        self.files = {}
        return made


def open_branch(git: BareRepository, name: str, default_branch: str, identity: Identity) -> DraftBranch:
    """Fetch the default branch and `name`, and tell what people changed. Raises `GitError`."""
    git.fetch_refs(f"refs/heads/{default_branch}")
    base = git.head(f"refs/heads/{default_branch}")
    head = _head(git, name)
    landed = frozenset(git.entries(base, RECORDS))
    if head is None or git.is_ancestor(head, base):  # not there, or merged whole: what comes now comes on top
        return DraftBranch(
            git, name, base, head, frozenset(), landed, _entries=git.entries(base, RECORDS), _merged=True
        )
    return DraftBranch(
        git,
        name,
        base,
        head,
        _edited(git, base, head, identity),
        landed,
        _outside(git, base, head),
        _entries=git.entries(head, RECORDS),
    )


def _head(git: BareRepository, name: str) -> str | None:
    """The branch's tip. A branch that isn't there is one that GitHub doesn't list, never one that couldn't be fetched."""
    if f"refs/heads/{name}" not in git.list_refs(f"refs/heads/{name}"):
        return None
    git.fetch_refs(f"refs/heads/{name}")
    return git.head(f"refs/heads/{name}")


def _edited(git: BareRepository, base: str, head: str, identity: Identity) -> frozenset[str]:
    """The records that any commit on the branch changed that no draft made, however long ago."""
    found: set[str] = set()
    for commit in git.first_parents(head):
        if commit == base or git.is_ancestor(commit, base):
            return frozenset(found)
        email, message = git.authorship(commit)
        parents = git.parents(commit)
        changes = git.changes(parents[0], commit) if parents else ()
        last = message.rstrip().rpartition("\n")[2]
        signed = last.startswith(f"{TRAILER}: ") and last.rpartition(" ")[2] == _digest(changes)
        if email != identity.email or not signed:
            found |= {change.path for change in changes if change.path.startswith(f"{RECORDS}/")}
    raise GitError(
        "The draft's branch has no history in common with the default branch. Delete it and run again."
    )


def _outside(git: BareRepository, base: str, head: str) -> tuple[str, ...]:
    """What the branch changes outside the records' folder since it left the default branch."""
    forks = git.merge_bases(base, head)
    changes = git.changes(forks[0], head) if forks else ()
    return tuple(change.path for change in changes if not change.path.startswith(f"{RECORDS}/"))


def _digest(changes: Iterable[PathChange]) -> str:
    """The first sixteen digits of the SHA-256 of what is changed to what; a rebase leaves it as it is."""
    lines = sorted(
        f"{one.path}\0{one.new.mode} {one.new.oid}" if one.new else f"{one.path}\0" for one in changes
    )
    return hashlib.sha256("\n".join(lines).encode("utf-8", "surrogateescape")).hexdigest()[:16]
