"""examples/<name>: the records that the drafting pipeline makes of each worked example's issue and answers."""

from collections.abc import Iterable
from pathlib import Path

from tests.drafting.worked import BY_HAND, EXAMPLES, NAMES, draft_example


def regenerate() -> Iterable[Path]:
    for name in NAMES:
        if name == BY_HAND:
            continue
        files = {EXAMPLES / name / path: text for path, text in draft_example(name).files.items()}
        for stale in set((EXAMPLES / name).rglob("*.md")) - files.keys():
            stale.unlink()
        for path, text in files.items():
            path.parent.mkdir(parents=True, exist_ok=True)
            path.write_text(text, encoding="utf-8", newline="\n")
            yield path
