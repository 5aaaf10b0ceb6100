"""Real repositories in real trouble: each request ends well or with one instruction, and the working tree as it was."""

import hashlib
import subprocess
from pathlib import Path

import pytest

from tests.mcp_server.assistant import Assistant
from tests.mcp_server.shop import record_inception
from tests.mcp_server.workshop import Workshop
from tests.requesting.developer import ASK, BRANCH


def snapshot(workshop: Workshop) -> dict[str, str]:
    """Every byte of the working tree, and of the index and HEAD."""
    root = workshop.root
    files = [path for path in root.rglob("*") if path.is_file() and ".git" not in path.parts]
    files += [root / ".git/index", root / ".git/HEAD"]
    return {str(path): hashlib.sha256(path.read_bytes()).hexdigest() for path in files if path.exists()}


def server_hook(workshop: Workshop, words: str) -> Path:
    hook = workshop.stage.github.git_dir / "hooks" / "pre-receive"
    hook.parent.mkdir(exist_ok=True)
    hook.write_text(f"#!/bin/sh\necho '{words}' >&2\nexit 1\n", encoding="utf-8")
    hook.chmod(0o755)
    return hook


def test_dirty_tree_in_a_detached_head_stays_byte_for_byte(workshop: Workshop) -> None:
    workshop.git("checkout", "-q", "--detach")
    workshop.write("README.md", "Staged.\n")
    workshop.git("add", "README.md")
    workshop.write("README.md", "And changed again.\n")
    before = snapshot(workshop)
    assert "Opened" in workshop.assistant.call("request_approval", **ASK).text
    assert snapshot(workshop) == before


@pytest.mark.parametrize(
    ("words", "remedy"),
    [
        ("error: GH006: Protected branch update failed", "have its administrator let people push"),
        ("error: GH001: Large files detected.", "Leave the large file out"),
        ("error: GH007: Your push would publish a private email address.", "users.noreply.github.com"),
        ("sizes are checked on Fridays", "A check of the remote refuses it"),
    ],
)
def test_push_that_a_rule_refuses_names_rule_and_remedy_and_is_made_anew(
    workshop: Workshop, words: str, remedy: str
) -> None:
    hook, before = server_hook(workshop, words), snapshot(workshop)
    told = workshop.assistant.call("request_approval", **ASK)
    assert words in told.text
    assert remedy in told.text
    assert told.text.count("call request_approval again") == 1
    hook.unlink()
    workshop.assistant.call("record_intent", intent="shop", title="Another shop")
    assert "Opened" in workshop.assistant.call("request_approval", **ASK).text
    assert len(workshop.git("log", "--format=%H", f"origin/main..{BRANCH}").splitlines()) == 1
    assert set(before) == set(snapshot(workshop))


def test_who_may_not_push_is_told_to_fork(workshop: Workshop) -> None:
    workshop.stage.github.set_permission("dev", "read")
    told = workshop.assistant.call("request_approval", **ASK)
    assert told.data["pushed"] is False
    assert "`gh repo fork --remote`" in told.text


def test_fork_is_pushed_to_and_the_pull_request_goes_upstream(workshop: Workshop) -> None:
    github = workshop.stage.github
    github.add_fork("dev")
    github.set_permission("dev", "read")
    fork = github.clone_url.replace("/acme/", "/dev/")
    workshop.git("remote", "set-url", "origin", fork)
    said = workshop.assistant.refused("request_approval", **ASK)
    assert f"`git remote add upstream {github.clone_url}`" in said
    assert workshop.git("branch", "--list", "aidlc/*") == ""
    workshop.git("remote", "add", "upstream", github.clone_url)
    workshop.git("fetch", "-q", "upstream")
    told = workshop.assistant.call("request_approval", **ASK)
    assert "/acme/events/pull/1" in told.data["url"], told.text
    pull = workshop.stage.people["root"].get("pulls/1").expect(200)
    assert pull["head"]["label"] == f"dev:{BRANCH}"
    assert "Updated" in workshop.assistant.call("request_approval", **ASK).text
    assert workshop.assistant.call("check_approval", **ASK).data["pull_request"] == 1


def test_several_remotes_without_an_origin_are_told_apart_by_the_user(workshop: Workshop) -> None:
    workshop.git("remote", "rename", "origin", "one")
    workshop.git("remote", "add", "two", "https://example.com/x/y.git")
    told = workshop.assistant.call("request_approval", **ASK)
    assert "`git remote rename NAME origin`" in told.text
    assert "`git remote rename NAME origin`" in workshop.assistant.refused("check_approval", **ASK)


def test_branch_with_a_part_of_the_name_is_told(workshop: Workshop) -> None:
    workshop.git("branch", "aidlc")
    assert "git branch -m" in workshop.assistant.refused("request_approval", **ASK)


def test_shallow_clone_and_linked_worktree_ask_like_any_other(workshop: Workshop, tmp_path: Path) -> None:
    shallow = tmp_path / "shallow"
    workshop.git_of(
        tmp_path, "clone", "-q", "--depth=1", workshop.stage.github.clone_url, str(shallow), token=True
    )
    linked = tmp_path / "linked"
    workshop.git_of(shallow, "worktree", "add", "-q", str(linked), "-b", "side", token=True)
    assistant = Assistant(linked, workshop.environ)
    record_inception(assistant)
    assert "Opened" in assistant.call("request_approval", **ASK).text


def test_record_in_a_conflict_is_not_asked_for(workshop: Workshop) -> None:
    path = "aidlc-records/shop/inception/prfaq.md"
    blob = workshop.git("hash-object", "-w", path)
    lines = "".join(f"100644 {blob} {stage}\t{path}\n" for stage in (1, 2, 3))
    subprocess.run(
        ["git", "update-index", "--index-info"], cwd=workshop.root, input=lines, text=True, check=True
    )
    before = snapshot(workshop)
    assert "conflicts that aren't resolved" in workshop.assistant.refused("request_approval", **ASK)
    assert snapshot(workshop) == before


def test_missing_identity_is_told_before_anything_is_committed(
    workshop: Workshop, monkeypatch: pytest.MonkeyPatch
) -> None:
    for role in ("AUTHOR", "COMMITTER"):
        monkeypatch.delenv(f"GIT_{role}_NAME")
        monkeypatch.delenv(f"GIT_{role}_EMAIL")
    workshop.git("config", "--unset", "user.email")
    workshop.git("config", "user.useConfigOnly", "true")
    assert "`git config user.email ADDRESS`" in workshop.assistant.refused("request_approval", **ASK)


def test_address_of_nobodys_is_refused_before_the_commit_where_github_knows_and_told_after_else(
    workshop: Workshop, monkeypatch: pytest.MonkeyPatch
) -> None:
    for role in ("AUTHOR", "COMMITTER"):
        monkeypatch.setenv(f"GIT_{role}_EMAIL", "nobody@laptop.local")
    told = workshop.assistant.call("request_approval", **ASK)
    assert "nobody@laptop.local is an address that GitHub maps to no account" in told.text
    assert f"`git push origin --delete {BRANCH}`" in told.text
    workshop.stage.merge(1)
    workshop.assistant.call("record_intent", intent="shop", title="Another shop")
    workshop.git("branch", "-q", "-D", BRANCH)
    said = workshop.assistant.refused("request_approval", **ASK)
    assert "+dev@users.noreply.github.com" in said
    assert workshop.git("branch", "--list", "aidlc/*") == ""


def test_commits_are_signed_where_nobody_has_to_be_asked(workshop: Workshop, tmp_path: Path) -> None:
    """The program stands where `gpg.program` puts the user's own; a locked key makes gpg fail in batch mode."""
    program, locked = tmp_path / "gpg", tmp_path / "locked"
    program.write_text(
        f"#!/bin/sh\ncat > /dev/null\n[ ! -e {locked} ] || exit 2\necho '[GNUPG:] SIG_CREATED ' >&2\n"
        "printf -- '-----BEGIN PGP SIGNATURE-----\\n\\nx\\n-----END PGP SIGNATURE-----\\n'\n",
        encoding="utf-8",
    )
    program.chmod(0o755)
    locked.touch()
    workshop.git("config", "commit.gpgSign", "true")
    workshop.git("config", "gpg.program", str(program))
    told = workshop.assistant.call("request_approval", **ASK)
    assert "The commit isn't signed" in told.text
    assert "gpgsig" not in workshop.git("cat-file", "commit", BRANCH)
    locked.unlink()
    workshop.assistant.call("record_intent", intent="shop", title="Another shop")
    assert "isn't signed" not in workshop.assistant.call("request_approval", **ASK).text
    assert "gpgsig" in workshop.git("cat-file", "commit", BRANCH)


def test_evidence_file_of_somebody_elses_is_left_as_it_is_and_the_verdict_told(workshop: Workshop) -> None:
    told = workshop.assistant.call("request_approval", **ASK)
    digest = told.data["digest_line"].rpartition(" ")[2]
    path = f"aidlc-records/shop/approvals/{digest[:12]}.json"
    workshop.write(path, "somebody's own\n")
    workshop.stage.approve(1, "alice", "bob")
    workshop.stage.merge(1)
    before = snapshot(workshop)
    answer = workshop.assistant.call("check_approval", **ASK)
    assert answer.data["verdict"] == "APPROVED"
    assert f"{path} can't be used as evidence" in answer.text
    assert snapshot(workshop) == before
    (workshop.root / path).unlink()
    assert workshop.assistant.call("check_approval", **ASK).data["evidence"] == path
