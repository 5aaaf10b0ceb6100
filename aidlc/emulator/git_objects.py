import subprocess
import threading
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta, timezone
from pathlib import Path

from aidlc.emulator.git_env import git_environment

TYPES = frozenset({"commit", "tree", "blob", "tag"})


@dataclass(frozen=True, slots=True)
class GitObject:
    """One object of the database: its full id, its type (`commit`, `tree`, `blob`, `tag`) and its bytes."""

    oid: str
    type: str
    data: bytes


@dataclass(frozen=True, slots=True)
class Signature:
    """Who wrote or committed, as the commit says; anybody can write anything there."""

    name: str
    email: str
    date: datetime

    @property
    def stamp(self) -> str:
        """The date as git's environment variables take it."""
        return f"@{int(self.date.timestamp())} {self.date.strftime('%z') or '+0000'}"


@dataclass(frozen=True, slots=True)
class CommitFacts:
    """What a commit object says."""

    oid: str
    tree: str
    parents: tuple[str, ...]
    author: Signature
    committer: Signature
    message: str


@dataclass(frozen=True, slots=True)
class TagFacts:
    """What an annotated tag says; `target` is the id of what it names."""

    oid: str
    target: str
    name: str
    tagger: Signature | None
    message: str


class ObjectReader:
    """Reads objects through one long-lived `git cat-file --batch`: a process a read would cost milliseconds."""

    def __init__(self, git_dir: Path) -> None:
        self._git_dir = git_dir
        self._lock = threading.Lock()
        self._process: subprocess.Popen[bytes] | None = None

    def read(self, expression: str) -> GitObject | None:
        """The object that a name, an id or `<commit>:<path>` stands for; None where there is none."""
        if "\n" in expression or not expression:
            return None
        with self._lock:
            process = self._process or self._start()
            assert process.stdin is not None
            assert process.stdout is not None
            process.stdin.write(expression.encode() + b"\n")
            process.stdin.flush()
            line = process.stdout.readline()
            if not line:  # git gives up on a path that leads out of the repository
                self._stop()
                return None
            header = line.decode(errors="replace").rsplit(" ", 2)
            if len(header) < 3 or header[1] not in TYPES or not header[2].strip().isdecimal():
                return None
            data = process.stdout.read(int(header[2]))
            process.stdout.read(1)
        return GitObject(header[0], header[1], data)

    def close(self) -> None:
        """End the process and its pipes."""
        with self._lock:
            self._stop()

    def _start(self) -> "subprocess.Popen[bytes]":
        self._process = subprocess.Popen(
            ["git", f"--git-dir={self._git_dir}", "cat-file", "--batch"],
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            stderr=subprocess.DEVNULL,
            env=git_environment(),
        )
        return self._process

    def _stop(self) -> None:
        if self._process is not None:
            self._process.communicate()
            self._process = None


def parse_commit(found: GitObject) -> CommitFacts:
    """The facts of a commit object's bytes."""
    head, _, message = found.data.partition(b"\n\n")
    tree, parents = "", []
    signatures: dict[str, Signature] = {}
    for line in head.decode(errors="replace").splitlines():
        key, _, value = line.partition(" ")
        if key == "tree":
            tree = value
        elif key == "parent":
            parents.append(value)
        elif key in {"author", "committer"}:
            signatures[key] = _parse_signature(value)
    return CommitFacts(
        found.oid,
        tree,
        tuple(parents),
        signatures["author"],
        signatures["committer"],
        message.decode(errors="replace"),
    )


def parse_tag(found: GitObject) -> TagFacts:
    """The facts of a tag object's bytes."""
    head, _, message = found.data.partition(b"\n\n")
    fields = dict(line.partition(" ")[::2] for line in head.decode(errors="replace").splitlines())
    tagger = _parse_signature(fields["tagger"]) if "tagger" in fields else None
    return TagFacts(found.oid, fields["object"], fields["tag"], tagger, message.decode(errors="replace"))


def _parse_signature(value: str) -> Signature:
    identity, epoch, zone = value.rsplit(" ", 2)
    name, _, email = identity.partition("<")
    offset = timedelta(hours=int(zone[1:3]), minutes=int(zone[3:5]))
    tz = timezone(-offset if zone.startswith("-") else offset)
    return Signature(name.strip(), email.rstrip(">"), datetime.fromtimestamp(int(epoch), UTC).astimezone(tz))
