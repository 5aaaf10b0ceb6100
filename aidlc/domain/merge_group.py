"""A merge queue's group: whether all of its pull requests may be merged together, as they lie combined at its head.

Each is judged again by itself, as it stands now; then what the group would bring must be, path by path and digest by digest,
what was approved in each. Two that change the same approved content in two ways can't both be what was approved.
"""

from __future__ import annotations

from collections.abc import Iterator

from aidlc.domain.classification import PathKind, classify
from aidlc.domain.decision import GateDecision, State, Verdict
from aidlc.domain.demands import Digests, demands_of, manifest_of
from aidlc.domain.digests import digest, folder_digest
from aidlc.domain.errors import Problem
from aidlc.domain.facts import Entry, Frozen, GateFacts, PathChange, Snapshot
from aidlc.domain.gate import closed
from aidlc.domain.phases import Phase
from aidlc.domain.sentences import name_scope, refusal_sentence, shorten
from schemas.policy import Policy

_AGAIN = "Take it out of the queue, update its branch, have it approved again and queue it again."


class GroupMember(Frozen):
    """One pull request of the group: what is known of it, and how it stands by itself."""

    facts: GateFacts
    decision: GateDecision

    @property
    def number(self) -> int:
        """The pull request's number."""
        return self.facts.pull.number


class GroupFacts(Frozen):
    """All that the decision on one group knows."""

    head: str
    """The group's head commit, which the status is posted on."""
    tip: str
    """The default branch's tip."""
    base: str
    """The commit of the default branch that the group's first parents lead to; "" where they lead to none."""
    changes: tuple[PathChange, ...]
    """`tip` against `head`."""
    records: dict[str, Entry]
    """Every entry below `aidlc-records/` at `head`."""
    members: tuple[GroupMember, ...]
    unknown: tuple[str, ...] = ()
    """Commits of the group that no open pull request into the default branch explains, a sentence each."""


def evaluate_group(policy: Policy, facts: GroupFacts) -> GateDecision:
    """Return the decision on a group under `policy`, the default branch's. Total: never raises.

    `success` only if every pull request in it is `success` by itself and the group brings nothing but what was approved;
    `pending` while the queue has to build the group anew; else `failure`, so that the queue lets go of it.
    """
    if facts.base != facts.tip:
        waiting = "The default branch isn't what the group was built on: the queue has to build it again."
        return closed(facts.head, State.PENDING, shorten(waiting), waiting=(waiting,))
    problems = (
        *_unknown(facts),
        *_unapproved(facts),
        *_other_content(policy, facts),
        *_other_inception(policy, facts),
        *_strays(facts),
    )
    if problems:
        return closed(facts.head, State.FAILURE, refusal_sentence(problems), problems=problems)
    decisions = [member.decision for member in facts.members]
    numbers = ", ".join(f"#{member.number}" for member in facts.members)
    opened = any(decision.verdict is Verdict.OPEN for decision in decisions)
    said = "approved, and the group brings what was approved" if opened else "about free paths only"
    return GateDecision(
        verdict=Verdict.OPEN if opened else Verdict.NOT_APPLICABLE,
        state=State.SUCCESS,
        sentence=shorten(f"Every pull request of the group is {said}: {numbers}."),
        requirements=tuple(each for decision in decisions for each in decision.requirements),
        counted=tuple(each for decision in decisions for each in decision.counted),
        ignored=tuple(each for decision in decisions for each in decision.ignored),
        notes=tuple(note for decision in decisions for note in decision.notes),
        head=facts.head,
    )


def _unknown(facts: GroupFacts) -> Iterator[Problem]:
    for sentence in facts.unknown:
        yield Problem(
            path="merge group", message=sentence, remedy="Queue pull requests by GitHub's merge queue only."
        )
    if not facts.members and not facts.unknown:
        yield Problem(path="merge group", message="The merge group holds no pull request that is known.")


def _unapproved(facts: GroupFacts) -> Iterator[Problem]:
    for member in facts.members:
        if member.decision.state is not State.SUCCESS or member.decision.head != member.facts.pull.head:
            message = f"Pull request #{member.number} of the group: {member.decision.sentence}"
            yield Problem(path=f"pull request #{member.number}", message=message)


def _other_content(policy: Policy, facts: GroupFacts) -> Iterator[Problem]:
    """What the group's head holds must be what each pull request shows, in all that it governs."""
    at_head = {change.path: change for change in facts.changes}
    for member in facts.members:
        pull, content = member.facts.pull, member.facts.content
        found = classify(policy, content.head.changes)
        for change in sorted(content.head.changes, key=lambda each: each.path):
            governed = found.kinds[change.path] is not PathKind.FREE
            landed = at_head.get(change.path)
            if governed and (landed is None or landed.new != change.new):
                yield _combined(member, change.path)
                break
        else:
            shown = tuple(at_head[each.path] for each in content.head.changes if each.path in at_head)
            group = Snapshot(commit=facts.head, parents=(), records=facts.records, changes=shown)
            digests = Digests(policy, member.facts.repository, pull, content)
            for demand in demands_of(policy, found, content):
                entries = manifest_of(policy, demand, group)
                combined = digest(member.facts.repository.id, demand.phase, demand.scope, entries.items())
                if combined != digests.at_head(demand):
                    yield _combined(member, name_scope(demand.phase, demand.scope))


def _other_inception(policy: Policy, facts: GroupFacts) -> Iterator[Problem]:
    """What a pull request rests on must not be changed by another of the group: its approvals knew nothing of that."""
    for member in facts.members:
        content, repository = member.facts.content, member.facts.repository.id
        found = classify(policy, content.head.changes)
        if found.intent is None or found.phase is Phase.INCEPTION:  # then the folder is its own content
            continue
        known = folder_digest(repository, found.intent, content.head.records)
        if folder_digest(repository, found.intent, facts.records) != known:
            yield Problem(
                path=f"pull request #{member.number}",
                message=f"Together, the group would change the inception of {found.intent} that #{member.number} rests on.",
                remedy=_AGAIN,
            )


def _combined(member: GroupMember, what: str) -> Problem:
    return Problem(
        path=f"pull request #{member.number}",
        message=f"Together, the group would give {what} other content than was approved in #{member.number}.",
        remedy=_AGAIN,
    )


def _strays(facts: GroupFacts) -> Iterator[Problem]:
    """Paths that the group changes and none of its pull requests does."""
    known = {change.path for member in facts.members for change in member.facts.content.head.changes}
    for path in sorted(change.path for change in facts.changes if change.path not in known):
        yield Problem(
            path=path,
            message="changes in the group, but in none of its pull requests.",
            remedy="Queue the pull requests again.",
        )
