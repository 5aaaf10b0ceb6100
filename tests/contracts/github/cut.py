"""Cut the slices of GitHub's official descriptions again: `.venv/bin/python -m tests.contracts.github.cut`.

Needs npm and its registry, so it is no part of `make contracts`. To move to newer descriptions, change the versions
below, run it, and look at the diff: what GitHub changed of what we use is all that it shows.
"""

import json
import shutil
import subprocess
import sys
import tarfile
import tempfile
from pathlib import Path

from tests.contracts.github.graphql_slice import slice_graphql
from tests.contracts.github.wanted_graphql import TYPES

GRAPHQL = ("@octokit/graphql-schema", "15.26.1")

_ROOT = Path(__file__).resolve().parents[3]
_GRAPHQL_SLICE = _ROOT / "aidlc" / "emulator" / "data" / "github.graphql"


def cut_slices() -> list[Path]:
    """Download the packages, write the slices, return their paths."""
    with tempfile.TemporaryDirectory() as folder:
        package = _download(*GRAPHQL, Path(folder))
        sdl = (package / "schema.graphql").read_text(encoding="utf-8")
        text = f"{_notice(*GRAPHQL, '2025 GitHub', '#')}\n{slice_graphql(sdl, TYPES)}"
        _GRAPHQL_SLICE.write_text(text, encoding="utf-8")
    return [_GRAPHQL_SLICE]


def _notice(package: str, version: str, owner: str, comment: str) -> str:
    return (
        f"{comment} A slice of GitHub's official schema: npm package {package} {version}, Copyright (c) {owner}, MIT licence.\n"
        f"{comment} Licence text and how it is cut: tests/contracts/github/README.md. Do not edit by hand.\n"
    )


def _download(package: str, version: str, folder: Path) -> Path:
    """The unpacked npm package, without running any of its scripts."""
    npm = shutil.which("npm")
    if npm is None:
        raise SystemExit("cut: npm is not on the PATH; install Node.js 20 or newer")
    packed = subprocess.run(
        [npm, "pack", "--json", "--ignore-scripts", f"{package}@{version}"],
        cwd=folder,
        check=True,
        stdout=subprocess.PIPE,
        encoding="utf-8",
    )
    name = json.loads(packed.stdout)[0]["filename"]
    target = folder / package.replace("/", "-")
    with tarfile.open(folder / name) as archive:
        archive.extractall(target, filter="data")
    return target / "package"


if __name__ == "__main__":
    for path in cut_slices():
        sys.stdout.write(f"{path.relative_to(_ROOT)}: {path.stat().st_size} bytes\n")
