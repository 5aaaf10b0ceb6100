"""The bundles under plugins/, each by its client's own validator, and the plugin's hook inside Claude Code."""

import json
import shutil
import subprocess
from pathlib import Path

from tests.clients.claude import LONGEST, PACKAGES
from tests.clients.ground import Ground
from tests.clients.installing import NotInstalledError, Say, install_npm, locked
from tests.clients.model import Model
from tests.clients.outcomes import Outcome, judged, not_run

ROOT = Path(__file__).resolve().parents[2]
PLUGIN = ROOT / "plugins/claude-code"
FORBIDDEN = "gh pr review 5 --approve"
HARMLESS = "echo hello from the shell"


def run_bundles(ground: Ground, folder: Path, say: Say) -> list[Outcome]:
    """The validators of Claude Code and MCPB; then a model that asks for an approving command gets the refusal to read."""
    return [*_run_claude(ground, folder, say), _run_mcpb(ground, folder, say)]


def _run_claude(ground: Ground, folder: Path, say: Say) -> list[Outcome]:
    try:
        modules = install_npm("claude", say)
    except NotInstalledError as error:
        return [
            not_run(f"{name}, plugin", locked("claude", package), "-", str(error))
            for package, name in PACKAGES.items()
        ]
    outcomes = []
    for package, name in PACKAGES.items():
        program = str(modules / package / "bin" / "claude.exe")
        own = ground.copy(folder / f"{package.rpartition('/')[2]}-plugin")
        faults = []
        for place in (PLUGIN, ROOT):
            done = _run([program, "plugin", "validate", str(place)], own)
            if done.returncode or "Validation passed" not in done.stdout:
                faults.append(f"`claude plugin validate {place.name}` says {done.stdout or done.stderr!r}")
        faults += _converse(program, own)
        did = "plugin validate (plugin, marketplace), the hook refused an approval"
        outcomes.append(judged(f"{name}, plugin", locked("claude", package), "-", "-", did, faults))
    return outcomes


def _converse(program: str, ground: Ground) -> list[str]:
    calls = [("Bash", {"command": command, "description": "run it"}) for command in (HARMLESS, FORBIDDEN)]
    with Model(calls) as model:
        # A copy, so that no byte-code is left beside the sources.
        plugin = shutil.copytree(PLUGIN, ground.home / "plugin")
        (plugin / ".mcp.json").unlink()  # the server is another test's matter, and would be downloaded
        done = _run(
            [program, "--print", "Go on.", "--plugin-dir", str(plugin), "--dangerously-skip-permissions"],
            ground,
            ANTHROPIC_BASE_URL=model.url,
            ANTHROPIC_API_KEY="loopback",
            IS_SANDBOX="1",
        )
        read = [json.dumps(answer.get("content"), ensure_ascii=False) for answer in model.answers]
    if len(read) != len(calls):
        return [f"the model got {len(read)} answers to {len(calls)} commands: {read}, {done.stderr!r}"]
    faults = []
    if "hello from the shell" not in read[0]:
        faults.append(f"a harmless command doesn't run: {read[0]}")
    if "it approves a pull request" not in read[1]:
        faults.append(f"an approving command isn't refused: {read[1]}")
    return faults


def _run_mcpb(ground: Ground, folder: Path, say: Say) -> Outcome:
    release = locked("tools", "@anthropic-ai/mcpb")
    try:
        modules = install_npm("tools", say)
    except NotInstalledError as error:
        return not_run("mcpb", release, "-", str(error))
    program = str(modules / ".bin" / "mcpb")
    packed = folder / "aidlc.mcpb"
    faults = []
    for command in (["validate", "plugins/mcpb/manifest.json"], ["pack", "plugins/mcpb", str(packed)]):
        done = _run([program, *command], ground, cwd=ROOT)
        if done.returncode:
            faults.append(f"`mcpb {command[0]}` says {done.stdout or done.stderr!r}")
    if not faults and not packed.is_file():
        faults.append("`mcpb pack` wrote nothing")
    return judged("mcpb", release, "-", "-", "validate, pack", faults)


def _run(
    command: list[str], ground: Ground, *, cwd: Path | None = None, **more: str
) -> subprocess.CompletedProcess[str]:
    quiet = {"CLAUDE_CODE_DISABLE_NONESSENTIAL_TRAFFIC": "1", "DISABLE_AUTOUPDATER": "1"}
    return subprocess.run(
        command,
        cwd=cwd or ground.root,
        env=ground.environment(**quiet, **more),
        stdin=subprocess.DEVNULL,
        capture_output=True,
        text=True,
        encoding="utf-8",
        timeout=LONGEST,
        check=False,
    )
