"""A merge queue's part: groups built on a branch of their own, by merging or by squashing, and the gate asked about them."""

import json
from pathlib import Path
from typing import Any

from tests.e2e_gate.stage import GateStage, Ran
from tests.emulator.stage import Clone


class Queue:
    """Builds `gh-readonly-queue/main/pr-N-…` as GitHub does, as the administrator."""

    def __init__(self, stage: GateStage) -> None:
        self.stage = stage
        self.clone = Clone.init(stage.folder / "queue", stage.github, stage.people["root"].user)
        self.base = self.begin()

    def begin(self) -> str:
        """Start a group on the default branch; its tip."""
        self.clone.git("fetch", "-q", "origin")
        self.clone.git("checkout", "-q", "-B", "group", "origin/main")
        self.base = self.clone.head
        return self.base

    def merge(self, branch: str, number: int) -> None:
        """Add a pull request by a merge."""
        message = f"Merge pull request #{number} from acme/{branch}"
        self.clone.git("merge", "-q", "--no-ff", "-m", message, f"origin/{branch}")

    def squash(self, branch: str, number: int, *, title: str = "Work") -> None:
        """Add a pull request by a squash."""
        self.clone.git("merge", "-q", "--squash", f"origin/{branch}")
        self.clone.git("commit", "-q", "-m", f"{title} (#{number})")

    def smuggle(self, path: str, text: str) -> None:
        """Add a commit that is no pull request's."""
        self.clone.commit(path, text, "a small thing")

    def payload(self, number: int) -> dict[str, Any]:
        """Push the group; the event that GitHub sends for it."""
        ref = f"gh-readonly-queue/main/pr-{number}-{self.base}"
        self.clone.git("push", "-q", "--force", "origin", f"HEAD:refs/heads/{ref}")
        return merge_group(self.clone.head, self.base, f"refs/heads/{ref}")

    def gate(self, number: int, *arguments: str) -> Ran:
        """Push the group and run the gate on its event."""
        return self.ask(self.payload(number), *arguments)

    def ask(self, payload: dict[str, Any], *arguments: str) -> Ran:
        """Run the gate on an event."""
        return self.stage.run(
            "gate", "--json", *arguments, **event(self.stage.folder, "merge_group", payload)
        )

    def status(self) -> dict[str, Any] | None:
        """The latest `aidlc/gate` status of the group's head."""
        return self.stage.status(self.clone.head)


def merge_group(head: str, base: str, ref: str) -> dict[str, Any]:
    """The payload of `merge_group`, action `checks_requested` (docs.github.com, webhook events)."""
    return {
        "action": "checks_requested",
        "merge_group": {
            "head_sha": head,
            "head_ref": ref,
            "base_sha": base,
            "base_ref": "refs/heads/main",
            "head_commit": {"id": head, "message": "Merge"},
        },
    }


def event(folder: Path, name: str, payload: dict[str, Any]) -> dict[str, str]:
    """The runner's environment for an event."""
    path = folder / "event.json"
    path.write_text(json.dumps(payload), encoding="utf-8")
    return {"GITHUB_EVENT_NAME": name, "GITHUB_EVENT_PATH": str(path)}
