"""Repositories whose object ids have 64 digits."""

import subprocess
from pathlib import Path

import pytest

from aidlc.adapters.git.bare import BareRepository
from aidlc.adapters.git.process import checked_id
from aidlc.domain.digests import digest
from aidlc.domain.errors import GitError


def git(folder: Path, *arguments: str) -> str:
    who = ["-c", "user.name=dev", "-c", "user.email=dev@example.com"]
    done = subprocess.run(["git", *who, *arguments], cwd=folder, capture_output=True, text=True, check=True)
    return done.stdout.strip()


def test_repository_of_long_ids_is_read(tmp_path: Path) -> None:
    git(tmp_path, "init", "-q", "--object-format=sha256", "-b", "main")
    (tmp_path / "a.md").write_text("a\n", encoding="utf-8")
    git(tmp_path, "add", "a.md")
    git(tmp_path, "commit", "-q", "-m", "first")
    first = git(tmp_path, "rev-parse", "HEAD")
    (tmp_path / "a.md").write_text("b\n", encoding="utf-8")
    git(tmp_path, "commit", "-q", "-a", "-m", "second")
    second = git(tmp_path, "rev-parse", "HEAD")

    bare = BareRepository(tmp_path / ".git", "")

    assert len(checked_id(first)) == 64
    assert bare.has(first)
    assert bare.parents(second) == (first,)
    assert bare.merge_bases(first, second) == (first,)
    (change,) = bare.changes(first, second)
    assert (change.path, len(change.new.oid if change.new else "")) == ("a.md", 64)
    entry = bare.entries(second)["a.md"]
    short = entry.model_copy(update={"oid": entry.oid[:40]})
    assert digest(1, "inception", "shop", [("a.md", entry)]) != digest(
        1, "inception", "shop", [("a.md", short)]
    )


@pytest.mark.parametrize("length", [7, 16, 39, 41, 63, 65])
def test_no_other_length_is_a_commit(length: int) -> None:
    with pytest.raises(GitError, match="no full git object id"):
        checked_id("a" * length)
