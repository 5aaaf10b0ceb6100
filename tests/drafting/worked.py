"""The worked examples, drafted by the real pipeline from their issues and a model's answers that are kept beside them.

`python -m tests.drafting.worked` prints what they would cost. The answers were written by people: they show what the
pipeline makes of good answers, not what a model says.
"""

from __future__ import annotations

import json
import os
import sys
import tempfile
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Any

from aidlc.adapters.claude.conversation import Conversation
from aidlc.adapters.claude.settings import ClaudeSettings
from aidlc.domain.drafts.pricing import AS_OF, PRICES, Usage, cost_of, say_cost
from aidlc.emulator import EmbeddedGitHub
from aidlc.usecases.drafting.run import Drafted
from prompts.repository import ACTIONS_ADDRESS
from tests.drafting.stage import DraftStage
from tests.support.messages_api import Answer, MessagesApi, Seen, Step

ANSWERS = Path(__file__).parent / "examples"
EXAMPLES = Path(__file__).resolve().parents[2] / "examples"
NAMES = ("event-management", "retail-agent", "coffee-orders", "partner-events")
BY_HAND = "event-management"
"""Its records under `examples/` were written by hand and go further; the draft is compared with them."""
DESIGNED = {"coffee-orders": "ordering"}
_CHARACTERS_A_TOKEN = 4


@dataclass(frozen=True)
class Worked:
    """An example as it was drafted."""

    asked: Drafted
    drafted: Drafted
    designed: Drafted | None
    files: Mapping[str, str]
    """The records by path."""
    usage: Usage
    """As the stand-in counts."""
    seen: tuple[Seen, ...]
    told: tuple[str, ...]
    """The comments on the issue."""
    body: str
    """The pull request's."""


class _Setting:
    """Sets variables of the environment as pytest's fixture does, for runs without pytest."""

    def setenv(self, name: str, value: str) -> None:
        os.environ[name] = value


@contextmanager
def _credentials() -> Iterator[None]:
    """Nobody's key instead of those of whoever runs this."""
    before = dict(os.environ)
    for name in list(os.environ):
        if name.startswith(("ANTHROPIC_", "AWS_", "AIDLC_")):
            del os.environ[name]
    os.environ["ANTHROPIC_API_KEY"] = "sk-ant-example-of-nobody"
    try:
        yield
    finally:
        os.environ.clear()
        os.environ.update(before)


def answering(name: str) -> Callable[[dict[str, Any]], Step]:
    """Answer with the example's file for the shape; four characters count as a token, nothing is thought."""
    cached: set[str] = set()

    def choose(body: dict[str, Any]) -> Step:
        shape = body["output_config"]["format"]["schema"]["title"]
        text = (ANSWERS / name / "answers" / f"{shape}.json").read_text(encoding="utf-8")
        system = body["system"][0]["text"]
        said = "".join(part["text"] for part in body["messages"][0]["content"])
        held = len(system) // _CHARACTERS_A_TOKEN
        usage = {
            "input_tokens": len(said) // _CHARACTERS_A_TOKEN,
            "output_tokens": len(text) // _CHARACTERS_A_TOKEN,
            "cache_creation_input_tokens": 0 if system in cached else held,
            "cache_read_input_tokens": held if system in cached else 0,
        }
        cached.add(system)
        return Answer(text, usage=usage)

    return choose


def read_issue(name: str) -> tuple[str, str]:
    """Title and body of the example's issue."""
    head, _, body = (ANSWERS / name / "issue.md").read_text(encoding="utf-8").partition("\n")
    return head.removeprefix("# "), body.strip()


@cache
def draft_example(name: str) -> Worked:
    """Ask, answer, draft, and design a Unit where the example says so; every run is a whole one."""
    with _credentials(), tempfile.TemporaryDirectory() as folder:
        root = Path(folder)
        with EmbeddedGitHub(root / "github") as github:
            stage = DraftStage(github, root, _Setting())
            return _draft(stage, name)


def _draft(stage: DraftStage, name: str) -> Worked:
    policy = f"{stage.policy}agents: {{emails: ['{ACTIONS_ADDRESS}']}}\n"
    stage.push_to_main({".github/aidlc.yml": policy})  # as `aidlc init --drafts` writes it
    existing = ANSWERS / name / "repository.json"
    if existing.exists():
        stage.push_to_main(json.loads(existing.read_text(encoding="utf-8")))
    title, body = read_issue(name)
    number = stage.people["alice"].post("issues", title=title, body=body).expect(201)["number"]
    answer = (ANSWERS / name / "answer.md").read_text(encoding="utf-8")
    seen: list[Seen] = []
    total = Usage(calls=0)

    def run(**words: Any) -> Drafted:
        nonlocal total
        api, talk = MessagesApi(answer=answering(name)), Conversation(ClaudeSettings(retries=0, timeout=20.0))
        drafted = stage.draft(api, number=number, talk=talk, nonce="0000000000000000", **words)
        seen.extend(api.asked)
        total += talk.usage
        return drafted

    asked = run()
    drafted = run(comment=answer)
    branch = f"aidlc/draft-{number}"
    designed = None
    assert drafted.pull is not None
    body = stage.people["alice"].get(f"pulls/{drafted.pull.number}").expect(200)["body"]
    if name in DESIGNED:
        stage.clone.git("fetch", "-q", "origin", branch)
        stage.clone.git("checkout", "-q", "-B", "main", "origin/main")
        stage.clone.git("merge", "-q", "--no-edit", "FETCH_HEAD")
        stage.clone.push("main")
        designed = run(comment=f"/aidlc design {DESIGNED[name]}")
        branch = f"{branch}-{DESIGNED[name]}"
    files = {path: f"{text}\n" for path, text in stage.files(branch).items()}
    return Worked(asked, drafted, designed, files, total, tuple(seen), tuple(stage.told(number)), body)


def cost_table() -> str:
    """What the four examples cost by list prices, with the stand-in's counting, as a Markdown table."""
    lines = [
        "| example | calls | tokens in | of these cached | tokens out | Opus 5.5 | Sonnet 5.5 | Haiku 5.5 |",
        "|---|--:|--:|--:|--:|--:|--:|--:|",
    ]
    for name in NAMES:
        used = draft_example(name).usage
        costs = " | ".join(
            say_cost(cost_of(model, used)) for model in PRICES if not model.startswith("claude-fable")
        )
        lines.append(
            f"| {name} | {used.calls} | {used.prompt:,} | {used.cached:,} | {used.written:,} | {costs} |"
        )
    return "\n".join(lines) + f"\n\nList prices of {AS_OF}.\n"


if __name__ == "__main__":
    sys.stdout.write(cost_table())
