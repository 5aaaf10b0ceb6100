"""`aidlc install` as a process."""

import json
import os
import subprocess
import sys
from pathlib import Path

import pytest

SCRIPT = Path(sys.executable).with_name("aidlc")
RELEASE = f"acme/aidlc@{'d' * 40}"
PATHS = [
    ".mcp.json",
    ".vscode/mcp.json",
    ".cursor/mcp.json",
    ".kiro/settings/mcp.json",
    ".codex/config.toml",
    ".gemini/settings.json",
]


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    made = tmp_path / "shop"
    subprocess.run(["git", "init", "-q", str(made)], check=True)
    return made


def run(folder: Path, *arguments: str, path: str = "") -> subprocess.CompletedProcess[str]:
    environment = {"PATH": path + os.environ["PATH"], "HOME": str(folder.parent)}
    done = subprocess.run(
        [str(SCRIPT), "install", *arguments],
        cwd=folder,
        env=environment,
        capture_output=True,
        text=True,
        encoding="utf-8",
        check=False,
    )
    assert "Traceback" not in done.stderr, done.stderr
    return done


def files_of(folder: Path) -> list[str]:
    found = (path.relative_to(folder).as_posix() for path in folder.rglob("*") if path.is_file())
    return sorted(path for path in found if not path.startswith(".git/"))


def test_all_assistants_are_told_and_each_says_what_comes_next(folder: Path) -> None:
    shown = run(folder, "all", "--from", RELEASE, "--dry-run")
    assert (shown.returncode, files_of(folder)) == (0, [])
    assert "would be created\t.mcp.json" in shown.stdout
    done = run(folder, "all", "--from", RELEASE, "--read-only")
    assert done.returncode == 0, done.stderr
    assert files_of(folder) == sorted(PATHS)
    for title in ("Claude Code: ", "VS Code: ", "Cursor: ", "Kiro: ", "Codex: ", "Gemini CLI: "):
        assert f"\n{title}" in done.stdout
    entry = json.loads((folder / ".mcp.json").read_text(encoding="utf-8"))["mcpServers"]["aidlc"]
    assert entry["args"][1] == f"aidlc[mcp] @ git+https://github.com/{RELEASE}"
    assert entry["args"][-2:] == ["serve", "--read-only"]


def test_installed_program_is_started_by_its_name(folder: Path) -> None:
    done = run(folder, "kiro", "--json", path=f"{SCRIPT.parent}{os.pathsep}")
    assert done.returncode == 0, done.stderr
    (told,) = json.loads(done.stdout)["files"]
    assert told["entry"] == {"command": "aidlc", "args": ["serve"]}
    assert (told["deed"], told["written"], told["trouble"]) == ("create", True, "")


def test_file_in_the_way_is_named_with_the_lines_to_paste_and_the_others_are_written(folder: Path) -> None:
    (folder / ".mcp.json").write_text("{broken", encoding="utf-8")
    done = run(folder, "all", "--from", RELEASE)
    assert done.returncode == 2
    assert "warning: .mcp.json:1: expected a key in double quotes" in done.stderr
    assert "Paste this into .mcp.json yourself" in done.stdout
    assert (folder / ".mcp.json").read_text(encoding="utf-8") == "{broken"
    assert files_of(folder) == sorted(PATHS)


@pytest.mark.parametrize(
    ("arguments", "said"),
    [
        (("emacs",), "'emacs' is not one of"),
        (("kiro", "--from", "acme/aidlc"), "OWNER/REPO@COMMIT"),
        (("kiro", "--root", ".."), "git"),
    ],
)
def test_unusable_input_is_one_message(folder: Path, arguments: tuple[str, ...], said: str) -> None:
    done = run(folder, *arguments)
    assert (done.returncode, files_of(folder)) == (2, [])
    assert said in done.stderr


def test_program_that_nobody_could_start_again_says_how_to_name_one(folder: Path) -> None:
    done = subprocess.run(
        [str(SCRIPT), "install", "kiro"],
        cwd=folder,
        env={"PATH": f"{_git_only(folder.parent)}"},
        capture_output=True,
        text=True,
        encoding="utf-8",
        check=False,
    )
    assert done.returncode == 2, done.stdout
    assert "give --from OWNER/REPO@COMMIT" in done.stderr


def _git_only(folder: Path) -> Path:
    """A PATH with nothing but git, whatever else this machine has."""
    import shutil

    found = shutil.which("git")
    assert found is not None
    place = folder / "only-git"
    place.mkdir()
    (place / "git").symlink_to(found)
    return place
