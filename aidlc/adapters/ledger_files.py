"""Files below one root, reached folder by folder through open directories, so that no symbolic link is ever followed.

Every name comes from a validated identifier, and every step is opened without following links: a link put in place
between a check and a write leads nowhere. Writes are atomic and durable: a temporary file in the same folder, flushed to the
disk, renamed over the target, the folder flushed as well.
"""

from __future__ import annotations

import errno
import os
import re
import secrets
import stat
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from pathlib import Path
from typing import Final

from aidlc.domain.errors import InputError

_FOLDER: Final = os.O_RDONLY | os.O_DIRECTORY | os.O_NOFOLLOW | os.O_CLOEXEC
_READ: Final = os.O_RDONLY | os.O_NOFOLLOW | os.O_NONBLOCK | os.O_CLOEXEC
_CREATE: Final = os.O_WRONLY | os.O_CREAT | os.O_EXCL | os.O_NOFOLLOW | os.O_CLOEXEC
_RECORD_ENDINGS: Final = (".md", ".json")
_TEMPORARY: Final = re.compile(r"\.aidlc-[0-9a-f]{16}\.tmp\Z")

UNREADABLE: Final = "unreadable"
"""In place of a mode: what the system doesn't let us read."""

Found = tuple[str, str, bytes | None]
"""Path, git's six-digit mode (or `UNREADABLE`), and the content; None when there is too much of it."""


@contextmanager
def open_folder(root: Path, parts: tuple[str, ...], *, create: bool) -> Iterator[int]:
    """Yield a descriptor of `root/parts…`, making what is missing when `create`.

    Raises `FileNotFoundError` when it isn't there, `InputError` for a symbolic link, something that is no folder, or a name
    that differs from an existing one only in case.
    """
    held = os.open(root, os.O_RDONLY | os.O_DIRECTORY | os.O_CLOEXEC)
    try:
        for depth, part in enumerate(parts):
            shown = "/".join(parts[: depth + 1])
            refuse_case_clash(held, part, shown)
            if create:
                with suppress(FileExistsError):
                    os.mkdir(part, dir_fd=held)
                    os.fsync(held)
            below = _open_step(held, part, shown)
            os.close(held)
            held = below
        yield held
    finally:
        os.close(held)


def _open_step(held: int, part: str, shown: str) -> int:
    try:
        return os.open(part, _FOLDER, dir_fd=held)
    except OSError as error:
        if error.errno in {errno.ELOOP, errno.ENOTDIR}:
            raise InputError(
                f"{shown} is a symbolic link or a file, where records need a folder. Replace it by a folder."
            ) from None
        raise


def refuse_case_clash(folder: int, name: str, shown: str) -> None:
    """Raise `InputError` when the folder has `name` in another spelling of upper and lower case."""
    for other in os.listdir(folder):
        if other != name and other.casefold() == name.casefold():
            raise InputError(
                f"{shown}: there is `{other!a}` already, which is the same name on some systems. Rename one of them."
            )


def read_file(folder: int, name: str, shown: str, limit: int) -> bytes | None:
    """The content of a plain file, None when there is none; one byte more than `limit` at most.

    Raises `InputError` for anything that isn't a plain file.
    """
    try:
        descriptor = os.open(name, _READ, dir_fd=folder)
    except FileNotFoundError:
        return None
    except OSError as error:
        if error.errno == errno.ELOOP:
            raise InputError(f"{shown} is a symbolic link. Replace it by the file itself.") from None
        raise InputError(f"{shown} can't be read: {error.strerror}. Check its permissions.") from None
    if not stat.S_ISREG(os.fstat(descriptor).st_mode):
        os.close(descriptor)  # a folder can be opened, but not as a file object
        raise InputError(f"{shown} isn't a plain file. Remove it.")
    with os.fdopen(descriptor, "rb") as file:
        return file.read(limit + 1)


def write_file(folder: int, name: str, data: bytes) -> None:
    """Put `data` at `name` as one step: after a crash the file holds the old bytes or the new ones, never a mixture."""
    temporary = f".aidlc-{secrets.token_hex(8)}.tmp"
    descriptor = os.open(temporary, _CREATE, 0o666, dir_fd=folder)
    try:
        with os.fdopen(descriptor, "wb") as file:
            with suppress(FileNotFoundError):
                present = os.stat(name, dir_fd=folder, follow_symlinks=False)
                os.fchmod(file.fileno(), stat.S_IMODE(present.st_mode))
            file.write(data)
            file.flush()
            os.fsync(file.fileno())
        os.replace(temporary, name, src_dir_fd=folder, dst_dir_fd=folder)
    except BaseException:
        with suppress(OSError):
            os.unlink(temporary, dir_fd=folder)
        raise
    os.fsync(folder)


def remove_leftovers(root: Path, folder: str) -> None:
    """Remove temporary files that a killed process left below `root/folder`.

    Only for the holder of the lock: every writer holds it, so whatever has such a name belongs to nobody any more.
    """
    for _, _, files, held in _walk(root, folder, []):
        for name in files:
            if _TEMPORARY.match(name):
                with suppress(OSError):
                    os.unlink(name, dir_fd=held)


def find_files(root: Path, folder: str, limit: int) -> Iterator[Found]:
    """Everything below `root/folder` as git would see it: no link is followed, nested repositories aren't entered.

    Files are read up to `limit` bytes. Our own temporary files are left out.
    """
    unreadable: list[OSError] = []
    for path, folders, files, held in _walk(root, folder, unreadable):
        for name in list(folders):
            if stat.S_ISLNK(os.stat(name, dir_fd=held, follow_symlinks=False).st_mode):
                folders.remove(name)
                yield f"{path}/{name}", "120000", b""
            elif _is_repository(held, name):
                folders.remove(name)
                yield f"{path}/{name}", "160000", b""
            elif name.endswith(_RECORD_ENDINGS):
                folders.remove(name)
                yield f"{path}/{name}", "040000", b""
            elif not _may_enter(held, name):
                folders.remove(name)
                yield f"{path}/{name}", UNREADABLE, b""
        for name in files:
            found = None if _TEMPORARY.match(name) else _find(held, name, f"{path}/{name}", limit)
            if found is not None:
                yield found
    if unreadable:
        yield folder, UNREADABLE, b""


def find_marks(root: Path, folder: str) -> Iterator[tuple[str, tuple[int, int, int]]]:
    """Every plain file below `root/folder` with what changes when it is written; nothing is read, no link is followed."""
    for path, _, files, held in _walk(root, folder, []):
        for name in files:
            with suppress(OSError):
                status = os.stat(name, dir_fd=held, follow_symlinks=False)
                if stat.S_ISREG(status.st_mode):
                    yield f"{path}/{name}", (status.st_ino, status.st_size, status.st_mtime_ns)


def _walk(
    root: Path, folder: str, unreadable: list[OSError]
) -> Iterator[tuple[str, list[str], list[str], int]]:
    top = root / folder
    if top.is_symlink() or not top.is_dir():
        return
    try:
        os.close(os.open(top, _FOLDER))
    except OSError as error:
        unreadable.append(error)
        return
    for path, folders, files, held in os.fwalk(top, onerror=unreadable.append, follow_symlinks=False):
        folders.sort()
        yield Path(path).relative_to(root).as_posix(), folders, sorted(files), held


def _is_repository(held: int, name: str) -> bool:
    try:
        os.stat(f"{name}/.git", dir_fd=held, follow_symlinks=False)
    except OSError:
        return False
    return True


def _may_enter(held: int, name: str) -> bool:
    try:
        os.close(os.open(name, _FOLDER, dir_fd=held))
    except OSError:
        return False
    return True


def _find(held: int, name: str, shown: str, limit: int) -> Found | None:
    """One file; None when it is gone since the folder was listed."""
    try:
        status = os.stat(name, dir_fd=held, follow_symlinks=False)
        if stat.S_ISLNK(status.st_mode):
            return shown, "120000", b""
        if not stat.S_ISREG(status.st_mode):
            return shown, "000000", b""
        data = read_file(held, name, shown, limit)
    except FileNotFoundError:
        return None
    except (InputError, OSError):
        return shown, UNREADABLE, b""
    if data is None:
        return None
    mode = "100755" if status.st_mode & stat.S_IXUSR else "100644"
    return shown, mode, data if len(data) <= limit else None
