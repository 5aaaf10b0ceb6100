"""Signing commits as the user configured it, where nobody has to be asked for a passphrase.

`git commit-tree` leaves `commit.gpgsign` to its caller. A tool has no terminal to ask at, and a window that pops up from a
background process is nothing to type a passphrase into: a key that is locked isn't used, and that is said.
"""

from __future__ import annotations

import os
import subprocess
from typing import Final

from aidlc.adapters.git.worktree import Worktree
from aidlc.domain.errors import GitError

_SECONDS: Final = 20.0
WITHOUT_QUESTIONS: Final = {"SSH_ASKPASS_REQUIRE": "never", "GPG_TTY": ""}
"""Environment in which ssh-keygen fails instead of asking."""


def wants_signature(worktree: Worktree) -> bool:
    """Whether the user's git signs commits."""
    return _setting(worktree, "--type=bool", "commit.gpgSign") == "true"


def can_sign(worktree: Worktree, who: str) -> bool:
    """Whether the configured key signs without a question; `who` is the committer, whose key OpenPGP takes by default."""
    kind = _setting(worktree, "gpg.format") or "openpgp"
    if kind == "ssh":
        return bool(_setting(worktree, "user.signingKey") or _setting(worktree, "gpg.ssh.defaultKeyCommand"))
    if kind != "openpgp":
        return False
    program = _setting(worktree, "gpg.openpgp.program") or _setting(worktree, "gpg.program") or "gpg"
    key = _setting(worktree, "user.signingKey") or who
    command = [program, "--batch", "--no-tty", "--pinentry-mode", "error", "--status-fd=2", "-bsau", key]
    try:
        done = subprocess.run(
            command,
            cwd=worktree.root,
            env=os.environ | WITHOUT_QUESTIONS,
            input=b"May this key be used without a question?",
            capture_output=True,
            timeout=_SECONDS,
            start_new_session=True,
            check=False,
        )
    except (OSError, subprocess.TimeoutExpired):
        return False
    return done.returncode == 0


def is_signed(worktree: Worktree, commit: str) -> bool:
    """Whether the commit carries a signature, whoever's."""
    head = worktree.git("cat-file", "commit", commit).partition(b"\n\n")[0]
    return any(line.startswith((b"gpgsig ", b"gpgsig-sha256 ")) for line in head.split(b"\n"))


def _setting(worktree: Worktree, *asked: str) -> str:
    try:
        return worktree.git("config", "--get", *asked).decode("utf-8", "replace").strip()
    except GitError:  # git's way of saying that nothing is set
        return ""
