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
from tests.contracts.github.openapi_slice import print_openapi, slice_openapi
from tests.contracts.github.wanted_graphql import TYPES
from tests.contracts.github.wanted_openapi import OPERATIONS

GRAPHQL = ("@octokit/graphql-schema", "15.26.1")
OPENAPI = ("@octokit/openapi", "23.0.2")

_ROOT = Path(__file__).resolve().parents[3]
_GRAPHQL_SLICE = _ROOT / "aidlc" / "emulator" / "data" / "github.graphql"
_OPENAPI_SLICE = _ROOT / "tests" / "contracts" / "github" / "openapi.json"


def cut_slices() -> list[Path]:
    """Download the packages, write the slices and their licences beside them, return the paths."""
    with tempfile.TemporaryDirectory() as folder:
        package = _download(*GRAPHQL, Path(folder))
        sdl = (package / "schema.graphql").read_text(encoding="utf-8")
        notice = "".join(f"# {line}\n" for line in _notice(*GRAPHQL, _GRAPHQL_SLICE))
        graphql = _write(_GRAPHQL_SLICE, f"{notice}\n{slice_graphql(sdl, TYPES)}", package / "LICENSE.md")

        package = _download(*OPENAPI, Path(folder))
        official = json.loads((package / "generated" / "api.github.com.json").read_text(encoding="utf-8"))
        text = print_openapi(" ".join(_notice(*OPENAPI, _OPENAPI_SLICE)), slice_openapi(official, OPERATIONS))
        openapi = _write(_OPENAPI_SLICE, text, package / "LICENSE")
    return [*graphql, *openapi]


def _notice(package: str, version: str, target: Path) -> tuple[str, str]:
    return (
        f"Cut from the npm package {package} {version}, MIT licence: see {_licence(target).name}.",
        "Do not edit by hand: tests/contracts/github/README.md says how to cut it again.",
    )


def _write(target: Path, text: str, licence: Path) -> list[Path]:
    target.write_text(text, encoding="utf-8")
    shutil.copyfile(licence, _licence(target))
    return [target, _licence(target)]


def _licence(target: Path) -> Path:
    return target.with_name(f"{target.name}.LICENSE")


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
