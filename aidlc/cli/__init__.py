"""The console program `aidlc`: a group of commands that are imported when they are called.

Exit statuses: what the command returns (None is 0), the `exit_status` of an `AidlcError`, 2 for wrong usage, 130 when
interrupted, 1 with one line for what nobody expected. `AIDLC_DEBUG=1` shows the traceback of that one.
"""

from __future__ import annotations

import importlib
import os
import sys
import traceback
from collections.abc import Sequence

import click

from aidlc.cli.commands import COMMANDS
from aidlc.domain.errors import AidlcError
from prompts.neutral import log_line

__all__ = ["aidlc", "main"]

_INTERRUPTED = 130  # 128 + SIGINT, as shells report it


class LazyGroup(click.Group):
    """A group whose commands are found in the table and imported one at a time."""

    def list_commands(self, ctx: click.Context) -> list[str]:  # noqa: ARG002 -- click's signature
        """Return the commands in the table's order."""
        return list(COMMANDS)

    def get_command(self, ctx: click.Context, cmd_name: str) -> click.Command | None:  # noqa: ARG002 -- as above
        """Import and return the command, None when there is none of that name."""
        entry = COMMANDS.get(cmd_name)
        if entry is None:
            return None
        module, _, function = entry.target.partition(":")
        command = getattr(importlib.import_module(module), function)
        if not isinstance(command, click.Command):
            raise TypeError(f"{entry.target} is no click command")
        return command

    def resolve_command(
        self, ctx: click.Context, args: list[str]
    ) -> tuple[str | None, click.Command | None, list[str]]:
        """Find the command; for a misspelt one, name the nearest."""
        if args and args[0] not in COMMANDS and not args[0].startswith("-"):
            import difflib

            near = difflib.get_close_matches(args[0], COMMANDS, n=1)
            hint = f" Did you mean `{near[0]}`?" if near else ""
            raise click.UsageError(f"No such command '{args[0]}'.{hint}", ctx)
        return super().resolve_command(ctx, args)

    def format_commands(self, ctx: click.Context, formatter: click.HelpFormatter) -> None:  # noqa: ARG002 -- as above
        """Write the commands with the table's summaries, importing none of them."""
        with formatter.section("Commands"):
            formatter.write_dl([(name, entry.summary) for name, entry in COMMANDS.items()])


@click.group(
    cls=LazyGroup, context_settings={"help_option_names": ["-h", "--help"], "max_content_width": 100}
)
@click.version_option(package_name="aidlc", message="%(prog)s %(version)s")
def aidlc() -> None:
    """AI-DLC with the approval outside: people approve by pull request review, the gate checks it."""


def main(arguments: Sequence[str] | None = None) -> None:
    """Run the command line (`sys.argv` by default) and exit with its status."""
    sys.exit(run(arguments))


def run(arguments: Sequence[str] | None = None) -> int:
    """Run the command line and return the exit status; no exception leaves it and no traceback is shown."""
    try:
        outcome = aidlc.main(args=arguments, prog_name="aidlc", standalone_mode=False)
    except click.exceptions.Abort:
        return _INTERRUPTED
    except click.exceptions.NoArgsIsHelpError as asked:
        click.echo(asked.format_message(), err=True)
        return asked.exit_code
    except click.ClickException as wrong:
        said = " ".join(wrong.format_message().split())
        _complain(f"{said}{'' if said.endswith(('.', '?')) else '.'}{_where_to_read(wrong)}")
        return wrong.exit_code
    except AidlcError as error:
        _complain(str(error))
        return error.exit_status
    except Exception as unexpected:  # noqa: BLE001 -- the last line of defence: a user never reads a traceback
        if os.environ.get("AIDLC_DEBUG") == "1":
            traceback.print_exc()
        _complain(
            f"internal error: {type(unexpected).__name__}: {unexpected}. Please report it; "
            "AIDLC_DEBUG=1 shows where it happened."
        )
        return 1
    return outcome if isinstance(outcome, int) else 0


def _where_to_read(wrong: click.ClickException) -> str:
    if isinstance(wrong, click.UsageError) and wrong.ctx is not None:
        return f" See `{wrong.ctx.command_path} --help`."
    return ""


def _complain(message: str) -> None:
    """Write `message` to stderr, a problem a line, harmless to a terminal; on a runner, as annotations of the run."""
    from aidlc.adapters.runner import annotation

    on_runner = os.environ.get("GITHUB_ACTIONS") == "true"
    for line in message.splitlines() or [""]:
        click.echo(
            annotation("error", line, title="aidlc") if on_runner else f"aidlc: {log_line(line)}", err=True
        )
