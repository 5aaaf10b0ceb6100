"""How this very program can be started again by somebody else: by name, or from the commit it was installed from."""

from __future__ import annotations

import json
import shutil
from collections.abc import Mapping
from importlib.metadata import PackageNotFoundError, distribution
from importlib.util import find_spec
from pathlib import Path
from typing import Final

from aidlc.domain.assistants import Launch, pinned

_PROGRAM: Final = "aidlc"
_PASSING: Final = ("/uv/archive-v", "/uv/environments-v", "/uv/builds-v", "/pipx/.cache/", "/.cache/pipx/")
"""Parts of the paths where `uvx` and `pipx run` keep what they may throw away."""


def find_program(environ: Mapping[str, str]) -> Launch | None:
    """Return the command by name, if what the PATH has under it is installed to stay and can serve; else None.

    What belongs to another installation than this one can't be looked into, and is taken at its word.
    """
    found = shutil.which(_PROGRAM, path=environ.get("PATH"))
    if found is None or is_passing(found, environ) or is_passing(str(Path(found).resolve()), environ):
        return None
    if _is_ours(Path(found)) and find_spec("mcp") is None:
        return None
    return Launch(_PROGRAM, ("serve",))


def find_source() -> Launch | None:
    """Return the command that runs the commit this program was installed from; None when that was no git repository.

    Source: PEP 610, `direct_url.json`.
    """
    try:
        text = distribution(_PROGRAM).read_text("direct_url.json")
    except PackageNotFoundError:
        return None
    return read_source(text or "")


def read_source(direct_url: str) -> Launch | None:
    """Return the command for what a `direct_url.json` says, None when it names no commit."""
    try:
        said = json.loads(direct_url)
        url, vcs = said["url"], said["vcs_info"]
        kind, commit = vcs["vcs"], vcs["commit_id"]
    except (ValueError, KeyError, TypeError):
        return None
    if kind != "git" or not isinstance(url, str) or not isinstance(commit, str):
        return None
    if (
        "@" in url.partition("://")[2].partition("/")[0]
    ):  # a user, perhaps with a password, isn't for a shared file
        return None
    return pinned(url, commit)


def is_passing(path: str, environ: Mapping[str, str]) -> bool:
    """Return whether `path` lies where tools keep what they may throw away."""
    cache = environ.get("UV_CACHE_DIR", "")
    return any(part in path for part in _PASSING) or (
        bool(cache) and path.startswith(f"{cache.rstrip('/')}/")
    )


def _is_ours(found: Path) -> bool:
    import sys

    return found.resolve().parent == Path(sys.prefix).resolve() / "bin"
