"""What a client must have learnt: the same as the SDK's client in memory, where no wire can lose anything."""

from pathlib import Path
from typing import Any

import anyio
from jsonschema import Draft202012Validator
from mcp import Client

from mcp_server.server import build_server
from mcp_server.site import Site
from tests.clients.peers.facts import COLOUR, Wire
from tests.clients.peers.sdk import learn


def learn_in_memory(root: Path) -> Wire:
    """What there is to learn in the repository at `root`."""

    async def _learn() -> Wire:
        async with Client(build_server(Site(root=root))) as client:
            return await learn(client)

    return anyio.run(_learn)


def find_faults(facts: Wire, expected: Wire, root: Path) -> list[str]:
    """Where a client learnt something else than `expected`, or its record isn't in the repository at `root`."""
    faults = [
        f"{name}: got {_short(facts.get(name))}, expected {_short(value)}"
        for name, value in expected.items()
        if facts.get(name) != value and not _out_of_reach(name, facts)
    ]
    questions = root / "aidlc-records/shop/inception/questions.md"
    if COLOUR["question"] not in questions.read_text(encoding="utf-8"):
        faults.append("the record that it wrote isn't in the repository")
    schema = (facts.get("tools") or {}).get("get_status")
    if not schema:
        faults.append("get_status has no output schema")
    else:
        faults += [error.message for error in Draft202012Validator(schema).iter_errors(facts.get("status"))]
    return faults


def _out_of_reach(name: str, facts: Wire) -> bool:
    """Not every client can ask for completions."""
    return name == "completed" and facts.get("completed") is None


def _short(value: Any) -> str:
    text = repr(value)
    return text if len(text) <= 120 else f"{text[:117]}…"
