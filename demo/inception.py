"""Chapters 1 to 4: an Intent becomes Units, forgeries leave the gate closed, people open it."""

from __future__ import annotations

import json
from typing import Any

from aidlc.domain.records import Kind
from demo.assistant import Assistant
from demo.example import ARTEFACTS, INTENT, UNIT, Example
from demo.gate import Gate
from demo.stage import ASSISTANT, BOT, POLICY, Stage, git
from demo.telling import Teller

FOLDER = f"aidlc-records/{INTENT}"
EARLY_BOLT = f"""\
---
schema: aidlc/bolt/v1
unit: {UNIT}
goal: "Code first, questions later."
---
"""


class Inception:
    """The chapters, over one stage."""

    def __init__(self, stage: Stage, teller: Teller, gate: Gate, assistant: Assistant) -> None:
        """Keep what the chapters share."""
        self._stage, self._teller, self._gate, self._assistant = stage, teller, gate, assistant
        self._example = Example()
        self.number = 0

    async def record(self) -> None:
        """Chapter 1: record everything that inception asks for, and request approval."""
        tell, assistant, example = self._teller, self._assistant, self._example
        tell.chapter(1, "The assistant records, a human answers, approval is requested")
        offered = await assistant.tools()
        tell.true(
            "the server offers no tool that approves", not any("approve" in name for name in offered), offered
        )
        status = await assistant.call("get_status")
        tell.says(
            "the assistant", f"asks where things stand: a {status['workspace']} repository. {status['next']}"
        )
        await assistant.call("record_intent", **example.intent())
        await assistant.call("record_questions", intent=INTENT, questions=example.questions(answered=False))
        early = await assistant.refused("request_approval", intent=INTENT, phase="inception")
        tell.says("the assistant", f"asks too early and is told: {early.splitlines()[0][:150]}")
        await assistant.call("record_questions", intent=INTENT, questions=example.questions(answered=True))
        for kind in ARTEFACTS:
            file = example.one(kind)
            await assistant.call(
                "record_artifact", intent=INTENT, kind=str(kind), fields=example.fields(file), body=file.body
            )
        units = example.units()
        await assistant.call("record_units", intent=INTENT, units=units)
        for unit in units:
            if bolts := example.bolts(unit["id"]):
                await assistant.call("record_bolts", intent=INTENT, unit=unit["id"], bolts=bolts)
        tell.says("the assistant", f"recorded the Intent, {len(ARTEFACTS)} artefacts and {len(units)} Units.")
        asked = await assistant.call("request_approval", intent=INTENT, phase="inception")
        self.number = int(asked["url"].rsplit("/", 1)[1])
        tell.says(
            "the assistant", f"requests approval: pull request #{self.number} on branch {asked['branch']}."
        )
        pull = self._read(f"/pulls/{self.number}")
        tell.equal(
            "GitHub has the pull request, opened by the assistant's account", pull["user"]["login"], ASSISTANT
        )
        changed = [file["filename"] for file in self._read(f"/pulls/{self.number}/files")]
        tell.true(
            "it changes nothing but inception's records",
            all(f"{FOLDER}/inception/" in path for path in changed),
        )
        tell.equal("all five Units are in it", sum("/units/" in path for path in changed), 5)
        tell.true("its text carries the digest line", asked["digest_line"] in pull["body"])

    def start_too_early(self) -> None:
        """Chapter 2: a construction pull request before inception is approved."""
        tell = self._teller
        tell.chapter(2, "Construction is tried too early")
        main = git(self._stage.github.git_dir, "rev-parse", "refs/heads/main")
        files: dict[str, str | None] = {
            f"{FOLDER}/construction/{UNIT}/bolts/qr-validation.md": EARLY_BOLT,
            "src/check-in/scan.py": "print('scanned')\n",
        }
        self._assistant.commit("too-early", "Code before anybody agreed", files, start=main)
        number = self._open("too-early", "Code before anybody agreed")
        tell.says("the assistant", f"opens #{number} with a Bolt and code.")
        self._stage.people["bob"].review(number, "APPROVE")
        tell.says("bob", "approves it, in good faith.")
        posted = self._gate.judge(number, by_action=True)
        tell.equal("GitHub shows the gate closed on it", posted.state, "failure")
        tell.equal(
            "the status was posted by the workflow's own account", posted.creator, "github-actions[bot]"
        )
        self._stage.people["bob"].call("PUT", f"/pulls/{number}/merge", {}, expect=405)
        tell.equal("and the merge is refused", self._read(f"/pulls/{number}")["merged"], False)
        self._stage.people["bob"].call("PATCH", f"/pulls/{number}", {"state": "closed"})
        tell.says("bob", "reads the gate's comment and closes it.")

    def forge(self) -> None:
        """Chapter 3: five forgeries; each leaves the gate closed."""
        tell = self._teller
        tell.chapter(3, "Forgeries")
        tell.equal("before anybody looked, the gate waits", self._gate.judge(self.number).state, "pending")
        branch = self._read(f"/pulls/{self.number}")["head"]["ref"]
        self._forge_evidence(branch)
        self._forge_reviews()
        self._forge_content(branch)
        self._forge_policy(branch)

    def _forge_evidence(self, branch: str) -> None:
        tell, path = self._teller, f"{FOLDER}/approvals/{'ab' * 6}.json"
        head = self._read(f"/pulls/{self.number}")["head"]["sha"]
        claim = {
            "schema": "aidlc/approval/v1",
            "repository": self._read("")["id"],
            "phase": "inception",
            "scope": INTENT,
            "digest": "ab" * 32,
            "pull_request": self.number,
            "head": head,
            "policy": "0" * 40,
            "reviews": [
                {
                    "review": 1,
                    "login": "alice",
                    "account": self._stage.people["alice"].id,
                    "role": "product-owner",
                    "submitted_at": "2026-01-01T00:00:00Z",
                    "digest_line": True,
                }
            ],
            "gathered_at": "2026-01-01T00:00:00Z",
            "gate_version": "0.1.0",
        }
        tell.says("the assistant", "commits an evidence file that says alice approved.")
        self._assistant.commit(branch, "Approved, honestly", {path: json.dumps(claim, indent=2) + "\n"})
        tell.equal(
            "an evidence file that says yes closes the gate", self._gate.judge(self.number).state, "failure"
        )
        self._assistant.commit(branch, "Take it back", {path: None})

    def _forge_reviews(self) -> None:
        tell, people = self._teller, self._stage.people
        tell.says(BOT, "approves.")
        people[BOT].review(self.number, "APPROVE")
        tell.equal("a bot's approval opens nothing", self._gate.judge(self.number).state, "pending")
        tell.says(
            ASSISTANT,
            "tries to approve its own pull request; GitHub refuses, so the record is put there by hand.",
        )
        people[ASSISTANT].review(self.number, "APPROVE", expect=422)
        self._stage.github.put_review(self.number, user=ASSISTANT)
        tell.equal("the author's own approval opens nothing", self._gate.judge(self.number).state, "pending")
        comment = self._gate.comment(self.number)
        tell.true(
            "the comment says why neither counts",
            BOT.removesuffix("[bot]") in comment and ASSISTANT in comment,
        )

    def _forge_content(self, branch: str) -> None:
        tell, people = self._teller, self._stage.people
        people["alice"].review(self.number, "APPROVE")
        people["bob"].review(self.number, "APPROVE")
        tell.says("alice and bob", "approve; before the gate looks, the assistant changes an artefact.")
        path = f"{FOLDER}/inception/measures.md"
        honest = git(self._assistant.clone, "show", f"origin/{branch}:{path}")
        self._assistant.commit(branch, "A small correction", {path: honest + "\n\nNobody will read this.\n"})
        states = [each["state"] for each in self._read(f"/pulls/{self.number}/reviews")]
        tell.equal("GitHub still lists four approvals", states.count("APPROVED"), 4)
        posted = self._gate.judge(self.number)
        tell.equal("approvals of other content don't count", posted.state, "pending")
        people["alice"].call("PUT", f"/pulls/{self.number}/merge", {}, expect=405)
        tell.equal("and nothing can be merged", self._read(f"/pulls/{self.number}")["merged"], False)

    def _forge_policy(self, branch: str) -> None:
        tell, path = self._teller, ".github/aidlc.yml"
        before = git(self._assistant.clone, "show", f"origin/main:{path}") + "\n"
        lax = POLICY.replace("users: [alice]", f"users: [{ASSISTANT}]")
        tell.says("the assistant", "adds a policy to its pull request that makes itself the product owner.")
        self._assistant.commit(branch, "Simplify the policy", {path: lax})
        tell.true(
            "a lax policy in the pull request judges nothing",
            self._gate.judge(self.number).state != "success",
        )
        self._assistant.commit(branch, "Take it back", {path: before})

    async def approve(self) -> None:
        """Chapter 4: people approve, the gate opens, the merge goes through."""
        tell, people = self._teller, self._stage.people
        tell.chapter(4, "People decide")
        measures = self._example.one(Kind.MEASURES)
        body = (
            measures.body.rstrip("\n")
            + "\n\nMeasured by the product owner after each of the first three events.\n"
        )
        await self._assistant.call("record_artifact", intent=INTENT, kind="measures", body=body)
        await self._assistant.call("request_approval", intent=INTENT, phase="inception")
        tell.says("the assistant", "puts its honest records back, with who measures what, and asks again.")
        posted = self._gate.judge(self.number)
        tell.equal("the gate waits for people", posted.state, "pending")
        people["alice"].review(self.number, "APPROVE")
        tell.says("alice", "(product owner) approves.")
        tell.equal("one of two isn't enough", self._gate.judge(self.number).state, "pending")
        people["bob"].review(self.number, "APPROVE", "Good Units.")
        tell.says("bob", "(developer) approves.")
        posted = self._gate.judge(self.number, by_action=True)
        tell.equal("GitHub shows the gate open", posted.state, "success")
        people["alice"].merge(self.number)
        tell.equal("the merge goes through", self._read(f"/pulls/{self.number}")["merged"], True)
        landed = git(
            self._stage.github.git_dir, "ls-tree", "-r", "--name-only", "main", f"{FOLDER}/inception/"
        )
        tell.true(
            "the records are on the default branch", f"{FOLDER}/inception/intent.md" in landed.split("\n")
        )
        self._assistant.catch_up()
        checked = await self._assistant.call("check_approval", intent=INTENT, phase="inception")
        tell.says("the assistant", f"checks: {checked['sentence']}")

    def _open(self, branch: str, title: str) -> int:
        body: dict[str, object] = {"title": title, "head": branch, "base": "main", "body": ""}
        return int(self._stage.people[ASSISTANT].call("POST", "/pulls", body)["number"])

    def _read(self, path: str) -> Any:  # noqa: ANN401 -- JSON
        return self._stage.people["dave"].read(path)
