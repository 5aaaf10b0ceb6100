"""Chapter 5: a Bolt is planned, built and finished; its issue follows, a developer opens the construction gate."""

from __future__ import annotations

from typing import Any

from demo.assistant import Assistant
from demo.example import INTENT, UNIT
from demo.gate import Gate
from demo.stage import AIDLC, Stage, git, run
from demo.telling import Teller

BOLT = "qr-validation"
REFERENCE = f"{INTENT}/{UNIT}/{BOLT}"
CODE = '''\
"""Validate a ticket's QR code at the door."""


def admit(ticket: str, sold: frozenset[str], entered: set[str]) -> bool:
    """Let a sold ticket in once."""
    if ticket not in sold or ticket in entered:
        return False
    entered.add(ticket)
    return True
'''


class Construction:
    """The chapter, over one stage."""

    def __init__(self, stage: Stage, teller: Teller, gate: Gate, assistant: Assistant) -> None:
        """Keep what the chapter shares."""
        self._stage, self._teller, self._gate, self._assistant = stage, teller, gate, assistant
        self.issue = 0

    async def plan(self) -> None:
        """Plan and start the Bolt; the merge gives its issue a comment."""
        tell, assistant = self._teller, self._assistant
        tell.chapter(5, "A Bolt is built")
        issue: dict[str, object] = {
            "title": "Bolt: validate tickets by QR code",
            "body": "What happens with it stands below.",
        }
        self.issue = int(self._stage.people["alice"].call("POST", "/issues", issue)["number"])
        tell.says("alice", f"opens issue #{self.issue} to follow the Bolt.")
        await assistant.call(
            "record_bolts", intent=INTENT, unit=UNIT, bolts=[{"id": BOLT, "issue": self.issue}]
        )
        await assistant.call("update_bolt", bolt=REFERENCE, state="in-progress")
        number = await self._ask()
        tell.says("the assistant", f"starts {REFERENCE}: pull request #{number}.")
        self._approve_and_merge(number, "carol")
        self._report()
        body = self._comment()
        tell.true(
            "its issue has one comment that says in progress", "in progress" in body.replace("-", " "), body
        )

    async def build(self) -> None:
        """Finish the Bolt with its code; a developer's review opens the gate."""
        tell, assistant = self._teller, self._assistant
        assistant.catch_up()
        source = assistant.clone / "src/check-in/entry.py"
        source.parent.mkdir(parents=True, exist_ok=True)
        source.write_text(CODE, encoding="utf-8")
        refusal = await assistant.refused("update_bolt", bolt=REFERENCE, state="planned")
        tell.says("the assistant", f"can't bend the Bolt's states: {refusal.splitlines()[0][:120]}")
        run = {"command": "pytest tests/check-in", "result": "12 passed"}
        await assistant.call("update_bolt", bolt=REFERENCE, state="finished", tests=[run])
        number = await self._ask("src/check-in/entry.py")
        tell.says("the assistant", f"finishes the Bolt with its code: pull request #{number}.")
        files = {file["filename"] for file in self._read(f"/pulls/{number}/files")}
        tell.true("code and Bolt travel together", {"src/check-in/entry.py"} < files, files)
        tell.equal("unseen, it waits", self._gate.judge(number).state, "pending")
        self._approve_and_merge(number, "bob", by_action=True)
        first = self._comments()[0]["id"]
        self._report()
        body = self._comment()
        tell.equal("the comment is the same one, edited", self._comments()[0]["id"], first)
        tell.true("and says that the Bolt is done", "done" in body or "finished" in body, body)
        edited = self._comments()[0]["updated_at"]
        self._report()
        tell.equal("told the same again, it is left alone", self._comments()[0]["updated_at"], edited)
        assistant.catch_up()

    def _approve_and_merge(self, number: int, who: str, *, by_action: bool = False) -> None:
        self._stage.people[who].review(number, "APPROVE")
        self._teller.says(who, "(developer) approves.")
        posted = self._gate.judge(number, by_action=by_action)
        self._teller.equal(f"GitHub shows the construction gate open on #{number}", posted.state, "success")
        self._before = git(self._stage.github.git_dir, "rev-parse", "main")
        self._stage.people[who].merge(number, "squash")
        self._teller.equal(f"#{number} is merged", self._read(f"/pulls/{number}")["merged"], True)

    def _report(self, *, by_action: bool = False) -> None:
        """Report the push that the merge made: `act` runs the Bolt workflow, or the same console script directly."""
        after = git(self._stage.github.git_dir, "rev-parse", "main")
        if by_action:
            self._teller.says("act", "runs aidlc-bolts.yml for the push.")
            payload = {"ref": "refs/heads/main", "before": self._before, "after": after}
            self._gate.act("push", payload, "aidlc-bolts.yml")
        else:
            environment = self._stage.environment(self._stage.workflow_token)
            run([AIDLC, "bolts", "--since", self._before], self._stage.folder, environment)

    async def _ask(self, *paths: str) -> int:
        asked = await self._assistant.call(
            "request_approval", intent=INTENT, phase="construction", units=[UNIT], paths=list(paths)
        )
        return int(asked["url"].rsplit("/", 1)[1])

    def _comments(self) -> list[dict[str, Any]]:
        return list(self._read(f"/issues/{self.issue}/comments"))

    def _comment(self) -> str:
        comments = self._comments()
        self._teller.equal(f"issue #{self.issue} has exactly one comment", len(comments), 1)
        return str(comments[0]["body"])

    def _read(self, path: str) -> Any:  # noqa: ANN401 -- JSON
        return self._stage.people["dave"].read(path)
