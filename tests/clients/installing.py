"""Outside clients are installed into `.venv/clients`, pinned: npm's from a lock with integrity hashes, Python's by hash.

Each has a folder and an environment of its own, so that none changes what we are tested with.
"""

import hashlib
import json
import os
import platform
import re
import shutil
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path

HERE = Path(__file__).parent
CACHE = HERE.parents[1] / ".venv" / "clients"
NODE_NEEDED = (22, 19)
_STAMP = ".installed"

Say = Callable[[str], None]


class NotInstalledError(Exception):
    """A client can't be had here; the sentence says why."""


def install_npm(name: str, say: Say) -> Path:
    """Install what `npm/<name>` locks; its `node_modules`. Raises NotInstalledError."""
    source, folder = HERE / "npm" / name, CACHE / f"npm-{name}"
    locks = [source / "package.json", source / "package-lock.json"]
    npm = shutil.which("npm")
    if npm is None:
        raise NotInstalledError("npm isn't on the PATH: install node 20 or newer")
    if not _fresh(folder, *locks):
        say(f"installing the npm packages of {name} (half a minute the first time)")
        shutil.rmtree(folder, ignore_errors=True)
        folder.mkdir(parents=True)
        for lock in locks:
            shutil.copy(lock, folder)
        _run([npm, "ci", "--no-audit", "--no-fund", "--loglevel=error"], folder)
        _stamp(folder, *locks)
    return folder / "node_modules"


def install_python(name: str, say: Say) -> Path:
    """Install what `requirements/<name>.txt` pins; the environment's Python. Raises NotInstalledError."""
    folder, pins = CACHE / name, HERE / "requirements" / f"{name}.txt"
    python = folder / "bin" / "python"
    if not _fresh(folder, pins):
        say(f"installing the Python packages of {name} (half a minute the first time)")
        _run([sys.executable, "-m", "venv", "--clear", str(folder)], HERE)
        pip = [str(python), "-m", "pip", "--quiet", "--disable-pip-version-check", "install"]
        _run([*pip, "--require-hashes", "--requirement", str(pins)], HERE)
        _stamp(folder, pins)
    return python


def locked(name: str, package: str) -> str:
    """The version that the lock of `name` has of a package, by the name it is installed under."""
    lock = json.loads((HERE / "npm" / name / "package-lock.json").read_text(encoding="utf-8"))
    return str(lock["packages"][f"node_modules/{package}"]["version"])


def find_node(modules: Path) -> Path:
    """A node that the protocol tools run on: the one on the PATH, or npm's. Raises NotInstalledError."""
    system = platform.system().lower()
    machine = {"x86_64": "x64", "amd64": "x64", "aarch64": "arm64"}.get(
        platform.machine().lower(), platform.machine().lower()
    )
    on_path = shutil.which("node")
    for node in (Path(on_path) if on_path else None, modules / f"node-{system}-{machine}" / "bin" / "node"):
        if node is not None and node.exists() and _version_of(node) >= NODE_NEEDED:
            return node
    needed = ".".join(str(part) for part in NODE_NEEDED)
    raise NotInstalledError(f"needs node {needed} or newer, and npm has none for {system} on {machine}")


def _version_of(node: Path) -> tuple[int, ...]:
    said = subprocess.run(
        [str(node), "--version"], capture_output=True, text=True, encoding="utf-8", check=False
    )
    return tuple(int(part) for part in re.findall(r"\d+", said.stdout)[:2])


def _run(command: list[str], folder: Path) -> None:
    done = subprocess.run(
        command,
        cwd=folder,
        env={**os.environ, "NO_UPDATE_NOTIFIER": "1"},
        stdin=subprocess.DEVNULL,
        capture_output=True,
        text=True,
        encoding="utf-8",
        errors="replace",
        check=False,
    )
    if done.returncode:
        said = [line for line in (done.stderr or done.stdout).splitlines() if line.strip()]
        raise NotInstalledError(f"{' '.join(command[:2])} … failed: {said[-1] if said else 'without a word'}")


def _digest(files: tuple[Path, ...]) -> str:
    return hashlib.sha256(b"".join(file.read_bytes() for file in files)).hexdigest()


def _fresh(folder: Path, *files: Path) -> bool:
    stamp = folder / _STAMP
    return stamp.is_file() and stamp.read_text(encoding="utf-8") == _digest(files)


def _stamp(folder: Path, *files: Path) -> None:
    (folder / _STAMP).write_text(_digest(files), encoding="utf-8")
