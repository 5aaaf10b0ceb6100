"""The committed JSON Schemas of records and policy."""

import json
from collections.abc import Iterator
from pathlib import Path

from schemas.json_schema import all_kinds, build_schema, file_name

FOLDER = Path(__file__).resolve().parents[2] / "schemas" / "json"


def render_schema(kind: str) -> str:
    return json.dumps(build_schema(kind), indent=2, ensure_ascii=False) + "\n"


def regenerate() -> Iterator[Path]:
    FOLDER.mkdir(exist_ok=True)
    for kind in all_kinds():
        path = FOLDER / file_name(kind)
        path.write_text(render_schema(kind), encoding="utf-8")
        yield path
