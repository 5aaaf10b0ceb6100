"""What changed since the version last approved: what an approver who has read that version still has to read.

An approval that holds no longer tells a version only where it is certain which one its author saw; a comparison with any
other would show too little. Where it isn't certain, the person is named and has to read everything.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import Final, Literal

from aidlc.domain.decision import Comparison, Difference, Ignored, Why
from aidlc.domain.demands import Demand, Digests, manifest_of
from aidlc.domain.evidence import version_seen
from aidlc.domain.facts import Entry, History, PullFacts, Review, Snapshot
from aidlc.domain.layout import address_of
from aidlc.domain.phases import Phase
from schemas.policy import Policy

_OUTDATED: Final = {Why.STALE, Why.DIGEST_LINE_WRONG}
_MOST_VERSIONS: Final = 3
_MOST_DIFFERENCES: Final = 1000


def compare_with_approved(
    policy: Policy,
    pull: PullFacts,
    digests: Digests,
    demands: tuple[Demand, ...],
    ignored: Iterable[Ignored],
    histories: Iterable[History],
    approved: Mapping[str, Entry],
) -> tuple[Comparison, ...]:
    """Return what today's content is compared with, demand by demand, the newest version first; never raises.

    Versions are those of approvals among `ignored` that are outdated, at most three a demand. Without any, inception is
    compared with `approved`, its approved entries on the default branch, whose commit `histories` tell.
    """
    found: list[Comparison] = []
    reviews = {review.id: review for review in pull.reviews}
    outdated = [each for each in ignored if each.why in _OUTDATED and each.review in reviews]
    past = tuple(histories)
    for demand in demands:
        stale = [reviews[each.review] for each in outdated if each.phase == demand.phase]
        versions = _versions(policy, digests, demand, stale)
        found += versions
        if not versions and demand.phase is Phase.INCEPTION and approved:
            found += _with_default_branch(policy, digests, demand, past, approved)
    return tuple(found)


def _versions(policy: Policy, digests: Digests, demand: Demand, stale: list[Review]) -> list[Comparison]:
    """Compare with each version that an outdated approval was certainly about; the rest is one without a version."""
    seen: dict[str, list[str]] = {}
    untold: list[str] = []
    for review in sorted(stale, key=lambda each: each.id, reverse=True):
        name = review.author.login if review.author else "a deleted account"
        commit = version_seen(review, demand, digests)
        if commit is None or digests.snapshot(commit) is None:
            untold.append(name)
        elif digests.at(demand, commit) != digests.at_head(demand):
            seen.setdefault(commit, []).append(name)
    comparisons = []
    for commit, names in list(seen.items())[:_MOST_VERSIONS]:
        before, after = digests.snapshot(commit), digests.snapshot(digests.pull.head)
        if before is not None and after is not None:
            comparisons.append(
                _comparison(demand, commit, after.commit, names, _both(policy, demand, before, after))
            )
    if untold:
        comparisons.append(Comparison(phase=demand.phase, scope=demand.scope, people=_names(untold)))
    return comparisons


def _with_default_branch(
    policy: Policy,
    digests: Digests,
    demand: Demand,
    histories: tuple[History, ...],
    approved: Mapping[str, Entry],
) -> list[Comparison]:
    head = digests.snapshot(digests.pull.head)
    commits = [
        each.transitions[0].commit
        for each in histories
        if (each.phase, each.scope, each.tip) == (demand.phase, demand.scope, "") and each.transitions
    ]
    if head is None or not commits:
        return []
    after = manifest_of(policy, demand, head)
    pairs = {path: (approved.get(path), after.get(path)) for path in {*approved, *after}}
    comparison = _comparison(demand, commits[0], head.commit, [], pairs)
    return [comparison] if comparison.differences else []


def _both(
    policy: Policy, demand: Demand, before: Snapshot, after: Snapshot
) -> dict[str, tuple[Entry | None, Entry | None]]:
    """Path to what it was and what it is; a path that only one of them changes was or is as the base has it."""
    old, new = manifest_of(policy, demand, before), manifest_of(policy, demand, after)
    base_of_old = {change.path: change.old for change in before.changes}
    base_of_new = {change.path: change.old for change in after.changes}
    whole = demand.phase in {Phase.INCEPTION, Phase.OPERATION}
    pairs = {}
    for path in {*old, *new}:
        was = old.get(path) if whole or path in old else base_of_new.get(path)
        now = new.get(path) if whole or path in new else base_of_old.get(path)
        pairs[path] = (was, now)
    return pairs


def _comparison(
    demand: Demand,
    base: str,
    head: str,
    people: list[str],
    pairs: Mapping[str, tuple[Entry | None, Entry | None]],
) -> Comparison:
    different = [
        _difference(path, *pairs[path]) for path in sorted(pairs) if pairs[path][0] != pairs[path][1]
    ]
    return Comparison(
        phase=demand.phase,
        scope=demand.scope,
        people=_names(people),
        base=base,
        head=head,
        differences=tuple(different[:_MOST_DIFFERENCES]),
        left_out=max(0, len(different) - _MOST_DIFFERENCES),
    )


def _difference(path: str, was: Entry | None, now: Entry | None) -> Difference:
    what: Literal["added", "changed", "removed"] = (
        "added" if was is None else "removed" if now is None else "changed"
    )
    address = address_of(path)
    if address is None:
        return Difference(path=path, what=what)
    name = "/".join(part for part in (address.unit, address.name) if part)
    return Difference(path=path, what=what, record=f"{address.kind} {name}".rstrip())


def _names(people: Iterable[str]) -> tuple[str, ...]:
    return tuple(sorted(set(people)))
