"""`aidlc policy`: check the policy, or write account ids into it."""

from __future__ import annotations

import contextlib
import os
import tempfile
from pathlib import Path

import click

from aidlc.adapters.git.worktree import Worktree
from aidlc.cli.connection import connect
from aidlc.cli.here import repository_of
from aidlc.cli.output import json_option, print_json, say
from aidlc.domain.errors import GitError, InputError, RecordProblems
from aidlc.domain.layout import POLICY_PATH
from aidlc.usecases.resolve_policy import check_policy_bytes, read_policy_file, resolve_policy

_FILE = click.argument("file", default=POLICY_PATH, type=click.Path(path_type=Path))


@click.group()
def policy() -> None:
    """Check the policy, or write account ids into it."""


@policy.command()
@_FILE
@json_option
def check(file: Path, *, as_json: bool) -> int:
    """Check that a policy can be used.

    Its format, and that the people it lists can satisfy it. FILE is .github/aidlc.yml by default.
    """
    try:
        file = _found(file)
        check_policy_bytes(read_policy_file(file), str(file))
    except RecordProblems as error:
        if not as_json:
            raise
        print_json({"usable": False, "problems": [problem.model_dump() for problem in error.problems]})
        return error.exit_status
    if as_json:
        print_json({"usable": True, "problems": []})
    else:
        say(f"{file} can be used.")
    return 0


@policy.command()
@_FILE
@click.option(
    "--repo",
    "repository",
    metavar="OWNER/NAME",
    help="The repository; default GITHUB_REPOSITORY, then the file's clone.",
)
def resolve(file: Path, repository: str | None) -> int:
    """Write the id of every account and team into a policy.

    `alice` becomes `alice#583231`, in place. FILE is .github/aidlc.yml by default.
    Comments and everything else stay as they are. An id that doesn't match its login is an error, never corrected.
    """
    file = _found(file)
    data = read_policy_file(file)
    name = repository or os.environ.get("GITHUB_REPOSITORY") or repository_of(file.parent)
    with connect(name) as connection:
        resolved, changes = resolve_policy(connection.client, data, str(file))
    if changes:
        _replace(file, data, resolved)
    for change in changes:
        say(f"{file}:{change.line}: {change.before} is {change.after}")
    written = "1 reference was" if len(changes) == 1 else f"{len(changes)} references were"
    say(f"{file}: {written} given an id; now every one has it.")
    check_policy_bytes(resolved, str(file))
    return 0


def _found(file: Path) -> Path:
    """The file; by default the policy of the clone, also below its top folder."""
    if file != Path(POLICY_PATH) or file.exists():
        return file
    try:
        return Worktree.find(Path.cwd()) / POLICY_PATH
    except (InputError, GitError):
        return file


def _replace(file: Path, expected: bytes, data: bytes) -> None:
    """Write the file in one step. Raises `InputError` when somebody else wrote it meanwhile, or it can't be written."""
    if read_policy_file(file) != expected:
        raise InputError(f"{file} changed while it was resolved; nothing was written. Run again.")
    temporary = None
    try:
        with tempfile.NamedTemporaryFile(dir=file.parent, prefix=".aidlc-", delete=False) as written:
            temporary = Path(written.name)
            written.write(data)
            written.flush()
            os.fsync(written.fileno())
        temporary.chmod(file.stat().st_mode & 0o777)
        temporary.replace(file)
    except OSError as error:
        if temporary is not None:
            with contextlib.suppress(OSError):
                temporary.unlink()
        raise InputError(f"{file} can't be written ({error.strerror}). Check its permissions.") from None
