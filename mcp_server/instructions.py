"""What every conversation is told about this server: how the method goes, with the tools that are served."""

from __future__ import annotations

from collections.abc import Collection
from typing import Final

from prompts.method import ORDER

_BEGIN: Final = "Begin with get_status; follow its `next`."
_INCEPTION: Final = """\
Inception: record the human's Intent in their words; ask clarifying questions and record question and answer; then prfaq, \
stories, nfrs, risks, measures (context too when brownfield), Units and the Bolts they suggest. Go through them with the \
human, then request_approval."""
_CONSTRUCTION: Final = """\
Construction: per Unit domain and logical design, ADRs, then one Bolt at a time: update_bolt in-progress, code, tests, \
finished, request_approval with the code's paths."""
_OPERATION: Final = "Operation: Deployment Units, a release, request_approval."
_APPROVAL: Final = """\
An approval is a pull request review by a person on GitHub, on exactly that content; nothing you write is one. Never \
approve, review, merge or write a digest line on behalf of anyone."""
_WAIT: Final = "Don't begin the next phase before check_approval says that this one is approved."

_INCEPTION_TOOLS: Final = (
    *("record_intent", "record_questions", "record_artifact", "record_units", "record_bolts"),
    "request_approval",
)
_PARAGRAPHS: Final[tuple[tuple[tuple[str, tuple[str, ...]], ...], ...]] = (
    (("AI-DLC: you do the work, people decide at the gates.", ()), (_BEGIN, ("get_status",))),
    (
        (_INCEPTION, _INCEPTION_TOOLS),
        (_CONSTRUCTION, ("record_artifact", "update_bolt", "request_approval")),
        (_OPERATION, ("record_deployment_unit", "request_approval")),
    ),
    ((_APPROVAL, ()), (_WAIT, ("check_approval",))),
    (
        ("Ids are slugs (check-in); references are full (intent/unit/bolt).", ()),
        ("Fields left out stay as they are.", ("record_artifact",)),
    ),
    ((f"The human can pick each part as a prompt: {', '.join(ORDER)}.", ()),),
)
"""Each sentence with the tools that it speaks of: it is told only where all of them are served."""


def write_instructions(left_out: Collection[str] = (), *, read_only: bool = False) -> str:
    """The instructions of a server that doesn't serve the tools of `left_out`."""
    lines = [
        " ".join(said for said, needed in paragraph if not set(needed) & set(left_out))
        for paragraph in _PARAGRAPHS
    ]
    if left_out:
        lines.append(
            ("This server only reads. " if read_only else "")
            + f"Not served here, by the user's choice: {', '.join(left_out)}. Where an answer tells you to call one "
            "of them, tell the human instead."
        )
    return "\n".join(line for line in lines if line)
