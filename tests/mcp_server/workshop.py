"""A repository on the embedded GitHub, its people, and an assistant in a clone of the developer's."""

from pathlib import Path

from tests.e2e_gate.stage import GateStage
from tests.mcp_server.assistant import Assistant


class Workshop:
    """`stage` holds GitHub and the people; the assistant works in `root`, with the developer's token and identity."""

    def __init__(self, stage: GateStage, folder: Path) -> None:
        self.stage = stage
        self.root = folder / "assistant"
        self.git_of(folder, "clone", "-q", stage.github.clone_url, str(self.root), token=True)
        self.git("config", "user.name", "dev")
        self.git("config", "user.email", "dev@example.com")
        self.environ = {
            "AIDLC_GITHUB_TOKEN": stage.people["dev"].user.token,
            "AIDLC_GITHUB_API_URL": stage.github.api_url,
        }
        self.assistant = Assistant(self.root, self.environ)

    def git(self, *arguments: str) -> str:
        """What git says in the assistant's repository."""
        return self.git_of(self.root, *arguments, token=True)

    def git_of(self, folder: Path, *arguments: str, token: bool) -> str:
        """What git says in `folder`, with the developer's token for the embedded GitHub."""
        import base64
        import os
        import subprocess

        secret = base64.b64encode(f"dev:{self.stage.people['dev'].user.token}".encode()).decode()
        access = {
            "GIT_CONFIG_COUNT": "1",
            "GIT_CONFIG_KEY_0": "http.extraHeader",
            "GIT_CONFIG_VALUE_0": f"Authorization: Basic {secret}",
        }
        done = subprocess.run(
            ["git", *arguments],
            cwd=folder,
            env={**os.environ, **(access if token else {})},
            capture_output=True,
            text=True,
            encoding="utf-8",
            check=False,
        )
        assert done.returncode == 0, done.stderr
        return done.stdout.strip()

    def write(self, path: str, text: str) -> None:
        """Write a file of the working tree, nothing more."""
        file = self.root / path
        file.parent.mkdir(parents=True, exist_ok=True)
        file.write_text(text, encoding="utf-8", newline="")

    def state(self) -> tuple[str, str, str]:
        """What must not change: the branch, the staged and the unstaged."""
        return (
            self.git("rev-parse", "--abbrev-ref", "HEAD") + self.git("rev-parse", "HEAD"),
            self.git("diff", "--cached"),
            self.git("status", "--porcelain", "--untracked-files=all"),
        )

    def pull(self) -> None:
        """Bring the default branch in, as the user would after a merge."""
        self.git("fetch", "-q", "origin")
        self.git("checkout", "-q", "-f", "-B", "main", "origin/main")
