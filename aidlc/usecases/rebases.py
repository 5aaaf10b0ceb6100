"""Merges by rebase: several commits of the default branch that came by one pull request, seen as the one step they are.

GitHub calls only the last of them the pull request's merge commit. That the others belong to it is GitHub's word alone and
proves nothing: what all of them changed together is compared with a clean merge of the approved head, like any other merge.
"""

from __future__ import annotations

from collections.abc import Sequence

from aidlc.adapters.github.reading import list_introducers
from aidlc.domain.evidence import commits_needed
from aidlc.domain.facts import PullFacts, Transition
from aidlc.domain.layout import RECORDS
from aidlc.usecases.sources import Sources


def join_rebases(sources: Sources, transitions: Sequence[Transition], tip: str) -> tuple[Transition, ...]:
    """Return the transitions (newest first) with the steps of each merge by rebase as one. Raises `FactsError`.

    A merge that ends after `tip` stays in its steps: what lies there is only part of what was approved.
    """
    joined: list[Transition] = []
    done: set[str] = set()
    for transition in transitions:
        if transition.commit in done:
            continue
        end, pull = _end_of(sources, transition, tip)
        steps = _steps(sources, end, pull) if pull is not None else ()
        if pull is None or not steps or transition.commit not in {end, *steps}:
            joined.append(transition)
            continue
        done |= {end, *steps}
        joined.append(_whole(sources, steps[-1], end, pull))
    return tuple(joined)


def _end_of(sources: Sources, transition: Transition, tip: str) -> tuple[str, PullFacts | None]:
    """The commit in which the merge that brought a commit ended, and its pull request; `None` where it can't be several."""
    git, commit, pull = sources.git, transition.commit, transition.pull
    if pull is not None:
        several = len(git.parents(commit)) == 1 and len(pull.commits) > 1
        return commit, pull if several else None
    for number, end in sorted(list_introducers(sources.client, commit).items()):
        if end == commit or not sources.is_on_line(end):
            continue
        reading = sources.merger(end)
        within = git.is_ancestor(commit, end) and git.is_ancestor(end, tip)
        if within and reading is not None and reading.pull.number == number:
            return end, sources.with_activity(reading.pull)
    return commit, None


def _steps(sources: Sources, end: str, pull: PullFacts) -> tuple[str, ...]:
    """The commits right before `end` that came by the same pull request, newest first."""
    steps: list[str] = []
    parents = sources.git.parents(end)
    while len(parents) == 1 and list_introducers(sources.client, parents[0]).get(pull.number) == end:
        steps.append(parents[0])
        parents = sources.git.parents(parents[0])
    return tuple(steps)


def _whole(sources: Sources, first: str, end: str, pull: PullFacts) -> Transition:
    """The transition from before the commit `first` to `end`."""
    git = sources.git
    start = next(iter(git.parents(first)), "")
    git.fetch_commits([pull.head, *commits_needed(pull)])
    pull, content = sources.complete(pull, start) if start and git.has(pull.head) else (pull, None)
    oid, policy, problem = sources.policy(start) if start else ("", None, "")
    return Transition(
        commit=end,
        first_parent=start,
        paths=git.changes(start or git.empty_tree(), end),
        pull=pull,
        content=content,
        policy=policy,
        policy_problem=problem,
        records=git.entries(end, RECORDS),
        policy_oid=oid,
    )
