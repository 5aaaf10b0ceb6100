"""The gate as GitHub would run it: the real `act` runs the repository's own workflow, which uses our real action.yml."""

from __future__ import annotations

import json
import shutil
import subprocess
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Final

from demo.stage import AIDLC, PROJECT, Stage, git, run
from demo.telling import Teller

ACT: Final = str(Path(AIDLC).parent / "act")


@dataclass(frozen=True)
class Posted:
    """The status that GitHub holds for a commit, read back from its API."""

    state: str
    sentence: str
    creator: str


class Gate:
    """Runs the gate and tells what GitHub holds afterwards; never what the gate printed."""

    def __init__(self, stage: Stage, teller: Teller) -> None:
        """Prepare a checkout for `act` and a copy of this project that `uses:` finds."""
        self._stage = stage
        self._teller = teller
        self._workspace = stage.folder / "runner"
        git(stage.folder, "clone", "--quiet", str(stage.github.git_dir), str(self._workspace))
        # act takes the repository's name from here; nothing is ever fetched from this address.
        git(self._workspace, "remote", "set-url", "origin", "https://github.com/acme/events.git")
        self._action = _copy_of_project(stage.folder / "action")
        self._temporary = stage.folder / "runner-temp"
        self._temporary.mkdir()

    def judge(self, number: int, *, by_action: bool = False) -> Posted:
        """Run the gate on a pull request, by the action under `act` or by the same console script directly."""
        if by_action:
            head = self._read(f"/pulls/{number}")["head"]["sha"]
            self.act(
                "workflow_run", {"workflow_run": {"head_sha": head, "pull_requests": [{"number": number}]}}
            )
        else:
            environment = self._stage.environment(self._stage.workflow_token)
            run([AIDLC, "gate", "--pr", str(number)], self._stage.folder, environment)
        posted = self.status(number)
        self._teller.gate(posted.state, posted.sentence)
        return posted

    def status(self, number: int) -> Posted:
        """Read the newest `aidlc/gate` status of a pull request's head."""
        head = self._read(f"/pulls/{number}")["head"]["sha"]
        found = [each for each in self._read(f"/commits/{head}/statuses") if each["context"] == "aidlc/gate"]
        if not found:
            return Posted("none", "", "")
        return Posted(found[0]["state"], found[0]["description"], found[0]["creator"]["login"])

    def comment(self, number: int) -> str:
        """Read the gate's sticky comment on a pull request; there must be exactly one."""
        comments = self._read(f"/issues/{number}/comments")
        mine = [each["body"] for each in comments if "<!-- aidlc:gate" in each["body"]]
        self._teller.equal(f"#{number} carries one comment of the gate", len(mine), 1)
        return str(mine[0])

    def act(self, event: str, payload: dict[str, Any], workflow: str = "aidlc-gate.yml") -> str:
        """Let `act` run a workflow of the default branch for an event; return what it printed."""
        stage = self._stage
        git(self._workspace, "fetch", "--quiet", str(stage.github.git_dir), "main")
        git(self._workspace, "checkout", "--quiet", "--force", "--detach", "FETCH_HEAD")
        event_file = stage.folder / "event.json"
        event_file.write_text(json.dumps(payload), encoding="utf-8")
        variables = {
            name: value for name, value in stage.environment("").items() if name.startswith("GITHUB_")
        }
        command = [ACT, event, "--workflows", f".github/workflows/{workflow}", "--eventpath", str(event_file)]
        command += ["--platform", "ubuntu-24.04=-self-hosted", "--no-cache-server", "--action-offline-mode"]
        command += ["--secret", f"GITHUB_TOKEN={stage.workflow_token}", "--actor", "github-actions[bot]"]
        command += ["--local-repository", f"acme/aidlc@v1={self._action}"]
        # One temporary folder for all runs: the first installs, the others find it, as steps of one job would.
        command += ["--env", f"RUNNER_TEMP={self._temporary}"]
        for name in ("GITHUB_API_URL", "GITHUB_GRAPHQL_URL", "GITHUB_SERVER_URL"):
            command += ["--env", f"{name}={variables[name]}"]
        return run(command, self._workspace, stage.environment("")).stdout

    def deploy(self, release: str, *, expect: int) -> subprocess.CompletedProcess[str]:
        """Ask `aidlc deploy-gate` for production."""
        environment = self._stage.environment(self._stage.workflow_token)
        command = [AIDLC, "deploy-gate", "--release", release, "--environment", "production", "--json"]
        return run(command, self._stage.folder, environment, expect=expect)

    def _read(self, path: str) -> Any:  # noqa: ANN401 -- JSON
        return self._stage.people["dave"].read(path)


def _copy_of_project(folder: Path) -> Path:
    """Copy what a release of this project holds into a repository of its own, as the runner would download it."""
    folder.mkdir()
    for name in ("action.yml", "actions", "aidlc", "mcp_server", "prompts", "schemas", "requirements"):
        source = PROJECT / name
        if source.is_dir():
            shutil.copytree(source, folder / name, ignore=shutil.ignore_patterns("__pycache__"))
        else:
            shutil.copy(source, folder / name)
    for name in ("pyproject.toml", "README.md", "LICENSE"):
        shutil.copy(PROJECT / name, folder / name)
    git(folder, "init", "--quiet", "--initial-branch", "main")
    git(folder, "add", ".")
    git(
        folder,
        "-c",
        "user.name=demo",
        "-c",
        "user.email=demo@example.com",
        "commit",
        "--quiet",
        "-m",
        "A release",
    )
    return folder
