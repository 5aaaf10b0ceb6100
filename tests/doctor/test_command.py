"""`aidlc doctor` as a process against the embedded GitHub, its requests and answers held to GitHub's descriptions."""

import os
import pty
import subprocess
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from aidlc.adapters.github.client import GitHubClient
from aidlc.domain.errors import FactsError
from aidlc.emulator import EmbeddedGitHub, Fault, faults
from aidlc.usecases.examine import gather_settings
from tests.doctor.sound import DEPLOY, GATE, SIGNAL
from tests.e2e_gate.stage import SCRIPT, GateStage
from tests.emulator.stage import Api, Clone, objections

WORKFLOWS = ".github/workflows/"
REVIEWERS = {
    "id": 1,
    "node_id": "GA_1",
    "type": "required_reviewers",
    "prevent_self_review": True,
    "reviewers": [],
}
SOURCES = (
    "/rules/branches/main$",
    "/rulesets/",
    "/protection$",
    "/actions/permissions$",
    "/environments$",
    "/pulls$",
    "/users/alice$",
    "/permission$",
    "/compare/",
)
RULES: list[dict[str, Any]] = [
    {
        "type": "pull_request",
        "parameters": {
            "dismiss_stale_reviews_on_push": True,
            "require_code_owner_review": True,
            "require_last_push_approval": True,
            "required_approving_review_count": 1,
            "required_review_thread_resolution": False,
        },
    },
    {
        "type": "required_status_checks",
        "parameters": {
            "strict_required_status_checks_policy": False,
            "required_status_checks": [{"context": "aidlc/gate"}],
        },
    },
    {"type": "non_fast_forward"},
    {"type": "deletion"},
]


@pytest.fixture
def github(tmp_path: Path) -> Iterator[EmbeddedGitHub]:
    with EmbeddedGitHub(tmp_path / "github") as started:
        yield started
    assert objections(started.requests) == []


@pytest.fixture
def stage(github: EmbeddedGitHub, tmp_path: Path) -> GateStage:
    """Everything set up as the documents say, the action's own repository included: T1."""
    made = GateStage(github, tmp_path)
    pin = publish_action(made)
    made.push_to_main(
        {
            f"{WORKFLOWS}aidlc-gate.yml": GATE.replace("a" * 40, pin),
            f"{WORKFLOWS}aidlc-signal.yml": SIGNAL,
            f"{WORKFLOWS}deploy.yml": DEPLOY,
            ".github/CODEOWNERS": "/.github/ @dave\n",
            ".github/aidlc.yml": with_deputies(made),
        }
    )
    github.add_ruleset("main", RULES)
    production = github.add_environment("production", [REVIEWERS])
    production.can_admins_bypass = False
    production.branch_patterns = ["main"]
    return made


def with_deputies(stage: GateStage) -> str:
    """The stage's policy, with a second product owner and a second maintainer: whoever opens, somebody can approve."""
    alice, dave = (f'"{login}#{stage.ids[login]}"' for login in ("alice", "dave"))
    return stage.policy.replace(f"[{alice}]", f"[{alice}, {dave}]").replace(f"[{dave}]", f"[{dave}, {alice}]")


def publish_action(stage: GateStage) -> str:
    """Push the action's repository: `main`, and a branch `elsewhere` that main doesn't contain. The commit of main."""
    world, root = stage.github.world, stage.people["root"].user
    action = world.add_repository(stage.github.repository.owner, "aidlc", "main")
    action.roles[root.id] = "admin"
    clone = Clone.init(stage.folder / "action", stage.github, root)
    clone.git(
        "remote", "set-url", "origin", clone.git("remote", "get-url", "origin").replace("events", "aidlc")
    )
    released = clone.commit("action.yml", "name: gate\n")
    clone.push("main")
    clone.git("checkout", "-q", "-b", "elsewhere")
    clone.commit("action.yml", "name: evil\n")
    clone.push("elsewhere")
    return released


def examine(stage: GateStage, by: str = "root") -> dict[str, Any]:
    ran = stage.run("doctor", "--json", GITHUB_TOKEN=stage.people[by].user.token)
    assert ran.status in {0, 3}, ran
    found = ran.json
    assert (ran.status == 3) is found["failed"]
    return found


def levels(found: dict[str, Any]) -> dict[str, str]:
    return {each["id"]: each["level"] for each in found["findings"]}


def test_well_kept_repository_reaches_t1_and_nothing_fails(stage: GateStage) -> None:
    found = examine(stage)
    wrong = {id_: level for id_, level in levels(found).items() if level != "OK"}
    assert wrong == {"gate-source": "WARN", "assistant-account": "WARN", "assistant-configuration": "WARN"}
    assert found["tier"]["tier"] == "T1"
    assert found["tier"]["missing"]
    assert {each["author"] for each in found["outlooks"]} >= {"anybody else", "alice", "bob"}


def test_output_in_a_pipe_has_a_line_a_finding_and_a_line_for_the_tier(stage: GateStage) -> None:
    ran = stage.run("doctor", "--repo", "acme/events", GITHUB_TOKEN=stage.people["root"].user.token)
    assert ran.status == 0
    lines = ran.out.splitlines()
    assert [line.split("\t")[1] for line in lines if line.startswith("WARN\t")] == [
        "assistant-account",
        "assistant-configuration",
        "gate-source",
    ]
    assert any(line.startswith("bob\tconstruction\tyes\t1 developer: carol") for line in lines)
    assert any(line.startswith("acme/events: tier T1, ") for line in lines)


def test_token_that_sees_little_proves_little(stage: GateStage) -> None:
    found = examine(stage, by="dev")
    unknown = {each["id"]: each["permission"] for each in found["findings"] if each["level"] == "UNKNOWN"}
    assert unknown == {
        "actions-approve": "administration: read",
        "actions-default": "administration: read",
        "bypass": "administration: write",
    }
    assert found["tier"]["tier"] == "T0"


def test_bare_repository_fails_with_remedies(github: EmbeddedGitHub, tmp_path: Path) -> None:
    stage = GateStage(github, tmp_path)
    found = examine(stage)
    failed = {each["id"] for each in found["findings"] if each["level"] == "FAIL"}
    assert failed == {
        "approvers",
        "gate-required",
        "native-reviews",
        "direct-push",
        "gate-workflow",
        "environment",
    }
    assert all(each["remedy"] for each in found["findings"] if each["level"] != "OK")
    assert found["tier"]["tier"] == "T0"


def test_bots_that_may_approve_take_the_tier_away(stage: GateStage) -> None:
    stage.github.repository.actions_can_approve = True
    found = examine(stage)
    assert (levels(found)["actions-approve"], found["tier"]["tier"]) == ("FAIL", "T0")


def test_classic_protection_counts_like_a_ruleset(stage: GateStage) -> None:
    stage.github.repository.rulesets.clear()
    stage.github.repository.required_contexts = ("aidlc/gate",)
    stage.github.repository.required_reviews = 1
    found = examine(stage)
    assert found["tier"]["tier"] == "T1"
    assert levels(found)["bypass"] == "WARN"
    assert levels(examine(stage, by="dev"))["gate-required"] == "UNKNOWN"


def test_those_who_may_bypass_a_ruleset_are_named(stage: GateStage) -> None:
    (ruleset,) = stage.github.repository.rulesets
    ruleset.bypass_actors += [
        {"actor_id": 5, "actor_type": "RepositoryRole", "bypass_mode": "pull_request"},
        {"actor_id": 12, "actor_type": "Team", "bypass_mode": "always"},
    ]
    (said,) = [each["sentence"] for each in examine(stage)["findings"] if each["id"] == "bypass"]
    assert said == "ruleset main can be bypassed by administrators (in pull requests), Team 12."


def test_commit_that_the_actions_repository_never_released_is_found(stage: GateStage) -> None:
    evil = stage.github.world.find_repository("acme", "aidlc")
    assert evil is not None
    tip = evil.git.tip("elsewhere")
    assert tip is not None
    stage.push_to_main({f"{WORKFLOWS}aidlc-gate.yml": GATE.replace("a" * 40, tip)})
    assert levels(examine(stage))["pin-origin"] == "FAIL"
    stage.push_to_main({f"{WORKFLOWS}aidlc-gate.yml": GATE.replace("acme/aidlc", "acme/nowhere")})
    assert levels(examine(stage))["pin-origin"] == "UNKNOWN"


def test_status_of_another_account_on_a_pull_request_is_found(stage: GateStage) -> None:
    number = stage.open("work", {"docs/more.md": "More.\n"})
    head = stage.head(number)
    gate = Api(stage.github, stage.token)
    gate.post(f"statuses/{head}", state="pending", context="aidlc/gate").expect(201)
    assert levels(examine(stage))["status-origin"] == "OK"
    stage.people["dev"].post(f"statuses/{head}", state="success", context="aidlc/gate").expect(201)
    assert levels(examine(stage))["status-origin"] == "FAIL"


def test_environment_is_judged_by_its_settings(stage: GateStage) -> None:
    production = stage.github.repository.environments["production"]
    production.can_admins_bypass, production.branch_patterns = True, None
    production.protection_rules = [
        REVIEWERS | {"prevent_self_review": False, "reviewers": [{"type": "User"}]}
    ]
    found = levels(examine(stage))
    assert {id_: found[id_] for id_ in found if id_.startswith("environment-")} == {
        "environment-gate": "OK",
        "environment-self-review": "FAIL",
        "environment-admins": "FAIL",
        "environment-branches": "FAIL",
    }
    production.protected_branches_only = True
    assert levels(examine(stage))["environment-branches"] == "OK"


def test_people_who_left_are_found(stage: GateStage) -> None:
    stage.github.set_permission("carol", "read")
    stage.github.delete_user("alice")
    found = examine(stage)
    said = sorted(each["sentence"] for each in found["findings"] if each["id"] == "role-holders")
    assert said[1].startswith("alice (product-owner) has no account")
    assert said[2].startswith("carol (developer) has read permission")
    stuck = {(each["author"], each["phase"]) for each in found["outlooks"] if not each["possible"]}
    assert ("dave", "inception") in stuck
    assert ("bob", "construction") in stuck


def test_source_that_fails_is_no_diagnosis(stage: GateStage) -> None:
    token = stage.people["root"].user.token
    github = stage.github
    client = GitHubClient(
        api_url=github.api_url, token=token, repository="acme/events", pause=lambda _seconds: None
    )
    for path in SOURCES:
        for answer in (faults.Body("<html>"), faults.Status(500)):
            github.inject(Fault(answer, method="GET", path=path, times=9))
            with pytest.raises(FactsError):
                gather_settings(client, github.clone_url, token)
            github.clear_faults()
    assert gather_settings(client, github.clone_url, token).policy is not None
    client.close()


def test_team_is_seen_only_with_the_permission(stage: GateStage) -> None:
    github = stage.github
    team = github.add_team("core", {"bob": ("member", "active"), "carol": ("member", "pending")})
    dave, alice = (f'"{login}#{stage.ids[login]}"' for login in ("dave", "alice"))
    policy = with_deputies(stage).replace(f"users: [{dave}, {alice}]", f'teams: ["acme/core#{team.id}"]')
    assert "teams:" in policy
    stage.push_to_main({".github/aidlc.yml": policy})
    permissions = {"contents": "read", "metadata": "read"}
    seeing = github.workflow_token(permissions | {"members": "read"})
    blind = github.workflow_token(permissions)
    for token, level in ((seeing, "OK"), (blind, "UNKNOWN")):
        ran = stage.run("doctor", "--json", GITHUB_TOKEN=token)
        assert levels(ran.json)["role-teams"] == level, ran
    stage.push_to_main({".github/aidlc.yml": policy.replace(f"core#{team.id}", "gone#12")})
    assert levels(examine(stage))["role-teams"] == "UNKNOWN"


def test_table_on_a_terminal_starts_with_what_is_wrong(stage: GateStage) -> None:
    shown = on_terminal(stage, "doctor")
    assert shown.index("WARN") < shown.index("OK")
    assert "→ Post it by a dedicated App" in " ".join(shown.split())
    assert "tier T1" in shown


def on_terminal(stage: GateStage, *arguments: str) -> str:
    """What the command shows on a terminal of 200 columns."""
    ours, theirs = pty.openpty()
    environment = stage.environment(
        GITHUB_TOKEN=stage.people["root"].user.token, COLUMNS="200", TERM="dumb", PYTHONUTF8="1"
    )
    with subprocess.Popen([str(SCRIPT), *arguments], stdout=theirs, env=environment) as process:
        os.close(theirs)
        parts = []
        while part := _read_terminal(ours):
            parts.append(part)
        assert process.wait(60) == 0
    os.close(ours)
    return b"".join(parts).decode("utf-8")


def _read_terminal(descriptor: int) -> bytes:
    try:
        return os.read(descriptor, 65536)
    except OSError:  # Linux says so when the other end is closed
        return b""


def test_missing_repository_and_token_are_one_line(stage: GateStage) -> None:
    assert stage.run("doctor", GITHUB_REPOSITORY="").status == 2
    assert stage.run("doctor", GITHUB_TOKEN="").status == 2
    gone = stage.run("doctor", "--repo", "acme/nothing")
    assert (gone.status, len(gone.err.splitlines())) == (1, 1)


def test_clone_says_which_repository_is_meant(stage: GateStage) -> None:
    environment = stage.environment(GITHUB_TOKEN=stage.people["root"].user.token, GITHUB_REPOSITORY="")
    done = subprocess.run(
        [str(SCRIPT), "doctor"],
        cwd=stage.clone.folder,
        env=environment,
        capture_output=True,
        text=True,
        encoding="utf-8",
        check=False,
    )
    assert (done.returncode, "acme/events: tier T1" in done.stdout) == (0, True), done
