"""The stage: an embedded GitHub with a repository, its policy and workflows, and the people and machines of the story."""

from __future__ import annotations

import os
import shutil
import subprocess
import sys
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Final

from aidlc.emulator import EmbeddedGitHub
from demo.people import Account

PROJECT: Final = Path(__file__).resolve().parent.parent
WHEELS: Final = PROJECT / ".venv/wheels"
AIDLC: Final = str(Path(sys.executable).parent / "aidlc")
ASSISTANT: Final = "acme-assistant"
BOT: Final = "claude[bot]"
PEOPLE: Final = {"alice": "write", "bob": "write", "carol": "write", "dave": "admin", ASSISTANT: "write"}

POLICY: Final = """\
schema: aidlc/policy/v1
roles:
  product-owner:
    users: [alice]
  developer:
    users: [bob, carol]
  maintainer:
    users: [dave]
phases:
  inception:
    approvals:
      - role: product-owner
      - role: developer
    independence: author
    evidence: review
  construction:
    approvals:
      - role: developer
    independence: strict
    evidence: review
  operation:
    approvals:
      - role: product-owner
      - role: developer
    independence: strict
    evidence: digest
    environments: [production]
guarded:
  paths: ["deploy/**"]
  approvals:
    - role: maintainer
free: ["docs/**", "README.md"]
agents:
  users: [acme-assistant]
"""


@dataclass(frozen=True)
class Stage:
    """Everything the chapters share."""

    folder: Path
    github: EmbeddedGitHub
    people: Mapping[str, Account]
    workflow_token: str

    def environment(self, token: str) -> dict[str, str]:
        """Return the environment of a process that talks to this GitHub with `token`; nothing of ours leaks in."""
        kept = {name: os.environ[name] for name in ("PATH", "HOME", "LANG", "TMPDIR") if name in os.environ}
        return kept | {
            "GITHUB_API_URL": self.github.api_url,
            "GITHUB_GRAPHQL_URL": self.github.graphql_url,
            "GITHUB_SERVER_URL": self.github.server_url,
            "GITHUB_REPOSITORY": "acme/events",
            "GITHUB_TOKEN": token,
        }

    def clone(self, login: str) -> Path:
        """Clone the repository for `login`, whose token git then uses to push."""
        path = self.folder / f"clone-{login}"
        account = self.people[login]
        url = self.github.clone_url.replace("://", f"://{login}:{account.token}@")
        git(self.folder, "clone", "--quiet", url, str(path))
        git(path, "config", "user.name", login)
        git(path, "config", "user.email", f"{account.id}+{login}@users.noreply.github.com")
        return path


def set_stage(folder: Path, github: EmbeddedGitHub) -> Stage:
    """Fill an empty embedded GitHub: accounts, a README, the policy with ids, the workflows a repository copies."""
    api = f"{github.api_url}/repos/acme/events"
    users = {login: github.add_user(login, permission=permission) for login, permission in PEOPLE.items()}
    people = {login: Account(login, user.id, user.token, api) for login, user in users.items()}
    bot = github.add_installation(BOT, {"pull_requests": "write", "contents": "read"})
    people[BOT] = Account(BOT, 0, bot, api)
    token = github.workflow_token(
        {"contents": "read", "issues": "write", "pull_requests": "write", "statuses": "write"}
    )
    stage = Stage(folder, github, people, token)
    clone = stage.clone("dave")
    (clone / "README.md").write_text("# Events\n", encoding="utf-8")
    git(clone, "add", ".")
    git(clone, "commit", "--quiet", "-m", "An empty beginning")
    git(clone, "push", "--quiet", "origin", "HEAD:main")
    return stage


def turn_gate_on(stage: Stage) -> None:
    """Let the administrator add the policy and the workflows, as the README's five-minute start says."""
    clone = stage.folder / "clone-dave"
    source = PROJECT / "examples/repository/.github/workflows"
    shutil.copytree(source, clone / ".github/workflows")
    for workflow in (clone / ".github/workflows").iterdir():
        text = workflow.read_text(encoding="utf-8")
        pinned = text.replace("OWNER/REPO", "acme/aidlc").replace(f"@{'0' * 40}", "@v1")
        pinned = pinned.replace("  queue: max\n", "")  # newer than act; nothing runs at the same time here
        pinned = _with_wheels(pinned)
        workflow.write_text(pinned, encoding="utf-8")
    policy = clone / ".github/aidlc.yml"
    policy.write_text(POLICY, encoding="utf-8")
    run([AIDLC, "policy", "resolve", str(policy)], clone, stage.environment(stage.people["dave"].token))
    git(clone, "add", ".github")
    git(clone, "commit", "--quiet", "-m", "Turn the gate on")
    git(clone, "push", "--quiet", "origin", "HEAD:main")
    stage.github.repository.required_contexts = ("aidlc/gate",)


def _with_wheels(workflow: str) -> str:
    """Let the action install from the wheels that the set-up keeps: there is no network here."""
    *lines, last = workflow.rstrip("\n").split("\n")
    with_inputs = [last] if "uses:" not in last else [last, "        with:"]
    return "\n".join([*lines, *with_inputs, f"          wheels: {WHEELS}", ""])


def git(folder: Path, *args: str) -> str:
    """Run git and return what it prints, without the newline at its end."""
    quiet = {"GIT_CONFIG_NOSYSTEM": "1", "GIT_CONFIG_GLOBAL": os.devnull, "GIT_TERMINAL_PROMPT": "0"}
    return run(["git", *args], folder, dict(os.environ) | quiet).stdout.rstrip("\n")


def run(
    command: list[str], folder: Path, environment: Mapping[str, str], *, expect: int = 0
) -> subprocess.CompletedProcess[str]:
    """Run a command; anything but the exit status `expect` ends the story with what the command printed."""
    done = subprocess.run(
        command,
        cwd=folder,
        env=dict(environment),
        stdin=subprocess.DEVNULL,
        capture_output=True,
        text=True,
        encoding="utf-8",
        check=False,
        timeout=120,
    )
    if done.returncode != expect:
        shown = " ".join(Path(part).name if part.startswith("/") else part for part in command[:4])
        msg = (
            f"{shown} ended with {done.returncode}, not {expect}:\n{done.stdout[-2000:]}{done.stderr[-2000:]}"
        )
        raise RuntimeError(msg)
    return done
