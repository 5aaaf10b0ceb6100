"""`aidlc init`: the files that turn the repository in front of it over to the gate."""

from __future__ import annotations

import os
import re
from contextlib import nullcontext
from importlib.metadata import version
from pathlib import Path
from typing import Final

import click

from aidlc.adapters.git.remotes import find_hosting, find_remote
from aidlc.adapters.git.worktree import Worktree
from aidlc.adapters.runner import read_environment
from aidlc.cli.connection import connect
from aidlc.cli.output import json_option, print_json, print_table, say, warn
from aidlc.cli.planned_files import name_deed, print_diff, read_pin
from aidlc.domain.doctor_people import ASSISTANT_PATHS
from aidlc.domain.errors import InputError
from aidlc.usecases.initialise import Plan, plan_setup, write_setup
from prompts.repository import PLACEHOLDER, Setup

_BRANCH: Final = re.compile(r"[A-Za-z0-9](?:[A-Za-z0-9._/-]{0,198}[A-Za-z0-9])?")
_ENVIRONMENT: Final = re.compile(r"[A-Za-z0-9](?:[A-Za-z0-9 ._/-]{0,98}[A-Za-z0-9])?")
_ADDRESS: Final = re.compile(r"[A-Za-z0-9.!#$%&'*+/=?^_`{|}~\[\]-]{1,64}@[A-Za-z0-9.-]{1,190}")


@click.command()
@click.option("--owner", "owners", multiple=True, metavar="LOGIN", help="A product owner; repeatable.")
@click.option("--developer", "developers", multiple=True, metavar="LOGIN", help="A developer; repeatable.")
@click.option("--maintainer", "maintainers", multiple=True, metavar="LOGIN", help="A maintainer; repeatable.")
@click.option(
    "--agent", "agents", multiple=True, metavar="LOGIN", help="An assistant's own account; repeatable."
)
@click.option(
    "--agent-email", "agent_emails", multiple=True, metavar="ADDRESS",
    help="The address in an assistant's commits; repeatable.",
)  # fmt: skip
@click.option("--environment", "environments", multiple=True, default=("production",), show_default=True,
              metavar="NAME", help="Where releases go; repeatable.")  # fmt: skip
@click.option(
    "--branch", metavar="NAME", help="The default branch; default: the remote's, else the current one."
)
@click.option("--action", metavar="OWNER/REPO@COMMIT", help="The release of the actions to pin.")
@click.option(
    "--open-requests",
    is_flag=True,
    help="Also write aidlc-request, which opens pull requests for the assistant.",
)
@click.option(
    "--drafts", is_flag=True, help="Also write aidlc-draft, which drafts records from issues with Claude."
)
@click.option("--root", default=".", type=click.Path(path_type=Path), help="The repository; default: here.")
@click.option("--dry-run", is_flag=True, help="Show what would be written, and write nothing.")
@click.option("--force", is_flag=True, help="Write files that are there already, too.")
@json_option
def init(
    owners: tuple[str, ...],
    developers: tuple[str, ...],
    maintainers: tuple[str, ...],
    agents: tuple[str, ...],
    agent_emails: tuple[str, ...],
    environments: tuple[str, ...],
    branch: str | None,
    action: str | None,
    root: Path,
    *,
    open_requests: bool,
    drafts: bool,
    dry_run: bool,
    force: bool,
    as_json: bool,
) -> int:
    """Write policy, workflows, the Intent issue form, CODEOWNERS lines and editors' settings; show what is written.

    Files that are there already are left alone without --force. With GITHUB_TOKEN set, account ids are looked up.
    Exit status: 0 done, 2 unusable input or a policy that nobody can satisfy, 1 GitHub didn't answer.
    """
    worktree = Worktree(Worktree.find(root))
    repository, commit = read_pin(action) if action is not None else PLACEHOLDER
    setup = Setup(
        branch=_checked(_BRANCH, branch or _default_branch(worktree), "branch"),
        owners=owners,
        developers=developers,
        maintainers=maintainers,
        agents=agents,
        environments=tuple(_checked(_ENVIRONMENT, each, "environment") for each in environments),
        guarded=("deploy/**", *ASSISTANT_PATHS),
        action=repository,
        commit=commit,
        version=f"v{version('aidlc')}",
        agent_emails=tuple(_checked(_ADDRESS, each, "agent-email") for each in agent_emails),
        open_requests=open_requests,
        drafts=drafts,
    )
    runner = read_environment(os.environ)
    with connect(_repository(worktree)) if runner.token else nullcontext() as connection:
        client = connection.client if connection is not None else None
        plan = plan_setup(worktree.root, setup, client, server_url=runner.server_url.rstrip("/"), force=force)
    if as_json:
        _print_as_json(plan, dry_run=dry_run)
    else:
        _print(plan, dry_run=dry_run)
    if not dry_run:
        write_setup(worktree.root, plan.files)
    return 0


def _checked(pattern: re.Pattern[str], text: str, what: str) -> str:
    if pattern.fullmatch(text) is None:
        raise InputError(
            f"{text[:60]!a} can't stand in these files as the {what}'s name. Give another --{what}."
        )
    return text


def _default_branch(worktree: Worktree) -> str:
    """The remote's default branch as it was last fetched, else the branch that is checked out, else `main`."""
    remote = find_remote(worktree)
    if remote is not None:
        prefix = f"refs/remotes/{remote.name}/"
        head = (
            worktree.git("for-each-ref", "--format=%(symref)", f"{prefix}HEAD")
            .decode("utf-8", "replace")
            .strip()
        )
        if head.startswith(prefix):
            return head.removeprefix(prefix)
    return worktree.current_branch() or "main"


def _repository(worktree: Worktree) -> str:
    """The repository whose API is asked for accounts; any name will do where the remote says none."""
    remote = find_remote(worktree)
    hosting = find_hosting(remote, os.environ) if remote is not None else None
    named = os.environ.get("GITHUB_REPOSITORY")
    return named or (hosting.repository if hosting is not None else "none/none")


def _print(plan: Plan, *, dry_run: bool) -> None:
    for file in plan.files:
        print_diff(file)
    rows = ((name_deed(file.deed, dry_run=dry_run), file.path) for file in plan.files)
    print_table("Files", ("What", "File"), rows)
    for note in plan.notes:
        warn(note)
    if not dry_run and any(file.is_written for file in plan.files):
        say("Merge these as an administrator, require the status aidlc/gate, and run `aidlc doctor`.")


def _print_as_json(plan: Plan, *, dry_run: bool) -> None:
    files = [{"path": file.path, "deed": str(file.deed), "written": file.is_written} for file in plan.files]
    print_json({"dry_run": dry_run, "files": files, "notes": list(plan.notes)})
