"""An environment for one job: made under RUNNER_TEMP, filled from pinned hashes, used by every action of the job.

Standard library only: it runs before anything is installed.
"""

from __future__ import annotations

import hashlib
import os
import subprocess
import sys
from collections.abc import Callable, Iterator, Mapping, Sequence
from pathlib import Path
from typing import Final, NoReturn

ROOT: Final = Path(__file__).resolve().parents[1]
PACKAGES: Final = ("aidlc", "mcp_server", "actions", "prompts", "schemas")
REQUIREMENTS: Final = ("requirements/gate.txt", "requirements/build.txt")

_STEERING: Final = ("PYTHON", "PIP_", "VIRTUAL_ENV", "CONDA_", "LD_PRELOAD", "LD_AUDIT")
_SECRET: Final = ("GITHUB_TOKEN", "GH_TOKEN", "ACTIONS_", "ANTHROPIC_", "AWS_")
_PIP: Final = ("-I", "-m", "pip", "--quiet", "--disable-pip-version-check", "--no-input")


class LaunchError(Exception):
    """The action can't start; the message says why and what to do, in one sentence or two."""

    def __init__(self, message: str, status: int = 2) -> None:
        """Keep the exit status: 2 for unusable input, 1 for an installation that failed."""
        super().__init__(message)
        self.status = status


def run(
    arguments: Callable[[Mapping[str, str]], Sequence[str]],
    environ: Mapping[str, str],
    requirements: Callable[[Mapping[str, str]], Sequence[str]] = lambda _: REQUIREMENTS,
) -> int:
    """Install where needed, become `aidlc` with the arguments that the inputs in `environ` mean.

    Returns an exit status only where it can't start. `requirements` says which pinned files an action needs that isn't
    content with the gate's.
    """
    try:
        given = arguments(environ)
        temporary = _temporary_folder(environ)
        python = install(temporary, environ, requirements(environ))
    except LaunchError as error:
        text = " ".join(str(error).split()).replace("%", "%25")
        sys.stdout.write(f"::error title=aidlc::{text}\n")
        return error.status
    command = [str(python), "-I", str(python.with_name("aidlc")), *given]
    return _become(command, temporary, clean(environ))


def _become(command: list[str], folder: Path, environ: Mapping[str, str]) -> NoReturn:
    """Run in this process's place: a runner that cancels the job reaches the command, and nothing stands between them."""
    sys.stdout.flush()
    os.chdir(folder)
    os.execve(command[0], command, environ)  # noqa: S606 -- an argument list, no shell


def install(temporary: Path, environ: Mapping[str, str], requirements: Sequence[str] = REQUIREMENTS) -> Path:
    """Return the Python of the environment in `temporary`, which is made unless this job has made it already.

    With the input `wheels` (AIDLC_WHEELS) everything comes from that folder instead of an index; the hashes hold either way.
    Raises `LaunchError`.
    """
    folder = temporary / f"aidlc-{fingerprint(ROOT, requirements)}"
    python, complete = folder / "bin" / "python", folder / "complete"
    if complete.is_file():
        return python
    sys.stdout.write("aidlc: installing the pinned requirements\n")
    sys.stdout.flush()
    quiet = {name: value for name, value in clean(environ).items() if not name.startswith(_SECRET)}
    source = _source(environ)
    pip = _pip_for(python, temporary, quiet)
    bare = () if pip[0] == str(python) else ("--without-pip",)
    _step([sys.executable, "-I", "-m", "venv", "--clear", *bare, str(folder)], temporary, quiet)
    pinned = [part for name in requirements for part in ("--requirement", str(ROOT / name))]
    # The files are complete, so there is nothing to resolve.
    hashed = ("--require-hashes", "--no-deps", "--only-binary", ":all:", "--no-compile")
    _step([*pip, "install", *hashed, *source, *pinned], temporary, quiet)
    alone = ("--no-deps", "--no-build-isolation", "--no-index", "--no-compile")
    _step([*pip, "install", *alone, str(ROOT)], temporary, quiet)
    complete.touch()
    return python


def clean(environ: Mapping[str, str]) -> dict[str, str]:
    """Return `environ` without what steers Python, pip or the loader: a path, a start-up file, an index, a target."""
    return {name: value for name, value in environ.items() if not name.upper().startswith(_STEERING)}


def fingerprint(root: Path, requirements: Sequence[str] = REQUIREMENTS) -> str:
    """Return twelve digits that change with whatever would be installed from `root`."""
    digest = hashlib.sha256()
    for file in _installed_files(root, requirements):
        data = file.read_bytes()
        digest.update(f"{file.relative_to(root).as_posix()}\0{len(data)}\0".encode())
        digest.update(data)
    return digest.hexdigest()[:12]


def flag(environ: Mapping[str, str], name: str, shown: str) -> bool:
    """Return an input that is true or false. Raises `LaunchError` for anything else."""
    value = environ.get(name, "").strip().lower()
    if value not in {"", "true", "false"}:
        raise LaunchError(f"The input `{shown}` is true or false.")
    return value == "true"


def _installed_files(root: Path, requirements: Sequence[str]) -> Iterator[Path]:
    yield from (root / name for name in ("pyproject.toml", *requirements))
    for package in PACKAGES:
        files = (file for file in (root / package).rglob("*") if file.is_file())
        yield from sorted(file for file in files if "__pycache__" not in file.parts)


def _temporary_folder(environ: Mapping[str, str]) -> Path:
    if os.name != "posix":
        raise LaunchError("This action runs on Linux and macOS runners only. Use `runs-on: ubuntu-24.04`.")
    folder = Path(environ.get("RUNNER_TEMP", ""))
    if not folder.is_absolute() or not folder.is_dir():
        raise LaunchError("RUNNER_TEMP names no folder: this runs as a step of a workflow only.")
    return folder


def _pip_for(python: Path, folder: Path, environ: Mapping[str, str]) -> list[str]:
    """Return the command that installs for `python`: the runner's own pip where it can, which saves making another.

    `pip --python` exists since pip 22.3 (https://pip.pypa.io/en/stable/topics/python-option/).
    """
    ask = [sys.executable, "-I", "-m", "pip", "--version"]
    told = subprocess.run(ask, cwd=folder, env=dict(environ), capture_output=True, text=True, check=False)
    version = told.stdout.split()[1].split(".") if told.returncode == 0 else ["0", "0"]
    if all(part.isdigit() for part in version[:2]) and tuple(map(int, version[:2])) >= (22, 3):
        return [sys.executable, *_PIP, "--python", str(python)]
    return [str(python), *_PIP]


def _source(environ: Mapping[str, str]) -> list[str]:
    given = environ.get("AIDLC_WHEELS", "").strip()
    if not given:
        return []
    folder = Path(given)
    if not folder.is_absolute() or not folder.is_dir():
        raise LaunchError(
            "The input `wheels` names no folder on this runner: give its absolute path, or leave it out."
        )
    return ["--no-index", "--find-links", str(folder)]


def _step(command: Sequence[str], folder: Path, environ: Mapping[str, str]) -> None:
    done = subprocess.run(
        command, cwd=folder, env=dict(environ), stdin=subprocess.DEVNULL, capture_output=True, check=False
    )
    if done.returncode != 0:
        lines = (done.stderr or done.stdout).decode("utf-8", "replace").strip().splitlines()
        said = next(
            (line for line in reversed(lines) if line.startswith("ERROR")), lines[-1] if lines else ""
        )
        what = "make an environment" if "venv" in command else "install the pinned requirements"
        raise LaunchError(
            f"The action couldn't {what}: {said[:500]} Run again; if it stays, look at the runner's network and disk.",
            1,
        )
