"""The ledger: the records in a working tree. Reads all, saves one at a time, loses nothing.

A save names the digest of the file it was made from. If the file is another by now, nothing is written and the caller is
told: the edit of a person in their editor is worth as much as that of another assistant.
"""

from __future__ import annotations

import errno
import hashlib
import os
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from enum import StrEnum
from pathlib import Path, PurePosixPath
from typing import Final

from filelock import FileLock, Timeout

from aidlc.adapters import ledger_files as files
from aidlc.adapters.codec import MAX_RECORD_BYTES, decode, encode, read_tree
from aidlc.adapters.ledger_lock import LOCK_NAME, LOCK_SECONDS, find_common_folder, find_top_level
from aidlc.domain.errors import InputError, Problem, RecordConflict, RecordProblems
from aidlc.domain.layout import RECORDS, address_of, path_of
from aidlc.domain.records import Address, Kind, RecordFile, RecordTree
from schemas.common import Strict

_TOOLS: Final = {
    Kind.INTENT: "record_intent",
    Kind.QUESTIONS: "record_questions",
    Kind.UNIT: "record_units",
    Kind.BOLT: "record_bolts",
    Kind.DEPLOYMENT_UNIT: "record_deployment_unit",
    Kind.RELEASE: "record_deployment_unit",
    Kind.APPROVAL: "check_approval",
}

_NO_ROOM: Final = (errno.ENOSPC, errno.EDQUOT, errno.EFBIG)
_REMEDY: Final = "Give the user who runs aidlc the right to that file and its folder."


class Outcome(StrEnum):
    """What a save did."""

    CREATED = "created"
    UPDATED = "updated"
    UNCHANGED = "unchanged"


@dataclass(frozen=True, slots=True)
class Saved:
    """A record as it is on the disk after a save."""

    path: str
    sha256: str
    """SHA-256 of the file's bytes: what the next save of it expects."""
    outcome: Outcome


class Ledger:
    """The records of one working tree; safe to use from several processes, threads and worktrees at once."""

    def __init__(self, root: Path) -> None:
        """`root` is the git top level or a folder below it. Raises `InputError` outside of a git repository."""
        self.root = find_top_level(root)
        self._lock = FileLock(find_common_folder(self.root) / LOCK_NAME, timeout=LOCK_SECONDS)

    def load(self) -> RecordTree:
        """Every record of the working tree; what can't be read is a problem in the tree, never an exception."""
        top = self.root / RECORDS
        if top.is_symlink():
            return read_tree([(RECORDS, "120000", b"")])
        if top.exists() and not top.is_dir():
            return read_tree([(RECORDS, "100644", b"")])
        if os.path.lexists(top / ".git"):
            return read_tree([(RECORDS, "160000", b"")])
        return read_tree(files.find_files(self.root, RECORDS, MAX_RECORD_BYTES))

    def marks(self) -> dict[str, tuple[int, int, int]]:
        """The paths of all records, each with a value that differs once the file was written again; nothing is read."""
        found = files.find_marks(self.root, RECORDS)
        return {path: mark for path, mark in found if address_of(path) is not None}

    def contents(self, address: Address) -> bytes | None:
        """The bytes of a record's file, readable as a record or not, up to one more than it may have; None: there is none.

        Raises `InputError` for symbolic links and what is no plain file.
        """
        return self._read_bytes(path_of(address))

    def read(self, address: Address) -> RecordFile:
        """One record. Raises `RecordProblems` when it can't be read, `InputError` when there is none."""
        path = path_of(address)
        data = self._read_bytes(path)
        if data is None:
            tool = _TOOLS.get(address.kind, "record_artifact")
            raise InputError(f"There is no {path}; call `{tool}` to record it.")
        return decode(path, data)

    def holds(self, address: Address) -> bool:
        """Whether anything lies where the record would be, readable or not."""
        return os.path.lexists(self.root / path_of(address))

    def save(self, address: Address, record: Strict, body: str, *, expected: str | None) -> Saved:
        """Write one record.

        `expected` is the digest of the file that the change was made from (`RecordFile.sha256`), None when there must be no
        such file yet. Raises `RecordConflict` when the disk says otherwise, `RecordProblems` when the record couldn't be
        read back from `address`, `InputError` for symbolic links and clashing names. In each case nothing is written.
        """
        path = path_of(address)
        data = _encode_for(path, record, body)
        with self.locked():
            present = self._read_bytes(path)
            digest = None if present is None else hashlib.sha256(present).hexdigest()
            if digest != expected:
                raise RecordConflict(_conflict(path, digest, expected))
            if present == data:
                return Saved(path, hashlib.sha256(data).hexdigest(), Outcome.UNCHANGED)
            self._write_bytes(path, data)
        outcome = Outcome.CREATED if present is None else Outcome.UPDATED
        return Saved(path, hashlib.sha256(data).hexdigest(), outcome)

    @contextmanager
    def locked(self) -> Iterator[None]:
        """Hold the lock of all writers, so that several reads and saves are one step; may be nested.

        Raises `RecordConflict` when another process holds it for too long.
        """
        try:
            self._lock.acquire()
        except Timeout:
            raise RecordConflict(
                f"Another process has been writing records for {LOCK_SECONDS:.0f} seconds. Try again when it is done."
            ) from None
        except OSError as error:
            raise InputError(
                f"The lock {self._lock.lock_file} can't be opened: {error.strerror}. Make room on the disk, or give the "
                "user who runs aidlc the right to write there. Nothing was changed."
            ) from None
        try:
            if self._lock.lock_counter == 1:
                files.remove_leftovers(self.root, RECORDS)
            yield
        finally:
            self._lock.release()

    def _read_bytes(self, path: str) -> bytes | None:
        parts = PurePosixPath(path).parts
        try:
            with files.open_folder(self.root, parts[:-1], create=False) as folder:
                return files.read_file(folder, parts[-1], path, MAX_RECORD_BYTES)
        except FileNotFoundError:
            return None
        except OSError as error:
            raise InputError(f"{path} can't be read: {error.strerror}. {_REMEDY}") from None

    def _write_bytes(self, path: str, data: bytes) -> None:
        parts = PurePosixPath(path).parts
        try:
            with files.open_folder(self.root, parts[:-1], create=True) as folder:
                files.refuse_case_clash(folder, parts[-1], path)
                files.write_file(folder, parts[-1], data)
        except OSError as error:
            remedy = "Make room on the disk" if error.errno in _NO_ROOM else _REMEDY.removesuffix(".")
            raise InputError(
                f"{path} can't be written: {error.strerror}. It is as it was. {remedy}, and call again."
            ) from error


def _encode_for(path: str, record: Strict, body: str) -> bytes:
    """The record's bytes, after reading them back as the file at `path` would be."""
    try:
        data = encode(record, body)
        again = decode(path, data)
    except RecordProblems as error:
        raise RecordProblems(tuple(p.model_copy(update={"path": path}) for p in error.problems)) from None
    if (again.record, again.body) != (record, body):
        problem = Problem(
            path=path, message="the record doesn't read back the same.", remedy="Please report this."
        )
        raise RecordProblems((problem,))
    return data


def _conflict(path: str, present: str | None, expected: str | None) -> str:
    if expected is None:
        return f"{path} exists already. Read it first, and save with its digest; nothing was written."
    if present is None:
        return f"{path} was deleted since it was read. Check whether that was meant; nothing was written."
    return f"{path} was changed since it was read. Read it again and repeat the change; nothing was written."
