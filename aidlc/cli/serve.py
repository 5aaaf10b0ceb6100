"""`aidlc serve`: the MCP server over stdio, or over HTTP on loopback."""

from __future__ import annotations

import gc
import os
import signal
import sys
from pathlib import Path
from typing import TYPE_CHECKING, Final

import click

from aidlc.domain.errors import InputError

if TYPE_CHECKING:
    from mcp_server.server import AidlcServer

_DEFAULT_PORT: Final = "8390"


@click.command()
@click.option(
    "--root",
    type=click.Path(path_type=Path, file_okay=False),
    help="A folder of the repository [default: AIDLC_ROOT, then the working directory].",
)
@click.option("--read-only", is_flag=True, help="Serve only the tools that read [AIDLC_READ_ONLY=1].")
@click.option(
    "--tools",
    metavar="NAMES",
    help="Serve only these tools, with commas between [AIDLC_TOOLS; default: all].",
)
@click.option(
    "--http",
    metavar="[PORT]",
    is_flag=False,
    flag_value=_DEFAULT_PORT,
    help=f"Serve streamable HTTP on 127.0.0.1 instead of stdio [port: {_DEFAULT_PORT}; 0: a free one].",
)
def serve(root: Path | None, read_only: bool, tools: str | None, http: str | None) -> None:
    """Serve the MCP tools to a coding assistant, over stdio. Configure it there as `aidlc serve`."""
    # The SDK builds some thousand classes; collecting garbage among them costs a sixth of the start.
    gc.disable()
    server = _build(root, read_only=read_only, tools=tools)
    gc.freeze()
    gc.enable()
    if http is not None:
        from mcp_server.http import read_address, serve_http

        serve_http(
            server, *read_address(http), lambda url: click.echo(f"aidlc: serving MCP at {url}", err=True)
        )
        return
    # The SDK reads standard input in a thread that nothing interrupts. No record is harmed by a process that ends at once.
    signal.signal(signal.SIGINT, lambda *_: os._exit(130))
    if sys.stdin.isatty():
        click.echo(
            "aidlc: serving MCP on standard input and output, for an assistant to start. Ctrl-C ends it.",
            err=True,
        )
    server.run()


def _build(root: Path | None, *, read_only: bool, tools: str | None) -> AidlcServer:
    try:
        from mcp_server.selection import read_selection
        from mcp_server.server import build_server
        from mcp_server.site import Site
    except ModuleNotFoundError as error:
        if (error.name or "").partition(".")[0] not in {"mcp", "mcp_types"}:
            raise
        raise InputError(
            "The MCP SDK isn't installed with this aidlc. Install `aidlc[mcp]` (`uv tool install 'aidlc[mcp]'`)."
        ) from error
    site = Site(root=root)
    return build_server(site, read_selection(site.environ, read_only=read_only, tools=tools))
