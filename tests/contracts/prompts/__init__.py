"""What every template renders to, with plain and with hostile words: `<template>.<plain|hostile>.md`."""

from collections.abc import Iterable
from pathlib import Path

from tests.contracts.prompts.contexts import rendered

FOLDER = Path(__file__).parent


def regenerate() -> Iterable[Path]:
    texts = rendered()
    for stale in set(FOLDER.glob("*.md")) - {FOLDER / name for name in texts}:
        stale.unlink()
    for name, text in texts.items():
        (FOLDER / name).write_text(text, encoding="utf-8", newline="\n")
        yield FOLDER / name
