"""A repository as git objects only: fetched into a temporary bare repository, without a working tree, hooks or filters.

Revisions are always full object ids; names that users chose never reach git as a revision.
"""

from __future__ import annotations

import base64
import re
import tempfile
from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Final

from aidlc.adapters.git.objects import read_blobs, read_changes, read_entries
from aidlc.adapters.git.process import check_version, checked_id, run_git, try_git
from aidlc.domain.errors import GitError
from aidlc.domain.facts import Entry, PathChange

_BRANCH: Final = re.compile(
    r"(?!.*(?:\.\.|@\{|//|/\.|\.lock(?:/|$)))[^\x00-\x20\x7f~^:?*\[\\/.-][^\x00-\x20\x7f~^:?*\[\\]*"
)
_SLOW: Final = (("http.lowSpeedLimit", "1000"), ("http.lowSpeedTime", "30"))
_NOT_THERE: Final = (
    b"not our ref",
    b"couldn't find remote ref",
    b"no such remote ref",
    b"unadvertised object",
)
MOST_BYTES: Final = 128 * 1024 * 1024
"""Bytes of blobs that are read at once."""


class BareRepository:
    """Objects that were fetched, and questions to them. Every method raises `GitError` when git can't answer."""

    def __init__(self, path: Path, url: str, secret: tuple[tuple[str, str], ...] = ()) -> None:
        """Take the bare repository at `path` that fetches from `url`; `secret` is the configuration with the token."""
        self.path = path
        self._url = url
        self._secret = secret

    def fetch_refs(self, *refs: str) -> None:
        """Fetch full ref names (`refs/heads/main`, `refs/pull/7/head`)."""
        if not all(is_ref(ref) for ref in refs):
            raise GitError("A branch has a name that can't be fetched. Rename it.")
        status, _, err = self._fetch(refs)
        if status != 0:
            raise GitError(
                f"The repository can't be fetched: {_reason(err)}. Check the token's `contents: read`."
            )

    def list_refs(self, pattern: str) -> dict[str, str]:
        """What the remote has of full ref names that match `pattern`, with their commits."""
        arguments = ["ls-remote", "--quiet", "--refs", self._url, pattern]
        status, out, err = try_git(arguments, cwd=self.path, config=(*_SLOW, *self._secret))
        if status != 0:
            raise GitError(f"The repository's branches can't be listed: {_reason(err)}.")
        pairs = (line.split("\t", 1) for line in out.decode("utf-8", "replace").splitlines())
        return {name: checked_id(oid) for oid, name in pairs}

    def fetch_commits(self, oids: Iterable[str]) -> None:
        """Fetch the commits that aren't here yet, as far as the server still has them.

        A commit that is gone stays missing (see `has`); a network error raises `GitError`.
        """
        missing = [oid for oid in dict.fromkeys(oids) if not self.has(oid)]
        if not missing or self._fetch(missing)[0] == 0:
            return
        for oid in missing:  # one that is gone spoils the whole request
            status, _, err = self._fetch([oid])
            if status != 0 and not any(words in err for words in _NOT_THERE):
                raise GitError(f"Commit {oid} can't be fetched: {_reason(err)}. Run again.")

    def has(self, oid: str) -> bool:
        """Whether the commit `oid` is here."""
        return self._try("cat-file", "-e", f"{checked_id(oid)}^{{commit}}")[0] == 0

    def head(self, ref: str) -> str:
        """The commit that a fetched ref points to."""
        return checked_id(self._run("rev-parse", "--verify", "--quiet", _local(ref)).decode().strip())

    def entries(self, oid: str, folder: str = "") -> dict[str, Entry]:
        """All entries below `folder` (no slash at the end; "": everything) at a commit, recursively."""
        paths = ["--", folder] if folder else []
        return read_entries(
            self._run("--literal-pathspecs", "ls-tree", "-r", "-z", "--full-tree", checked_id(oid), *paths)
        )

    def changes(self, old: str, new: str) -> tuple[PathChange, ...]:
        """What differs between two commits or trees, path by path, without rename detection."""
        return read_changes(
            self._run(
                "diff-tree", "-r", "-z", "--raw", "--no-renames", "--ignore-submodules=none",
                checked_id(old), checked_id(new),
            )
        )  # fmt: skip

    def parents(self, oid: str) -> tuple[str, ...]:
        """The parents of a commit."""
        printed = self._run("rev-list", "--parents", "--no-walk", checked_id(oid)).decode().split()
        return tuple(checked_id(parent) for parent in printed[1:])

    def subject(self, oid: str) -> str:
        """The first line of a commit's message, as its author wrote it."""
        _, _, message = self._run("cat-file", "commit", checked_id(oid)).partition(b"\n\n")
        return message.partition(b"\n")[0].decode("utf-8", "replace")

    def authorship(self, oid: str) -> tuple[str, str]:
        """The author's e-mail address and the whole message of a commit, both as somebody wrote them."""
        head, _, message = self._run("cat-file", "commit", checked_id(oid)).partition(b"\n\n")
        found = re.search(rb"^author .*<([^<>\n]*)> [0-9]+ [+-][0-9]{4}$", head, re.MULTILINE)
        return (found[1] if found else b"").decode("utf-8", "replace"), message.decode("utf-8", "replace")

    def merge_bases(self, one: str, other: str) -> tuple[str, ...]:
        """All best common ancestors of two commits; none for unrelated histories."""
        status, out, err = self._try("merge-base", "--all", checked_id(one), checked_id(other))
        if status not in {0, 1}:
            raise GitError(f"git found no merge base: {_reason(err)}.")
        return tuple(sorted(out.decode().split()))

    def merge(self, base: str, head: str) -> str | None:
        """The tree that a clean merge of `head` into `base` gives; `None` when it conflicts."""
        status, out, err = self._try(
            "merge-tree", "--write-tree", "--no-messages", "-z", checked_id(base), checked_id(head)
        )
        if status == 1:
            return None
        if status != 0:
            raise GitError(f"git could not merge: {_reason(err)}. Install git 2.38 or newer.")
        return checked_id(out.rstrip(b"\0\n").decode())

    def empty_tree(self) -> str:
        """The id of the tree without entries."""
        return checked_id(self._run("hash-object", "-t", "tree", "-w", "--stdin", data=b"").decode().strip())

    def commits(self, head: str, without: str) -> dict[str, tuple[str, ...]]:
        """All commits of `head` that `without` doesn't contain, with their parents, newest first.

        Second parents' sides are included.
        """
        printed = self._run("rev-list", "--parents", checked_id(head), f"^{checked_id(without)}").decode()
        lines = (line.split() for line in printed.splitlines())
        return {line[0]: tuple(line[1:]) for line in lines}

    def first_parents(
        self, tip: str, *, since: str | None = None, paths: Iterable[str] = ()
    ) -> tuple[str, ...]:
        """The commits on the first-parent line of `tip`, newest first, after `since`, that changed one of `paths`."""
        until = [f"^{checked_id(since)}"] if since is not None else []
        chosen = list(paths)
        printed = self._run(
            "--literal-pathspecs", "rev-list", "--first-parent", checked_id(tip), *until,
            *(["--", *chosen] if chosen else []),
        ).decode()  # fmt: skip
        return tuple(printed.split())

    def is_ancestor(self, older: str, newer: str) -> bool:
        """Whether `newer` contains `older`."""
        status, _, err = self._try("merge-base", "--is-ancestor", checked_id(older), checked_id(newer))
        if status not in {0, 1}:
            raise GitError(f"git could not compare two commits: {_reason(err)}.")
        return status == 0

    def sizes(self, oids: Iterable[str]) -> dict[str, int]:
        """The sizes in bytes of blobs, as far as they are here."""
        wanted = "".join(f"{checked_id(oid)}\n" for oid in dict.fromkeys(oids))
        printed = self._run("cat-file", "--batch-check", data=wanted.encode()) if wanted else b""
        parts = (line.split(" ") for line in printed.decode("ascii", "replace").splitlines())
        return {part[0]: int(part[2]) for part in parts if len(part) == 3 and part[1] == "blob"}

    def blobs(self, oids: Iterable[str], *, limit: int) -> dict[str, bytes]:
        """The contents of blobs of at most `limit` bytes each; larger and missing ones are left out."""
        small = {oid: size for oid, size in self.sizes(oids).items() if size <= limit}
        if sum(small.values()) > MOST_BYTES:
            raise GitError(
                f"The records have more than {MOST_BYTES} bytes in all; that is more than can be judged."
            )
        wanted = "".join(f"{oid}\n" for oid in small)
        return read_blobs(self._run("cat-file", "--batch", data=wanted.encode())) if wanted else {}

    def push(self, commit: str, branch: str, *, expected: str | None) -> None:
        """Point the remote's `branch` from `expected` (`None`: there is none yet) to `commit`, which contains it.

        Raises `GitError` when the branch isn't there any more: somebody else pushed, and nothing of theirs is lost.
        """
        ref = f"refs/heads/{branch}"
        if not is_ref(ref) or (expected is not None and not self.is_ancestor(expected, commit)):
            raise GitError(f"{branch} can't be pushed: it would take back what is there.")
        arguments = ["push", "--quiet", f"--force-with-lease={ref}:{expected or ''}", self._url]
        status, _, err = try_git(
            [*arguments, f"{checked_id(commit)}:{ref}"], cwd=self.path, config=(*_SLOW, *self._secret)
        )
        if status != 0:
            raise GitError(
                f"{branch} wasn't pushed: {_reason(err)}. If somebody else pushed to it, run again; else check the token's "
                "`contents: write`."
            )

    def _fetch(self, wanted: Iterable[str]) -> tuple[int, bytes, bytes]:
        """Fetch refs (kept under `refs/fetched/`) or commits."""
        specs = [
            f"+{name}:{_local(name)}" if name.startswith("refs/") else checked_id(name) for name in wanted
        ]
        arguments = [
            "fetch",
            "--quiet",
            "--no-tags",
            "--no-write-fetch-head",
            "--no-auto-gc",
            self._url,
            *specs,
        ]
        return try_git(arguments, cwd=self.path, config=(*_SLOW, *self._secret))

    def _run(self, *arguments: str, data: bytes | None = None) -> bytes:
        return run_git(arguments, cwd=self.path, input=data)

    def _try(self, *arguments: str) -> tuple[int, bytes, bytes]:
        return try_git(arguments, cwd=self.path)


@contextmanager
def open_bare(url: str, token: str, *, example: str) -> Iterator[BareRepository]:
    """Give an empty bare repository that fetches from `url` (https, or http on this machine), removed afterwards.

    The token travels as a header that only this url gets, through git's environment. `example` is any object id of the
    repository: 64 digits mean SHA-256. Raises `GitError`, `InputError` for a git that is too old.
    """
    kind = "sha256" if len(checked_id(example)) == 64 else "sha1"
    with tempfile.TemporaryDirectory(prefix="aidlc-", ignore_cleanup_errors=True) as folder:
        check_version(cwd=folder)
        run_git(["init", "--quiet", "--bare", f"--object-format={kind}", "--template=", "bare"], cwd=folder)
        yield BareRepository(Path(folder) / "bare", url, _header(url, token))


def is_ref(name: str) -> bool:
    """Whether `name` is a full, plain ref name, safe in a refspec."""
    return name.startswith("refs/") and _BRANCH.fullmatch(name) is not None and not name.endswith(("/", "."))


def _local(ref: str) -> str:
    return f"refs/fetched/{ref.removeprefix('refs/')}"


def _header(url: str, token: str) -> tuple[tuple[str, str], ...]:
    """The configuration that sends the token to `url` and nowhere else, none without a token."""
    if not token:
        return ()
    basic = base64.b64encode(f"x-access-token:{token}".encode()).decode("ascii")
    return ((f"http.{url}.extraHeader", f"Authorization: Basic {basic}"),)


def _reason(err: bytes) -> str:
    """The last line of git's complaint, shortened."""
    lines = [line.strip() for line in err.decode("utf-8", "replace").splitlines() if line.strip()]
    return lines[-1].removeprefix("fatal: ")[:200] if lines else "no explanation"
