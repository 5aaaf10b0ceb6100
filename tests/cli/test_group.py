"""The group of commands: lazily found, one line an error, nothing that a runner or a terminal would obey."""

import importlib
import json
import subprocess
from pathlib import Path

import click
import pytest

from aidlc import cli
from aidlc.cli.commands import COMMANDS
from aidlc.cli.output import print_json, print_table, say, warn
from aidlc.domain.errors import GitHubError, InputError, Problem, RecordProblems
from tests.contracts.prompts.contexts import HOSTILE


def command_that(raised: BaseException) -> click.Command:
    def fail() -> None:
        raise raised

    return click.Command("gate", callback=fail)


@pytest.fixture
def raising(monkeypatch: pytest.MonkeyPatch) -> "type[Raising]":
    Raising.monkeypatch = monkeypatch
    return Raising


class Raising:
    """`aidlc gate` replaced by a command that raises."""

    monkeypatch: pytest.MonkeyPatch

    def __init__(self, error: BaseException) -> None:
        group = type(cli.aidlc)
        self.monkeypatch.setattr(group, "get_command", lambda *_: command_that(error))


@pytest.mark.parametrize("name", sorted(COMMANDS))
def test_every_command_of_the_table_exists_and_is_called_so(name: str) -> None:
    module, _, function = COMMANDS[name].target.partition(":")
    command = getattr(importlib.import_module(module), function)
    assert isinstance(command, click.Command)
    assert command.name == name
    assert COMMANDS[name].summary.endswith(".")


def test_help_names_every_command(capsys: pytest.CaptureFixture[str]) -> None:
    assert cli.run(["--help"]) == 0
    shown = capsys.readouterr().out
    assert all(name in shown for name in COMMANDS)


def test_version_is_shown(capsys: pytest.CaptureFixture[str]) -> None:
    assert cli.run(["--version"]) == 0
    assert capsys.readouterr().out == "aidlc 0.1.0\n"


@pytest.mark.parametrize(
    "arguments", [["nope"], ["gate", "--nope"], ["deploy-gate"], ["install"], ["install", "claude"]]
)
def test_wrong_usage_is_one_line_that_names_the_help(
    arguments: list[str], capsys: pytest.CaptureFixture[str]
) -> None:
    assert cli.run(arguments) == 2
    said = capsys.readouterr().err
    assert said.startswith("aidlc: ")
    assert "--help" in said
    assert said.count("\n") == 1


def test_misspelt_command_is_told_the_nearest(capsys: pytest.CaptureFixture[str]) -> None:
    assert cli.run(["inti"]) == 2
    assert "Did you mean `init`?" in capsys.readouterr().err


@pytest.mark.parametrize("arguments", [[], ["policy"]])
def test_without_a_command_the_help_is_shown_as_it_is(
    arguments: list[str], capsys: pytest.CaptureFixture[str]
) -> None:
    assert cli.run(arguments) == 2
    said = capsys.readouterr().err
    assert said.startswith("Usage: aidlc ")
    assert "Commands:\n" in said
    assert "aidlc: " not in said


@pytest.mark.parametrize(
    ("error", "status", "said"),
    [
        (InputError("Write it."), 2, "aidlc: Write it.\n"),
        (GitHubError("No answer."), 1, "aidlc: No answer.\n"),
        (KeyboardInterrupt(), 130, "\n"),
        (InputError("::error::x ##[add-mask]y\x1b[2J"), 2, "aidlc: : :error::x # #[add-mask]y\\x1b[2J\n"),
    ],
)
def test_error_is_one_harmless_line_and_a_status(
    error: BaseException, status: int, said: str, raising: type[Raising], capsys: pytest.CaptureFixture[str]
) -> None:
    raising(error)
    assert cli.run(["gate"]) == status
    assert capsys.readouterr().err == said


def test_problems_are_a_line_each(raising: type[Raising], capsys: pytest.CaptureFixture[str]) -> None:
    raising(
        RecordProblems((Problem(path="a.md", line=2, message="Wrong."), Problem(path="b.md", message="Bad.")))
    )
    assert cli.run(["gate"]) == 2
    assert capsys.readouterr().err == "aidlc: a.md:2: Wrong.\naidlc: b.md: Bad.\n"


def test_unexpected_error_shows_its_traceback_only_when_asked(
    raising: type[Raising], capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    raising(ZeroDivisionError("by zero"))
    assert cli.run(["gate"]) == 1
    said = capsys.readouterr().err
    assert said.startswith("aidlc: internal error: ZeroDivisionError: by zero. Please report it")
    assert "Traceback" not in said
    monkeypatch.setenv("AIDLC_DEBUG", "1")
    assert cli.run(["gate"]) == 1
    assert "Traceback" in capsys.readouterr().err


def test_error_on_a_runner_is_an_annotation(
    raising: type[Raising], capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("GITHUB_ACTIONS", "true")
    raising(InputError("50% is no number.\nSecond."))
    assert cli.run(["gate"]) == 2
    expected = "::error title=aidlc::50%25 is no number.\n::error title=aidlc::Second.\n"
    assert capsys.readouterr().err == expected


def test_output_in_a_pipe_is_plain_and_harmless(capsys: pytest.CaptureFixture[str]) -> None:
    say(HOSTILE)
    warn(HOSTILE)
    print_table("Bolts", ("Bolt", "State"), [("a", HOSTILE), ("b", "c")])
    print_json({"said": HOSTILE})
    shown = capsys.readouterr()
    lines = (shown.out + shown.err).splitlines()
    assert len(lines) == 5
    assert lines[2] == "b\tc"
    assert json.loads(lines[3]) == {"said": HOSTILE}
    for line in [*lines[:3], lines[4]]:
        assert line.isprintable() or "\t" in line
        assert "##[" not in line
    assert lines[4].startswith("warning: ")


def test_policy_of_the_clone_is_found_below_its_top_folder(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    subprocess.run(["git", "init", "-q", str(tmp_path)], check=True)
    example = Path(__file__).parents[2] / "examples/repository/.github/aidlc.yml"
    (tmp_path / ".github").mkdir()
    (tmp_path / ".github/aidlc.yml").write_bytes(example.read_bytes())
    monkeypatch.chdir(tmp_path / ".github")
    assert cli.run(["policy", "check"]) == 0
    assert capsys.readouterr().out.endswith("/.github/aidlc.yml can be used.\n")
