"""How commands print: tables and colour on a terminal, plain text in a pipe, one JSON object with `--json`.

Everything printed passes `show_hidden` or `log_line`: what others wrote can neither steer a terminal nor command a runner.
"""

from __future__ import annotations

import json
import sys
from collections.abc import Iterable, Mapping, Sequence
from typing import Any, TypeVar

import click
from pydantic import BaseModel

from prompts.neutral import log_line

_Command = TypeVar("_Command", bound=Any)


def json_option(command: _Command) -> _Command:
    """Add the option `--json` as the parameter `as_json`."""
    option: _Command = click.option("--json", "as_json", is_flag=True, help="Print one JSON object.")(command)
    return option


def say(message: str, *, err: bool = False) -> None:
    """Print `message` as one line."""
    click.echo(log_line(message), err=err)


def warn(message: str) -> None:
    """Print `message` as one line on stderr: something the caller should know that changes no result."""
    styled = click.style("warning:", fg="yellow")
    click.echo(f"{styled} {log_line(message)}", err=True)


def print_json(value: BaseModel | Mapping[str, object]) -> None:
    """Print `value` as one line of ASCII JSON, so that no byte of it can mean anything to a terminal."""
    plain = value.model_dump(mode="json", by_alias=True) if isinstance(value, BaseModel) else value
    click.echo(json.dumps(plain, ensure_ascii=True, allow_nan=False))


def print_table(title: str, columns: Sequence[str], rows: Iterable[Sequence[str]]) -> None:
    """Print a table on a terminal; in a pipe, one line a row with tabs between the cells and no header."""
    cells = [[log_line(cell) for cell in row] for row in rows]
    if not sys.stdout.isatty():
        for row in cells:
            click.echo("\t".join(row))
        return
    from rich.console import Console
    from rich.table import Table
    from rich.text import Text

    table = Table(title=Text(title), title_justify="left", box=None, pad_edge=False)
    for column in columns:
        table.add_column(Text(column))
    for row in cells:
        table.add_row(*(Text(cell) for cell in row))
    Console().print(table)
