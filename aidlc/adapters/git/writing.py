"""Commits made of git objects alone, and pushed where nobody else's commit is lost: no working tree, no index that stays."""

from __future__ import annotations

import tempfile
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

from aidlc.adapters.git.bare import BareRepository
from aidlc.adapters.git.process import checked_id, run_git


@dataclass(frozen=True, slots=True)
class Identity:
    """Who a commit is by."""

    name: str
    email: str


def write_tree(git: BareRepository, base: str, files: Mapping[str, bytes | None]) -> str:
    """Write the tree of the commit `base` with `files` put in, or taken out where there is None; return its id."""
    lines = []
    for path, content in sorted(files.items()):
        if content is None:
            lines.append(f"0 {'0' * len(base)}\t{path}\0".encode())
        else:
            blob = run_git(["hash-object", "-w", "--no-filters", "--stdin"], cwd=git.path, input=content)
            lines.append(f"100644 {checked_id(blob.decode().strip())}\t{path}\0".encode())
    with tempfile.TemporaryDirectory(prefix="aidlc-index-") as folder:
        index = {"GIT_INDEX_FILE": str(Path(folder) / "index")}
        run_git(["read-tree", checked_id(base)], cwd=git.path, env=index)
        run_git(["update-index", "-z", "--index-info"], cwd=git.path, env=index, input=b"".join(lines))
        return checked_id(run_git(["write-tree"], cwd=git.path, env=index).decode().strip())


def write_commit(
    git: BareRepository, tree: str, parents: Sequence[str], message: str, identity: Identity
) -> str:
    """Write a commit by `identity` and return its id."""
    who = {
        f"GIT_{role}_{part}": value
        for role in ("AUTHOR", "COMMITTER")
        for part, value in (("NAME", identity.name), ("EMAIL", identity.email))
    }
    arguments = ["commit-tree", checked_id(tree)]
    for parent in parents:
        arguments += ["-p", checked_id(parent)]
    return checked_id(run_git(arguments, cwd=git.path, env=who, input=message.encode()).decode().strip())
