"""A real git repository with records in it, and how an outside client starts our server there."""

import os
import shutil
import subprocess
import sys
from dataclasses import dataclass
from pathlib import Path

from tests.mcp_server.assistant import Assistant
from tests.mcp_server.shop import record_inception

SCRIPT = Path(sys.executable).with_name("aidlc")
TEE = Path(__file__).with_name("tee.py")


@dataclass(frozen=True)
class Ground:
    """`root` is the repository, `home` an empty home folder for clients that keep settings."""

    root: Path
    home: Path
    transcripts: Path

    @classmethod
    def lay(cls, folder: Path) -> "Ground":
        """Make the repository: one Intent whose inception is complete, committed."""
        root, home, transcripts = (folder / name for name in ("repository", "home", "transcripts"))
        for made in (root, home, transcripts):
            made.mkdir(parents=True)
        git = ["git", "-C", str(root), "-c", "user.name=dev", "-c", "user.email=dev@example.com"]
        subprocess.run([*git, "init", "-q", "-b", "main"], check=True)
        record_inception(Assistant(root))
        subprocess.run([*git, "add", "aidlc-records"], check=True)
        subprocess.run([*git, "commit", "-q", "-m", "records"], check=True)
        return cls(root, home, transcripts)

    def copy(self, folder: Path) -> "Ground":
        """The same again, for a client that shall find nothing of what another one wrote."""
        copied = Ground(folder / "repository", folder / "home", folder / "transcripts")
        shutil.copytree(self.root, copied.root)
        for made in (copied.home, copied.transcripts):
            made.mkdir()
        return copied

    def transcript(self, name: str) -> Path:
        """Where the tee writes down what `name` says."""
        return self.transcripts / f"{name}.jsonl"

    def server(self, name: str) -> list[str]:
        """The command that starts our server, with the tee between it and the client."""
        return [sys.executable, str(TEE), str(self.transcript(name)), str(SCRIPT), "serve"]

    def environment(self, **more: str) -> dict[str, str]:
        """What a client runs with: a home of its own, and nothing that tells of the person at this terminal."""
        kept = {name: os.environ[name] for name in ("PATH", "TMPDIR", "LANG") if name in os.environ}
        quiet = {"GIT_CONFIG_GLOBAL": os.devnull, "GIT_CONFIG_SYSTEM": os.devnull}
        return {**kept, **quiet, "HOME": str(self.home), **more}
