"""Whether a `git push` writes to the default branch, as far as the clone on the disk tells."""

from __future__ import annotations

import os
import re

from shell_words import positional

PUSHES = "it writes to the default branch without a pull request"


def judge_push(words: list[str], cwd: str) -> str:
    """Return why the words behind `git` are refused, empty when they push nothing to the default branch."""
    valued = {"-C", "-c", "--git-dir", "--work-tree", "--namespace", "--exec-path", "--config-env"}
    for position, word in enumerate(words):
        if position and words[position - 1] == "-C":
            cwd = os.path.join(cwd, word)
        elif word == "push":
            return _judge_refs(words[position + 1 :], cwd)
        elif not word.startswith("-") and not (position and words[position - 1] in valued):
            return ""
    return ""


def _judge_refs(words: list[str], cwd: str) -> str:
    flags = {word for word in words if word.startswith("-")}
    if flags & {"-n", "--dry-run", "-h", "--help"}:
        return ""
    if flags & {"--all", "--branches", "--mirror"}:
        return PUSHES
    names = positional(words, {"-o", "--push-option", "--repo", "--receive-pack", "--exec"})
    refs = names[1:] or ["HEAD"]
    defaults, current = default_branches(cwd), current_branch(cwd)
    for ref in refs:
        target = ref.lstrip("+").rpartition(":")[2]
        target = re.sub(r"^refs/heads/", "", target)
        if target in {"HEAD", "@"}:
            target = current
        if target in defaults or "*" in target or ref in {":", "+:"}:
            return PUSHES
    return ""


def default_branches(cwd: str) -> set[str]:
    """Return the default branch as last fetched; the two usual names where nothing tells."""
    named = _read(cwd, "refs/remotes/origin/HEAD", shared=True)
    prefix = "ref: refs/remotes/origin/"
    return {named[len(prefix) :]} if named.startswith(prefix) else {"main", "master"}


def current_branch(cwd: str) -> str:
    """Return the branch that is checked out, empty where there is none."""
    head = _read(cwd, "HEAD", shared=False)
    prefix = "ref: refs/heads/"
    return head[len(prefix) :] if head.startswith(prefix) else ""


def _read(cwd: str, name: str, *, shared: bool) -> str:
    """Return a file of git's folder, without waiting for git: a few reads."""
    folder = os.path.abspath(cwd)
    while not os.path.exists(os.path.join(folder, ".git")):
        above = os.path.dirname(folder)
        if above == folder:
            return ""
        folder = above
    place = os.path.join(folder, ".git")
    if os.path.isfile(place):
        place = os.path.join(folder, _content(place).partition("gitdir: ")[2])
    if shared:
        place = os.path.join(place, _content(os.path.join(place, "commondir")))
    return _content(os.path.join(place, name))


def _content(path: str) -> str:
    try:
        with open(path, encoding="utf-8", errors="replace") as file:
            return file.read(4096).strip()
    except OSError:
        return ""
