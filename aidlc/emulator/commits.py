import re
from collections.abc import Iterator
from dataclasses import dataclass

from aidlc.emulator.git_objects import CommitFacts, Signature
from aidlc.emulator.gitrepo import GitRepo
from aidlc.emulator.state import Pull, Repository

CO_AUTHOR = re.compile(
    r"^co-authored-by:\s*(?P<name>[^<]*?)\s*<(?P<email>[^>]*)>\s*$", re.IGNORECASE | re.MULTILINE
)
STATUS = {"A": "added", "D": "removed", "M": "modified", "R": "renamed", "C": "copied", "T": "changed"}
EMPTY_TREE = "4b825dc642cb6eb9a060e54bf8d69288fbee4904"


@dataclass(frozen=True, slots=True)
class FileChange:
    """One changed file; `oid` is the blob after the change (before it for a removed file)."""

    path: str
    previous_path: str | None
    status: str
    oid: str
    additions: int
    deletions: int
    patch: str | None


def authors(commit: CommitFacts) -> list[Signature]:
    """The author and everyone in a `Co-authored-by` trailer, as GitHub's `Commit.authors` lists them."""
    found = [commit.author]
    for match in CO_AUTHOR.finditer(commit.message):
        if all(match["email"].casefold() != each.email.casefold() for each in found):
            found.append(Signature(match["name"], match["email"], commit.author.date))
    return found


def pull_base(repository: Repository, pull: Pull) -> str:
    """What a pull request is compared with: the base branch now, or as it was when the request ended."""
    return (repository.git.tip(pull.base_ref) if pull.is_open else None) or pull.base_sha


def pull_commits(repository: Repository, pull: Pull) -> tuple[str, ...]:
    """The commits of a pull request, oldest first."""
    return repository.git.commits_between(pull_base(repository, pull), pull.head_sha)


def pull_files(repository: Repository, pull: Pull) -> list[FileChange]:
    """The files a pull request changes against its merge base."""
    bases = repository.git.merge_bases(pull_base(repository, pull), pull.head_sha)
    return changes(repository.git, bases[0] if bases else EMPTY_TREE, pull.head_sha)


def pulls_of(repository: Repository, oid: str) -> list[Pull]:
    """The pull request that brought a commit to its base branch; failing that, every one that carries it."""
    landed = [each for each in repository.pulls.values() if each.merged_at and oid in each.landed]
    if landed:
        return landed
    return [each for each in repository.pulls.values() if oid in pull_commits(repository, each)]


def commit_files(git: GitRepo, commit: CommitFacts) -> list[FileChange]:
    """The files a commit changes against its first parent."""
    return changes(git, commit.parents[0] if commit.parents else EMPTY_TREE, commit.oid)


def changes(git: GitRepo, before: str, after: str) -> list[FileChange]:
    """The files that differ between two commits or trees, renames found as GitHub finds them."""
    raw = iter(
        git.diff("-z", "-M", "--raw", "--no-abbrev", before, after).decode(errors="replace").split("\0")
    )
    counts = _counts(git.diff("-z", "-M", "--numstat", before, after).decode(errors="replace"))
    patches = git.diff("-M", "-p", before, after).decode(errors="replace").split("\ndiff --git ")
    found = []
    for patch, (letter, oid, previous, path) in zip(patches, _raw_lines(raw), strict=False):
        added, deleted = counts[path]
        _, hunk, text = patch.partition("\n@@ ")
        found.append(
            FileChange(path, previous, STATUS[letter], oid, added, deleted, f"@@ {text}" if hunk else None)
        )
    return found


def _raw_lines(fields: Iterator[str]) -> Iterator[tuple[str, str, str | None, str]]:
    for head in fields:
        if not head.startswith(":"):
            continue
        _, _, old, new, letter = head[1:].split(" ")
        first = next(fields)
        moved = letter[0] in "RC"
        yield (
            letter[0],
            old if letter == "D" else new,
            first if moved else None,
            next(fields) if moved else first,
        )


def _counts(numstat: str) -> dict[str, tuple[int, int]]:
    fields = iter(numstat.split("\0"))
    found = {}
    for line in fields:
        if not line:
            continue
        added, deleted, path = line.split("\t")
        if not path:  # a rename: the old and the new path follow
            next(fields)
            path = next(fields)
        found[path] = (0 if added == "-" else int(added), 0 if deleted == "-" else int(deleted))
    return found
