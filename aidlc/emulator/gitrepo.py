import subprocess
from dataclasses import dataclass
from pathlib import Path

from aidlc.emulator.git_env import git_environment
from aidlc.emulator.git_objects import CommitFacts, GitObject, ObjectReader, Signature, parse_commit

ZERO = "0" * 40
SETTINGS = {
    "http.receivepack": "true",
    "receive.hideRefs": "refs/pull",  # GitHub lets nobody push there
    "uploadpack.allowAnySHA1InWant": "true",
    "uploadpack.allowFilter": "true",
    "gc.auto": "0",
    "core.logAllRefUpdates": "false",
}


@dataclass(frozen=True, slots=True)
class TreeEntry:
    """One line of a tree; `path` is relative to the tree asked for, `size` is None for anything but a blob."""

    path: str
    mode: str
    type: str
    oid: str
    size: int | None


class GitRepo:
    """A real bare repository. What depends on object ids only is remembered: ids never change their meaning."""

    def __init__(self, git_dir: Path) -> None:
        self.git_dir = git_dir
        self._reader = ObjectReader(git_dir)
        self._commits: dict[str, CommitFacts] = {}
        self._remembered: dict[tuple[str, ...], bytes] = {}

    @classmethod
    def create(cls, git_dir: Path, default_branch: str) -> "GitRepo":
        """A bare repository with the settings GitHub's have; one that is there already is taken as it is."""
        if (git_dir / "HEAD").exists():
            return cls(git_dir)
        command = ["git", "init", "--quiet", "--bare", f"--initial-branch={default_branch}", str(git_dir)]
        subprocess.run(command, check=True, env=git_environment(), capture_output=True)
        with (git_dir / "config").open("a", encoding="utf-8") as config:
            for key, value in SETTINGS.items():
                section, _, name = key.partition(".")
                config.write(f"[{section}]\n\t{name} = {value}\n")
        return cls(git_dir)

    def run(
        self,
        *arguments: str,
        stdin: bytes | None = None,
        env: dict[str, str] | None = None,
        ok: tuple[int, ...] = (0,),
    ) -> subprocess.CompletedProcess[bytes]:
        """Run git here; an exit status outside `ok` raises CalledProcessError with git's own words."""
        done = subprocess.run(
            ["git", f"--git-dir={self.git_dir}", *arguments],
            input=stdin,
            env=git_environment() | (env or {}),
            capture_output=True,
            check=False,
        )
        if done.returncode not in ok:
            raise subprocess.CalledProcessError(done.returncode, done.args, done.stdout, done.stderr)
        return done

    def close(self) -> None:
        """End the reading process."""
        self._reader.close()

    # -- reading ----------------------------------------------------------------------------------

    def find(self, expression: str) -> GitObject | None:
        """The object behind an id, a ref or `<commit>:<path>`."""
        return self._reader.read(expression)

    def tip(self, branch: str) -> str | None:
        """The commit a branch points to."""
        found = self.find(f"refs/heads/{branch}")
        return found.oid if found else None

    def refs(self, prefix: str = "refs/") -> dict[str, str]:
        """Every ref under the prefix and the object it names."""
        listing = self.run("for-each-ref", "--format=%(refname) %(objectname)", prefix).stdout.decode()
        return dict(line.split(" ", 1) for line in listing.splitlines())

    def commit(self, oid: str) -> CommitFacts | None:
        """The commit, if the id is one that is here."""
        if oid not in self._commits:
            found = self.find(f"{oid}^{{commit}}")
            if found is None:
                return None
            self._commits[oid] = parse_commit(found)
        return self._commits[oid]

    def resolve_commit(self, name: str) -> CommitFacts | None:
        """The commit that a branch, a tag or an id stands for, looked up in GitHub's order."""
        for expression in (
            f"refs/heads/{name}",
            f"refs/tags/{name}",
            f"refs/{name.removeprefix('refs/')}",
            name,
        ):
            if found := self.find(f"{expression}^{{commit}}"):
                return self.commit(found.oid)
        return None

    def tree(self, oid: str, *, recursive: bool) -> list[TreeEntry]:
        """The entries of a tree; with `recursive` everything below, trees included."""
        flags = ("-r", "-t") if recursive else ()
        entries = []
        for line in self._recall("ls-tree", "-z", "-l", *flags, oid).split(b"\0")[:-1]:
            facts, _, path = line.partition(b"\t")
            mode, kind, entry_oid, size = facts.decode().split()
            entries.append(
                TreeEntry(
                    path.decode(errors="replace"), mode, kind, entry_oid, None if size == "-" else int(size)
                )
            )
        return entries

    def is_ancestor(self, older: str, newer: str) -> bool:
        """Whether `older` is `newer` or lies behind it."""
        return older == newer or older in self.merge_bases(older, newer)

    def merge_bases(self, one: str, other: str) -> tuple[str, ...]:
        """Every best common ancestor, none for unrelated histories."""
        return tuple(self._recall("merge-base", "--all", one, other, ok=(0, 1)).decode().split())

    def commits_between(self, base: str, head: str) -> tuple[str, ...]:
        """What `head` has and `base` has not, parents before children."""
        return tuple(self._recall("rev-list", "--topo-order", "--reverse", head, f"^{base}").decode().split())

    def history(self, head: str, *options: str) -> tuple[str, ...]:
        """The commits reachable from `head`, newest first."""
        return tuple(self._recall("rev-list", head, *options).decode().split())

    def diff(self, *arguments: str) -> bytes:
        """The output of `git diff-tree` between two trees or commits."""
        return self._recall("diff-tree", "-r", *arguments)

    # -- writing ----------------------------------------------------------------------------------

    def merge_trees(self, ours: str, theirs: str) -> str | None:
        """The tree of a clean merge of two commits, None where they conflict."""
        if not self.merge_bases(ours, theirs):
            return None
        done = self.run("merge-tree", "--write-tree", "--no-messages", ours, theirs, ok=(0, 1))
        return None if done.returncode else done.stdout.decode().split()[0]

    def write_commit(
        self, tree: str, parents: tuple[str, ...], message: str, author: Signature, committer: Signature
    ) -> str:
        """A new commit object; nothing points to it yet."""
        flags = [flag for parent in parents for flag in ("-p", parent)]
        env = {
            "GIT_AUTHOR_NAME": author.name,
            "GIT_AUTHOR_EMAIL": author.email,
            "GIT_AUTHOR_DATE": author.stamp,
            "GIT_COMMITTER_NAME": committer.name,
            "GIT_COMMITTER_EMAIL": committer.email,
            "GIT_COMMITTER_DATE": committer.stamp,
        }
        done = self.run("commit-tree", tree, *flags, "-F", "-", stdin=message.encode(), env=env)
        return done.stdout.decode().strip()

    def write_ref(self, ref: str, oid: str) -> None:
        """Point a ref somewhere; the zero id deletes it."""
        if oid == ZERO:
            self.run("update-ref", "-d", ref)
        else:
            self.run("update-ref", ref, oid)

    def fetch(self, source: Path, refspec: str) -> None:
        """Bring objects and a ref over from another repository on disk (a fork)."""
        self.run("fetch", "--quiet", "--no-tags", str(source), refspec)

    def _recall(self, *arguments: str, ok: tuple[int, ...] = (0,)) -> bytes:
        if arguments not in self._remembered:
            self._remembered[arguments] = self.run(*arguments, ok=ok).stdout
        return self._remembered[arguments]
