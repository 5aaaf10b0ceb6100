"""Merges by rebase: several commits of the default branch that came by one pull request, seen as the one step they are.

GitHub calls only the last of them the pull request's merge commit. The steps are joined only where git agrees: what they
changed together is compared with a clean merge of the approved head, like any other merge.
"""

from __future__ import annotations

from collections.abc import Sequence

from aidlc.adapters.github.reading import list_introducers
from aidlc.domain.facts import PullFacts, Transition
from aidlc.usecases.sources import Sources


def join_rebases(sources: Sources, transitions: Sequence[Transition]) -> list[Transition]:
    """Return the transitions (newest first) with the steps of each merge by rebase as one. Raises `FactsError`."""
    joined: list[Transition] = []
    waiting = list(transitions)
    while waiting:
        last, *waiting = waiting
        steps = _steps(sources, last, last.pull) if waiting and waiting[0].pull is None and last.pull else []
        waiting = [each for each in waiting if each.commit not in steps]
        joined.append(_join(sources, steps[-1], last, last.pull) if steps and last.pull else last)
    return joined


def _steps(sources: Sources, last: Transition, pull: PullFacts) -> list[str]:
    """The commits right before `last` that came by the same pull request, newest first."""
    steps: list[str] = []
    step = last.first_parent
    while step and list_introducers(sources.client, step).get(pull.number) == last.commit:
        steps.append(step)
        step = next(iter(sources.git.parents(step)), "")
    return steps


def _join(sources: Sources, first: str, last: Transition, pull: PullFacts) -> Transition:
    """The transition from before the commit `first` to `last`."""
    git, start = sources.git, next(iter(sources.git.parents(first)), sources.git.empty_tree())
    pull, content = sources.complete(pull, start) if git.has(pull.head) else (pull, None)
    oid, policy, problem = sources.policy(start)
    return last.model_copy(
        update={
            "first_parent": start,
            "paths": git.changes(start, last.commit),
            "pull": pull,
            "content": content,
            "policy": policy,
            "policy_problem": problem,
            "policy_oid": oid,
        }
    )
