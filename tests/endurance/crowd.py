"""Many server processes write to one repository at once: what was acknowledged is found, what was refused says why."""

import hashlib
from collections.abc import AsyncIterator, Callable, Sequence
from contextlib import AsyncExitStack, asynccontextmanager
from pathlib import Path
from typing import Any

import anyio
from mcp import Client
from mcp.types import TextContent

from aidlc.adapters.ledger import Ledger
from aidlc.domain.records import Address, Kind
from schemas.construction import Bolt
from schemas.records import Questions, Unit
from tests.endurance.ground import BOLT, INTENT, RECORDS, UNIT, Outcome, commit, git, lay, server, titles

Call = tuple[str, dict[str, Any], str]
"""Tool, arguments, and the mark that must be found once the call was acknowledged."""

MOST_LINKS = 48  # a Bolt holds 50
MOST_SUGGESTIONS = 200  # what a Unit holds


def run_crowd(folder: Path, servers: int, each: int) -> list[Outcome]:
    """Every trial of a crowd: `servers` processes, up to `each` calls of each."""
    root = lay(folder / "crowd")
    return [*anyio.run(_share, root, servers, each), anyio.run(_split, folder, servers, each)]


async def _share(root: Path, servers: int, each: int) -> list[Outcome]:
    async with _clients([root] * servers) as clients:
        return [
            await _try_own(root, clients, each),
            await _try_bolt(root, clients, min(each, MOST_LINKS // servers)),
            await _try_questions(root, clients, each),
            await _try_suggestions(root, clients, min(each, MOST_SUGGESTIONS // servers)),
            await _try_same_digest(root, clients, each),
        ]


async def _try_own(root: Path, clients: Sequence[Client], each: int) -> Outcome:
    said, refused = await _call_all(clients, lambda who: [_new_intent(f"own-{who}-{n}") for n in range(each)])
    found = titles(root)
    return _judge("creating records of their own", clients, said, refused, set(found.values()))


async def _try_bolt(root: Path, clients: Sequence[Client], each: int) -> Outcome:
    def calls(who: int) -> list[Call]:
        links = [f"https://example.com/{who}/{n}" for n in range(each)]
        return [("update_bolt", {"bolt": BOLT, "links": [link]}, link) for link in links]

    said, refused = await _call_all(clients, calls)
    record = Ledger(root).read(Address(Kind.BOLT, INTENT, UNIT, "pay")).record
    assert isinstance(record, Bolt)
    found = set(record.evidence.links if record.evidence else ())
    return _judge("updating the same Bolt", clients, said, refused, found)


async def _try_questions(root: Path, clients: Sequence[Client], each: int) -> Outcome:
    def calls(who: int) -> list[Call]:
        ids = [f"q-{who}-{n}" for n in range(each)]
        asked = [{"intent": INTENT, "questions": [{"id": one, "question": "Why?"}]} for one in ids]
        return [("record_questions", given, one) for given, one in zip(asked, ids, strict=True)]

    said, refused = await _call_all(clients, calls)
    record = Ledger(root).read(Address(Kind.QUESTIONS, INTENT)).record
    assert isinstance(record, Questions)
    return _judge("adding to one file of questions", clients, said, refused, {q.id for q in record.questions})


async def _try_suggestions(root: Path, clients: Sequence[Client], each: int) -> Outcome:
    def calls(who: int) -> list[Call]:
        ids = [f"b-{who}-{n}" for n in range(each)]
        given = [{"intent": INTENT, "unit": "stock", "bolts": [{"id": one, "goal": "Do."}]} for one in ids]
        return [("record_bolts", arguments, one) for arguments, one in zip(given, ids, strict=True)]

    unit = {"intent": INTENT, "units": [{"id": "stock", "title": "Stock"}]}
    await clients[0].call_tool("record_units", unit)
    said, refused = await _call_all(clients, calls)
    record = Ledger(root).read(Address(Kind.UNIT, INTENT, "", "stock")).record
    assert isinstance(record, Unit)
    return _judge("adding to one Unit's file", clients, said, refused, {bolt.id for bolt in record.bolts})


async def _try_same_digest(root: Path, clients: Sequence[Client], rounds: int) -> Outcome:
    """All change the same text from the same state of it: one may, the others are told to read again."""
    path = root / RECORDS / INTENT / "inception" / "prfaq.md"
    await clients[0].call_tool("record_artifact", {"intent": INTENT, "kind": "prfaq", "body": "New."})
    faults, won, told = [], 0, 0
    for n in range(rounds):
        digest = hashlib.sha256(path.read_bytes()).hexdigest()

        def calls(who: int, n: int = n, digest: str = digest) -> list[Call]:
            text = f"Round {n} of {who}."
            given = {"intent": INTENT, "kind": "prfaq", "body": text, "expected": digest}
            return [("record_artifact", given, text)]

        said, refused = await _call_all(clients, calls)
        body = path.read_text(encoding="utf-8")
        won, told = won + len(said), told + len(refused)
        if len(said) != 1 or said[0] not in body:
            faults.append(f"round {n}: {said} were acknowledged, the file says {body[-40:]!r}")
        faults += [f"a refusal without a reason: {one}" for one in refused if "changed" not in one]
    figures = (
        f"{len(clients)} processes x {rounds} rounds: {won} written, {told} refused with the reason, 0 lost"
    )
    return Outcome("changing one text from the same state", figures, tuple(faults))


async def _split(folder: Path, servers: int, each: int) -> Outcome:
    """Half of the processes in a second worktree of the same repository; then both branches are merged."""
    root, other = lay(folder / "split"), folder / "split-worktree"
    git(root, "worktree", "add", "--quiet", "-b", "other", str(other))
    async with _clients([root if who % 2 else other for who in range(servers)]) as clients:
        said, refused = await _call_all(
            clients, lambda who: [_new_intent(f"tree-{who}-{n}") for n in range(each)]
        )
    commit(root, "Ours")
    commit(other, "Theirs")
    git(root, "merge", "--quiet", "--no-edit", "other")
    return _judge("two worktrees, then merged", clients, said, refused, set(titles(root).values()))


def _new_intent(name: str) -> Call:
    return ("record_intent", {"intent": name, "title": name, "body": "Do it."}, name)


@asynccontextmanager
async def _clients(roots: Sequence[Path]) -> AsyncIterator[list[Client]]:
    async with AsyncExitStack() as stack:
        yield [await stack.enter_async_context(Client(server(root))) for root in roots]


async def _call_all(
    clients: Sequence[Client], calls: Callable[[int], list[Call]]
) -> tuple[list[str], list[str]]:
    """The marks of what was acknowledged and the texts of what was refused, when all call at once."""
    said: list[str] = []
    refused: list[str] = []

    async def call(who: int, client: Client) -> None:
        for tool, arguments, mark in calls(who):
            result = await client.call_tool(tool, arguments)
            text = " ".join(one.text for one in result.content if isinstance(one, TextContent))
            (refused if result.is_error else said).append(text if result.is_error else mark)

    async with anyio.create_task_group() as group:
        for who, client in enumerate(clients):
            group.start_soon(call, who, client)
    return said, refused


def _judge(
    trial: str, clients: Sequence[Client], said: list[str], refused: list[str], found: set[str]
) -> Outcome:
    lost = [mark for mark in said if mark not in found]
    figures = (
        f"{len(clients)} processes, {len(said) + len(refused)} calls: {len(said)} acknowledged, "
        f"{len(refused)} refused, {len(lost)} lost"
    )
    faults = [f"lost: {mark}" for mark in lost] + [f"refused: {text}" for text in refused]
    return Outcome(trial, figures, tuple(faults))
