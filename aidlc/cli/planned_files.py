"""How commands show files that they would write, or have written."""

from __future__ import annotations

import re
from difflib import unified_diff
from typing import Final

import click

from aidlc.domain.errors import InputError
from aidlc.usecases.initialise import Deed, PlannedFile

_RELEASE: Final = re.compile(r"([A-Za-z0-9_.-]+/[A-Za-z0-9_.-]+)@([0-9a-f]{40}|[0-9a-f]{64})")
_DEEDS: Final = {
    (Deed.CREATE, False): "created",
    (Deed.CREATE, True): "would be created",
    (Deed.REPLACE, False): "replaced",
    (Deed.REPLACE, True): "would be replaced",
    (Deed.EXTEND, False): "extended",
    (Deed.EXTEND, True): "would be extended",
    (Deed.KEEP, False): "left as it is",
    (Deed.KEEP, True): "would be left as it is",
    (Deed.SAME, False): "up to date",
    (Deed.SAME, True): "up to date",
}


def name_deed(deed: Deed, *, dry_run: bool) -> str:
    """Return what happened to a file, or would have."""
    return _DEEDS[deed, dry_run]


def print_diff(file: PlannedFile, *, new: bool = False) -> None:
    """Print what would change in a file, a line each, harmless to a terminal; a file that isn't there yet only if `new`."""
    from prompts.neutral import show_hidden

    if file.deed is Deed.SAME or (file.before is None and not new):
        return
    before = (file.before or b"").decode("utf-8", "replace").splitlines()
    after = file.after.decode("utf-8", "replace").splitlines()
    was = f"{file.path} (as it is)" if file.before is not None else "/dev/null"
    for line in unified_diff(before, after, was, f"{file.path} (as it would be)", lineterm=""):
        click.echo(show_hidden(line.expandtabs(4)))


def read_pin(text: str) -> tuple[str, str]:
    """Return repository and commit of a release written `OWNER/REPO@COMMIT`. Raises `InputError` for anything else."""
    found = _RELEASE.fullmatch(text)
    if found is None:
        raise InputError("The action is written OWNER/REPO@COMMIT, with the full commit id of a release.")
    return found[1], found[2]
