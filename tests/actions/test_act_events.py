"""The example's gate workflow under the real `act`, event by event: which pull requests each judges, and what it posts."""

import os
import subprocess
import sys
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any, NamedTuple

import pytest

from aidlc.emulator import EmbeddedGitHub
from tests.e2e_gate.queue import Queue
from tests.e2e_gate.records import inception
from tests.e2e_gate.stage import GateStage
from tests.emulator.stage import Api, Clone, Person, address, objections
from tests.support.act import ROOT, ActRun, commit_all, release, run_act

pytestmark = pytest.mark.slow

EXAMPLE = ROOT / "examples/repository/.github/workflows/aidlc-gate.yml"
WHEELS = ROOT / ".venv/wheels"
# Events that the example doesn't listen to, and that somebody may start the gate by all the same.
MORE = "on:\n  pull_request_target:\n  pull_request:\n  pull_request_review:\n  repository_dispatch:\n  release:\n"
# One installation serves all the runs: each is a job with a temporary folder of its own.
LINK = '      - run: ln -s "$KEPT"/aidlc-* "$RUNNER_TEMP"/\n'
OLD = "0123456789" * 4
OPENED = {"one": "success", "fork": "success", "twins": "pending"}


class World:
    """Pull request 1 is approved, 2 comes from a fork, 3 and 4 share a head, 5 is closed; a merge queue holds 1."""

    def __init__(self, folder: Path, github: EmbeddedGitHub) -> None:
        self.folder, self.stage = folder, GateStage(github, folder)
        stage = self.stage
        assert stage.open("inception", inception()) == 1
        stage.approve(1, "alice", "bob")
        fork = self._open_from_fork(github)
        assert stage.open("twins", {"docs/twins.md": "text\n"}) == 3
        stage.clone.git("push", "-q", "origin", "origin/main:refs/heads/other")
        stage.people["dev"].post("pulls", title="twin", head="twins", base="other").expect(201)
        assert stage.open("closed", {"docs/closed.md": "text\n"}) == 5
        closed = stage.head(5)
        stage.people["dev"].patch("pulls/5", state="closed").expect(200)
        queue = Queue(stage)
        queue.merge("inception", 1)
        self.group = queue.payload(1)
        self.heads = {
            "one": stage.head(1),
            "fork": fork,
            "twins": stage.head(3),
            "closed": closed,
            "group": self.group["merge_group"]["head_sha"],
        }
        self.release = release(folder / "release")
        self.kept = install_once(folder, self.release)
        self.workspace = folder / "workspace"
        workflow = self.workspace / ".github/workflows/gate.yml"
        workflow.parent.mkdir(parents=True)
        text = EXAMPLE.read_text(encoding="utf-8").replace(f"OWNER/REPO@{'0' * 40}", "acme/aidlc@v1")
        text = text.replace("\non:\n", f"\n{MORE}").replace("  queue: max\n", "")  # newer than act
        text = text.replace("    steps:\n", f"    steps:\n{LINK}")
        workflow.write_text(f"{text.rstrip()}\n          wheels: {WHEELS}\n", encoding="utf-8")
        commit_all(self.workspace, "https://github.com/acme/events.git")

    def _open_from_fork(self, github: EmbeddedGitHub) -> str:
        outsider = Person(
            github, github.add_user("outsider", permission="none", emails=["outsider@example.com"])
        )
        github.add_fork("outsider")
        clone = Clone.init(self.folder / "fork", github, outsider.user)
        url = address(github, outsider.user.token).replace("acme/", "outsider/")
        clone.git("remote", "set-url", "origin", url)
        clone.git("fetch", "-q", "origin")
        clone.git("checkout", "-q", "main")
        head = clone.commit("docs/gift.md", "gift\n")
        clone.push("HEAD:gift")
        outsider.post("pulls", title="A gift", head="outsider:gift", base="main").expect(201)
        return head

    def closed_with_success(self) -> str:
        """Give the head of the closed pull request the success that it may have had; the commit."""
        success = {"state": "success", "context": "aidlc/gate"}
        head: str = self.heads["closed"]
        Api(self.stage.github, self.stage.token).post(f"statuses/{head}", **success).expect(201)
        return head

    def statuses(self) -> dict[str, list[str]]:
        """The states posted so far on each head, newest first."""
        get = self.stage.people["root"].get
        return {
            name: [one["state"] for one in get(f"commits/{head}/statuses").expect(200)]
            for name, head in self.heads.items()
        }

    def play(self, event: str, payload: dict[str, Any]) -> tuple[ActRun, dict[str, str]]:
        """Run the workflow for an event; the run, and what was posted meanwhile."""
        before = self.statuses()
        github = self.stage.github
        run = run_act(
            self.workspace,
            ".github/workflows/gate.yml",
            event,
            payload,
            actions={"acme/aidlc@v1": self.release},
            token=self.stage.token,
            environment={
                "GITHUB_API_URL": github.api_url,
                "GITHUB_GRAPHQL_URL": github.graphql_url,
                "GITHUB_SERVER_URL": github.server_url,
                "KEPT": str(self.kept),
            },
        )
        after = self.statuses()
        return run, {name: states[0] for name, states in after.items() if len(states) > len(before[name])}


def install_once(folder: Path, released: Path) -> Path:
    """Let the action install itself; the folder with its environment. (What it then runs has no repository to judge.)"""
    kept = folder / "kept"
    kept.mkdir()
    environment = {"RUNNER_TEMP": str(kept), "AIDLC_WHEELS": str(WHEELS), "PATH": os.environ["PATH"]}
    command = [sys.executable, "-I", str(released / "actions/launch.py"), "gate"]
    done = subprocess.run(
        command, env=environment, capture_output=True, text=True, encoding="utf-8", check=False
    )
    assert "GITHUB_REPOSITORY" in done.stderr, done.stdout + done.stderr
    return kept


@pytest.fixture(scope="module")
def world(tmp_path_factory: pytest.TempPathFactory) -> Iterator[World]:
    folder = tmp_path_factory.mktemp("act-events")
    with EmbeddedGitHub(folder / "github") as github:
        yield World(folder, github)
    assert objections(github.requests) == []


def pull(number: int, head: str, **more: object) -> dict[str, Any]:
    """What payloads say of a pull request; the gate believes its number only."""
    return {"number": number, "state": "closed", "merged": True, "head": {"sha": head}, **more}


def run_of(head: str, *numbers: int, attempt: int = 1) -> dict[str, Any]:
    listed = [{"number": number, "head": {"sha": OLD}} for number in numbers]
    about = {
        "name": "aidlc-signal",
        "event": "pull_request_review",
        "conclusion": "success",
        "run_attempt": attempt,
    }
    return {"action": "completed", "workflow_run": {**about, "head_sha": head, "pull_requests": listed}}


def comment(body: str, **issue: object) -> dict[str, Any]:
    return {"action": "created", "issue": {"number": 1, **issue}, "comment": {"body": body}}


class Row(NamedTuple):
    """An event, its payload, what is posted and whether the job succeeds."""

    event: str
    case: str
    payload: Callable[[World], dict[str, Any]]
    posted: dict[str, str]
    succeeds: bool = True


TABLE = (
    Row(
        "pull_request",
        "synchronize",
        lambda _: {"number": 1, "pull_request": pull(1, OLD)},
        {"one": "success"},
    ),
    Row("pull_request_target", "of a fork", lambda _: {"pull_request": pull(2, OLD)}, {"fork": "success"}),
    Row("pull_request_review", "submitted", lambda _: {"pull_request": pull(1, OLD)}, {"one": "success"}),
    Row("workflow_run", "of a fork names none", lambda w: run_of(w.heads["fork"]), {"fork": "success"}),
    Row("workflow_run", "several with one head", lambda w: run_of(w.heads["twins"], 3), {"twins": "pending"}),
    Row("workflow_run", "closed since", lambda w: run_of(w.closed_with_success()), {"closed": "pending"}),
    Row("workflow_run", "old run again", lambda _: run_of(OLD, 1, attempt=2), {"one": "success"}),
    Row("issue_comment", "recheck", lambda _: comment("/aidlc recheck", pull_request={}), {"one": "success"}),
    Row("issue_comment", "any other", lambda _: comment("/aidlc approve", pull_request={}), {}),
    Row("issue_comment", "on an issue", lambda _: comment("/aidlc recheck"), {}),
    Row("merge_group", "checks requested", lambda w: w.group, {"group": "success"}),
    Row("push", "to the default branch", lambda _: {"ref": "refs/heads/main", "after": OLD}, OPENED),
    Row("schedule", "every quarter of an hour", lambda _: {"schedule": "7,22,37,52 * * * *"}, OPENED),
    Row(
        "schedule",
        "one was closed",
        lambda w: {"schedule": w.closed_with_success()[:7]},
        {**OPENED, "closed": "pending"},
    ),
    Row("repository_dispatch", "any type", lambda _: {"action": "recheck"}, OPENED),
    Row("workflow_dispatch", "one", lambda _: {"inputs": {"pull-request": "1"}}, {"one": "success"}),
    Row("workflow_dispatch", "all", lambda _: {"inputs": {}}, OPENED),
    Row("release", "isn't known", lambda _: {"action": "published"}, {}, succeeds=False),
)


@pytest.mark.parametrize("row", TABLE, ids=lambda row: f"{row.event}, {row.case}")
def test_event_is_answered_with_these_statuses_and_no_other(world: World, row: Row) -> None:
    run, posted = world.play(row.event, row.payload(world))

    assert posted == row.posted, run.log
    assert (run.status == 0) is row.succeeds, run.log
    assert world.stage.token not in run.log
