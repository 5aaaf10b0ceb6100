"""Bytes to text and back: what every record and the policy must be before anything is parsed."""

from __future__ import annotations

from typing import Final

from aidlc.adapters.yaml_subset import FORBIDDEN
from aidlc.domain.errors import Problem, RecordProblems

MAX_RECORD_BYTES: Final = 256 * 1024
"""The size of a record or policy, in bytes, that is still read."""

_FENCE: Final = "---\n"
_SHAPE: Final = "A record starts with a line `---`, its keys, and another line `---`."


def fail(
    path: str, message: str, remedy: str, *, line: int | None = None, key: str | None = None
) -> RecordProblems:
    """One problem as the exception to raise."""
    return RecordProblems((Problem(path=path, line=line, key=key, message=message, remedy=remedy),))


def to_text(path: str, data: bytes) -> str:
    """Decode strict UTF-8 with line feeds only. Raises `RecordProblems` with the line of what is wrong."""
    if len(data) > MAX_RECORD_BYTES:
        raise fail(
            path,
            f"the file has {len(data):,} bytes, more than the {MAX_RECORD_BYTES:,} that are read.",
            "Split the record or shorten its text.",
        )
    if data.startswith((b"\xef\xbb\xbf", b"\xff\xfe", b"\xfe\xff")):
        raise fail(path, "the file starts with a byte order mark.", "Save it as UTF-8 without one.", line=1)
    if b"\0" in data[:2]:
        raise fail(path, "the file is UTF-16, not UTF-8.", "Save it as UTF-8.", line=1)
    try:
        text = data.decode("utf-8")
    except UnicodeDecodeError as error:
        line = data.count(b"\n", 0, error.start) + 1
        said = f"byte 0x{data[error.start]:02x} isn't valid UTF-8."
        raise fail(path, said, "Save the file as UTF-8.", line=line) from None
    refuse_characters(path, text)
    if "<<<<<<< " in text:
        _refuse_conflict(path, text)
    return text


def _refuse_conflict(path: str, text: str) -> None:
    """Raise `RecordProblems` when two sides of a merge stand in `text`, with the line where they begin.

    All three marks must be there in their order: one of them alone may be somebody's text.
    """
    wanted, begun = "<<<<<<< ", 0
    for line, written in enumerate(text.split("\n"), start=1):
        if wanted == "=======":
            wanted = ">>>>>>> " if written == wanted else wanted
        elif written.startswith(wanted) and wanted == "<<<<<<< ":
            wanted, begun = "=======", line
        elif written.startswith(wanted):
            message = f"a merge left both sides here, down to line {line} (git's conflict markers)."
            remedy = f"Keep what should stay, delete the lines of marks, then run `git add {path}`."
            raise fail(path, message, remedy, line=begun)


def refuse_characters(path: str, text: str, *, first_line: int = 1) -> None:
    """Raise `RecordProblems` for the first control character in `text` that isn't a tab or a line feed."""
    found = FORBIDDEN.search(text)
    if found is None:
        return
    line = text.count("\n", 0, found.start()) + first_line
    if text[found.start() : found.start() + 2] == "\r\n":
        remedy = f"Convert it: `sed -i 's/\\r$//' {path}`, and set `* text=auto eol=lf` for your editor."
        raise fail(path, "the lines end in CR LF (Windows); records use LF.", remedy, line=line)
    raise fail(path, f"the character U+{ord(found[0]):04X} isn't allowed.", "Delete it.", line=line)


def split_record(path: str, text: str) -> tuple[str, str]:
    """Front matter (without its fences) and body. Raises `RecordProblems` when there is no front matter."""
    if not text.startswith(_FENCE):
        raise fail(path, "the first line isn't `---`, so there is no front matter.", _SHAPE, line=1)
    rest = text[len(_FENCE) :]
    if rest.startswith(_FENCE):
        return "", rest[len(_FENCE) :]
    front, fence, body = rest.partition(f"\n{_FENCE}")
    if fence:
        return f"{front}\n", body
    if rest.endswith("\n---"):
        return rest.removesuffix("---"), ""
    lines = text.count("\n") + 1
    raise fail(path, "the front matter has no end: no second line `---` was found.", _SHAPE, line=lines)


def join_record(front: str, body: str) -> str:
    """The file of `front` (ending in a line feed) and `body`."""
    return f"{_FENCE}{front}{_FENCE}{body}"
