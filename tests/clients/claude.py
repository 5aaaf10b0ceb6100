"""Claude Code: its own health check of our server, and tools that it calls for a stand-in of the model. Nobody logs in."""

import json
import subprocess
from pathlib import Path
from typing import Final

from tests.clients.ground import Ground
from tests.clients.installing import NotInstalledError, Say, install_npm, locked
from tests.clients.model import Model
from tests.clients.outcomes import Outcome, judged, not_run
from tests.clients.peers.facts import COLOUR, Wire
from tests.clients.transcripts import Transcript

# As npm installs it with node 22, and the last that it installs with node 20.
PACKAGES: Final = {
    "@anthropic-ai/claude-code": "Claude Code",
    "claude-code-node20": "Claude Code for node 20",
}
LONGEST: Final = 120  # seconds for one command
STATUS: Final = "mcp__aidlc__get_status"
RECORD: Final = "mcp__aidlc__record_questions"
CALLS: Final[tuple[tuple[str, Wire], ...]] = (
    (STATUS, {}),
    (STATUS, {"intnt": "shop"}),
    (RECORD, {"intent": "shop", "questions": [COLOUR]}),
)


def run_claude(ground: Ground, folder: Path, expected: Wire, say: Say) -> list[Outcome]:
    """Each version: the health check, then a conversation in which the model asks for tools."""
    try:
        modules = install_npm("claude", say)
    except NotInstalledError as error:
        return [
            not_run(name, locked("claude", package), "stdio", str(error))
            for package, name in PACKAGES.items()
        ]
    outcomes = []
    for package, name in PACKAGES.items():
        program = modules / package / "bin" / "claude.exe"  # so it is called on every system
        release = locked("claude", package)
        for what, run in (("health check", check_health), ("conversation", converse)):
            own = ground.copy(folder / f"{package.rpartition('/')[2]}-{what.replace(' ', '-')}")
            try:
                faults = run(program, own, expected)
            except (OSError, subprocess.TimeoutExpired) as error:
                faults = [str(error)]
            transcript = Transcript.read(own.transcript("claude"))
            said = str(transcript.client().get("version", "nothing"))
            if said != release:
                faults.append(f"it says that it is version {said}")
            faults += transcript.errors()
            outcomes.append(
                judged(f"{name}, {what}", release, "stdio", transcript.protocol(), transcript.did(), faults)
            )
    return outcomes


def check_health(program: Path, ground: Ground, _: Wire) -> list[str]:
    """`claude mcp add`, then `claude mcp list` must call it connected, and a server that isn't there must not be."""
    _claude(program, ground, "mcp", "add", "aidlc", "--", *ground.server("claude"))
    _claude(program, ground, "mcp", "add", "nobody", "--", str(ground.root / "no-such-server"))
    listed = _claude(program, ground, "mcp", "list")
    stands = {line.partition(":")[0]: line.rpartition(" - ")[2] for line in listed.splitlines()}
    faults = []
    if "Connected" not in stands.get("aidlc", ""):
        faults.append(f"`claude mcp list` says {stands.get('aidlc') or listed!r}")
    if "Connected" in stands.get("nobody", ""):
        faults.append("`claude mcp list` calls a server connected that doesn't exist: it proves nothing")
    return faults


def converse(program: Path, ground: Ground, expected: Wire) -> list[str]:
    """The model asks for a call, a call that is refused, and a record; what it gets to read is ours."""
    command, *arguments = ground.server("claude")
    settings = {"mcpServers": {"aidlc": {"command": command, "args": arguments}}}
    with Model(CALLS) as model:
        _claude(
            program,
            ground,
            "--print",
            "Where do things stand?",
            *("--strict-mcp-config", "--mcp-config", json.dumps(settings)),
            *("--allowedTools", f"{STATUS},{RECORD}"),
            ANTHROPIC_BASE_URL=model.url,
            ANTHROPIC_API_KEY="loopback",
        )
        read = [json.dumps(answer.get("content"), ensure_ascii=False) for answer in model.answers]
    faults = []
    if len(read) != len(CALLS):
        return [f"the model got {len(read)} answers to {len(CALLS)} calls: {read}"]
    following = expected["status"]["next"]
    if following not in read[0]:
        faults.append(f"the model doesn't get to read the next step, {following!r}, but {read[0]}")
    if "intnt" not in read[1]:
        faults.append(f"the model doesn't get to read what was wrong, but {read[1]}")
    questions = ground.root / "aidlc-records/shop/inception/questions.md"
    if COLOUR["question"] not in questions.read_text(encoding="utf-8"):
        faults.append("the record that it wrote isn't in the repository")
    return faults


def _claude(program: Path, ground: Ground, *arguments: str, **more: str) -> str:
    quiet = {"CLAUDE_CODE_DISABLE_NONESSENTIAL_TRAFFIC": "1", "DISABLE_AUTOUPDATER": "1"}
    done = subprocess.run(
        [str(program), *arguments],
        cwd=ground.root,
        env=ground.environment(**quiet, **more),
        stdin=subprocess.DEVNULL,
        capture_output=True,
        text=True,
        encoding="utf-8",
        timeout=LONGEST,
        check=False,
    )
    return done.stdout
