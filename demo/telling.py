"""How the story is told, and how each thing that is told gets checked."""

from __future__ import annotations

import time
from typing import Final

from rich.console import Console
from rich.markup import escape

WIDTH: Final = 110


class NotAsToldError(Exception):
    """Something that the story says is not so."""


class Teller:
    """Prints the story and counts its checks; the first check that fails ends it."""

    def __init__(self) -> None:
        """Write to stdout, in colour on a terminal and as plain text otherwise."""
        self.console = Console(
            width=None if Console().is_terminal else WIDTH, highlight=False, soft_wrap=True
        )
        self.checks = 0
        self._began = time.monotonic()

    def chapter(self, number: int, title: str) -> None:
        """Begin a chapter."""
        self.console.print()
        self.console.print(
            f"[bold cyan]{number}. {escape(title)}[/]  [dim]{time.monotonic() - self._began:.0f} s[/]"
        )

    def says(self, who: str, what: str) -> None:
        """Tell what somebody does."""
        self.console.print(f"   [bold]{escape(who)}[/] {escape(what)}")

    def gate(self, state: str, sentence: str) -> None:
        """Tell what the gate says."""
        colour = {"success": "green", "pending": "yellow", "failure": "red", "error": "magenta"}.get(
            state, "white"
        )
        self.console.print(f"   [{colour}]gate: {escape(state)}[/]  {escape(sentence)}")

    def equal(self, what: str, actual: object, expected: object) -> None:
        """Check that `actual`, read back from the embedded GitHub or from git, is `expected`."""
        if actual != expected:
            msg = f"{what}: expected {expected!r}, found {actual!r}"
            raise NotAsToldError(msg)
        self._passed(what)

    def true(self, what: str, condition: object, found: object = None) -> None:
        """Check that `condition` holds; `found` is shown when it doesn't."""
        if not condition:
            msg = f"{what}: not so" + ("" if found is None else f" (found {found!r})")
            raise NotAsToldError(msg)
        self._passed(what)

    def _passed(self, what: str) -> None:
        self.checks += 1
        self.console.print(f"     [green]✓[/] [dim]{escape(what)}[/]")
