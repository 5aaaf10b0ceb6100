"""What a model is asked and what people read around drafts, and the first request of each shape, word for word.

Where a request's system text is one of the committed ones, its place in the JSON says which.
"""

import json
from collections.abc import Iterable
from functools import cache
from pathlib import Path

from aidlc.domain.drafts.wire import Clarification, WireQuestion
from prompts.drafting import (
    DraftAccount,
    DraftedPart,
    render_draft_summary,
    render_pull,
    render_question,
    render_questions_comment,
    render_status,
    render_system,
)
from tests.contracts.prompts.contexts import HOSTILE, PLAIN
from tests.drafting.worked import draft_example

FOLDER = Path(__file__).parent
SHAPES = (
    "Clarification",
    "ExistingSystem",
    "PressRelease",
    "UserStories",
    "Requirements",
    "KnownRisks",
    "Criteria",
    "Decomposition",
    "DomainModel",
    "Architecture",
    "Decisions",
)
REQUESTS_OF = ("partner-events", "coffee-orders")
"""Together they ask every question; the first of a shape is taken."""


def account(word: str) -> DraftAccount:
    """A draft that isn't whole, so that everything that can be said is."""
    drafted = DraftedPart(
        name="stories",
        outcome="drafted",
        model="claude-opus-5-5",
        prompt="0123456789ab",
        read=1200,
        cached=900,
        written=340,
        cost="$0.0118",
    )
    return DraftAccount(
        issue=7,
        title=word,
        what="the inception",
        parts=(drafted, DraftedPart(name="risks", outcome="kept")),
        cost="$0.0118",
        prices_of="2026-11-23",
        notes=(f"From the issue's text: {word}.", "An answer by @mallory was left aside."),
        missing=(f"aidlc-records/x/inception/risks.md: {word}",),
        failure=f"Claude declined: {word}",
        pull=8,
    )


def questions(word: str) -> Clarification:
    """Two questions; built past the checks, because what a page shows must be harmless even then."""
    first = WireQuestion.model_construct(id="one", question=word, why=word, options=[word, "no"])
    second = WireQuestion(id="two", question="Who pays?", why="It decides who may order.", options=[])
    return Clarification.model_construct(id="x", title=word, questions=[first, second])


@cache
def rendered() -> dict[str, str]:
    """File name to text."""
    texts = {
        "system.inception.greenfield.md": render_system("mob-elaboration", "greenfield"),
        "system.inception.brownfield.md": render_system("mob-elaboration", "brownfield"),
        "system.designs.greenfield.md": render_system("logical-design", "greenfield"),
        "system.designs.brownfield.md": render_system("logical-design", "brownfield"),
    }
    systems = {text: name for name, text in texts.items()}
    texts |= {f"question.{shape}.md": f"{render_question(shape)}\n" for shape in SHAPES}
    for kind, word in (("plain", PLAIN), ("hostile", HOSTILE)):
        texts |= {
            f"questions_comment.{kind}.md": render_questions_comment(questions(word)),
            f"status_comment.{kind}.md": render_status(account(word)),
            f"pull.{kind}.md": render_pull(account(word)),
            f"summary.{kind}.md": render_draft_summary(account(word)),
        }
    for example in REQUESTS_OF:
        for seen in draft_example(example).seen:
            body = json.loads(json.dumps(seen.body))
            name = f"request.{body['output_config']['format']['schema']['title']}.json"
            for block in body["system"]:
                block["text"] = systems.get(block["text"], block["text"])
            texts.setdefault(name, json.dumps(body, indent=2, ensure_ascii=False) + "\n")
    return texts


def regenerate() -> Iterable[Path]:
    texts = rendered()
    for stale in {*FOLDER.glob("*.md"), *FOLDER.glob("*.json")} - {FOLDER / name for name in texts}:
        stale.unlink()
    for name, text in texts.items():
        (FOLDER / name).write_text(text, encoding="utf-8", newline="\n")
        yield FOLDER / name
