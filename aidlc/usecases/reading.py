"""Files as they lie in the working tree, for a reader: a record that can't be read as one is shown all the same."""

from __future__ import annotations

from dataclasses import dataclass

from aidlc.adapters.codec import MAX_RECORD_BYTES, decode
from aidlc.adapters.ledger_files import open_folder, read_file
from aidlc.domain.errors import InputError, RecordProblems
from aidlc.domain.layout import POLICY_PATH, path_of
from aidlc.domain.records import Address
from aidlc.usecases.workspace import Workspace


@dataclass(frozen=True, slots=True)
class Shown:
    """A file's text as it is, and what a reader must know about it; empty: nothing."""

    text: str
    note: str = ""


def show_record(workspace: Workspace, address: Address) -> Shown:
    """The record at `address`. Raises `InputError` where there is none, or no plain file."""
    data = workspace.ledger.contents(address)
    if data is None:
        workspace.ledger.read(address)  # raises, and says which tool records it
        raise InputError(f"There is no {path_of(address)} any more.")
    path, note = path_of(address), ""
    try:
        decode(path, data)
    except RecordProblems as error:
        note = f"This file can't be used as a record before it is mended:\n{error}"
    return Shown(data[:MAX_RECORD_BYTES].decode("utf-8", "replace"), note)


def show_policy(workspace: Workspace) -> Shown:
    """The policy of the working tree, with how it relates to the default branch's. Raises `InputError` without one."""
    here = _policy_here(workspace)
    there = workspace.worktree.show(workspace.default_tip, POLICY_PATH) if workspace.default_tip else None
    if here is None and there is None:
        raise InputError(f"There is no {POLICY_PATH} yet. Have the human run `aidlc init`, which writes it.")
    if there is None:
        note = (
            "The default branch, as last fetched, has no policy: nothing is gated before this one is merged."
        )
    elif here is None:
        note = "This is the default branch's copy, as last fetched; the working tree has none."
    elif here == there:
        note = ""
    else:
        note = (
            "The default branch's copy, as last fetched, is another one, and the only one that counts. "
            f"`git diff` with the default branch shows how {POLICY_PATH} differs."
        )
    text = here if here is not None else there or b""
    return Shown(text[:MAX_RECORD_BYTES].decode("utf-8", "replace"), note)


def _policy_here(workspace: Workspace) -> bytes | None:
    folder, _, name = POLICY_PATH.rpartition("/")
    try:
        with open_folder(workspace.worktree.root, (folder,), create=False) as held:
            return read_file(held, name, POLICY_PATH, MAX_RECORD_BYTES)
    except FileNotFoundError:
        return None
