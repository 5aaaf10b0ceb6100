"""What stands in the way of a request: each is told plainly, with what still works, and nothing of anybody's is lost."""

import base64
import subprocess
from pathlib import Path

import pytest

from aidlc.emulator import Fault, faults
from tests.emulator.stage import Clone
from tests.mcp_server.assistant import Assistant
from tests.mcp_server.shop import record_inception
from tests.mcp_server.workshop import Workshop

BRANCH = "aidlc/inception/shop"
ASK = {"intent": "shop", "phase": "inception"}
INTENT = "aidlc-records/shop/inception/intent.md"


@pytest.fixture
def ready(workshop: Workshop) -> Workshop:
    """A complete inception in the working tree, not asked for yet."""
    record_inception(workshop.assistant)
    return workshop


def test_without_a_remote_the_branch_is_committed_and_waits(assistant: Assistant, ready: Workshop) -> None:
    record_inception(assistant)
    told = assistant.call("request_approval", **ASK)
    assert "not pushed: The repository has no remote" in told.text
    assert (told.data["pushed"], told.data["url"]) == (False, "")
    again = assistant.call("request_approval", **ASK)
    assert "Already on" in again.text
    assert (assistant.root / ".git/refs/heads" / BRANCH).is_file()
    assert "no remote" in assistant.refused("check_approval", **ASK)


def test_without_a_token_the_branch_is_pushed_and_the_page_to_open_is_named(ready: Workshop) -> None:
    secret = ready.stage.people["dev"].user.token
    url = ready.stage.github.clone_url.replace("//", f"//dev:{secret}@")
    ready.git("remote", "set-url", "origin", url)
    quiet = Assistant(ready.root, {"AIDLC_GITHUB_API_URL": ready.stage.github.api_url})
    told = quiet.call("request_approval", **ASK)
    assert told.data["pushed"] is True
    assert "AIDLC_GITHUB_TOKEN" in told.text
    assert f"/acme/events/compare/main...{BRANCH}" in told.text
    assert secret not in told.text
    assert "AIDLC_GITHUB_TOKEN" in quiet.refused("check_approval", **ASK)


@pytest.mark.parametrize("where", ["url", "header"])
def test_credentials_of_the_users_own_are_the_only_ones_sent(ready: Workshop, where: str) -> None:
    # GitHub answers 400 to two Authorization headers.
    secret, url = ready.stage.people["bob"].user.token, ready.stage.github.clone_url
    basic = base64.b64encode(f"bob:{secret}".encode()).decode()
    if where == "url":
        ready.git("remote", "set-url", "origin", url.replace("//", f"//bob:{secret}@"))
    else:
        ready.git(
            "config", f"http.{ready.stage.github.server_url}/.extraHeader", f"Authorization: Basic {basic}"
        )
    assert ready.assistant.call("request_approval", **ASK).data["pushed"] is True
    pushes = ready.stage.people["root"].get("activity", ref=f"refs/heads/{BRANCH}").expect(200)
    assert [push["actor"]["login"] for push in pushes] == ["bob"]


def test_remote_that_is_no_github_still_gets_the_branch(ready: Workshop, tmp_path: Path) -> None:
    bare = tmp_path / "elsewhere.git"
    ready.git("clone", "-q", "--bare", str(ready.root), str(bare))
    ready.git("remote", "set-url", "origin", str(bare))
    told = ready.assistant.call("request_approval", **ASK)
    assert "isn't a GitHub repository" in told.text
    assert ready.git("ls-remote", "origin", f"refs/heads/{BRANCH}")
    assert "isn't a GitHub repository" in ready.assistant.refused("check_approval", **ASK)


def test_push_that_is_refused_is_told_in_the_remotes_words(assistant: Assistant, tmp_path: Path) -> None:
    bare = tmp_path / "strict.git"
    subprocess.run(["git", "clone", "-q", "--bare", str(assistant.root), str(bare)], check=True)
    record_inception(assistant)
    start = ["git", "-C", str(assistant.root), "-c", "user.name=x", "-c", "user.email=x@example.com"]
    subprocess.run([*start, "commit", "-q", "--allow-empty", "-m", "start"], check=True)
    subprocess.run([*start, "remote", "add", "origin", str(bare)], check=True)
    subprocess.run([*start, "push", "-q", "origin", "HEAD:main"], check=True)
    hook = bare / "hooks" / "pre-receive"
    hook.write_text("#!/bin/sh\necho 'branches are closed today' >&2\nexit 1\n", encoding="utf-8")
    hook.chmod(0o755)
    told = assistant.call("request_approval", **ASK)
    assert "not pushed: `git push` failed" in told.text
    assert "branches are closed today" in told.text
    hook.unlink()
    assert assistant.call("request_approval", **ASK).data["pushed"] is True


def test_remote_that_does_not_answer_leaves_the_commit_for_the_next_call(ready: Workshop) -> None:
    url = ready.stage.github.clone_url
    ready.git("remote", "set-url", "origin", "http://127.0.0.1:9/acme/events.git")
    told = ready.assistant.call("request_approval", **ASK)
    assert "not pushed: `git ls-remote` failed" in told.text
    ready.git("remote", "set-url", "origin", url)
    assert "Opened" in ready.assistant.call("request_approval", **ASK).text


def test_pull_request_that_could_not_be_opened_is_opened_by_the_next_call(ready: Workshop) -> None:
    fault = Fault(faults.Status(502), method="POST", path=r"/pulls$")
    ready.stage.github.inject(fault)
    told = ready.assistant.call("request_approval", **ASK)
    assert told.data["pushed"] is True
    assert "Call request_approval again" in told.text
    opened = ready.assistant.call("request_approval", **ASK)
    assert "Opened" in opened.text
    assert len(ready.stage.people["root"].get("pulls", state="all").expect(200)) == 1


def test_reviewers_that_github_does_not_take_are_told_not_fatal(ready: Workshop) -> None:
    ready.stage.github.inject(Fault(faults.Status(422), method="POST", path=r"/requested_reviewers$"))
    told = ready.assistant.call("request_approval", **ASK)
    assert told.data["url"]
    assert "tell them yourself" in told.text


def test_changes_that_somebody_else_pushed_to_the_branch_are_never_overwritten(ready: Workshop) -> None:
    ready.assistant.call("request_approval", **ASK)
    colleague = Clone(ready.stage.folder / "dev", ready.stage.people["dev"].user)
    colleague.git("fetch", "-q", "origin", BRANCH)
    colleague.git("checkout", "-q", "-b", "theirs", "FETCH_HEAD")
    theirs = colleague.commit("aidlc-records/shop/inception/prfaq.md", "by a colleague\n")
    colleague.push(f"theirs:{BRANCH}")
    ready.assistant.call("record_intent", intent="shop", title="Another title")
    said = ready.assistant.refused("request_approval", **ASK)
    assert "somebody else: `aidlc-records/shop/inception/prfaq.md`" in said
    assert ready.stage.head(1) == theirs
    ready.git("branch", "--force", BRANCH, f"origin/{BRANCH}")
    assert "Updated" in ready.assistant.call("request_approval", **ASK).text
    assert ready.git("merge-base", theirs, BRANCH) == theirs


def test_records_that_the_default_branch_has_newer_are_not_set_back(ready: Workshop) -> None:
    ready.stage.push_to_main({INTENT: "somebody else's\n"})
    said = ready.assistant.refused("request_approval", **ASK)
    assert f"main has newer versions of `{INTENT}`" in said
    assert "git pull" in said


def test_default_branch_that_moved_elsewhere_needs_no_new_commit(ready: Workshop) -> None:
    ready.assistant.call("request_approval", **ASK)
    head = ready.stage.head(1)
    ready.stage.push_to_main({"docs/notes.md": "More notes.\n"})
    assert "Already on" in ready.assistant.call("request_approval", **ASK).text
    assert ready.stage.head(1) == head
    ready.assistant.call("record_intent", intent="shop", title="Another title")
    ready.assistant.call("request_approval", **ASK)
    files = ready.stage.people["root"].get("pulls/1/files").expect(200)
    assert len(files) == 8
    assert ready.stage.gate(1)["problems"] == []


def test_branch_that_is_checked_out_is_left_alone(ready: Workshop) -> None:
    ready.assistant.call("request_approval", **ASK)
    ready.git("checkout", "-q", "-f", BRANCH)
    assert "git switch -" in ready.assistant.refused("request_approval", **ASK)


@pytest.mark.parametrize(
    "path", ["../outside", "/etc/passwd", ".git/config", "aidlc-records/shop", "nowhere.py", "link/file", ""]
)
def test_path_that_is_no_code_of_the_repository_is_refused(assistant: Assistant, path: str) -> None:
    (assistant.root / "link").symlink_to(assistant.root.parent)
    (assistant.root.parent / "file").write_text("secret\n", encoding="utf-8")
    said = assistant.refused(
        "request_approval", intent="shop", phase="construction", units=["cart"], paths=[path]
    )
    assert f"`{path}`" in said


def test_ignored_path_is_refused_with_the_reason(assistant: Assistant) -> None:
    (assistant.root / ".gitignore").write_text("build/\n", encoding="utf-8")
    (assistant.root / "build").mkdir()
    (assistant.root / "build" / "out.bin").write_text("x", encoding="utf-8")
    said = assistant.refused(
        "request_approval", intent="shop", phase="construction", units=["cart"], paths=["build/out.bin"]
    )
    assert ".gitignore" in said


@pytest.mark.parametrize(
    ("more", "wanted"),
    [
        ({"phase": "construction"}, "needs at least one"),
        ({"phase": "inception", "units": ["cart"]}, "goes with construction"),
        ({"phase": "operation"}, "needs one"),
        ({"phase": "inception", "release": "first"}, "goes with operation"),
        ({"phase": "inception", "paths": ["README.md"]}, "goes with construction"),
        ({"phase": "operation", "release": "first"}, "releases/first.md"),
        ({"phase": "construction", "units": ["till"]}, "till"),
        ({"phase": "inception", "renew": True}, "Nothing to renew"),
        ({"phase": "operation", "release": "first", "renew": True}, "release"),
    ],
)
def test_request_that_makes_no_sense_is_refused_with_what_to_give(
    assistant: Assistant, more: dict[str, object], wanted: str
) -> None:
    record_inception(assistant)
    assert wanted in assistant.refused("request_approval", intent="shop", **more)


def test_unknown_intent_is_refused_with_the_known_ones(assistant: Assistant) -> None:
    assistant.call("record_intent", intent="shop", title="A shop", body="Sell.")
    assert "Give one of: shop" in assistant.refused("request_approval", intent="ship", phase="inception")


def test_token_is_not_sent_to_a_host_that_it_may_not_be_for(ready: Workshop) -> None:
    ready.git("remote", "set-url", "origin", "https://git.example.com/acme/events.git")
    lonely = Assistant(ready.root, {"GITHUB_TOKEN": ready.environ["AIDLC_GITHUB_TOKEN"]})
    said = lonely.refused("check_approval", **ASK)
    assert "isn't sent to git.example.com" in said
    assert "AIDLC_GITHUB_API_URL=https://git.example.com/api/v3" in said


def test_policy_that_is_missing_is_told_beside_the_open_pull_request(ready: Workshop) -> None:
    root = ready.stage.people["root"]
    ready.git("fetch", "-q", "origin")
    clone = Clone.init(ready.stage.folder / "admin", ready.stage.github, root.user)
    clone.git("fetch", "-q", "origin")
    clone.git("checkout", "-q", "-B", "main", "origin/main")
    clone.git("rm", "-q", ".github/aidlc.yml")
    clone.git("commit", "-q", "-m", "without a policy")
    clone.push("main")
    told = ready.assistant.call("request_approval", **ASK)
    assert told.data["url"]
    assert "no .github/aidlc.yml" in told.text
    assert "policy" in ready.assistant.refused("check_approval", **ASK)


@pytest.mark.parametrize(
    ("url", "remedy"),
    [
        ("{server}/acme/events.git", "`gh auth setup-git`"),
        ("http://127.0.0.1:9/acme/events.git", "Check the network and the remote's address"),
        ("/nowhere/events.git", "Check the network and the remote's address"),
    ],
)
def test_push_that_fails_is_a_sentence_with_a_remedy(ready: Workshop, url: str, remedy: str) -> None:
    ready.git("remote", "set-url", "origin", url.format(server=ready.stage.github.server_url))
    told = Assistant(ready.root, {}).call("request_approval", **ASK)
    assert told.data["pushed"] is False
    assert remedy in told.text
    assert told.text.endswith(". Then call request_approval again.")


def test_wrong_token_is_told_with_the_servers_own_variable(ready: Workshop) -> None:
    environ = {"AIDLC_GITHUB_TOKEN": "wrong", "AIDLC_GITHUB_API_URL": ready.stage.github.api_url}
    said = Assistant(ready.root, environ).refused("check_approval", **ASK)
    assert "a valid token in AIDLC_GITHUB_TOKEN." in said
