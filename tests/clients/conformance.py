"""The official conformance suite against `aidlc serve --http`, with a committed list of the checks that are known to fail.

Most of the suite calls items by fixed names (`test_simple_text`, `test://static-text`) that a server for testing offers and
one for use doesn't. So beside "passed" it is told what a pass is worth: a scenario is vacuous when it was content with
the error that there is no such tool, and owed to the SDK when a server of the same SDK that offers nothing passes it too.
"""

import json
import re
import subprocess
import tempfile
from collections.abc import Iterable
from contextlib import AbstractContextManager
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any, Final

from tests.clients.ground import Ground
from tests.clients.installing import HERE, NotInstalledError, Say, find_node, install_npm, locked
from tests.clients.outcomes import Outcome, judged, not_run
from tests.clients.serving import serve, serve_bare

PACKAGE: Final = "@modelcontextprotocol/conformance"
REVISIONS: Final = ("2025-11-25", "2026-07-28")
BASELINES: Final = HERE / "conformance_baselines"
LONGEST: Final = 300  # seconds for one run of the suite
_WIRE: Final = "wire-schema-valid"
_FIXTURE: Final = re.compile(r"test_[a-z]|test://")
# Each of these calls a tool of the fixtures; not each says so in its checks.
_CALLING: Final = ("elicitation-sep", "input-required-result-", "tools-call-")
_UNKNOWN: Final = re.compile(r"no tool `test_|Unknown tool: test_")

Check = dict[str, Any]


@dataclass(frozen=True)
class Run:
    """One run of the suite: each scenario's checks, the scenarios that the revision doesn't score, the suite's words."""

    scenarios: dict[str, list[Check]]
    unscored: frozenset[str]
    status: int
    said: str

    def scored(self) -> dict[str, list[Check]]:
        """The scenarios that count."""
        return {name: checks for name, checks in self.scenarios.items() if name not in self.unscored}

    def passed(self) -> set[str]:
        """The scored scenarios without a failed check."""
        return {name for name, checks in self.scored().items() if not _failed(checks)}

    def vacuous(self) -> set[str]:
        """The passed scenarios that called a tool that there isn't, and were content with being told so."""
        return {name for name in self.passed() if _UNKNOWN.search(json.dumps(self.scored()[name]))}

    def needs_fixtures(self) -> set[str]:
        """The failed scenarios in which a fixture is asked for by its name."""
        return {
            name
            for name, checks in self.scored().items()
            if _failed(checks) and (name.startswith(_CALLING) or _FIXTURE.search(json.dumps(checks)))
        }

    def wire(self) -> tuple[int, int, int]:
        """Scenarios whose messages all fit the schema, scenarios examined so, and messages."""
        found = [check for checks in self.scenarios.values() for check in checks if check["id"] == _WIRE]
        valid = sum(check["status"] == "SUCCESS" for check in found)
        return valid, len(found), sum(check["details"]["messagesValidated"] for check in found)

    def failures(self) -> list[str]:
        """The checks that failed or were warned of, as a baseline names them."""
        return sorted(
            {
                f"{name}:{check['id']}"
                for name, checks in self.scenarios.items()
                for check in checks
                if check["status"] in {"FAILURE", "WARNING"}
            }
        )


def run_conformance(ground: Ground, folder: Path, say: Say, *, accept: bool = False) -> list[Outcome]:
    """Each revision. With `accept` the baselines are written again, for somebody to look at the difference."""
    release = locked("tools", PACKAGE)
    try:
        modules = install_npm("tools", say)
        command = [str(find_node(modules)), str(modules / PACKAGE / "dist" / "index.js")]
    except NotInstalledError as error:
        return [not_run(f"Conformance suite, {one}", release, "HTTP", str(error)) for one in REVISIONS]
    outcomes = []
    for revision in REVISIONS:
        say(f"conformance {revision}")
        baseline = BASELINES / f"{revision}.yml"
        if accept:
            found = _run(command, revision, None, serve(ground.copy(folder / f"accept-{revision}")))
            _write(baseline, found.failures())
        own, bare = ground.copy(folder / f"conformance-{revision}"), ground.copy(folder / f"bare-{revision}")
        sdk = _run(command, revision, None, serve_bare(bare))
        # Beside a baseline the suite doesn't say which scenarios the revision leaves out.
        ours = replace(_run(command, revision, baseline, serve(own)), unscored=sdk.unscored)
        outcomes.append(_judge(release, revision, ours, sdk))
    return outcomes


def _judge(release: str, revision: str, ours: Run, sdk: Run) -> Outcome:
    valid, examined, messages = ours.wire()
    passed, vacuous = ours.passed(), ours.vacuous()
    owed = (passed & sdk.passed()) - vacuous
    failed = set(ours.scored()) - passed
    did = (
        f"{len(passed)} of {len(ours.scored())} scored scenarios pass: {len(passed - owed - vacuous)} through what we "
        f"offer, {len(owed)} that the SDK alone passes too, {len(vacuous)} vacuous; of the {len(failed)} others "
        f"{len(ours.needs_fixtures())} ask for fixtures (test_*); wire schema valid in {valid} of {examined} "
        f"scenarios, {messages} messages"
    )
    faults = [] if valid == examined and messages > examined else ["a message doesn't fit the schema"]
    if ours.status:
        faults.append(f"differs from the baseline: {ours.said}")
    return judged(f"Conformance suite, {revision}", release, "HTTP", revision, did, faults)


def _run(
    command: list[str], revision: str, baseline: Path | None, server: AbstractContextManager[str]
) -> Run:
    with server as url, tempfile.TemporaryDirectory() as out:
        known = ["--expected-failures", str(baseline)] if baseline else []
        done = subprocess.run(
            [*command, "server", "--url", url, "--requirements", revision, "--output-dir", out, *known],
            stdin=subprocess.DEVNULL,
            capture_output=True,
            text=True,
            encoding="utf-8",
            timeout=LONGEST,
            check=False,
        )
        scenarios = {
            file.parent.name.removeprefix("server-")[: -len("-2026-01-01T00-00-00-000Z")]: json.loads(
                file.read_text(encoding="utf-8")
            )
            for file in Path(out).glob("server-*/checks.json")
        }
    printed = re.sub(r"\x1b\[\d*m", "", done.stdout)
    _, _, unscored = printed.partition("Not scored for")
    names = re.findall(r"^  [✓✗] (\S+) \(", unscored, re.MULTILINE)
    differences = re.findall(r"(?:Stale|Unexpected)[^\n]*\n(?:  [✓✗][^\n]*\n?)+", printed)
    said = " ".join(" ".join(differences).split()) or done.stderr.strip()[-300:]
    return Run(scenarios, frozenset(names), done.returncode, said)


def _failed(checks: Iterable[Check]) -> list[Check]:
    return [check for check in checks if check["status"] == "FAILURE"]


def _write(baseline: Path, failures: list[str]) -> None:
    head = "# Checks of the conformance suite that fail, each with its scenario. An entry that passes fails the run.\n"
    entries = "".join(f"  - {entry}\n" for entry in failures)
    baseline.write_text(f"{head}server:\n{entries}", encoding="utf-8")
