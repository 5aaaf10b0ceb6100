"""The hook of the Claude Code plugin: what it refuses, what it lets through, and what it does with what it can't read."""

import ast
import json
import os
import shutil
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest

from tests.plugins.spellings import ALLOWED, ALLOWED_LONG, REFUSED, REFUSED_LONG

HOOKS = Path(__file__).resolve().parents[2] / "plugins/claude-code/hooks"
SHELL = str(shutil.which("sh"))


@pytest.fixture(scope="module")
def judge(tmp_path_factory: pytest.TempPathFactory) -> Any:
    """The rules, in a repository whose default branch `main` is checked out."""
    root = tmp_path_factory.mktemp("repository")
    subprocess.run(["git", "init", "-q", "-b", "main", str(root)], check=True)
    sys.path.insert(0, str(HOOKS))
    try:
        import rules
    finally:
        sys.path.remove(str(HOOKS))

    def command(text: str) -> str:
        said: str = rules.judge_command(text, str(root))
        return said

    command.tool = lambda tool, given: rules.judge_tool(tool, given, str(root))  # type: ignore[attr-defined] # one fixture
    return command


@pytest.mark.parametrize("command", REFUSED + REFUSED_LONG)
def test_command_that_only_a_person_may_give_is_refused(judge: Any, command: str) -> None:
    assert judge(command) != ""


@pytest.mark.parametrize("command", ALLOWED + ALLOWED_LONG)
def test_command_that_decides_nothing_is_let_through(judge: Any, command: str) -> None:
    if command.startswith("git push"):
        assert "HEAD" not in command.split()
    assert judge(command) == ""


@pytest.mark.parametrize(
    ("tool", "given"),
    [
        ("mcp__github__merge_pull_request", {"pullNumber": 5}),
        ("mcp__plugin_github_github__merge_pull_request", {}),
        ("mcp__github__pull_request_review_write", {"method": "create", "event": "APPROVE"}),
        ("mcp__github__pull_request_review_write", {"method": "submit_pending", "event": "approve"}),
        ("mcp__github__create_and_submit_pull_request_review", {"event": "APPROVE"}),
        ("mcp__github__enable_pull_request_auto_merge", {}),
        ("mcp__gh__approve-pull-request", {}),
        ("mcp__gh__mergePullRequest", {}),
        ("mcp__github__dismiss_pull_request_review", {}),
        ("mcp__github__push_files", {"branch": "main", "files": []}),
        ("mcp__github__create_or_update_file", {"path": "a"}),
        ("mcp__github__add_issue_comment", {"body": "aidlc-approve: inception shop 0123456789abcdef"}),
        ("mcp__x__graphql", {"query": "mutation { mergePullRequest(input: {}) { x } }"}),
        ("mcp__x__http_request", {"method": "PUT", "url": "https://api.github.com/repos/o/r/pulls/5/merge"}),
        ("mcp__x__run_command", {"args": {"line": ["gh pr merge 5"]}}),
    ],
)
def test_tool_of_another_server_that_decides_is_refused(judge: Any, tool: str, given: object) -> None:
    assert judge.tool(tool, given) != ""


@pytest.mark.parametrize(
    ("tool", "given"),
    [
        ("mcp__github__pull_request_read", {"method": "get_reviews"}),
        ("mcp__github__pull_request_review_write", {"method": "create", "event": "COMMENT", "body": "hm"}),
        ("mcp__github__add_comment_to_pending_review", {"body": "approve?"}),
        ("mcp__github__add_issue_comment", {"body": "please run gh pr review --approve"}),
        ("mcp__github__push_files", {"branch": "feature", "files": []}),
        ("mcp__aidlc__record_artifact", {"body": "The owner writes aidlc-approve: … in a review; APPROVE"}),
        ("mcp__plugin_aidlc_aidlc__request_approval", {"intent": "shop"}),
        ("mcp__x__query", {"sql": "select * from reviews"}),
    ],
)
def test_tool_that_decides_nothing_is_let_through(judge: Any, tool: str, given: object) -> None:
    assert judge.tool(tool, given) == ""


def run(event: object, *, path: str | None = None, cwd: Path | None = None) -> tuple[int, str]:
    """Status and standard error of the hook, as Claude Code runs it."""
    text = event if isinstance(event, bytes) else json.dumps(event).encode()
    environment = {"PATH": path if path is not None else os.environ["PATH"], "PYTHONDONTWRITEBYTECODE": "1"}
    done = subprocess.run(
        [SHELL, str(HOOKS / "guard.sh")],
        input=text,
        env=environment,
        capture_output=True,
        check=False,
        cwd=cwd,
    )
    assert done.stdout == b""
    return done.returncode, done.stderr.decode()


def bash(command: str, **more: object) -> dict[str, object]:
    return {"tool_name": "Bash", "tool_input": {"command": command}, **more}


def test_refusal_says_why_and_what_to_do() -> None:
    status, said = run(bash("gh pr review 5 --approve"))
    assert status == 2
    assert "it approves a pull request" in said
    assert "for people, on GitHub" in said
    assert run(bash("gh pr view 5")) == (0, "")


def test_default_branch_is_what_the_repository_says(tmp_path: Path) -> None:
    origin, clone, tree = tmp_path / "origin", tmp_path / "clone", tmp_path / "tree"
    subprocess.run(["git", "init", "-q", "-b", "trunk", str(origin)], check=True)
    identity = ["-c", "user.name=a", "-c", "user.email=a@example.com"]
    subprocess.run(
        ["git", "-C", str(origin), *identity, "commit", "-q", "--allow-empty", "-m", "x"], check=True
    )
    subprocess.run(["git", "clone", "-q", str(origin), str(clone)], check=True)
    subprocess.run(["git", "-C", str(clone), "worktree", "add", "-q", "-b", "main", str(tree)], check=True)
    for folder, command, status in [
        (clone, "git push", 2),
        (clone, "git push origin HEAD", 2),
        (clone, "git push origin main", 0),
        (tree, "git push", 0),
        (tree, "git push origin trunk", 2),
        (tree, f"git -C {clone} push", 2),
        (tmp_path, "git push origin main", 2),
    ]:
        assert run(bash(command, cwd=str(folder)))[0] == status, (folder, command)


@pytest.mark.parametrize(
    "event",
    [
        b"",
        b"{",
        b"[]",
        b"null",
        b"\xff\xfe\x00",
        b"[" * 100_000,
        {"tool_name": "Bash"},
        {"tool_name": "Bash", "tool_input": {"command": 7}},
        {"tool_name": 3, "tool_input": {}},
        {"tool_name": "Read", "tool_input": {"file_path": "gh pr merge"}},
        {"tool_name": "Bash", "tool_input": {"command": "\x00 \ud800"}},
    ],
)  # fmt: skip
def test_event_that_says_nothing_known_is_let_through(event: object) -> None:
    assert run(event)[0] == 0


@pytest.mark.parametrize(
    "event",
    [
        b'{"tool_name": "Bash", "tool_input": {"command": "gh pr review 5 --approve"',
        b'["gh", "pr", "merge", "5"]',
        {"tool_name": "Bash", "tool_input": "gh pr merge 5"},
        {"tool_name": ["mcp__github__merge_pull_request"]},
    ],
)
def test_unreadable_event_that_looks_like_it_is_refused(event: object) -> None:
    assert run(event)[0] == 2


@pytest.mark.parametrize("broken", [False, True])
def test_without_a_working_python_whatever_looks_like_it_is_refused(tmp_path: Path, broken: bool) -> None:
    for name in ("cat", "tr", "grep", "dirname"):
        (tmp_path / name).symlink_to(str(shutil.which(name)))
    if broken:
        (tmp_path / "python3").write_text("#!/bin/sh\nexit 1\n", encoding="utf-8")
        (tmp_path / "python3").chmod(0o755)
    for command, status in {
        "gh pr review 5 --approve": 2,
        "gh pr review 5 -a": 2,
        'gh "pr" merge 5': 2,
        "gh api repos/o/r/pulls/5/reviews -f event=APPROVE": 2,
        "gh pr view 5": 0,
        "gh pr review 5 --comment -b fine": 0,
    }.items():
        assert run(bash(command), path=str(tmp_path))[0] == status, command


def test_long_command_is_judged_and_not_given_up() -> None:
    assert run(bash("echo 'x' \"$y\" ${z}; " * 3000 + "gh pr merge 5"))[0] == 2
    assert run(bash("((((" * 3000 + "gh pr merge 5"))[0] == 2


def test_hook_runs_on_pythons_that_systems_still_have() -> None:
    for path in HOOKS.glob("*.py"):
        ast.parse(path.read_text(encoding="utf-8"), feature_version=(3, 8))
