"""What `resources/list` (of an empty repository) and `resources/templates/list` promise to clients."""

import json
from collections.abc import Iterable
from pathlib import Path

from mcp_server.resources import Shelf
from mcp_server.site import Site

FILE = Path(__file__).with_name("resources.json")


def contents() -> str:
    shelf = Shelf(Site(root=Path(__file__).parent / "nowhere", environ={}))
    listed = [*shelf.listed(), *shelf.templates()]
    plain = [one.model_dump(mode="json", by_alias=True, exclude_none=True) for one in listed]
    return json.dumps(plain, indent=2) + "\n"


def regenerate() -> Iterable[Path]:
    FILE.write_text(contents(), encoding="utf-8")
    yield FILE
