"""Chapter 6: nothing is deployed that people did not approve, and not after they changed their mind."""

from __future__ import annotations

import json
from typing import Any

from demo.assistant import Assistant
from demo.construction import REFERENCE
from demo.example import INTENT, UNIT
from demo.gate import Gate
from demo.stage import Stage, git
from demo.telling import Teller

RELEASE = "opening-night"
ASSURED = {
    "secured": ["dependency scan: no findings"],
    "instrumented": ["entry counter on the dashboard"],
    "de_risked": ["offline check-in rehearsed"],
    "tested": ["12 tests passed"],
    "packaged": ["image entry-scanning"],
}


class Operation:
    """The chapter, over one stage."""

    def __init__(self, stage: Stage, teller: Teller, gate: Gate, assistant: Assistant) -> None:
        """Keep what the chapter shares."""
        self._stage, self._teller, self._gate, self._assistant = stage, teller, gate, assistant

    async def deploy(self) -> None:
        """Ask for a deployment without approval, past the gate, with approval, and after an objection."""
        tell, people = self._teller, self._stage.people
        tell.chapter(6, "A deployment")
        self._refused("a release that nobody recorded is refused", expect=2)
        commit = git(self._stage.github.git_dir, "rev-parse", "main")
        number = await self._ask("Opening night", commit)
        tell.says("the assistant", f"records the release {RELEASE} and asks: pull request #{number}.")
        self._bypass(number)
        self._assistant.catch_up()
        number = await self._ask("Opening night, approved this time", commit)
        tell.says("the assistant", f"asks as it should: pull request #{number}.")
        for who in ("alice", "carol"):
            people[who].review(number, "APPROVE")
        tell.says("alice and carol", "approve, without the digest line that operation asks for.")
        tell.equal("the gate waits for the line", self._gate.judge(number).state, "pending")
        line = self._line(number)
        for who in ("alice", "carol"):
            people[who].review(number, "APPROVE", f"Ready.\n\n{line}")
        tell.says("alice and carol", "approve with the line that the gate printed.")
        posted = self._gate.judge(number)
        tell.equal("GitHub shows the operation gate open", posted.state, "success")
        people["alice"].merge(number)
        allowed = json.loads(self._gate.deploy(RELEASE, expect=0).stdout)
        tell.says("aidlc deploy-gate", str(allowed["sentence"]))
        on_main = git(self._stage.github.git_dir, "branch", "--list", "main", "--contains", allowed["commit"])
        tell.equal("the commit it allows is the release's", allowed["commit"], commit)
        tell.true("and lies on the default branch", "main" in on_main)
        people["alice"].review(number, "REQUEST_CHANGES", "Not tonight: the venue is closed.")
        tell.says("alice", "requests changes on the merged pull request.")
        self._refused("after that, it is refused again")

    async def _ask(self, title: str, commit: str) -> int:
        unit = {"id": "entry-scanning", "title": "Entry scanning API", "units": [UNIT], "bolts": [REFERENCE]}
        release = {"id": RELEASE, "title": title, "environment": "production", "commit": commit}
        await self._assistant.call(
            "record_deployment_unit",
            intent=INTENT,
            deployment_units=[{**unit, "contains": ["src/check-in/entry.py"], "assurances": ASSURED}],
            release={**release, "deployment_units": ["entry-scanning"]},
        )
        asked = await self._assistant.call(
            "request_approval", intent=INTENT, phase="operation", release=RELEASE
        )
        return int(asked["url"].rsplit("/", 1)[1])

    def _bypass(self, number: int) -> None:
        """Forge evidence, and let an administrator in a hurry merge past the gate."""
        tell = self._teller
        pull = self._read(f"/pulls/{number}")
        branch, path = pull["head"]["ref"], f"aidlc-records/{INTENT}/approvals/{'cd' * 6}.json"
        claim = {
            "schema": "aidlc/approval/v1",
            "repository": self._read("")["id"],
            "phase": "operation",
            "scope": f"{INTENT}/{RELEASE}/production/{'0' * 40}",
            "digest": "cd" * 32,
            "pull_request": number,
            "head": pull["head"]["sha"],
            "policy": "0" * 40,
            "reviews": [
                {
                    "review": 2,
                    "login": "carol",
                    "account": self._stage.people["carol"].id,
                    "role": "developer",
                    "submitted_at": "2026-01-01T00:00:00Z",
                    "digest_line": True,
                }
            ],
            "gathered_at": "2026-01-01T00:00:00Z",
            "gate_version": "0.1.0",
        }
        tell.says("the assistant", "forges an evidence file.")
        text = json.dumps(claim, indent=2) + "\n"
        self._assistant.commit(branch, "It is approved", {path: text})
        tell.equal("the gate refuses the forged evidence", self._gate.judge(number).state, "failure")
        self._stage.people["dave"].merge(number)
        tell.says("dave", "(administrator) is in a hurry and merges past the gate, evidence and all.")
        tell.equal("the release is on the default branch", self._read(f"/pulls/{number}")["merged"], True)
        self._refused("without people's approval it is refused, whatever the evidence file says")

    def _refused(self, what: str, *, expect: int = 3) -> None:
        done = self._gate.deploy(RELEASE, expect=expect)
        said = (
            json.loads(done.stdout)["sentence"]
            if done.stdout
            else done.stderr.strip().removeprefix("aidlc: ")
        )
        self._teller.says("aidlc deploy-gate", str(said))
        active = self._read("/deployments")
        self._teller.equal(f"{what}; nothing is deployed", active, [])

    def _line(self, number: int) -> str:
        lines = [line.strip() for line in self._gate.comment(number).splitlines()]
        return next(line for line in lines if line.startswith("aidlc-approve: operation "))

    def _read(self, path: str) -> Any:  # noqa: ANN401 -- JSON
        return self._stage.people["dave"].read(path)
