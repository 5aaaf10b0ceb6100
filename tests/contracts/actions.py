"""docs/actions.md: what the manifests say, as tables. The manifests are the source; a test compares them with the code."""

from collections.abc import Iterable, Mapping
from pathlib import Path
from typing import Any

from ruamel.yaml import YAML

ROOT = Path(__file__).resolve().parents[2]
DOCUMENT = ROOT / "docs/actions.md"
MANIFESTS = {
    "OWNER/REPO": ROOT / "action.yml",
    "OWNER/REPO/actions/gate": ROOT / "actions/gate/action.yml",
    "OWNER/REPO/actions/bolts": ROOT / "actions/bolts/action.yml",
    "OWNER/REPO/actions/audit": ROOT / "actions/audit/action.yml",
    "OWNER/REPO/actions/request": ROOT / "actions/request/action.yml",
    "OWNER/REPO/actions/draft": ROOT / "actions/draft/action.yml",
    "OWNER/REPO/actions/deploy": ROOT / "actions/deploy/action.yml",
}
_PERMISSIONS = {
    "OWNER/REPO": ("contents: read", "pull-requests: write", "issues: write", "statuses: write"),
    "OWNER/REPO/actions/bolts": ("contents: read", "pull-requests: read", "issues: write", "statuses: read"),
    "OWNER/REPO/actions/audit": ("contents: read", "pull-requests: read", "statuses: read"),
    "OWNER/REPO/actions/request": (
        "contents: read",
        "pull-requests: write",
        "issues: write",
        "statuses: write",
    ),
    "OWNER/REPO/actions/draft": (
        "contents: write",
        "pull-requests: write",
        "issues: write",
        "statuses: write",
    ),
}
_PERMISSIONS["OWNER/REPO/actions/deploy"] = _PERMISSIONS["OWNER/REPO/actions/audit"]
_INTRODUCTION = """\
# The actions

<!-- Written by `make contracts` from the manifests. -->

Pin them by the full commit id of a release. They use no other action, check nothing out, and never work in the workspace:
they make an environment under the runner's temporary folder, install pinned requirements with their hashes (the gate's; the
draft `draft.txt` or `bedrock.txt`) and this project into it, and run the console script there. They need a Linux or macOS
runner with git 2.38 and Python 3.11 or newer as `python3` (`ubuntu-24.04` has both).

`OWNER/REPO/actions/gate` is the same as `OWNER/REPO`.
"""


def load(manifest: Path) -> dict[str, Any]:
    loaded: dict[str, Any] = YAML(typ="safe").load(manifest.read_text(encoding="utf-8"))
    return loaded


def document() -> str:
    parts = [_INTRODUCTION]
    for uses, permissions in _PERMISSIONS.items():
        manifest = load(MANIFESTS[uses])
        parts.append(f"\n## `uses: {uses}@<full commit id>`\n\n{manifest['description']}\n")
        parts.append(f"\nPermissions of the job: {', '.join(f'`{each}`' for each in permissions)}.\n")
        parts.append(_table("Input", manifest["inputs"], "Default"))
        parts.append(_table("Output", manifest["outputs"], None))
    return "".join(parts)


def _table(title: str, rows: Mapping[str, Mapping[str, Any]], default: str | None) -> str:
    head = [title, *([default] if default else []), "Meaning"]
    lines = ["| " + " | ".join(head) + " |", "|" + " --- |" * len(head)]
    for name, row in rows.items():
        given = str(row.get("default", "")).replace("${{ github.token }}", "the job's token")
        middle = [f"`{given}`" if given and " " not in given else given] if default else []
        lines.append("| " + " | ".join([f"`{name}`", *middle, str(row["description"])]) + " |")
    return "\n" + "\n".join(lines) + "\n"


def regenerate() -> Iterable[Path]:
    DOCUMENT.write_text(document(), encoding="utf-8", newline="\n")
    yield DOCUMENT
