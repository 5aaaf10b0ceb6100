"""A server that is killed in the middle of request_approval: just before each of the git commands that it runs."""

from __future__ import annotations

import hashlib
import os
import shlex
import shutil
import signal
import subprocess
import sys
from collections.abc import Mapping
from pathlib import Path
from typing import Final

from tests.mcp_server.assistant import Answer, Assistant
from tests.mcp_server.shop import record_inception

_PROJECT: Final = Path(__file__).resolve().parents[2]
_ASKS: Final = """\
import sys
from pathlib import Path
from tests.mcp_server.assistant import Assistant
Assistant(Path(sys.argv[1])).call("request_approval", intent="shop", phase="inception")
"""
# Counts its calls. At the chosen one it kills the process that called it, and then is git or ends, as it was told.
_COUNTING_GIT: Final = """\
#!/bin/sh
count=$(($(cat {folder}/count) + 1))
echo $count > {folder}/count
if [ "$count" = "$(cat {folder}/at)" ]; then kill -9 $PPID; [ "$(cat {folder}/goes-on)" = True ] || exit 137; fi
exec {git} "$@"
"""


class Clone:
    """A clone with a whole inception that nobody asked about yet, and with staged, changed and new files of a person."""

    def __init__(self, folder: Path) -> None:
        self.origin, self.root, self._counting = folder / "origin.git", folder / "clone", folder / "counting"
        self._git(folder, "init", "-q", "--bare", "-b", "main", str(self.origin))
        self._git(folder, "clone", "-q", str(self.origin), str(self.root))
        self.git("commit", "-q", "--allow-empty", "-m", "start")
        self.git("push", "-q", "origin", "HEAD:main")
        record_inception(Assistant(self.root))
        for name in ("staged.txt", "changed.txt"):
            self._write(self.root / name, "first\n")
            self.git("add", name)
        self._write(self.root / "changed.txt", "second\n")
        self._write(self.root / "new.txt", "new\n")
        self._counting.mkdir()
        real = shlex.quote(shutil.which("git") or "git")
        self._write(
            self._counting / "git", _COUNTING_GIT.format(folder=shlex.quote(str(self._counting)), git=real)
        )
        (self._counting / "git").chmod(0o755)

    def git(self, *arguments: str) -> str:
        """What git prints in the clone."""
        return self._git(self.root, *arguments)

    def request(self) -> Answer:
        """Ask for the approval, undisturbed."""
        return Assistant(self.root).attempt("request_approval", intent="shop", phase="inception")

    def request_killed_before(self, command: int, *, goes_on: bool) -> bool:
        """Ask, in a process that is killed before so many git commands; whether it was."""
        for name, value in (("count", 0), ("at", command), ("goes-on", goes_on)):
            self._write(self._counting / name, f"{value}\n")
        done = subprocess.run(
            [sys.executable, "-c", _ASKS, str(self.root)],
            cwd=_PROJECT,
            env=self._environment({"PATH": f"{self._counting}:{os.environ['PATH']}"}),
            capture_output=True,
            check=False,
        )
        return done.returncode == -signal.SIGKILL

    def commands(self) -> int:
        """How many git commands the latest request ran."""
        return int((self._counting / "count").read_text(encoding="utf-8"))

    def forget_request(self) -> None:
        """Remove the branch of the request, here and on the remote."""
        for place in (self.root, self.origin):
            for ref in self._git(place, "for-each-ref", "--format=%(refname)", "refs/heads/aidlc").split():
                self._git(place, "update-ref", "-d", ref)

    def state(self) -> dict[str, str]:
        """What must stay: the branch, the index to the byte, what git sees of the files."""
        return {
            "branch": self.git("symbolic-ref", "HEAD") + self.git("rev-parse", "HEAD"),
            "index": hashlib.sha256((self.root / ".git/index").read_bytes()).hexdigest(),
            "files": self.git("--no-optional-locks", "status", "--porcelain", "--untracked-files=all"),
            "changes": self.git("--no-optional-locks", "diff"),
        }

    def locks(self) -> list[str]:
        """Git's own locks that somebody left behind."""
        return sorted(
            path.name for path in (self.root / ".git").rglob("*.lock") if not path.name.startswith("aidlc-")
        )

    @staticmethod
    def _write(path: Path, text: str) -> None:
        path.write_text(text, encoding="utf-8")

    @staticmethod
    def _environment(extra: Mapping[str, str]) -> dict[str, str]:
        person = {
            f"GIT_{role}_{what}": f"dev{end}"
            for role in ("AUTHOR", "COMMITTER")
            for what, end in (("NAME", ""), ("EMAIL", "@example.com"))
        }
        return {**os.environ, **person, **extra}

    def _git(self, folder: Path, *arguments: str) -> str:
        done = subprocess.run(
            ["git", *arguments],
            cwd=folder,
            env=self._environment({}),
            capture_output=True,
            text=True,
            encoding="utf-8",
            check=False,
        )
        assert done.returncode == 0, done.stderr
        return done.stdout.strip()
