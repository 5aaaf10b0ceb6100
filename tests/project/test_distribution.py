import subprocess
import sys
import zipfile
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[2]


@pytest.fixture(scope="module")
def wheel(tmp_path_factory: pytest.TempPathFactory) -> list[str]:
    """The names in the wheel, built from the working tree."""
    folder = tmp_path_factory.mktemp("dist")
    command = [sys.executable, "-m", "hatchling", "build", "--target", "wheel", "--directory", str(folder)]
    subprocess.run(command, cwd=ROOT, check=True, capture_output=True)
    (built,) = folder.glob("*.whl")
    assert built.name == "aidlc-0.1.0-py3-none-any.whl"
    with zipfile.ZipFile(built) as archive:
        return archive.namelist()


def test_top_level_names_are_the_pinned_ones(wheel: list[str]) -> None:
    # Four of them are generic words, so the wheel is for isolated installs. A new name is a decision, not an accident.
    assert {name.split("/")[0] for name in wheel} == {
        "actions",
        "aidlc",
        "aidlc-0.1.0.dist-info",
        "mcp_server",
        "prompts",
        "schemas",
    }


def test_every_package_is_typed(wheel: list[str]) -> None:
    packages = {"actions", "aidlc", "mcp_server", "prompts", "schemas"}

    assert {f"{package}/py.typed" for package in packages} <= set(wheel)


def test_data_files_ride_along_with_their_licence(wheel: list[str]) -> None:
    assert {
        "aidlc/emulator/data/github.graphql",
        "aidlc/emulator/data/github.graphql.LICENSE",
        "aidlc-0.1.0.dist-info/licenses/LICENSE",
    } <= set(wheel)


def test_data_files_are_all_of_the_working_tree(wheel: list[str]) -> None:
    tracked = subprocess.run(
        ["git", "ls-files", "actions", "aidlc", "mcp_server", "prompts", "schemas"],
        cwd=ROOT,
        check=True,
        capture_output=True,
        encoding="utf-8",
    ).stdout.split()
    present = {name for name in tracked if (ROOT / name).exists()}

    assert present - set(wheel) == set()


def test_nothing_compiled_or_private_rides_along(wheel: list[str]) -> None:
    assert [name for name in wheel if "__pycache__" in name or "/tests/" in name or "/." in name] == []
