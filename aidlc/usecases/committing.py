"""Whose name the commits of a request carry, and whether they are signed."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, field
from typing import Final

from aidlc.adapters.git.signing import can_sign, is_signed, wants_signature
from aidlc.adapters.git.worktree import Author, Worktree
from aidlc.domain.errors import GitError
from schemas.policy import Policy

_ASSISTANT: Final = "AI assistant"
_LOCKED: Final = (
    "The commit isn't signed although commit.gpgSign is set: the key can't be used without asking for its passphrase. Where "
    "signatures are required, unlock it (`echo | gpg --clearsign`, or `ssh-add`), `git branch -D {branch}`, and ask again."
)
_OTHERS_KEY: Final = "The commit isn't signed: it carries the assistant's name, and the key is yours."


@dataclass(slots=True)
class Committer:
    """Makes the commits of one request."""

    worktree: Worktree
    branch: str
    message: str
    author: Author
    """Whose name stands in the commits."""
    sign: bool
    notes: list[str] = field(default_factory=list)

    def commit(self, tree: str, parents: Iterable[str]) -> str:
        """Write a commit; unsigned, and noted so, where the key turns out to be locked."""
        chosen = tuple(parents)
        if self.sign:
            try:
                return self.worktree.commit(tree, chosen, self.message, author=self.author, sign=True)
            except GitError:
                self.sign = False
                self.notes.append(_LOCKED.format(branch=self.branch))
        return self.worktree.commit(tree, chosen, self.message, author=self.author)

    def would_make(self, commit: str) -> bool:
        """Whether `commit` has the name and the signature that a new one would have."""
        return self.worktree.author_of(commit) == self.author and (
            not self.sign or is_signed(self.worktree, commit)
        )


def make_committer(
    worktree: Worktree, branch: str, message: str, policy: Policy | None, *, by_action: bool
) -> Committer:
    """Who commits: the user as git is configured; for a request by the Action the assistant, where the policy names it.

    Raises InputError where git knows no name.
    """
    own = worktree.identity()
    known = policy.agents.emails if policy is not None else ()
    as_assistant = by_action and known and own.email.casefold() not in {each.casefold() for each in known}
    author = Author(_ASSISTANT, known[0]) if as_assistant else own
    made = Committer(worktree, branch, message, author, sign=False)
    if wants_signature(worktree):
        made.sign = not as_assistant and can_sign(worktree, f"{own.name} <{own.email}>")
        if not made.sign:
            made.notes.append(_OTHERS_KEY if as_assistant else _LOCKED.format(branch=branch))
    return made
