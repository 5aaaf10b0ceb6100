"""Four pull requests that make every kind of request, and one decision under a fault with what came of it."""

from __future__ import annotations

from dataclasses import dataclass, field
from pathlib import Path

from aidlc.adapters.github.client import GitHubClient
from aidlc.domain.errors import AidlcError
from aidlc.emulator import EmbeddedGitHub, Fault
from aidlc.usecases.decide_gate import GateRequest, decide
from tests.e2e_gate.records import POLICY_PATH, construction, inception
from tests.e2e_gate.stage import PERMISSIONS, GateStage

COMMITS = 251


@dataclass
class Run:
    """What came of one decision."""

    state: str | None
    """What the gate said; `None`: an error."""
    reason: str
    posted: tuple[str, ...]
    """The states of the statuses on the head, newest first."""
    texts: str
    """Everything that it said or wrote anywhere."""
    hits: int = 0
    """How many requests the fault hit."""
    requests: int = 0
    waits: list[float] = field(default_factory=list)

    @property
    def outcome(self) -> str:
        """`error` (no verdict), `closed`, or `open`."""
        if "success" in (self.state, *self.posted[:1]):
            return "open"
        return "error" if self.state is None else "closed"


class FaultStage:
    """The inception is merged. Approved by carol, who is known by her team only: `good`, and `long`, which has more commits
    than GitHub lists. The same with bob's request for changes behind a hundred comments: `bad` and `bad long`.
    """

    def __init__(self, github: EmbeddedGitHub, folder: Path) -> None:
        self.stage = GateStage(github, folder)
        team = github.add_team("core", {"carol": ("member", "active")})
        carol = f', "carol#{self.stage.ids["carol"]}"'
        listed = self.stage.policy.replace(carol, "")
        bob = f'developer: {{users: ["bob#{self.stage.ids["bob"]}"]'
        with_team = listed.replace(bob, f'{bob}, teams: ["acme/core#{team.id}"]')
        assert with_team != listed != self.stage.policy
        self.stage.push_to_main({POLICY_PATH: with_team})
        self.stage.token = github.workflow_token({**PERMISSIONS, "members": "read"})
        self.stage.open("inception", inception())
        self.stage.approve(1, "alice", "bob")
        self.stage.merge(1)
        self.pulls = {"good": self._open("good"), "bad": self._open("bad")}
        chain = self._write_chain()
        self.pulls["long"] = self._open("long", chain)
        self.pulls["bad long"] = self._open("bad-long", chain)
        for name, number in self.pulls.items():
            self.stage.approve(number, "carol")
            for each in range(100):
                github.put_review(number, user="dave", state="COMMENTED", body=f"thought {each}")
            if name.startswith("bad"):
                self.stage.people["bob"].review("REQUEST_CHANGES", "No.", number)
            self.run(name)  # the comment is there from now on

    def _open(self, branch: str, chain: str = "") -> int:
        """Open a pull request of one commit, or of one on top of the commits that `chain` ends."""
        stage, clone = self.stage, self.stage.clone
        clone.git("checkout", "-q", "-B", branch, chain or "origin/main")
        stage.write({**construction(), "src/cart/add.py": f"# {branch}\n"}, f"work on {branch}")
        clone.push(branch)
        wish = {"title": branch, "head": branch, "base": "main"}
        number: int = stage.people["dev"].post("pulls", **wish).expect(201)["number"]
        return number

    def _write_chain(self) -> str:
        """Commits that change nothing, as many as GitHub doesn't list; the last one."""
        clone = self.stage.clone
        tree = clone.git("rev-parse", "origin/main^{tree}")
        commit = clone.git("rev-parse", "origin/main")
        for each in range(COMMITS):
            commit = clone.git("commit-tree", tree, "-p", commit, "-m", f"commit {each}")
        return commit

    def _age_comment(self, number: int) -> None:
        """Let the gate's comment say something old, so that it has to be edited."""
        for comment in self.stage.comments(number):
            marker = comment["body"].splitlines()[0]
            path = f"issues/comments/{comment['id']}"
            self.stage.people["root"].patch(path, body=f"{marker}\nold").expect(200)

    def run(self, name: str, fault: Fault | None = None, *, git_url: str = "", api_url: str = "") -> Run:
        """Judge a pull request under a fault; statuses of earlier runs are forgotten first, faults afterwards."""
        github, token, number = self.stage.github, self.stage.token, self.pulls[name]
        github.repository.statuses.clear()
        if fault is not None:
            if fault.method == "PATCH":
                self._age_comment(number)
            github.inject(fault)
        waits: list[float] = []
        client = GitHubClient(
            api_url=api_url or github.api_url, token=token, repository="acme/events", pause=waits.append
        )
        state, reason = None, ""
        try:
            outcome = decide(GateRequest(client, git_url or github.clone_url, token, number))
            state, reason = str(outcome.state), " ".join(outcome.warnings)
        except AidlcError as error:
            reason = str(error)
        finally:
            client.close()
            github.clear_faults()
        statuses = [one for listed in github.repository.statuses.values() for one in reversed(listed)]
        written = [one.description or "" for one in statuses]
        written += [comment["body"] for comment in self.stage.comments(number)]
        return Run(
            state=state,
            reason=reason,
            posted=tuple(one.state for one in statuses),
            texts="\n".join([reason, *written]),
            hits=fault.hits if fault is not None else 0,
            requests=client.requests,
            waits=waits,
        )
