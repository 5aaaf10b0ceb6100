"""The user's own repository: read freely, written only as objects and branches of ours.

Neither the working tree, nor the index, nor the branch that is checked out is ever changed: trees are built in a
temporary index. Unlike the gate's bare repository, git runs here with the user's own configuration (identity,
credentials, filters), because it is the user's repository and the user's name stands in the commits.
"""

from __future__ import annotations

import os
import re
import subprocess
import tempfile
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Final

from aidlc.adapters.git.objects import read_blobs, read_changes, read_entries
from aidlc.adapters.git.refusals import telling_words
from aidlc.domain.digests import raw_path
from aidlc.domain.errors import GitError, InputError
from aidlc.domain.facts import Entry, PathChange

_OID: Final = re.compile(r"[0-9a-f]{40}|[0-9a-f]{64}")
_ABSENT: Final = "0" * 40
_SECONDS: Final = 60.0
_LARGEST_BLOB: Final = 1024 * 1024
# What a surrounding hook or tool may have set; each would point git at another repository or index.
_POINTERS: Final = (
    "GIT_DIR",
    "GIT_WORK_TREE",
    "GIT_INDEX_FILE",
    "GIT_OBJECT_DIRECTORY",
    "GIT_ALTERNATE_OBJECT_DIRECTORIES",
    "GIT_COMMON_DIR",
    "GIT_NAMESPACE",
    "GIT_PREFIX",
)


@dataclass(frozen=True, slots=True)
class Author:
    """Name and address in a commit."""

    name: str
    email: str


class Worktree:
    """A git repository with a working tree, by its top level folder."""

    def __init__(self, root: Path) -> None:
        """Take `root`, the top level as `Worktree.find` returns it."""
        self.root = root

    @staticmethod
    def find(start: Path) -> Path:
        """Return the top level of the working tree that `start` lies in. Raises InputError when there is none."""
        if not start.is_dir():
            raise InputError(
                f"The folder {start} doesn't exist. Give the folder of a git repository to `aidlc serve --root`, or in "
                "AIDLC_ROOT."
            )
        try:
            top = _run(["rev-parse", "--show-toplevel"], cwd=start)
        except GitError as error:
            if not any(
                words in str(error) for words in ("not a git repository", "must be run in a work tree")
            ):
                raise
            raise InputError(
                f"{start.absolute()} lies in no git repository with a working tree. Go to the repository you mean, name it "
                "with --root FOLDER (for the MCP server also in AIDLC_ROOT), or run `git init` there."
            ) from error
        return Path(os.fsdecode(top.removesuffix(b"\n")))

    def git(
        self,
        *arguments: str,
        extra: Mapping[str, str] | None = None,
        stdin: bytes = b"",
        seconds: float = _SECONDS,
    ) -> bytes:
        """Return what git prints. Raises GitError with git's own last words."""
        return _run(arguments, cwd=self.root, extra=extra, stdin=stdin, seconds=seconds)

    def files(self) -> tuple[str, ...]:
        """Every path of the working tree that git tracks or would add, sorted; ignored files are left out."""
        listed = self.git("ls-files", "-z", "--cached", "--others", "--exclude-standard")
        return tuple(sorted({os.fsdecode(path) for path in listed.split(b"\0") if path}))

    def ignores(self, path: str) -> bool:
        """Whether the user's ignore rules leave out `path`, which git doesn't track."""
        try:
            self.git("check-ignore", "--quiet", "--", path)
        except GitError:
            return False
        return True

    def resolve(self, ref: str) -> str | None:
        """The commit that the full reference `ref` (`refs/…` or `HEAD`) points at, or None."""
        try:
            found = self.git("rev-parse", "--verify", "--quiet", "--end-of-options", f"{ref}^{{commit}}")
        except GitError:
            return None
        oid = found.decode("ascii").strip()
        return oid if _OID.fullmatch(oid) else None

    def branches(self, prefix: str) -> dict[str, str]:
        """The local branches whose names start with `prefix` (ending in `/`), each with the commit it points at."""
        listed = self.git(
            "for-each-ref", "--format=%(objectname) %(refname:lstrip=2)", f"refs/heads/{prefix}"
        )
        pairs = (line.split(" ", 1) for line in os.fsdecode(listed).splitlines())
        return {name: oid for oid, name in pairs}

    def current_branch(self) -> str | None:
        """The name of the branch that is checked out, also before its first commit; None when detached."""
        try:
            return self.git("symbolic-ref", "--quiet", "--short", "HEAD").decode("utf-8", "replace").strip()
        except GitError:
            return None

    def entries(self, commit: str, folder: str) -> dict[str, Entry]:
        """Every blob and submodule below `folder` at `commit`, by path."""
        listed = self.git("ls-tree", "-r", "-z", "--full-tree", commit, "--", f"{folder}/")
        return read_entries(listed)

    def sizes(self, oids: Iterable[str]) -> dict[str, int]:
        """The sizes in bytes of objects by id."""
        ask = "".join(f"{oid}\n" for oid in sorted(set(oids))).encode()
        told = self.git("cat-file", "--batch-check=%(objectname) %(objectsize)", stdin=ask).decode("ascii")
        return {oid: int(size) for oid, size in (line.split(" ", 1) for line in told.splitlines())}

    def blobs(self, oids: Iterable[str]) -> dict[str, bytes | None]:
        """The bytes of blobs by id; None for one that is larger than a record may ever be."""
        sizes = self.sizes(oids)
        small = [oid for oid, size in sizes.items() if size <= _LARGEST_BLOB]
        packed = self.git("cat-file", "--batch", stdin="".join(f"{oid}\n" for oid in small).encode())
        return dict.fromkeys(sizes) | read_blobs(packed)

    def show(self, commit: str, path: str) -> bytes | None:
        """The file's bytes at `commit`, or None when there is no such blob (or a far too large one)."""
        folder, _, _ = path.rpartition("/")
        entry = self.entries(commit, folder).get(path) if folder else None
        return self.blobs([entry.oid])[entry.oid] if entry is not None and entry.type == "blob" else None

    def changes(self, old: str, new: str) -> tuple[PathChange, ...]:
        """What differs between the trees of two commits, without rename detection, sorted by path."""
        listed = self.git(
            "diff-tree", "-r", "-z", "--no-renames", "--no-commit-id", "--raw", "--no-abbrev", old, new
        )
        return tuple(sorted(read_changes(listed), key=lambda change: raw_path(change.path)))

    def tree_of(self, commit: str) -> str:
        """The object id of the commit's tree."""
        return self.git("rev-parse", "--verify", f"{commit}^{{tree}}").decode("ascii").strip()

    def contains(self, commit: str, ancestor: str) -> bool:
        """Whether `ancestor` is `commit` or one of its ancestors."""
        try:
            self.git("merge-base", "--is-ancestor", ancestor, commit)
        except GitError:
            return False
        return True

    def merged_tree(self, base: str, head: str) -> str | None:
        """The tree that merging `head` into `base` gives; None when it conflicts or can't be told."""
        try:
            merged = self.git("merge-tree", "--write-tree", base, head)
        except GitError:
            return None
        oid = merged.decode("ascii", "replace").split("\n", 1)[0]
        return oid if _OID.fullmatch(oid) else None

    def build_tree(
        self,
        base: str | None,
        *,
        records: Mapping[str, bytes | None],
        paths: Sequence[str] = (),
    ) -> str:
        """Write the tree of `base` with `records` put in and `paths` as they are in the working tree; return its id.

        `records` maps a path to its exact bytes, or to None to remove it. `paths` are files and folders relative to
        the top level; they go through the user's filters and ignore rules as `git add` does, deletions included.
        """
        with tempfile.TemporaryDirectory(prefix="aidlc-index-") as folder:
            index = {"GIT_INDEX_FILE": os.path.join(folder, "index")}  # noqa: PTH118 -- an environment value
            self.git("read-tree", *([base] if base else ["--empty"]), extra=index)
            if paths:
                self.git("--literal-pathspecs", "add", "--all", "--", *paths, extra=index)
            self.git("update-index", "-z", "--index-info", extra=index, stdin=self._index_info(records))
            return self.git("write-tree", extra=index).decode("ascii").strip()

    def _index_info(self, records: Mapping[str, bytes | None]) -> bytes:
        lines = []
        for path, content in sorted(records.items()):
            if content is None:
                lines.append(b"0 %s\t%s\0" % (_ABSENT.encode(), os.fsencode(path)))
            else:
                # Without filters: the digest is about these bytes, whatever line endings git is told to prefer.
                oid = self.git("hash-object", "-w", "--no-filters", "--stdin", stdin=content).strip()
                lines.append(b"100644 %s\t%s\0" % (oid, os.fsencode(path)))
        return b"".join(lines)

    def identity(self) -> Author:
        """Whose name git would write into a commit. Raises InputError where it doesn't know."""
        try:
            told = self.git("var", "GIT_COMMITTER_IDENT"), self.git("var", "GIT_AUTHOR_IDENT")
        except GitError as error:
            raise InputError(
                "Git doesn't know whose commit this is. Run `git config user.name NAME` and "
                "`git config user.email ADDRESS`, then ask again."
            ) from error
        name, _, rest = told[1].decode("utf-8", "replace").rpartition(" <")
        return Author(name, rest.partition(">")[0])

    def commit(
        self,
        tree: str,
        parents: Iterable[str],
        message: str,
        *,
        author: Author | None = None,
        sign: bool = False,
    ) -> str:
        """Write a commit and return its id, as the user's own git identity unless `author` is given."""
        arguments = ["commit-tree", *(["-S"] if sign else []), tree]
        for parent in parents:
            arguments += ["-p", parent]
        extra = {"SSH_ASKPASS_REQUIRE": "never"}
        if author is not None:
            for role in ("AUTHOR", "COMMITTER"):
                extra |= {f"GIT_{role}_NAME": author.name, f"GIT_{role}_EMAIL": author.email}
        return self.git(*arguments, stdin=message.encode(), extra=extra).decode("ascii").strip()

    def author_of(self, commit: str) -> Author:
        """Who wrote a commit, as it says."""
        told = self.git("show", "-s", "--no-show-signature", "--format=%an%n%ae", commit)
        name, _, email = told.decode("utf-8", "replace").rstrip("\n").partition("\n")
        return Author(name, email)

    def unmerged(self) -> frozenset[str]:
        """The paths with conflicts that aren't resolved yet."""
        listed = self.git("ls-files", "--unmerged", "-z", "--full-name")
        return frozenset(os.fsdecode(line.partition(b"\t")[2]) for line in listed.split(b"\0") if line)

    def submodules(self, tree: str) -> frozenset[str]:
        """The paths that `.gitmodules` in a tree names."""
        try:
            listed = self.git(
                "config", "--blob", f"{tree}:.gitmodules", "-z", "--get-regexp", r"^submodule\..*\.path$"
            )
        except GitError:  # there is no such file, or it names nothing
            return frozenset()
        return frozenset(os.fsdecode(line.partition(b"\n")[2]) for line in listed.split(b"\0") if line)

    def move_branch(self, branch: str, commit: str, *, expected: str | None) -> None:
        """Point `branch` at `commit` if it still is at `expected` (None: doesn't exist yet). Raises GitError else."""
        self.git("update-ref", f"refs/heads/{branch}", commit, expected or "0" * len(commit))


def _run(
    arguments: Sequence[str],
    *,
    cwd: Path,
    extra: Mapping[str, str] | None = None,
    stdin: bytes = b"",
    seconds: float = _SECONDS,
) -> bytes:
    environment = {name: value for name, value in os.environ.items() if name not in _POINTERS}
    # LC_ALL: we read git's words to tell errors apart. Optional locks: reading must not disturb the user's git.
    environment |= {"GIT_TERMINAL_PROMPT": "0", "GIT_OPTIONAL_LOCKS": "0", "LC_ALL": "C"} | dict(extra or {})
    try:
        done = subprocess.run(
            ["git", *arguments],
            cwd=cwd,
            env=environment,
            input=stdin,
            capture_output=True,
            timeout=seconds,
            check=False,
        )
    except FileNotFoundError as error:
        raise GitError("Git isn't installed or not on the PATH. Install git 2.38 or newer.") from error
    except subprocess.TimeoutExpired as error:
        raise GitError(
            f"`git {_verb(arguments)}` took longer than {seconds:.0f} seconds and was stopped."
        ) from error
    if done.returncode:
        said = telling_words(done.stderr.decode("utf-8", "replace")) or f"exit status {done.returncode}"
        raise GitError(f"`git {_verb(arguments)}` failed: {said}")
    return done.stdout


def _verb(arguments: Sequence[str]) -> str:
    return next((argument for argument in arguments if not argument.startswith("-")), "")
