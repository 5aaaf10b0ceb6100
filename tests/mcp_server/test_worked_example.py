"""The worked example, handed in through the tools, gives the files that the repository ships, byte for byte."""

import subprocess
from pathlib import Path
from typing import Any

import pytest

from aidlc.adapters.ledger import Ledger
from aidlc.domain.records import Kind, RecordFile, RecordTree
from schemas.construction import Bolt
from schemas.records import Unit
from tests.mcp_server.assistant import Assistant

EXAMPLE = Path(__file__).resolve().parents[2] / "examples" / "event-management"
INTENT = "event-management"


@pytest.fixture(scope="module")
def example(tmp_path_factory: pytest.TempPathFactory) -> RecordTree:
    """The shipped records, read from a repository of their own."""
    root = tmp_path_factory.mktemp("example")
    subprocess.run(["git", "init", "-q", str(root)], check=True)
    subprocess.run(["cp", "-R", str(EXAMPLE / "aidlc-records"), str(root)], check=True)
    tree = Ledger(root).load()
    assert tree.problems == ()
    return tree


def fields_of(file: RecordFile, *left_out: str) -> dict[str, Any]:
    """The front matter as an assistant would hand it in."""
    return file.record.model_dump(mode="json", exclude={"schema_", *left_out}, exclude_defaults=True)


def record_inception(assistant: Assistant, example: RecordTree) -> None:
    """Hand in the inception part of the example."""
    for file in example.of(Kind.INTENT):
        assistant.call("record_intent", intent=INTENT, body=file.body, **fields_of(file))
    for file in example.of(Kind.QUESTIONS):
        assistant.call("record_questions", intent=INTENT, **fields_of(file))
    for kind in (Kind.PRFAQ, Kind.STORIES, Kind.NFRS, Kind.RISKS, Kind.MEASURES):
        for file in example.of(kind):
            arguments = {"kind": str(kind), "fields": fields_of(file), "body": file.body}
            assistant.call("record_artifact", intent=INTENT, **arguments)
    units = list(example.of(Kind.UNIT))
    assistant.call(
        "record_units",
        intent=INTENT,
        units=[{"id": file.address.name, "body": file.body, **fields_of(file, "bolts")} for file in units],
    )
    for file in units:
        assert isinstance(file.record, Unit)
        bolts = [bolt.model_dump(exclude_none=True) for bolt in file.record.bolts]
        if bolts:
            assistant.call("record_bolts", intent=INTENT, unit=file.address.name, bolts=bolts)


def record_construction(assistant: Assistant, example: RecordTree) -> None:
    """Hand in the construction part, as it can be once the inception has landed."""
    for kind in (Kind.DOMAIN_DESIGN, Kind.LOGICAL_DESIGN, Kind.ADR, Kind.TESTS):
        for file in example.of(kind):
            at = {"unit": file.address.unit, **({"name": file.address.name} if kind is Kind.ADR else {})}
            arguments = {"kind": str(kind), "fields": fields_of(file), "body": file.body, **at}
            assistant.call("record_artifact", intent=INTENT, **arguments)
    for file in example.of(Kind.BOLT):
        assert isinstance(file.record, Bolt)
        kept = fields_of(file, "unit", "state", "started", "finished", "blocked_by", "evidence")
        bolt = {"id": file.address.name, "body": file.body, **kept}
        assistant.call("record_bolts", intent=INTENT, unit=file.address.unit, bolts=[bolt])


def land(root: Path) -> None:
    """Put what is there on a remote's default branch, as a merged pull request would have."""

    def git(*arguments: str) -> None:
        subprocess.run(["git", "-C", str(root), *arguments], check=True)

    remote = root.parent / "remote.git"
    subprocess.run(["git", "init", "-q", "--bare", "-b", "main", str(remote)], check=True)
    git("add", "--all")
    git("commit", "-q", "-m", "inception")
    git("remote", "add", "origin", str(remote))
    git("push", "-q", "origin", "HEAD:main")
    git("fetch", "-q", "origin")


def test_example_handed_in_through_the_tools_is_the_shipped_one(
    assistant: Assistant, example: RecordTree
) -> None:
    record_inception(assistant, example)
    assert assistant.call("get_status", intent=INTENT).data["intents"][0]["missing"] == []
    land(assistant.root)
    record_construction(assistant, example)
    assert assistant.call("validate_records").data == {
        "problems": [],
        "total": 0,
        "warnings": 0,
        "cursor": None,
    }
    status = assistant.call("get_status", intent=INTENT).data["intents"][0]
    assert status["phase"] == "construction"
    assert len(status["units"]) == 5
    written = {file.path: file for file in Ledger(assistant.root).load().files}
    shipped = {file.path: file for file in example.files}
    assert written.keys() == shipped.keys()
    # A Bolt's own way is no part of planning it, and questions are handed in without words around them.
    moved = ("state", "started", "finished", "blocked_by", "evidence")
    for path, file in shipped.items():
        mine = written[path]
        if file.address.kind is Kind.BOLT:
            assert (fields_of(mine, *moved), mine.body) == (fields_of(file, *moved), file.body)
        elif file.address.kind is Kind.QUESTIONS:
            assert mine.record == file.record
        else:
            assert (mine.record, mine.body, mine.sha256) == (file.record, file.body, file.sha256), path
