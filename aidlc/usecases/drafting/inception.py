"""The inception of an Intent, drafted: the people's own words first, then part by part what follows from them."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Final

from aidlc.adapters.codec import encode
from aidlc.domain.drafts.wire import (
    Criteria,
    Decomposition,
    ExistingSystem,
    KnownRisks,
    PressRelease,
    Requirements,
    UserStories,
)
from aidlc.domain.layout import path_of
from aidlc.domain.records import Address, Kind, RecordTree
from aidlc.usecases.drafting.parts import Drafter, Part
from schemas.records import Intent, Question, Questions, Workspace

_EXISTING: Final = Part(ExistingSystem, Kind.CONTEXT)
_PARTS: Final = (
    Part(PressRelease, Kind.PRFAQ),
    Part(UserStories, Kind.STORIES),
    Part(Requirements, Kind.NFRS),
    Part(KnownRisks, Kind.RISKS),
    Part(Criteria, Kind.MEASURES),
    Part(Decomposition, Kind.UNIT),
)


def put_intent(
    drafter: Drafter,
    *,
    title: str,
    words: str,
    workspace: Workspace,
    issue: int,
    questions: Iterable[Question],
) -> bool:
    """Put the Intent and its questions on the branch, as people said them; what is there of an Intent stays.

    False where answers are left out because people edited the questions.
    """
    intent = drafter.place.intent
    address = path_of(Address(Kind.INTENT, intent))
    if drafter.branch.content(address) is None:
        record = Intent(schema_="aidlc/intent/v1", title=title, workspace=workspace, issue=issue)
        drafter.branch.put(address, encode(record, f"\n{words.strip() or title}\n"))
    asked = tuple(questions)
    if not asked:
        return True
    path = path_of(Address(Kind.QUESTIONS, intent))
    listed = encode(Questions(schema_="aidlc/questions/v1", questions=asked), "")
    return drafter.branch.put(path, listed) or drafter.branch.content(path) == listed


def draft_inception(drafter: Drafter, workspace: Workspace, *, again: bool) -> None:
    """Draft every part of the inception. Raises `ClaudeError`; the parts before it are on the branch then."""
    for part in (*((_EXISTING,) if workspace is Workspace.BROWNFIELD else ()), *_PARTS):
        drafter.draft(part, again=again)


def find_intent(tree: RecordTree, issue: int) -> tuple[str, Intent] | None:
    """The Intent that an issue became, by the number in its record."""
    for file in tree.of(Kind.INTENT):
        if isinstance(file.record, Intent) and file.record.issue == issue:
            return file.address.intent, file.record
    return None


def free_name(wanted: str, tree: RecordTree, issue: int) -> str:
    """`wanted`, with the issue's number behind it where an Intent of that name exists already."""
    taken = {file.address.intent for file in tree.files}
    suffix = f"-{issue}"
    return wanted if wanted not in taken else f"{wanted[: 64 - len(suffix)].rstrip('-')}{suffix}"
