import pytest

from aidlc.domain.workspace import tell_workspace
from schemas.records import Workspace


@pytest.mark.parametrize(
    "paths",
    [
        (),
        ("README.md", "LICENSE", "CODEOWNERS", "docs/build.py", ".github/workflows/ci.yml"),
        (".gitignore", ".editorconfig", ".claude/settings.json", "NOTICE.txt", "notes/idea.rst"),
        ("aidlc-records/shop/inception/intent.md", "doc/picture.png"),
    ],
)
def test_records_documentation_and_settings_are_no_system(paths: tuple[str, ...]) -> None:
    assert tell_workspace(paths) == (Workspace.GREENFIELD, ())


@pytest.mark.parametrize(
    "path",
    [
        "main.py",
        "src/app.ts",
        "Makefile",
        "pyproject.toml",
        "requirements.txt",
        "db/schema.sql",
        "Dockerfile",
    ],
)
def test_code_or_a_build_file_is_a_system(path: str) -> None:
    assert tell_workspace(("README.md", path)) == (Workspace.BROWNFIELD, (path,))


def test_a_few_of_the_files_are_named() -> None:
    kind, examples = tell_workspace(f"src/{number}.py" for number in range(9))
    assert kind is Workspace.BROWNFIELD
    assert len(examples) == 5
