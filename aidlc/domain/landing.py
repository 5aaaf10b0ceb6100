"""What a merge would bring, compared with what the pull request shows. A difference is nobody's approval."""

from __future__ import annotations

from collections.abc import Iterable

from aidlc.domain.classification import PathKind, classify
from aidlc.domain.demands import Demand, Digests
from aidlc.domain.facts import Content, Entry, PathChange
from aidlc.domain.sentences import name_scope
from schemas.policy import Policy

_UPDATE = "Update the branch"


def what_else_would_land(
    policy: Policy, content: Content, demands: tuple[Demand, ...], digests: Digests
) -> tuple[str, ...]:
    """Return what stands against merging the content as it was shown, a sentence each; empty if nothing does."""
    if len(content.merge_bases) != 1:
        count = len(content.merge_bases)
        return (f"{_UPDATE}: it has {count or 'no'} merge base{'s' if count else ''} with its base branch.",)
    if content.merged is None:
        return (f"{_UPDATE}: it conflicts with its base branch.",)
    shown, landing = _governed(policy, content.head.changes), _governed(policy, content.merged)
    if shown != landing:
        path = min(path for path, _ in shown.items() ^ landing.items())
        return (f"{_UPDATE}: merging would give {path} other content than is shown here.",)
    for demand in demands:
        if digests.at_landing(demand) != digests.at_head(demand):
            name = name_scope(demand.phase, demand.scope)
            return (f"{_UPDATE}: merging would give {name} other content than is shown here.",)
    return ()


def _governed(policy: Policy, changes: Iterable[PathChange]) -> dict[str, Entry | None]:
    found = tuple(changes)
    kinds = classify(policy, found).kinds
    return {change.path: change.new for change in found if kinds[change.path] is not PathKind.FREE}
