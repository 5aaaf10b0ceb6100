"""`aidlc serve`: the MCP server over stdio."""

from __future__ import annotations

import gc
import os
import signal
import sys
from pathlib import Path

import click

from aidlc.domain.errors import InputError


@click.command()
@click.option(
    "--root",
    type=click.Path(path_type=Path, file_okay=False),
    help="A folder of the repository [default: AIDLC_ROOT, then the working directory].",
)
def serve(root: Path | None) -> None:
    """Serve the MCP tools to a coding assistant, over stdio. Configure it there as `aidlc serve`."""
    # The SDK builds some thousand classes; collecting garbage among them costs a sixth of the start.
    gc.disable()
    try:
        from mcp_server.server import build_server
        from mcp_server.site import Site
    except ModuleNotFoundError as error:
        if (error.name or "").partition(".")[0] not in {"mcp", "mcp_types"}:
            raise
        raise InputError(
            "The MCP SDK isn't installed with this aidlc. Install `aidlc[mcp]` (`uv tool install 'aidlc[mcp]'`)."
        ) from error
    server = build_server(Site(root=root))
    gc.freeze()
    gc.enable()
    # The SDK reads standard input in a thread that nothing interrupts. No record is harmed by a process that ends at once.
    signal.signal(signal.SIGINT, lambda *_: os._exit(130))
    if sys.stdin.isatty():
        click.echo(
            "aidlc: serving MCP on standard input and output, for an assistant to start. Ctrl-C ends it.",
            err=True,
        )
    server.run()
