"""`aidlc install`: tells an assistant how to start the MCP server in the repository at hand."""

from __future__ import annotations

import os
from pathlib import Path
from typing import Final

import click

from aidlc.adapters.git.worktree import Worktree
from aidlc.adapters.own_program import find_program, find_source
from aidlc.adapters.runner import read_environment
from aidlc.cli.output import json_option, print_json, print_table, say, warn
from aidlc.cli.planned_files import name_deed, print_diff, read_pin
from aidlc.domain.assistants import ASSISTANTS, Launch, pinned
from aidlc.domain.errors import InputError
from aidlc.usecases.initialise import Deed, write_setup
from aidlc.usecases.install import Installation, plan_installation
from prompts.neutral import show_hidden

_ALL: Final = "all"
_NAMES: Final = tuple(each.name for each in ASSISTANTS)


@click.command()
@click.argument("client", metavar="CLIENT", type=click.Choice([*_NAMES, _ALL]))
@click.option("--read-only", is_flag=True, help="A server whose tools write nothing.")
@click.option("--from", "release", metavar="OWNER/REPO@COMMIT",
              help="The release to run with uvx [default: the `aidlc` on the PATH, else this one's commit].")  # fmt: skip
@click.option("--root", default=".", type=click.Path(path_type=Path), help="The repository; default: here.")
@click.option("--dry-run", is_flag=True, help="Show what would be written, and write nothing.")
@click.option("--force", is_flag=True, help="Replace another server of the name aidlc.")
@json_option
def install(
    client: str,
    release: str | None,
    root: Path,
    *,
    read_only: bool,
    dry_run: bool,
    force: bool,
    as_json: bool,
) -> int:
    """Write the configuration of CLIENT for this repository, so that it starts the MCP server.

    CLIENT is claude-code, vscode, cursor, kiro, codex, gemini or all.

    Other servers, comments and formatting stay as they are; what can't be changed safely is left alone, with the lines
    to paste. Exit status: 0 done, 2 something was left alone or the input can't be used.
    """
    worktree = Worktree(Worktree.find(root))
    launch = _launch(release)
    if read_only:
        launch = launch.read_only()
    chosen = [each for each in ASSISTANTS if client in {each.name, _ALL}]
    plan = plan_installation(worktree.root, chosen, launch, force=force)
    if as_json:
        _print_as_json(plan, dry_run=dry_run)
    else:
        _print(plan, dry_run=dry_run)
    if not dry_run:
        write_setup(worktree.root, [each.file for each in plan if each.file is not None])
    if not as_json:
        _print_what_next(plan, dry_run=dry_run)
    return 2 if any(each.trouble for each in plan) else 0


def _launch(release: str | None) -> Launch:
    if release is not None:
        repository, commit = read_pin(release)
        return pinned(f"{read_environment(os.environ).server_url.rstrip('/')}/{repository}", commit)
    found = find_program(os.environ) or find_source()
    if found is None:
        raise InputError(
            "There is no `aidlc` with its MCP part on the PATH, and this one doesn't come from a commit to be named. "
            "Install `aidlc[mcp]` with uv or pipx, or give --from OWNER/REPO@COMMIT."
        )
    return found


def _print(plan: tuple[Installation, ...], *, dry_run: bool) -> None:
    rows = []
    for each in plan:
        if each.file is None:
            rows.append(("would be left as it is" if dry_run else "left as it is", each.assistant.path))
        else:
            print_diff(each.file, new=True)
            rows.append((name_deed(each.file.deed, dry_run=dry_run), each.assistant.path))
    print_table("Files", ("What", "File"), rows)


def _print_what_next(plan: tuple[Installation, ...], *, dry_run: bool) -> None:
    for each in plan:
        if each.trouble:
            warn(each.trouble)
        if each.trouble and (each.file is None or each.file.deed is not Deed.KEEP):
            click.echo(f"\nPaste this into {each.assistant.path} yourself:\n\n{show_lines(each.snippet)}")
        elif not dry_run and not each.trouble:
            say(f"{each.assistant.title}: {each.assistant.after}")


def show_lines(text: str) -> str:
    """Return text of several lines, harmless to a terminal."""
    return "\n".join(show_hidden(line) for line in text.splitlines())


def _print_as_json(plan: tuple[Installation, ...], *, dry_run: bool) -> None:
    files = [
        {
            "client": each.assistant.name,
            "path": each.assistant.path,
            "deed": str(each.file.deed if each.file is not None else Deed.KEEP),
            "written": each.file is not None and each.file.is_written and not dry_run,
            "trouble": each.trouble,
            "next": each.assistant.after,
            "entry": each.assistant.entry(each.launch),
        }
        for each in plan
    ]
    print_json({"dry_run": dry_run, "files": files})
