"""`aidlc init` as a process: shows, writes, leaves alone, refuses; and what it wrote turns the doctor's findings green."""

import json
import os
import subprocess
from collections.abc import Iterator
from pathlib import Path

import pytest

from aidlc.emulator import EmbeddedGitHub
from tests.e2e_gate.stage import SCRIPT, GateStage, Ran
from tests.emulator.stage import objections

PEOPLE = ("--owner", "alice", "--developer", "bob", "--developer", "carol", "--maintainer", "dave")
WITH_IDS = ("--owner", "alice#1", "--developer", "bob#2", "--developer", "carol#3", "--maintainer", "dave#4")
FILES = {
    ".github/aidlc.yml",
    ".github/workflows/aidlc-signal.yml",
    ".github/workflows/aidlc-gate.yml",
    ".github/workflows/aidlc-bolts.yml",
    ".github/workflows/aidlc-audit.yml",
    ".github/ISSUE_TEMPLATE/intent.yml",
    ".github/CODEOWNERS",
    ".mcp.json",
    ".vscode/mcp.json",
    ".cursor/mcp.json",
    ".kiro/settings/mcp.json",
}


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    made = tmp_path / "shop"
    subprocess.run(["git", "init", "-q", "-b", "trunk", str(made)], check=True)
    return made


def init(folder: Path, *arguments: str, **environment: str) -> Ran:
    """Run the command in `folder`, without a token unless one is given."""
    kept = {name: os.environ[name] for name in ("PATH", "HOME", "TMPDIR") if name in os.environ}
    done = subprocess.run(
        [str(SCRIPT), "init", *arguments],
        cwd=folder,
        env=kept | environment,
        capture_output=True,
        text=True,
        encoding="utf-8",
        timeout=120,
        check=False,
    )
    assert "Traceback" not in done.stderr, done.stderr
    return Ran(done.returncode, done.stdout, done.stderr)


def files_of(folder: Path) -> dict[str, bytes]:
    found = (path for path in folder.rglob("*") if path.is_file())
    return {
        path.relative_to(folder).as_posix(): path.read_bytes() for path in found if ".git" not in path.parts
    }


def test_everything_is_written_once_and_a_second_run_changes_nothing(folder: Path) -> None:
    ran = init(folder, *WITH_IDS)
    assert ran.status == 0, ran
    written = files_of(folder)
    assert set(written) == FILES
    assert {line.split("\t")[1] for line in ran.out.splitlines() if line.startswith("created\t")} == FILES
    assert b'branches: ["trunk"]' in written[".github/workflows/aidlc-gate.yml"]
    again = init(folder, *WITH_IDS, "--force", "--json")
    assert {each["deed"] for each in again.json["files"]} == {"same"}
    assert files_of(folder) == written


def test_people_whom_the_policy_that_is_there_lacks_are_named(folder: Path) -> None:
    assert init(folder, *WITH_IDS).status == 0
    again = init(folder, *WITH_IDS, "--developer", "zoe#99")
    assert again.status == 0, again
    assert "left as it is\t.github/aidlc.yml" in again.out
    assert "doesn't list zoe as developer" in again.err
    assert "zoe" not in (folder / ".github/aidlc.yml").read_text(encoding="utf-8")


def test_dry_run_writes_nothing(folder: Path) -> None:
    ran = init(folder, *WITH_IDS, "--dry-run")
    assert ran.status == 0
    assert ran.out.count("would be created\t") == len(FILES)
    assert files_of(folder) == {}


def test_files_that_are_there_are_left_alone_and_said_so(folder: Path) -> None:
    init(folder, *WITH_IDS)
    gate, settings = folder / ".github/workflows/aidlc-gate.yml", folder / ".mcp.json"
    gate.write_text("name: mine\n", encoding="utf-8")
    settings.write_text('{"mcpServers": {"other": {"command": "x"}}, "more": 1}\n', encoding="utf-8")
    before = files_of(folder)

    ran = init(folder)
    assert ran.status == 0
    assert files_of(folder) == before
    assert "left as it is\t.github/workflows/aidlc-gate.yml" in ran.out
    assert "-name: mine" in ran.out.splitlines()
    assert ran.err.count("--force writes it") == 2


def test_force_writes_our_part_and_keeps_what_others_put_beside_it(folder: Path) -> None:
    (folder / "CODEOWNERS").write_text("* @everybody\n", encoding="utf-8")
    (folder / ".mcp.json").write_text(
        '{"mcpServers": {"other": {"command": "x"}}, "more": 1}', encoding="utf-8"
    )
    (folder / ".vscode").mkdir()
    (folder / ".vscode/mcp.json").write_text("not JSON\n{}", encoding="utf-8")
    (folder / ".cursor").mkdir()
    (folder / ".cursor/mcp.json").write_text("// ours\n{}", encoding="utf-8")
    ran = init(folder, *WITH_IDS, "--force")
    assert ran.status == 0, ran
    lines = (folder / "CODEOWNERS").read_text(encoding="utf-8").splitlines()
    assert (lines[0], lines[3]) == ("* @everybody", "/.github/ @dave")
    assert not (folder / ".github/CODEOWNERS").exists()
    settings = json.loads((folder / ".mcp.json").read_text(encoding="utf-8"))
    assert (set(settings["mcpServers"]), settings["more"]) == ({"other", "aidlc"}, 1)
    assert (folder / ".cursor/mcp.json").read_text(encoding="utf-8").startswith("// ours\n{\n")
    rows = [line.split("\t") for line in ran.out.splitlines() if "\t" in line]
    deeds = {path: deed for deed, path in rows}
    assert (deeds[".mcp.json"], deeds[".vscode/mcp.json"], deeds["CODEOWNERS"]) == (
        "extended",
        "replaced",
        "extended",
    )
    written = files_of(folder)
    assert init(folder, "--force").status == 0
    assert files_of(folder) == written


@pytest.mark.parametrize(
    ("arguments", "said"),
    [
        ((), "--owner and --developer and --maintainer"),
        (PEOPLE[:-2], "give --maintainer LOGIN"),
        (("--owner", "alice", "--developer", "alice", "--maintainer", "dave"), "can't be satisfied"),
        ((*PEOPLE, "--agent", "bob", "--agent", "carol"), "under agents"),
        ((*PEOPLE, "--owner", "no/such"), "is no account"),
        ((*PEOPLE, "--owner", "\u0430lice"), "is no account"),
        ((*PEOPLE, "--owner", "x\ny: z"), "is no account"),
        ((*PEOPLE, "--action", "acme/aidlc@v1"), "full commit id"),
        ((*PEOPLE, "--branch", "${{ evil }}"), "as the branch's name"),
        ((*PEOPLE, "--agent-email", "a: b"), "as the agent-email's name"),
        ((*PEOPLE, "--environment", 'a"]\n'), "as the environment's name"),
    ],
)  # fmt: skip
def test_input_that_makes_no_usable_policy_writes_nothing(
    folder: Path, arguments: tuple[str, ...], said: str
) -> None:
    ran = init(folder, *arguments)
    assert (ran.status, said in ran.err) == (2, True), ran
    assert files_of(folder) == {}


def test_logins_without_a_token_are_written_bare_and_said_so(folder: Path) -> None:
    ran = init(folder, *PEOPLE)
    assert ran.status == 0
    assert "aidlc policy resolve" in ran.err
    assert "When alice opens the pull request, nobody can approve inception, operation" in ran.err
    assert b'users: ["bob", "carol"]' in (folder / ".github/aidlc.yml").read_bytes()


def test_links_are_not_followed_and_folders_outside_a_repository_refused(
    folder: Path, tmp_path: Path
) -> None:
    outside = tmp_path / "outside"
    outside.mkdir()
    (folder / ".github").symlink_to(outside, target_is_directory=True)
    ran = init(folder, *WITH_IDS, "--force")
    assert (ran.status, len(ran.err.splitlines())) == (2, 1)
    assert list(outside.iterdir()) == []
    assert init(outside, *WITH_IDS).status == 2


def test_policy_that_cannot_be_read_is_told_with_its_line(folder: Path) -> None:
    (folder / ".github").mkdir()
    (folder / ".github/aidlc.yml").write_text("schema: aidlc/policy/v1\nroles: 5\n", encoding="utf-8")
    ran = init(folder)
    assert ran.status == 2
    assert ".github/aidlc.yml" in ran.err


@pytest.fixture
def github(tmp_path: Path) -> Iterator[EmbeddedGitHub]:
    with EmbeddedGitHub(tmp_path / "github") as started:
        yield started
    assert objections(started.requests) == []


def test_ids_are_looked_up_and_the_doctor_finds_what_was_written(
    github: EmbeddedGitHub, tmp_path: Path
) -> None:
    stage = GateStage(github, tmp_path)
    github.add_user("erin")
    helper = github.add_user("helper", permission="write")
    stage.clone.git("rm", "-q", ".github/aidlc.yml")
    more = (
        "--owner",
        "erin",
        "--maintainer",
        "erin",
        "--agent",
        "helper",
        "--agent-email",
        "helper@noreply.example",
        "--open-requests",
        "--action",
        f"acme/aidlc@{'c' * 40}",
    )
    ran = init(stage.clone.folder, *PEOPLE, *more, **stage.environment())
    assert ran.status == 0, ran
    assert stage.token not in ran.out + ran.err
    assert f'["helper#{helper.id}"]'.encode() in (stage.clone.folder / ".github/aidlc.yml").read_bytes()
    assert ran.err.count("\n") == 1
    assert "aidlc-request opens pull requests once an administrator allows it" in ran.err
    policy = (stage.clone.folder / ".github/aidlc.yml").read_bytes()
    assert b'emails: ["helper@noreply.example"]' in policy
    stage.clone.git("add", "-A")
    stage.clone.git("commit", "-q", "-m", "the lock")
    stage.clone.push("HEAD:main")

    found = stage.run("doctor", "--json", GITHUB_TOKEN=stage.people["root"].user.token).json
    levels = {(each["id"], each["level"]) for each in found["findings"]}
    mended = ("policy", "approvers", "role-holders", "assistant-account", "assistant-configuration", "codeowners",
              "gate-workflow", "gate-filter", "gate-code", "gate-permissions", "signal", "pins")  # fmt: skip
    assert {(id_, "OK") for id_ in mended} <= levels
    assert {level for id_, level in levels if id_ in mended} == {"OK"}


def test_login_that_nobody_has_writes_nothing(github: EmbeddedGitHub, tmp_path: Path, folder: Path) -> None:
    stage = GateStage(github, tmp_path)
    ran = init(folder, *PEOPLE, "--owner", "nobody-here", **stage.environment())
    assert (ran.status, "GitHub shows no `nobody-here`" in ran.err) == (2, True), ran
    assert files_of(folder) == {}
