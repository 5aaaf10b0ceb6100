"""The real `act` runs a workflow on this machine, its `uses:` served from folders, against the embedded GitHub."""

import json
import os
import re
import shutil
import subprocess
import sys
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path

ROOT = Path(__file__).resolve().parents[2]
ACT = Path(sys.executable).with_name("act")
_RELEASED = (
    "action.yml",
    "actions",
    "aidlc",
    "mcp_server",
    "prompts",
    "schemas",
    "requirements",
    "pyproject.toml",
    "LICENSE",
)


@dataclass(frozen=True)
class ActRun:
    """What came of a run: act's exit status, its log, the outputs of the steps by name."""

    status: int
    log: str
    outputs: Mapping[str, str]


def release(folder: Path) -> Path:
    """Copy what a release holds into a git repository in `folder`, as the runner would download it."""
    for name in _RELEASED:
        source = ROOT / name
        if source.is_dir():
            shutil.copytree(source, folder / name, ignore=shutil.ignore_patterns("__pycache__"))
        else:
            folder.mkdir(parents=True, exist_ok=True)
            shutil.copy(source, folder / name)
    (folder / "README.md").write_text("A release.\n", encoding="utf-8")
    commit_all(folder)
    return folder


def commit_all(folder: Path, remote: str | None = None) -> None:
    """Make `folder` a git repository with everything in one commit; act takes the repository's name from the remote."""
    git = ["git", "-C", str(folder), "-c", "user.name=t", "-c", "user.email=t@example.com"]
    for command in (["init", "-q", "-b", "main"], ["add", "-A", "-f"], ["commit", "-q", "-m", "all"]):
        subprocess.run([*git, *command], check=True)
    if remote:
        subprocess.run([*git, "remote", "add", "origin", remote], check=True)


def run_act(
    workspace: Path,
    workflow: str,
    event: str,
    payload: Mapping[str, object],
    *,
    actions: Mapping[str, Path],
    token: str,
    environment: Mapping[str, str],
    secrets: Mapping[str, str] | None = None,
) -> ActRun:
    """Run `workflow` (a path in `workspace`) for `event`; `actions` maps `owner/repo@ref` to folders with git repositories.

    `environment` is what every step sees on top of act's own (`GITHUB_API_URL` and the like); `secrets`: beside the token.
    """
    event_file = workspace.parent / f"{workspace.name}-event.json"
    event_file.write_text(json.dumps(payload), encoding="utf-8")
    command = [str(ACT), event, "--workflows", workflow, "--eventpath", str(event_file), "--json"]
    command += ["--platform", "ubuntu-24.04=-self-hosted", "--no-cache-server", "--action-offline-mode"]
    for name, value in {"GITHUB_TOKEN": token, **(secrets or {})}.items():
        command += ["--secret", f"{name}={value}"]
    for reference, folder in actions.items():
        command += ["--local-repository", f"{reference}={folder}"]
    for name, value in environment.items():
        command += ["--env", f"{name}={value}"]
    kept = {name: os.environ[name] for name in ("PATH", "HOME", "TMPDIR") if name in os.environ}
    done = subprocess.run(
        command,
        cwd=workspace,
        env=kept,
        capture_output=True,
        text=True,
        encoding="utf-8",
        timeout=300,
        check=False,
    )
    lines = [
        entry for line in done.stdout.splitlines() if line.startswith("{") for entry in [json.loads(line)]
    ]
    log = "\n".join(str(entry.get("msg", "")) for entry in lines)
    outputs = dict(re.findall(r"::set-output:: ([a-z-]+)=(.*)", log))
    return ActRun(done.returncode, f"{log}\n{done.stderr}", outputs)
