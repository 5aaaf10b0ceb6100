"""The gate as GitHub would run it: the real `act` runs the repository's own workflow, which uses our real action.yml."""

from __future__ import annotations

import subprocess
from dataclasses import dataclass
from typing import Any

from demo.stage import AIDLC, Stage, git, run
from demo.telling import Teller
from tests.support.act import release, run_act


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
        self._action = release(stage.folder / "action")  # as the runner would download it

    def judge(self, number: int, *, by_action: bool = False) -> Posted:
        """Run the gate on a pull request, by the action under `act` or by the same console script directly."""
        if by_action:
            head = self._read(f"/pulls/{number}")["head"]["sha"]
            self._teller.says(
                "act", "runs the workflow aidlc-gate.yml with our action.yml, installation included."
            )
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
        names = ("GITHUB_API_URL", "GITHUB_GRAPHQL_URL", "GITHUB_SERVER_URL")
        done = run_act(
            self._workspace,
            f".github/workflows/{workflow}",
            event,
            payload,
            actions={"acme/aidlc@v1": self._action},
            token=stage.workflow_token,
            environment={name: stage.environment("")[name] for name in names},
        )
        if done.status != 0:
            msg = f"act {event} {workflow} ended with {done.status}:\n{done.log[-3000:]}"
            raise RuntimeError(msg)
        return done.log

    def deploy(self, release: str, *, expect: int) -> subprocess.CompletedProcess[str]:
        """Ask `aidlc deploy-gate` for production."""
        environment = self._stage.environment(self._stage.workflow_token)
        command = [AIDLC, "deploy-gate", "--release", release, "--environment", "production", "--json"]
        return run(command, self._stage.folder, environment, expect=expect)

    def _read(self, path: str) -> Any:  # noqa: ANN401 -- JSON
        return self._stage.people["dave"].read(path)
