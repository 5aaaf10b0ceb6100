"""Where the server works: the repository, found anew at each call, so that `git init` needs no restart."""

from __future__ import annotations

import os
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from datetime import UTC, datetime
from pathlib import Path
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from aidlc.usecases.workspace import Workspace


def _now() -> datetime:
    return datetime.now(UTC).replace(microsecond=0)


@dataclass(frozen=True)
class Site:
    """The folder to start from: `root` as given, then AIDLC_ROOT, then the working directory."""

    root: Path | None = None
    environ: Mapping[str, str] = field(default_factory=lambda: os.environ)
    now: Callable[[], datetime] = _now

    def open(self) -> Workspace:
        """The repository for one call. Raises InputError that says what to do when there is none."""
        from aidlc.adapters.git.worktree import Worktree
        from aidlc.adapters.ledger import Ledger
        from aidlc.usecases.workspace import Workspace

        start = self.root or Path(self.environ.get("AIDLC_ROOT") or Path.cwd())
        top = Worktree.find(start)
        return Workspace(worktree=Worktree(top), ledger=Ledger(top), environ=self.environ, now=self.now)
