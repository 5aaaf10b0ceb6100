"""An issue on the embedded GitHub, a model that answers from a table, and drafts in this process."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path
from typing import Any, Protocol

from aidlc.adapters.claude.conversation import Conversation
from aidlc.adapters.claude.settings import ClaudeSettings
from aidlc.adapters.github.client import GitHubClient
from aidlc.adapters.github.viewer import read_viewer
from aidlc.adapters.issue_events import IssueEvent
from aidlc.emulator import EmbeddedGitHub
from aidlc.usecases.drafting.run import Drafted, DraftRequest, run_draft
from tests.e2e_gate.stage import GateStage
from tests.support.messages_api import MessagesApi, by_shape

PERMISSIONS = {
    "contents": "write",
    "pull_requests": "write",
    "issues": "write",
    "statuses": "write",
    "metadata": "read",
}
INTENT = "Guests can buy a gift card and pay with it."


class Environment(Protocol):
    """Where a variable can be set, such as pytest's `monkeypatch`."""

    def setenv(self, name: str, value: str) -> None:
        """Set it."""


class Watcher:
    """Notes what it is told."""

    def __init__(self) -> None:
        self.told: list[str] = []

    def part(self, name: str) -> None:
        self.told.append(name)

    def written(self, characters: int) -> None:
        pass

    def done(self, name: str, outcome: str) -> None:
        self.told.append(f"{name}: {outcome}")


class DraftStage(GateStage):
    """Alice opened an issue; workflows may open pull requests."""

    def __init__(self, github: EmbeddedGitHub, folder: Path, monkeypatch: Environment) -> None:
        super().__init__(github, folder)
        github.repository.actions_can_approve = True
        self.monkeypatch = monkeypatch
        self.watcher = Watcher()
        self.writer = github.workflow_token(PERMISSIONS)
        self.asked = (
            self.people["alice"].post("issues", title="Intent: gift cards", body=INTENT).expect(201)["number"]
        )

    def draft(
        self,
        answers: Mapping[str, Any] | MessagesApi,
        *,
        actor: str = "alice",
        comment: str | None = None,
        words: tuple[str, str] | None = None,
        unit: str = "",
        number: int | None = None,
        talk: Conversation | None = None,
        nonce: str = "",
        **settings: Any,
    ) -> Drafted:
        """What a run makes of a label (or of `comment`, which `actor` writes first)."""
        number = number or self.asked
        event = IssueEvent(number, actor, words=words, unit=unit)
        if comment is not None:
            written = self.people[actor].post(f"issues/{number}/comments", body=comment).expect(201)
            event = IssueEvent(number, actor, words=words, comment=(written["id"], comment))
        api = answers if isinstance(answers, MessagesApi) else MessagesApi(answer=by_shape(answers))
        client = GitHubClient(
            api_url=self.github.api_url,
            graphql_url=self.github.graphql_url,
            token=self.writer,
            repository="acme/events",
        )
        talk = talk or Conversation(ClaudeSettings(**{"retries": 0, "timeout": 20.0, **settings}))
        with api:
            self.monkeypatch.setenv("ANTHROPIC_BASE_URL", api.url)
            try:
                return run_draft(
                    DraftRequest(
                        client,
                        self.github.clone_url,
                        self.writer,
                        event,
                        talk,
                        self.watcher,
                        read_viewer(client),
                        nonce=nonce,
                    )
                )
            finally:
                talk.close()
                client.close()

    def files(self, branch: str) -> dict[str, str]:
        """The records on a branch of the remote."""
        self.clone.git("fetch", "-q", "origin", f"+refs/heads/{branch}:refs/remotes/origin/{branch}")
        listed = self.clone.git(
            "ls-tree", "-r", "--name-only", f"origin/{branch}", "aidlc-records"
        ).splitlines()
        return {path: self.clone.git("show", f"origin/{branch}:{path}") for path in listed}

    def told(self, number: int | None = None) -> list[str]:
        """The bodies of the comments on the issue."""
        listed = self.people["alice"].get(f"issues/{number or self.asked}/comments").expect(200)
        return [one["body"] for one in listed]
