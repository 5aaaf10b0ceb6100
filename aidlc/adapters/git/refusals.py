"""What git's and GitHub's words mean for the user when a remote doesn't take a push or doesn't answer. Pure functions."""

from __future__ import annotations

import re
from typing import Final

_SHOWN: Final = 400
_NOISE: Final = re.compile(
    r"(?:hint:|To |Everything up-to-date|Enumerating |Counting |Delta compression |Compressing |Writing |Total |"
    r"remote: Resolving deltas|error: failed to push some refs)"
)
_RULES: Final = (
    "A rule of the repository refuses it: have its administrator let people push branches under aidlc/, or do what the "
    "rule says."
)
_FORK: Final = (
    "You may not push there. Ask for write access, or work in a fork: `gh repo fork --remote` names your fork origin and "
    "this repository upstream."
)
_REMEDIES: Final = (
    (
        r"could not read (Username|Password)|Authentication failed|Invalid username or token",
        "Give git access to the remote (`gh auth setup-git`, a helper, an ssh key), or a valid token in AIDLC_GITHUB_TOKEN.",
    ),
    (
        r"Permission denied|Host key verification failed",
        "Give git access to the remote: an ssh key that it knows, and its host key.",
    ),
    (
        r"without `workflow` scope|refusing to allow .* workflow",
        "Changing .github/workflows takes a token with the scope `workflow`; or leave those files to a person.",
    ),
    (
        r"GH001|exceeds GitHub's file size limit|[Ll]arge files detected|pack exceeds maximum",
        "Leave the large file out of `paths` (git LFS keeps such files).",
    ),
    (
        r"GH007|private email",
        "Use the address that GitHub made for you: `git config user.email ID+LOGIN@users.noreply.github.com`.",
    ),
    (
        r"(?i:push protection)",
        "Take the secret out of the files and make it invalid where it was issued.",
    ),
    (
        r"\b(unsigned|verified signatures?)\b",
        "Sign commits (`git config commit.gpgsign true`) with a key that GitHub knows.",
    ),
    (r"GH006|GH013|[Pp]rotected branch|rule violations|repository rule", _RULES),
    (
        r"non-fast-forward|fetch first|stale info|cannot lock ref|reference already exists|failed to update ref",
        "The branch on the remote isn't as it was, or another branch has its name as a folder (`git ls-remote --heads`).",
    ),
    (
        r"Permission to \S+ denied|error: 403|Write access to repository not granted",
        _FORK,
    ),
    (
        r"error: 404|Repository not found",
        "Check the remote's address (`git remote -v`) and what the token may see.",
    ),
    (
        r"unable to access|Could not resolve|does not appear to be a git|Could not read from remote|early EOF|hung up",
        "Check the network and the remote's address (`git remote -v`).",
    ),
    (r"hook declined|pre-receive", "A check of the remote refuses it: do what it says."),
)
"""Patterns in git's words and what to do, first come first served."""


def remedy_for(said: str) -> str:
    """What to do about what git said; empty where there is nothing better than its own words."""
    return next((text for pattern, text in _REMEDIES if re.search(pattern, said)), "")


def telling_words(stderr: str) -> str:
    """What git wrote that says why: the remote's own words and the refused ref, without progress and advice."""
    lines = [line.strip() for line in stderr.splitlines()]
    lines = [line for line in lines if line and line != "remote:" and not _NOISE.match(line)]
    remote = [line.removeprefix("remote:").strip() for line in lines if line.startswith("remote:")]
    refused = [line for line in lines if line.startswith("!")]
    other = [line for line in lines if line.startswith(("fatal:", "error:"))]
    told = [*remote, *refused] or other or lines[-3:]
    if remote and not refused:
        told += other[:1]
    text = " ".join(dict.fromkeys(told))
    return text if len(text) <= _SHOWN else f"{text[: _SHOWN - 1]}…"
