"""Whether CODEOWNERS asks somebody about the files that say who judges."""

from __future__ import annotations

from aidlc.domain.doctor_facts import RepositorySettings
from aidlc.domain.findings import Finding, ok, warn
from aidlc.domain.layout import POLICY_PATH
from aidlc.domain.patterns import matches
from aidlc.domain.workflow_roles import GATE_PATH


def check_codeowners(settings: RepositorySettings) -> Finding:
    """Whether policy, workflows and CODEOWNERS itself have owners, so that GitHub asks them for a review."""
    text = settings.codeowners
    cases = ("P8", "P5")
    if text is None:
        return warn(
            "codeowners",
            "There is no CODEOWNERS file: GitHub asks nobody for a review of the gate's own files.",
            "Run `aidlc init`; it writes the lines.",
            *cases,
        )
    wanted = (POLICY_PATH, GATE_PATH, settings.codeowners_path)
    unowned = [path for path in wanted if not owners_of(text, path)]
    if unowned:
        return warn(
            "codeowners",
            f"{', '.join(unowned)} has no owner in {settings.codeowners_path}.",
            f"Add a last line to {settings.codeowners_path}: `/.github/ @maintainer`, and one for the file itself.",
            *cases,
        )
    return ok("codeowners", "The gate's own files have owners.", *cases)


def owners_of(text: str, path: str) -> tuple[str, ...]:
    """Return who owns `path` by a CODEOWNERS text: the last line that matches decides, none when it names nobody.

    Source: https://docs.github.com/repositories/managing-your-repositorys-settings-and-features/customizing-your-repository/about-code-owners
    """
    owners: tuple[str, ...] = ()
    for line in text.splitlines():
        words = line.partition("#")[0].split()
        if words and _covers(words[0], path):
            owners = tuple(words[1:])
    return owners


def _covers(pattern: str, path: str) -> bool:
    """Whether a pattern of CODEOWNERS is about `path`: as in .gitignore, a folder is everything below it."""
    anchored = "/" in pattern.rstrip("/")
    bare = pattern.strip("/")
    if bare in {"*", "**"}:
        return "/" not in path or not anchored or bare == "**"
    start = bare if anchored else f"**/{bare}"
    candidates = [f"{start}/**"] if not bare.endswith("/*") else []
    if not pattern.endswith("/"):
        candidates.append(start)
    return any(matches(each, path) for each in candidates)
