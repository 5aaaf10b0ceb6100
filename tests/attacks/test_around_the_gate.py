"""Not the rules but what is around them: the runner's files, other statuses, other heads, the assistant's own server."""

import json
from pathlib import Path

import pytest

from aidlc.adapters.git.remotes import Remote, find_hosting
from aidlc.adapters.runner import set_outputs
from aidlc.emulator import Fault, faults
from tests.attacks.arena import OTHER
from tests.e2e_gate.records import inception
from tests.e2e_gate.stage import GateStage
from tests.emulator.stage import Api


def test_payload_of_the_event_says_everything_is_approved(asked: GateStage, tmp_path: Path) -> None:
    """Rule: of an event only numbers and commits are taken; all else is read from GitHub (events)."""
    lie = {
        "pull_request": {
            "number": 1,
            "state": "open",
            "draft": False,
            "base": {"ref": "main", "sha": "0" * 40},
            "head": {"sha": "1" * 40},
            "labels": [{"name": "approved"}],
        },
        "review": {"state": "approved", "user": {"login": "alice", "id": asked.ids["alice"]}},
        "repository": {"default_branch": "inception"},
    }
    event = tmp_path / "event.json"
    event.write_text(json.dumps(lie), encoding="utf-8")

    ran = asked.run("gate", "--json", GITHUB_EVENT_NAME="pull_request_review", GITHUB_EVENT_PATH=str(event))
    assert ran.json["state"] == "pending"
    assert ran.json["head"] == asked.head(1)


def test_names_break_out_of_the_runners_files(asked: GateStage, tmp_path: Path) -> None:
    """Rule: an output is one line behind a delimiter that nobody can guess (runner)."""
    output = tmp_path / "output"
    set_outputs(str(output), {"sentence": "no\nstate=success\naidlc-0000<<x\r\nverdict=OPEN\x00"})
    lines = output.read_text(encoding="utf-8").split("\n")
    assert len(lines) == 4
    assert not any(line.startswith(("state=", "verdict=")) for line in lines)

    number = asked.open("bad", {"aidlc-records/shop/inception/\nstate=success": "x"})
    asked.run("gate", "--pr", str(number), GITHUB_OUTPUT=str(output), GITHUB_STEP_SUMMARY=str(output))
    assert "\nstate=success" not in output.read_text(encoding="utf-8")


def test_workspace_is_full_of_modules_and_settings(asked: GateStage, tmp_path: Path) -> None:
    """Rule: the console script imports nothing from the working directory (launch, house rules)."""
    for name in ("aidlc", "click", "sitecustomize", "pydantic", "actions"):
        (asked.folder / f"{name}.py").write_text("raise SystemExit(0)\n", encoding="utf-8")
    (asked.folder / ".github").mkdir(exist_ok=True)
    (asked.folder / ".github/aidlc.yml").write_text("schema: aidlc/policy/v1\n", encoding="utf-8")

    assert asked.gate(1)["state"] == "pending"


def test_head_moves_between_the_reading_and_the_status(asked: GateStage) -> None:
    """Rule: the mark is read again before posting, and the status goes to the commit that was judged (decide_gate)."""
    asked.approve(1, "alice", "bob")
    first = asked.head(1)

    def push(*_: object) -> None:
        asked.push(OTHER)

    asked.github.inject(Fault(faults.Hook(push), graphql="query Mark"))
    printed = asked.gate(1)

    assert printed["state"] == "pending"
    assert printed["head"] == asked.head(1) != first


def test_status_is_overwritten_right_after_posting(asked: GateStage) -> None:
    """Rule: the latest status of the context is read back, posted once more, and then it is an error (publishing)."""
    token = asked.github.workflow_token({"statuses": "write", "contents": "read"})
    head = asked.head(1)

    forging: list[bool] = []

    def forge(*_: object) -> None:
        if not forging:  # not once more for its own request
            forging.append(True)
            forger = Api(asked.github, token)
            forger.post(f"statuses/{head}", state="success", context="aidlc/gate").expect(201)
            forging.clear()

    asked.github.inject(Fault(faults.Hook(forge, after=True), method="POST", path="/statuses/", times=None))
    ran = asked.run("gate", "--pr", "1")

    assert ran.status == 1
    assert "Somebody else keeps posting" in ran.err


def test_sibling_with_the_same_head_brings_its_own_approvals(asked: GateStage) -> None:
    """Rule: a status belongs to a commit, so the worst verdict of all open pull requests on it is posted (decide_gate)."""
    asked.clone.git("push", "-q", "origin", "HEAD:twin")
    twin = asked.people["dev"].post("pulls", title="t", head="twin", base="main").expect(201)["number"]
    asked.approve(1, "alice", "bob")
    assert asked.run("gate", "--pr", "1").status == 0
    status = asked.status(asked.head(1))
    assert status is not None
    assert status["state"] == "pending"

    asked.people["dev"].patch(f"pulls/{twin}", state="closed").expect(200)
    assert asked.gate(1)["state"] == "success"


def test_approval_of_a_weak_base_comes_back_with_the_pull_request(asked: GateStage) -> None:
    """Rule: a base that changed after the review ends it, by whatever evidence (evidence, F11 and F12)."""
    asked.clone.git("push", "-q", "origin", "origin/main:refs/heads/weak")
    asked.people["dev"].patch("pulls/1", base="weak").expect(200)
    asked.approve(1, "alice", "bob")
    asked.people["dev"].patch("pulls/1", base="main").expect(200)

    assert asked.gate(1)["state"] == "pending"


def test_closed_pull_request_gets_no_success(asked: GateStage) -> None:
    """Rule: what isn't open gets no status at all (decide_gate, G18)."""
    asked.approve(1, "alice", "bob")
    asked.people["dev"].patch("pulls/1", state="closed").expect(200)
    asked.run("gate", "--pr", "1")

    assert asked.status(asked.head(1)) is None


@pytest.mark.parametrize(
    "url",
    [
        "https://github.com.evil.example/acme/events.git",
        "https://github.com@evil.example/acme/events.git",
        "http://github.com/acme/events.git",
        "https://evil.example/acme/events.git",
        "ssh://git@evil.example/acme/events.git",
        "git@evil.example:acme/events.git",
        "https://evilghe.com/acme/events.git",
    ],
)
def test_remote_of_a_cloned_repository_asks_for_the_users_token(url: str) -> None:
    """Rule: a token goes to GitHub, or to a host that the user named, and encrypted (git.remotes)."""
    hosting = find_hosting(Remote("origin", url), {"AIDLC_GITHUB_TOKEN": "secret"})
    trusted = find_hosting(
        Remote("origin", "https://github.com/acme/events.git"), {"AIDLC_GITHUB_TOKEN": "secret"}
    )

    assert trusted is not None
    assert trusted.token is not None
    assert hosting is None or hosting.token is None


def test_link_in_the_records_folder_leads_elsewhere(asked: GateStage) -> None:
    """Rule: symbolic links in the records are refused, whoever approves (codec)."""
    asked.clone.git("checkout", "-q", "-B", "linked", "origin/main")
    asked.write(inception())
    link = asked.clone.folder / "aidlc-records/shop/inception/prfaq.md"
    link.unlink()
    link.symlink_to("../../../docs/notes.md")
    asked.clone.git("add", "-A")
    asked.clone.git("commit", "-q", "-m", "a link")
    asked.clone.push("linked")
    number = asked.people["dev"].post("pulls", title="l", head="linked", base="main").expect(201)["number"]
    asked.approve(number, "alice", "bob", "dave")

    assert asked.gate(number)["state"] == "failure"
