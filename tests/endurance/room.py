"""No room on the disk in the middle of a write."""

from pathlib import Path

from tests.endurance.ground import INTENT, RECORDS, Outcome, lay, leftovers
from tests.endurance.wire import Server

ROOM = 16_384


def run_room(folder: Path, times: int) -> Outcome:
    """A server whose files may not exceed `ROOM` bytes gets more than that, over an old record and as a new one."""
    root = lay(folder / "room")
    old = root / RECORDS / INTENT / "inception" / "intent.md"
    server = Server(root, ROOM)
    faults, refused = [], 0
    for n in range(times):
        for name in (INTENT, f"new-{n}"):
            before = old.read_bytes()
            succeeded, said = server.call("record_intent", intent=name, title="T", body="x" * 2 * ROOM)
            refused += not succeeded
            clear = "can't be written" in said and "It is as it was" in said and "Make room" in said
            if succeeded or not clear or said.count("can't be written") != 1:
                faults.append(f"{name}: {said}")
            if old.read_bytes() != before:
                faults.append("the old record isn't whole")
        if (root / RECORDS / f"new-{n}" / "inception" / "intent.md").exists():
            faults.append(f"new-{n} is there")
        succeeded, said = server.call("record_intent", intent=INTENT, title=f"Short {n}", body="x")
        faults += [] if succeeded else [f"a short one afterwards: {said}"]
    server.stop()
    faults += [f"left: {path.name}" for path in leftovers(root)]
    figures = f"{refused} of {2 * times} writes without room refused by one message, the old file whole; next write works"
    return Outcome("no room on the disk", figures, tuple(faults))
