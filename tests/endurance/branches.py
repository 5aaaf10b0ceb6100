"""Records made on parallel branches and in parallel clones meet without a conflict and without a repair."""

from pathlib import Path

from tests.endurance.ground import INTENT, UNIT, Outcome, commit, git, lay, titles
from tests.mcp_server.assistant import Assistant


def run_branches(folder: Path, each: int) -> list[Outcome]:
    """Two branches, two clones, and the same name chosen twice; `each` Intents a side, beside other records."""
    return [
        _try_branches(folder, each),
        _try_clones(folder, each),
        _try_same_name(folder),
    ]


def _record(root: Path, side: str, each: int) -> int:
    """Records of every sort that people make beside one another; how many."""
    assistant = Assistant(root)
    for n in range(each):
        assistant.call("record_intent", intent=f"{side}-{n}", title=f"{side} {n}", body="Do it.")
    assistant.call("record_units", intent=INTENT, units=[{"id": f"{side}-unit", "title": side}])
    assistant.call(
        "record_artifact", intent=INTENT, kind="adr", unit=UNIT, name=side, fields={"title": side}, body="So."
    )
    commit(root, side)
    return each + 2


def _try_branches(folder: Path, each: int) -> Outcome:
    root = lay(folder / "branches")
    made = 0
    for side in ("left", "right"):
        git(root, "checkout", "--quiet", "-b", side, "main")
        made += _record(root, side, each)
    git(root, "checkout", "--quiet", "main")
    git(root, "merge", "--quiet", "--no-edit", "left")
    git(root, "merge", "--quiet", "--no-edit", "right")
    return _judge("two branches, merged", root, made, each)


def _try_clones(folder: Path, each: int) -> Outcome:
    lay(folder / "origin-work")
    origin = folder / "origin.git"
    git(folder, "clone", "--quiet", "--bare", "origin-work", str(origin))
    made = 0
    for side in ("left", "right"):
        git(folder, "clone", "--quiet", str(origin), side)
    for side in ("left", "right"):
        made += _record(folder / side, side, each)
    git(folder / "left", "push", "--quiet")
    git(folder / "right", "pull", "--quiet", "--no-rebase", "--no-edit")
    return _judge("two clones, pulled", folder / "right", made, each)


def _judge(trial: str, root: Path, made: int, each: int) -> Outcome:
    found = titles(root)
    lost = [f"{side}-{n}" for side in ("left", "right") for n in range(each) if f"{side}-{n}" not in found]
    data = Assistant(root).call("validate_records").data
    faults = [*(f"lost: {one}" for one in lost), *(data["problems"] if data["total"] else ())]
    figures = f"{made} records, {len(lost)} lost, 0 conflicts, {data['total']} problems, no repair step"
    return Outcome(trial, figures, tuple(faults))


def _try_same_name(folder: Path) -> Outcome:
    root = lay(folder / "same")
    for side in ("left", "right"):
        git(root, "checkout", "--quiet", "-b", side, "main")
        Assistant(root).call("record_intent", intent="same", title=f"From the {side}", body=side)
        commit(root, side)
    git(root, "merge", "left", fails=True)
    torn = git(root, "diff", "--name-only", "--diff-filter=U").split()
    data = Assistant(root).call("validate_records").data
    named = [one for one in data["problems"] if "same" in one and "conflict" in one]
    faults = [] if (len(torn), data["total"], len(named)) == (1, 1, 1) else [str((torn, data))]
    return Outcome(
        "the same name on two branches",
        f"{len(torn)} file in conflict; validate_records: {named[0] if named else 'nothing'}",
        tuple(faults),
    )
