"""A git of whole trees in memory: just enough to say what commits contain, where branches part, and what a merge gives."""

from __future__ import annotations

import hashlib
from functools import cache

from aidlc.adapters.codec import read_tree
from aidlc.domain.facts import Entry, PathChange, Snapshot
from aidlc.domain.records import RecordTree

Tree = dict[str, str]


class GitWorld:
    """Commits by short names; contents are text, `link:TARGET` a symbolic link, `module:NAME` a submodule."""

    def __init__(self) -> None:
        self.trees: dict[str, Tree] = {}
        self.parents: dict[str, tuple[str, ...]] = {}

    def commit(self, name: str, tree: Tree, *parents: str) -> str:
        self.trees[name] = dict(tree)
        self.parents[name] = parents
        return oid(name)

    def changed(self, name: str, files: dict[str, str | None], *parents: str) -> str:
        """Commit the first parent's tree with `files` changed (None: deleted)."""
        tree = {**self.trees[parents[0]], **files}
        return self.commit(name, {path: text for path, text in tree.items() if text is not None}, *parents)

    def snapshot(self, name: str, base: str) -> Snapshot:
        bases = self.merge_bases(base, name)
        return Snapshot(
            commit=oid(name),
            parents=tuple(oid(parent) for parent in self.parents[name]),
            records=self.records(name),
            changes=difference(self.trees[bases[0]] if bases else {}, self.trees[name]),
        )

    def records(self, name: str) -> dict[str, Entry]:
        return records_of(self.trees[name])

    def record_tree(self, name: str) -> RecordTree:
        return _read(tuple(self.trees[name].items()))

    def merge_bases(self, one: str, other: str) -> list[str]:
        common = self._history(one) & self._history(other)
        return sorted(
            name
            for name in common
            if not any(name in self._history(more) - {more} for more in common - {name})
        )

    def merge(self, base: str, head: str) -> Tree | None:
        """Merge path by path against the one merge base; None when both sides changed a path differently."""
        bases = self.merge_bases(base, head)
        if len(bases) != 1:
            return None
        old, ours, theirs = self.trees[bases[0]], self.trees[base], self.trees[head]
        result: Tree = {}
        for path in {*old, *ours, *theirs}:
            versions = (old.get(path), ours.get(path), theirs.get(path))
            if versions[0] not in versions[1:] and versions[1] != versions[2]:
                return None
            text = versions[2] if versions[1] == versions[0] else versions[1]
            if text is not None:
                result[path] = text
        return result

    def _history(self, name: str) -> set[str]:
        found, queue = set(), [name]
        while queue:
            at = queue.pop()
            if at not in found:
                found.add(at)
                queue.extend(self.parents[at])
        return found


@cache  # the same records lie in many a world, and reading them takes longer than judging them
def _read(tree: tuple[tuple[str, str], ...]) -> RecordTree:
    return read_tree(
        (path, entry_of(text).mode, text.encode("utf-8", "surrogateescape")) for path, text in tree
    )


def oid(name: str) -> str:
    return hashlib.sha1(name.encode(), usedforsecurity=False).hexdigest()


def entry_of(text: str) -> Entry:
    blob = hashlib.sha1(b"blob:" + text.encode("utf-8", "surrogateescape"), usedforsecurity=False).hexdigest()
    if text.startswith("link:"):
        return Entry(mode="120000", type="blob", oid=blob)
    if text.startswith("module:"):
        return Entry(mode="160000", type="commit", oid=blob)
    return Entry(mode="100644", type="blob", oid=blob)


def difference(old: Tree, new: Tree) -> tuple[PathChange, ...]:
    return tuple(
        PathChange(
            path=path,
            old=entry_of(old[path]) if path in old else None,
            new=entry_of(new[path]) if path in new else None,
        )
        for path in sorted({*old, *new})
        if old.get(path) != new.get(path)
    )


def records_of(tree: Tree) -> dict[str, Entry]:
    return {path: entry_of(text) for path, text in tree.items() if path.startswith("aidlc-records/")}
