"""A merge queue's group from reading to posting: its pull requests are found, each is judged, then all of them together."""

from __future__ import annotations

import re
from collections.abc import Iterable
from contextlib import suppress
from dataclasses import dataclass
from http import HTTPStatus
from typing import Final

from aidlc.adapters.git.bare import BareRepository, open_bare
from aidlc.adapters.github.addresses import check_url
from aidlc.adapters.github.client import GitHubClient
from aidlc.adapters.github.reading import PullReading, list_pulls_at, read_mark, read_pull, read_repository
from aidlc.domain.decision import GateDecision
from aidlc.domain.errors import FactsError, GitHubError, RecordProblems
from aidlc.domain.facts import PullState
from aidlc.domain.gate import evaluate_gate
from aidlc.domain.layout import RECORDS
from aidlc.domain.merge_group import GroupFacts, GroupMember, evaluate_group
from aidlc.usecases.contents import read_policy
from aidlc.usecases.decide_gate import error_sentence
from aidlc.usecases.gather import NO_POLICY, MovedError, gather_pull
from aidlc.usecases.publish import publish_error, publish_group
from schemas.policy import Policy

_ATTEMPTS: Final = 3
_MOST_MEMBERS: Final = 100
_MOST_COMMITS: Final = 1000
_NUMBER: Final = re.compile(r".*\(#([1-9][0-9]{0,8})\)")
_MERGE: Final = 2  # parents


@dataclass(frozen=True, slots=True)
class GroupRequest:
    """The group to judge, and what to do with the verdict."""

    client: GitHubClient
    git_url: str
    token: str
    head: str
    """The group's head commit: a full object id."""
    number: int | None = None
    """The pull request that the queue named the group after, where that is known."""
    target_url: str | None = None
    publish: bool = True

    def __repr__(self) -> str:
        """Return a representation without the token."""
        return f"GroupRequest({self.client.repository}@{self.head})"


@dataclass(frozen=True, slots=True)
class GroupOutcome:
    """The decision on the group, and the numbers of the pull requests in it."""

    decision: GateDecision
    numbers: tuple[int, ...]


@dataclass(frozen=True, slots=True)
class _Found:
    """The group as git and GitHub show it, before anything is judged."""

    facts: GroupFacts
    policy: Policy
    readings: tuple[PullReading, ...]


def decide_group(request: GroupRequest) -> GroupOutcome:
    """Judge a merge group and post the verdict on its head commit.

    What changes while it is judged starts it over, three times in all. Raises `InputError` and `FactsError`, both, and
    whatever nobody expected, after an attempt to post the status `error`.
    """
    try:
        return _decide(request)
    except Exception as error:  # whatever it is: an older success must not stay on the commit
        if request.publish:
            with suppress(GitHubError):
                sentence = error_sentence(error)
                publish_error(request.client, request.head, sentence, target_url=request.target_url)
        raise


def _decide(request: GroupRequest) -> GroupOutcome:
    for _ in range(_ATTEMPTS):
        try:
            found = _find(request)
            decision = _judge(request, found)
        except MovedError:
            continue
        marks = {each.pull.number: each.mark for each in found.readings}
        tip = read_repository(request.client).default_branch_ref.target.oid
        if tip != found.facts.tip or any(
            read_mark(request.client, number) != mark for number, mark in marks.items()
        ):
            continue
        if request.publish:
            publish_group(request.client, decision, target_url=request.target_url)
        return GroupOutcome(decision, tuple(sorted(marks)))
    raise FactsError(
        f"The merge group {request.head[:12]} or a pull request in it changed while it was judged, {_ATTEMPTS} times in a "
        "row. Queue it again."
    )


def _find(request: GroupRequest) -> _Found:
    """Read the group's commits and the pull requests that they merge."""
    repository = read_repository(request.client)
    default, tip = repository.default_branch_ref.name, repository.default_branch_ref.target.oid
    check_url(request.git_url)
    with open_bare(request.git_url, request.token, example=tip) as git:
        git.fetch_refs(f"refs/heads/{default}")
        git.fetch_commits([tip, request.head])
        if not git.has(tip):
            raise MovedError("The default branch moved while it was read. Run again.")
        if not git.has(request.head):
            raise FactsError(f"Commit {request.head} of the merge group can't be fetched. Queue it again.")
        policy = read_policy(git, tip)
        if policy is None:
            raise RecordProblems((NO_POLICY,))
        line = git.first_parents(request.head, since=tip)
        if len(line) > _MOST_COMMITS:
            raise FactsError(f"The merge group has more than {_MOST_COMMITS} commits. Queue fewer at once.")
        first = git.parents(line[-1])[:1] if line else ()
        readings, unknown = _members(request, git, line, default)
        twins = ", ".join(f"#{number}" for number in list_pulls_at(request.client, request.head))
        if twins:  # a success here would be that pull request's too, with nobody's approval
            unknown = (*unknown, f"The head of the merge group is the head of pull request {twins} as well.")
        facts = GroupFacts(
            head=request.head,
            tip=tip,
            base=first[0] if first else (tip if request.head == tip else ""),
            changes=git.changes(tip, request.head),
            records=git.entries(request.head, RECORDS),
            members=(),
            unknown=unknown,
        )
    return _Found(facts, policy[1], readings)


def _members(
    request: GroupRequest, git: BareRepository, line: Iterable[str], default: str
) -> tuple[tuple[PullReading, ...], tuple[str, ...]]:
    """The open pull requests behind the group's first-parent commits, and what nothing explains.

    A merge has the pull request's head as its second parent. A squashed commit names its pull request in its first line, and
    the queue names the group after its last one: these are only where to look, for the content decides.
    """
    readings: dict[int, PullReading] = {}
    unknown: list[str] = []
    for commit in reversed(list(line)):
        parents = git.parents(commit)
        numbers = list_pulls_at(request.client, parents[1]) if len(parents) == _MERGE else ()
        into = [each for each in _read(request, readings, numbers) if _is_candidate(each, default)]
        if len(parents) > 1:
            heads = [each for each in into if each.pull.head == parents[1]]
            readings |= {each.pull.number: each for each in heads}
            if not heads:
                unknown.append(f"Commit {commit[:12]} of the merge group merges no open pull request.")
            continue
        named = _NUMBER.fullmatch(git.subject(commit))
        hinted = _read(request, readings, [int(named[1])] if named else [])
        readings |= {each.pull.number: each for each in hinted if _is_candidate(each, default)}
    if request.number is not None and request.number not in readings:
        found = [each for each in _read(request, readings, [request.number]) if _is_candidate(each, default)]
        readings |= {each.pull.number: each for each in found}
        if not found:
            unknown.append(f"Pull request #{request.number} of the merge group isn't open.")
    if len(readings) > _MOST_MEMBERS:
        raise FactsError(f"The merge group has more than {_MOST_MEMBERS} pull requests. Queue fewer at once.")
    return tuple(readings[number] for number in sorted(readings)), tuple(unknown)


def _read(request: GroupRequest, known: dict[int, PullReading], numbers: Iterable[int]) -> list[PullReading]:
    """The pull requests of these numbers; one that doesn't exist is left out."""
    found = []
    for number in numbers:
        if number in known:
            found.append(known[number])
            continue
        try:
            found.append(read_pull(request.client, number))
        except GitHubError as error:
            if error.status != HTTPStatus.NOT_FOUND:
                raise
    return found


def _is_candidate(reading: PullReading, default: str) -> bool:
    return reading.pull.state is PullState.OPEN and reading.pull.base_ref == default


def _judge(request: GroupRequest, found: _Found) -> GateDecision:
    """Judge each pull request by itself, then the group."""
    members = []
    for reading in found.readings:
        if reading.tip != found.facts.tip:
            raise MovedError("The default branch moved while the group was judged. Run again.")
        policy, facts = gather_pull(request.client, request.git_url, request.token, reading)
        if policy != found.policy:
            raise MovedError("The policy changed while the group was judged. Run again.")
        members.append(GroupMember(facts=facts, decision=evaluate_gate(policy, facts)))
    facts_of_group = found.facts.model_copy(update={"members": tuple(members)})
    return evaluate_group(found.policy, facts_of_group)
