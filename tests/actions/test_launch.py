"""What starts an action, without the installation: that one is played by a script that tells what it was given."""

import json
import os
import subprocess
import sys
from pathlib import Path

import pytest

from actions import installation, launch
from actions.installation import LaunchError, clean, fingerprint, install, run
from tests.contracts.actions import ROOT

TELL = "import json, os, sys; print(json.dumps([sys.argv[1:], os.getcwd(), dict(os.environ)])); sys.exit(3)\n"
HOSTILE = {
    "PYTHONPATH": "/evil",
    "PYTHONHOME": "/evil",
    "PYTHONSTARTUP": "/evil",
    "PIP_INDEX_URL": "https://evil.example",
    "pip_config_file": "/evil",
    "VIRTUAL_ENV": "/evil",
    "LD_PRELOAD": "/evil.so",
}


@pytest.fixture
def installed(tmp_path: Path) -> Path:
    """A runner's temporary folder in which this job has installed already: its `aidlc` tells what it was given."""
    folder = tmp_path / f"aidlc-{fingerprint(ROOT)}"
    (folder / "bin").mkdir(parents=True)
    (folder / "bin/python").symlink_to(sys.executable)
    (folder / "bin/aidlc").write_text(TELL, encoding="utf-8")
    (folder / "complete").touch()
    return tmp_path


def launched(*arguments: str, cwd: Path, **environ: str) -> subprocess.CompletedProcess[str]:
    return subprocess.run(
        [sys.executable, "-I", str(ROOT / "actions/launch.py"), *arguments],
        cwd=cwd,
        env={"PATH": os.environ["PATH"], **environ},
        capture_output=True,
        text=True,
        encoding="utf-8",
        check=False,
    )


def test_console_script_runs_in_the_temporary_folder_with_a_clean_environment(
    installed: Path, tmp_path: Path
) -> None:
    workspace = tmp_path / "workspace"
    (workspace / "actions").mkdir(parents=True)
    for name in ("sitecustomize.py", "actions/__init__.py", "actions/gate.py", "json.py"):
        (workspace / name).write_text("raise SystemExit('the workspace ran')\n", encoding="utf-8")
    done = launched(
        "gate", cwd=workspace, RUNNER_TEMP=str(installed), AIDLC_PULL_REQUEST="7", GITHUB_TOKEN="t", **HOSTILE
    )
    assert done.returncode == 3, done
    arguments, folder, environ = json.loads(done.stdout)
    assert (arguments, folder) == (["gate", "--pr=7"], str(installed))
    assert environ["GITHUB_TOKEN"] == "t"
    assert not set(HOSTILE) & set(environ)


@pytest.mark.parametrize(
    ("environ", "said"),
    [
        ({}, "RUNNER_TEMP names no folder"),
        ({"RUNNER_TEMP": "relative"}, "RUNNER_TEMP names no folder"),
        ({"RUNNER_TEMP": "/nowhere/at/all"}, "RUNNER_TEMP names no folder"),
        ({"AIDLC_ENFORCE": "maybe"}, "`enforce` is true or false"),
    ],
)
def test_unusable_start_is_one_annotation(tmp_path: Path, environ: dict[str, str], said: str) -> None:
    done = launched("gate", cwd=tmp_path, **environ)
    assert done.returncode == 2
    assert done.stdout.startswith("::error title=aidlc::")
    assert said in done.stdout
    assert done.stdout.count("\n") == 1
    assert not done.stderr


def test_old_python_is_told_what_to_do(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setattr(launch, "NEEDED", (99, 0))
    assert launch.main() == 2
    assert "needs Python 3.11 or newer as python3" in capsys.readouterr().out


def test_folder_of_wheels_must_exist(tmp_path: Path) -> None:
    for given in ("relative", str(tmp_path / "none")):
        with pytest.raises(LaunchError, match="`wheels` names no folder"):
            install(tmp_path, {"AIDLC_WHEELS": given})


def test_wheels_that_are_not_the_pinned_ones_are_an_error(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    wheels = tmp_path / "wheels"
    wheels.mkdir()
    (wheels / "click-8.5.1-py3-none-any.whl").write_bytes(b"not what was pinned")
    environ = {"RUNNER_TEMP": str(tmp_path), "AIDLC_WHEELS": str(wheels), "PATH": os.environ["PATH"]}
    assert run(lambda _: ["gate"], environ) == 1
    assert "couldn't install the pinned requirements: ERROR" in capsys.readouterr().out


def test_fingerprint_changes_with_any_installed_file(tmp_path: Path) -> None:
    for name in ("pyproject.toml", *installation.REQUIREMENTS, "aidlc/a.py"):
        file = tmp_path / name
        file.parent.mkdir(exist_ok=True)
        file.write_text(name, encoding="utf-8")
    before = fingerprint(tmp_path)
    (tmp_path / "README.md").write_text("x", encoding="utf-8")
    assert fingerprint(tmp_path) == before
    (tmp_path / "aidlc/a.py").write_text("changed", encoding="utf-8")
    assert fingerprint(tmp_path) != before


def test_clean_environment_keeps_the_rest() -> None:
    assert clean({"PATH": "/bin", "HOME": "/root", **HOSTILE}) == {"PATH": "/bin", "HOME": "/root"}
