"""The one codec: bytes to records and back, for the MCP server, the command line and the gate alike.

Two parsers that disagree on one file would be a hole: the tools would show one thing, the gate judge another. So every
record, evidence file and policy goes through here. Pure functions over bytes; nothing here touches the disk.
"""

from __future__ import annotations

import hashlib
from collections import defaultdict
from collections.abc import Iterable
from typing import Final, TypeVar

from pydantic import ValidationError

from aidlc.adapters import codec_json, yaml_lines, yaml_subset
from aidlc.adapters.codec_emit import emit, to_json_value
from aidlc.adapters.codec_problems import describe_errors
from aidlc.adapters.codec_text import (
    MAX_RECORD_BYTES,
    fail,
    join_record,
    refuse_characters,
    split_record,
    to_text,
)
from aidlc.adapters.yaml_nodes import Node, lines_of, to_value
from aidlc.domain.errors import Problem, RecordProblems
from aidlc.domain.layout import POLICY_PATH, RECORDS, address_of
from aidlc.domain.records import Kind, RecordFile, RecordTree
from schemas.common import Strict
from schemas.policy import Policy
from schemas.registry import MODELS, kind_of

__all__ = [
    "MAX_RECORD_BYTES",
    "decode",
    "decode_policy",
    "encode",
    "encode_policy",
    "read_tree",
]

_LFS: Final = b"version https://git-lfs.github.com/spec/"
_FILE_MODES: Final = {"100644", "100755"}
_SPECIAL_MODES: Final = {
    "120000": ("a symbolic link isn't read among records.", "Replace it by the file itself."),
    "160000": ("a submodule isn't read among records.", "Remove it; records lie in this repository."),
    "040000": ("this is a folder, where a record would be a file.", "Move what it holds, and remove it."),
    "unreadable": (
        "the system doesn't let us read this.",
        "Give the user who runs aidlc the right to read it.",
    ),
}
_FRONT_LINE: Final = 2

_Model = TypeVar("_Model", bound=Strict)


def decode(path: str, data: bytes) -> RecordFile:
    """Read the record at `path` (relative to the repository's root).

    Raises `RecordProblems` with everything that is wrong with the file, in its order.
    """
    address = address_of(path)
    if address is None:
        raise RecordProblems((_unknown(path),))
    text = to_text(path, data)
    model = MODELS[address.kind]
    sha256 = hashlib.sha256(data).hexdigest()
    if address.kind is Kind.APPROVAL:
        value, node = codec_json.load(text, path=path)
        record = _validate(model, value, node, path, (), first_line=1)
        return RecordFile(path, address, record, "", sha256, lines_of(node))
    front, body = split_record(path, text)
    record, lines = _read_front(model, front, path)
    return RecordFile(path, address, record, body, sha256, lines)


def encode(record: Strict, body: str) -> bytes:
    """The canonical bytes of a record and its body; the body is kept as it is.

    Raises `RecordProblems` when the result couldn't be read back as the same record and body.
    """
    kind = kind_of(record)
    path = f"(new {kind})"
    if kind == Kind.APPROVAL:
        data = codec_json.dump(to_json_value(record)).encode("utf-8")
        if body:
            raise fail(path, "evidence has no body.", "Leave the body empty.")
        return data
    refuse_characters(path, body)
    front = emit(record)
    again, _ = _read_front(type(record), front, path)
    if again != record:
        raise fail(path, "the record can't be written so that it reads back the same.", "Please report this.")
    data = join_record(front, body).encode("utf-8")
    to_text(path, data)
    return data


def decode_policy(data: bytes, path: str = POLICY_PATH) -> Policy:
    """Read a policy by its model alone; rules across fields are `aidlc.domain.policy_rules`'. Raises `RecordProblems`."""
    node, problems = yaml_subset.load(to_text(path, data), path=path)
    if node is None:
        raise RecordProblems(problems)
    return _validate(Policy, to_value(node), node, path, problems, first_line=1)


def encode_policy(policy: Policy) -> bytes:
    """The canonical bytes of a policy."""
    return emit(policy).encode("utf-8")


def read_tree(entries: Iterable[tuple[str, str, bytes | None]]) -> RecordTree:
    """Read what git has below `aidlc-records/`: (path, six-digit mode, content or None when it is too large).

    What can't be read becomes a problem; never raises. Paths outside the records' folder are ignored.
    """
    files: list[RecordFile] = []
    problems: list[Problem] = []
    ours = sorted(
        {
            path: (mode, data)
            for path, mode, data in entries
            if path == RECORDS or path.startswith(f"{RECORDS}/")
        }.items()
    )
    collisions = _find_collisions([path for path, _ in ours])
    for path, (mode, data) in ours:
        refused = collisions.get(path) or _refuse_entry(path, mode, data)
        if refused is not None:
            problems.append(refused)
            continue
        try:
            files.append(decode(path, data or b""))
        except RecordProblems as error:
            problems.extend(error.problems)
    return RecordTree(tuple(files), tuple(problems))


def _read_front(model: type[_Model], front: str, path: str) -> tuple[_Model, dict[str, int]]:
    problems: tuple[Problem, ...] = ()
    node = yaml_lines.read_plainest(front, _FRONT_LINE)
    if node is None:
        node, problems = yaml_subset.load(front, path=path, first_line=_FRONT_LINE, comments=False)
    if node is None:
        raise RecordProblems(problems)
    return _validate(model, to_value(node), node, path, problems, first_line=_FRONT_LINE), lines_of(node)


def _validate(
    model: type[_Model],
    value: object,
    node: Node,
    path: str,
    problems: tuple[Problem, ...],
    *,
    first_line: int,
) -> _Model:
    """The value as its model. Raises `RecordProblems` for `problems` and whatever the model refuses, by line."""
    found = list(problems)
    try:
        record = model.model_validate(value, by_alias=True, by_name=False)
    except ValidationError as error:
        found.extend(describe_errors(error, model, node, path=path, first_line=first_line))
    else:
        if not found:
            return record
    raise RecordProblems(tuple(sorted(found, key=lambda problem: problem.line or 0)))


def _refuse_entry(path: str, mode: str, data: bytes | None) -> Problem | None:
    """Why this entry is no record, or None when it may be one."""
    shown = path.encode("ascii", "backslashreplace").decode("ascii")
    if mode in _SPECIAL_MODES:
        message, remedy = _SPECIAL_MODES[mode]
        return Problem(path=shown, message=message, remedy=remedy)
    if mode not in _FILE_MODES or path == RECORDS:
        return Problem(path=shown, message="this isn't a plain file that can be read.", remedy="Remove it.")
    if address_of(path) is None:
        return _unknown(path)
    if data is None:
        remedy = "Split the record or shorten its text."
        said = f"the file has more than the {MAX_RECORD_BYTES:,} bytes that are read."
        return Problem(path=shown, message=said, remedy=remedy)
    if data.startswith(_LFS):
        remedy = f"Exclude `{RECORDS}/**` from LFS and commit the file itself."
        return Problem(path=shown, message="this is a Git LFS pointer, not a record.", remedy=remedy)
    return None


def _unknown(path: str) -> Problem:
    shown = path.encode("ascii", "backslashreplace").decode("ascii")
    if not path.isascii():
        message = "the path has characters that aren't ASCII."
        return Problem(path=shown, message=message, remedy="Use lower-case letters, digits and hyphens only.")
    message = "this is no known record: its folder or name isn't one of the layout's."
    remedy = f"Rename it (lower-case ids, `.md`), or move it out of `{RECORDS}/`."
    return Problem(path=shown, message=message, remedy=remedy)


def _find_collisions(paths: list[str]) -> dict[str, Problem]:
    """Paths that are one file or folder on a file system without case, each with the problem to report."""
    spellings: defaultdict[str, set[str]] = defaultdict(set)
    for path in paths:
        parts = path.split("/")
        for length in range(1, len(parts) + 1):
            prefix = "/".join(parts[:length])
            spellings[prefix.casefold()].add(prefix)
    clashing = {prefix: names for names in spellings.values() if len(names) > 1 for prefix in names}
    found: dict[str, Problem] = {}
    for path in paths:
        parts = path.split("/")
        for length in range(1, len(parts) + 1):
            prefix = "/".join(parts[:length])
            if prefix in clashing:
                others = ", ".join(f"`{name!a}`" for name in sorted(clashing[prefix] - {prefix}))
                shown = path.encode("ascii", "backslashreplace").decode("ascii")
                message = f"the path differs only in case from {others}."
                found[path] = Problem(path=shown, message=message, remedy="Keep one of them.")
                break
    return found
