"""A repository on the embedded GitHub with a policy, its people, an author's working copy, and the gate as a process."""

import json
import os
import subprocess
import sys
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from aidlc.emulator import EmbeddedGitHub
from tests.e2e_gate.records import POLICY_PATH, policy
from tests.emulator.stage import Clone, Person

PERMISSIONS = {
    "contents": "read",
    "pull_requests": "write",
    "issues": "write",
    "statuses": "write",
    "metadata": "read",
}
SCRIPT = Path(sys.executable).with_name("aidlc")
SECRETS = ("alice", "bob", "carol", "dave", "dev")


@dataclass(frozen=True)
class Ran:
    """A console script that ran to its end."""

    status: int
    out: str
    err: str

    @property
    def json(self) -> dict[str, Any]:
        """The one object that `--json` prints."""
        lines = self.out.splitlines()
        assert len(lines) == 1, (self.out, self.err)
        parsed: dict[str, Any] = json.loads(lines[0])
        return parsed


class GateStage:
    """The author is `dev`; alice owns the product, bob and carol develop, dave maintains, root administers."""

    def __init__(self, github: EmbeddedGitHub, folder: Path) -> None:
        self.github = github
        self.folder = folder
        names = ("dev", "alice", "bob", "carol", "dave")
        users = {name: github.add_user(name, emails=[f"{name}@example.com"]) for name in names}
        users["root"] = github.add_user("root", permission="admin", emails=["root@example.com"])
        self.people = {name: Person(github, user) for name, user in users.items()}
        self.ids = {name: user.id for name, user in users.items()}
        self.clone = Clone.init(folder / "dev", github, users["dev"])
        self.token = github.workflow_token(PERMISSIONS)
        self.policy = policy(self.ids)
        self.write(
            {"README.md": "A shop.\n", "docs/notes.md": "Notes.\n", POLICY_PATH: self.policy}, "the policy"
        )
        self.clone.push("main")

    def write(self, files: Mapping[str, str | None], message: str = "work") -> str:
        """Commit files (None: deleted) in the author's working copy; the commit's id."""
        for path, text in files.items():
            file = self.clone.folder / path
            if text is None:
                self.clone.git("rm", "-q", path)
                continue
            file.parent.mkdir(parents=True, exist_ok=True)
            file.write_text(text, encoding="utf-8", newline="")
            self.clone.git("add", "-f", path)
        self.clone.git("commit", "-q", "-m", message)
        return self.clone.head

    def open(self, branch: str, files: Mapping[str, str | None], *, by: str = "dev", **more: Any) -> int:
        """Push a branch off main with these files and open a pull request; its number."""
        self.clone.git("checkout", "-q", "-B", branch, "origin/main")
        self.write(files, f"work on {branch}")
        self.clone.push(branch)
        body = {"title": branch, "head": branch, "base": "main", **more}
        number: int = self.people[by].post("pulls", **body).expect(201)["number"]
        return number

    def push(self, files: Mapping[str, str | None]) -> str:
        """Add a commit to the branch at hand."""
        commit = self.write(files)
        self.clone.push("HEAD")
        return commit

    def push_to_main(self, files: Mapping[str, str | None]) -> str:
        """Push straight to main, past every gate, as the administrator; the author's copy knows it afterwards."""
        folder = self.folder / "root"
        root = Clone(folder, self.people["root"].user) if folder.exists() else None
        if root is None:
            root = Clone.init(folder, self.github, self.people["root"].user)
        root.git("fetch", "-q", "origin")
        root.git("checkout", "-q", "-B", "main", "origin/main")
        for path, text in files.items():
            if text is None:
                root.git("rm", "-q", path)
                root.git("commit", "-q", "-m", "deleted past everybody")
            else:
                root.commit(path, text, "pushed past everybody")
        root.push("main")
        self.clone.git("fetch", "-q", "origin")
        return root.head

    def approve(self, number: int, *logins: str, body: str = "") -> None:
        """Approve by these people."""
        for login in logins:
            self.people[login].review("APPROVE", body, number)

    def merge(self, number: int, how: str = "merge") -> str:
        """Merge by the administrator; main is fetched afterwards. The merge commit."""
        sha: str = self.people["root"].put(f"pulls/{number}/merge", merge_method=how).expect(200)["sha"]
        self.clone.git("fetch", "-q", "origin")
        return sha

    def environment(self, **more: str) -> dict[str, str]:
        """What a runner gives the gate."""
        kept = {name: os.environ[name] for name in ("PATH", "HOME", "TMPDIR") if name in os.environ}
        return kept | {
            "GITHUB_API_URL": self.github.api_url,
            "GITHUB_GRAPHQL_URL": self.github.graphql_url,
            "GITHUB_SERVER_URL": self.github.server_url,
            "GITHUB_REPOSITORY": "acme/events",
            "GITHUB_TOKEN": self.token,
            "AIDLC_DEBUG": "1",
            **more,
        }

    def run(self, *arguments: str, **environment: str) -> Ran:
        """Run the real console script."""
        done = subprocess.run(
            [str(SCRIPT), *arguments],
            cwd=self.folder,
            env=self.environment(**environment),
            capture_output=True,
            text=True,
            encoding="utf-8",
            timeout=120,
            check=False,
        )
        assert self.token not in done.stdout + done.stderr
        assert "Traceback" not in done.stderr, done.stderr
        return Ran(done.returncode, done.stdout, done.stderr)

    def gate(self, number: int, *arguments: str, **environment: str) -> dict[str, Any]:
        """Run the gate on a pull request; what it printed, after checking that GitHub says the same."""
        ran = self.run("gate", "--pr", str(number), "--json", *arguments, **environment)
        assert ran.status == 0, ran
        printed = ran.json
        if "--dry-run" not in arguments:
            latest = self.status(printed["head"])
            assert latest is not None
            assert latest["state"] == printed["state"]
        return printed

    def status(self, sha: str) -> dict[str, Any] | None:
        """The latest `aidlc/gate` status of a commit."""
        listed = self.people["root"].get(f"commits/{sha}/statuses").expect(200)
        return next((status for status in listed if status["context"] == "aidlc/gate"), None)

    def head(self, number: int) -> str:
        """The pull request's head commit."""
        sha: str = self.people["root"].get(f"pulls/{number}").expect(200)["head"]["sha"]
        return sha

    def comments(self, number: int) -> list[dict[str, Any]]:
        """The pull request's comments."""
        listed: list[dict[str, Any]] = self.people["root"].get(f"issues/{number}/comments").expect(200)
        return listed
