"""What `tools/list` promises to clients: one file a tool, and the instructions; a change shows in the diff."""

import json
from collections.abc import Iterable
from pathlib import Path
from typing import Any

import anyio
from mcp import Client

from mcp_server.instructions import write_instructions
from mcp_server.server import build_server
from mcp_server.site import Site

FOLDER = Path(__file__).parent


def list_tools() -> list[dict[str, Any]]:
    """Every tool as it goes over the wire."""

    async def _list() -> list[dict[str, Any]]:
        async with Client(build_server(Site(environ={}))) as client:
            listed = await client.list_tools()
            return [tool.model_dump(mode="json", by_alias=True, exclude_none=True) for tool in listed.tools]

    return anyio.run(_list)


def contents() -> dict[str, str]:
    """File name to text of the whole contract."""
    files = {f"{tool['name']}.json": json.dumps(tool, indent=2) + "\n" for tool in list_tools()}
    return files | {"instructions.txt": write_instructions() + "\n"}


def regenerate() -> Iterable[Path]:
    """Write the contract again."""
    wanted = contents()
    for old in [*FOLDER.glob("*.json"), *FOLDER.glob("*.txt")]:
        if old.name not in wanted:
            old.unlink()
    for name, text in wanted.items():
        (FOLDER / name).write_text(text, encoding="utf-8")
        yield FOLDER / name
