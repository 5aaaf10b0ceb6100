"""Ours beside another record server for assistants, in one run: start, list, create, memory, size of the tool list.

An item is a Bolt here and a task there. Opt-in: `make bench ARGS=--peers` installs the peer from npm into `.venv/peers`.
"""

from __future__ import annotations

import json
import os
import shutil
import signal
import statistics
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Final

from bench.start import HELLO, ask, tell

PEERS: Final = Path(__file__).parents[1] / ".venv" / "peers"
PINNED: Final = "backlog.md@1.52.0"
SIZES: Final = (10, 1_000, 10_000)
ROUNDS: Final = 3

_TASK: Final = """\
---
id: TASK-{n}
title: Item {n}
status: To Do
assignee: []
created_date: '2026-11-24 02:12'
labels: []
dependencies: []
ordinal: {n}000
---

## Description

<!-- SECTION:DESCRIPTION:BEGIN -->
What item {n} is about.
<!-- SECTION:DESCRIPTION:END -->
"""
_INTENT: Final = "---\nschema: aidlc/intent/v1\ntitle: A shop\nworkspace: greenfield\n---\nSell.\n"
_UNIT: Final = "---\nschema: aidlc/unit/v1\ntitle: A Unit\n---\n"
_BOLT: Final = "---\nschema: aidlc/bolt/v1\nunit: {unit}\ngoal: Item {n}\n---\nWhat item {n} is about.\n"


@dataclass(frozen=True, slots=True)
class Subject:
    """A server to measure: how a folder is filled with items, and its calls to list and to create."""

    name: str
    command: tuple[str, ...]
    lay: Callable[[Path, int], None]
    list_items: tuple[str, Mapping[str, Any]]
    create_item: tuple[str, Mapping[str, Any]]


def measure_peers() -> list[tuple[str, ...]]:
    """Rows of what was measured: the figure's name, ours, theirs; a size's figures are medians of some cold processes."""
    subjects = (_ours(), _install_backlog())
    rows: list[tuple[str, ...]] = [("", *(subject.name for subject in subjects))]
    with tempfile.TemporaryDirectory(prefix="aidlc-peers-") as name:
        for size in SIZES:
            folders = [Path(name) / f"{place}-{size}" for place in range(len(subjects))]
            for subject, folder in zip(subjects, folders, strict=True):
                _lay(subject, folder, size)
            taken: list[list[dict[str, float]]] = [[] for _ in subjects]
            for _ in range(ROUNDS):  # in turn, so that all see the same load
                for figures, subject, folder in zip(taken, subjects, folders, strict=True):
                    figures.append(_measure(subject, folder))
            for what in taken[0][0]:
                medians = [statistics.median(each[what] for each in figures) for figures in taken]
                rows.append((f"{size:,} items: {what}", *(f"{one:,.0f}" for one in medians)))
    return rows


def _ours() -> Subject:
    def lay(folder: Path, size: int) -> None:
        top = folder / "aidlc-records" / "shop"
        _write(top / "inception" / "intent.md", _INTENT)
        for n in range(size):
            unit = f"unit-{n // 100}"
            _write(top / "inception" / "units" / f"{unit}.md", _UNIT)
            _write(top / "construction" / unit / "bolts" / f"item-{n}.md", _BOLT.format(unit=unit, n=n))

    new = {
        "intent": "shop",
        "kind": "adr",
        "unit": "unit-0",
        "name": "one-more",
        "fields": {"title": "One more"},
    }
    aidlc = str(Path(sys.executable).with_name("aidlc"))
    listed = ("get_status", {"intent": "shop"})
    return Subject("aidlc", (aidlc, "serve"), lay, listed, ("record_artifact", new))


def _install_backlog() -> Subject:
    npm = shutil.which("npm")
    if npm is None:
        raise SystemExit("bench: --peers needs npm on the PATH: install node 20 or newer.")
    script = PEERS / "node_modules" / ".bin" / "backlog"
    package = PEERS / "node_modules" / "backlog.md" / "package.json"
    wanted = PINNED.rpartition("@")[2]
    if not package.exists() or json.loads(package.read_text(encoding="utf-8"))["version"] != wanted:
        sys.stderr.write(f"bench: installing {PINNED} into .venv/peers\n")
        options = ("--no-audit", "--no-fund", "--no-save", "--loglevel=error")
        subprocess.run([npm, "install", "--prefix", str(PEERS), *options, PINNED], check=True)

    def lay(folder: Path, size: int) -> None:
        command = [str(script), "init", "shop", "--defaults"]
        subprocess.run(command, cwd=folder, check=True, stdin=subprocess.DEVNULL, capture_output=True)
        for n in range(1, size + 1):
            _write(folder / "backlog" / "tasks" / f"task-{n} - Item-{n}.md", _TASK.format(n=n))

    new = ("task_create", {"title": "One more"})
    return Subject(PINNED, (str(script), "mcp", "start"), lay, ("task_list", {}), new)


def _lay(subject: Subject, folder: Path, size: int) -> None:
    folder.mkdir()
    subprocess.run(["git", "init", "--quiet", "-b", "main"], cwd=folder, check=True)
    subject.lay(folder, size)
    identity = ("-c", "user.name=Bench", "-c", "user.email=bench@example.com")
    subprocess.run(["git", "add", "--all"], cwd=folder, check=True)
    subprocess.run(["git", *identity, "commit", "--quiet", "-m", "Items"], cwd=folder, check=True)


def _measure(subject: Subject, folder: Path) -> dict[str, float]:
    began = time.perf_counter()
    with subprocess.Popen(
        subject.command,
        cwd=folder,
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        stderr=subprocess.DEVNULL,
        start_new_session=True,
    ) as process:
        try:
            ask(process, {"jsonrpc": "2.0", "id": 1, "method": "initialize", "params": HELLO})
            initialized = time.perf_counter()
            tell(process, {"jsonrpc": "2.0", "method": "notifications/initialized"})
            asked = time.perf_counter()
            listed = _call(process, 2, *subject.list_items)
            answered = time.perf_counter()
            _call(process, 3, *subject.create_item)
            created = time.perf_counter()
            tools = ask(process, {"jsonrpc": "2.0", "id": 4, "method": "tools/list", "params": {}})
            memory = _peak_of_group(process.pid)
        finally:
            os.killpg(process.pid, signal.SIGTERM)
    subprocess.run(["git", "clean", "-fdq"], cwd=folder, check=True)
    return {
        "start to initialize, ms": (initialized - began) * 1000,
        "start to first list, ms": (answered - began) * 1000,
        "list, ms": (answered - asked) * 1000,
        "create, ms": (created - answered) * 1000,
        "peak memory, MB": memory,
        "answer of list, characters": len(listed),
        "tools/list, characters": len(json.dumps(tools["result"]["tools"], separators=(",", ":"))),
    }


def _call(process: subprocess.Popen[bytes], number: int, tool: str, arguments: Mapping[str, Any]) -> str:
    params = {"name": tool, "arguments": arguments}
    answer = ask(process, {"jsonrpc": "2.0", "id": number, "method": "tools/call", "params": params})
    result = answer.get("result", {"isError": True, "content": []})
    if result.get("isError"):
        raise RuntimeError(f"{tool} failed: {answer}")
    return "".join(one.get("text", "") for one in result["content"])


def _peak_of_group(leader: int) -> float:
    """The peaks of all processes of a group, summed, in megabytes (proc(5): VmHWM)."""
    peak = 0
    for status in Path("/proc").glob("[0-9]*/status"):
        try:
            if os.getpgid(int(status.parent.name)) == leader:
                fields = dict(line.split(":", 1) for line in status.read_text(encoding="utf-8").splitlines())
                peak += int(fields["VmHWM"].split()[0])
        except (OSError, KeyError):
            continue  # it has ended
    return peak / 1024


def _write(path: Path, text: str) -> None:
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text(text, encoding="utf-8")
