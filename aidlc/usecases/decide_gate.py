"""One gate decision from reading to posting: gather, judge, look again, post; what changed in between is judged anew."""

from __future__ import annotations

from collections.abc import Mapping
from contextlib import suppress
from dataclasses import dataclass
from typing import Final

from aidlc.adapters.github.client import GitHubClient
from aidlc.adapters.github.reading import Mark, PullReading, read_mark, read_pull
from aidlc.domain.decision import GateDecision, State
from aidlc.domain.errors import AidlcError, FactsError, GitHubError, InputError
from aidlc.domain.facts import PullState
from aidlc.domain.gate import evaluate_gate, worst_of
from aidlc.usecases.gather import MovedError, gather_pull
from aidlc.usecases.publish import publish_error, publish_gate
from aidlc.usecases.withdrawing import earlier_heads, withdraw_successes
from prompts.gate import ChangedFile, list_changes

_ATTEMPTS: Final = 3


@dataclass(frozen=True, slots=True)
class GateRequest:
    """What to judge, and what to do with the verdict."""

    client: GitHubClient
    git_url: str
    token: str
    number: int
    target_url: str | None = None
    """The page that the status links to."""
    publish: bool = True
    """Without it nothing is written on GitHub."""

    def __repr__(self) -> str:
        """Return a representation without the token."""
        return f"GateRequest({self.client.repository}#{self.number})"


@dataclass(frozen=True, slots=True)
class Judged:
    """One pull request's verdict."""

    number: int
    decision: GateDecision
    changes: tuple[ChangedFile, ...]
    earlier: frozenset[str] = frozenset()
    """Commits that headed the pull request before, whose success must not outlive them."""


@dataclass(frozen=True, slots=True)
class Outcome:
    """What came of a request; `judged` is empty for a pull request that isn't open any more, which gets no verdict."""

    judged: tuple[Judged, ...] = ()
    """The pull request asked for, then the open ones with the same head."""
    state: State | None = None
    """The status of the head commit: the worst verdict of all that share it."""
    warnings: tuple[str, ...] = ()
    closed: int | None = None
    """Number of the pull request, where it is closed without a merge."""
    withdrawn: tuple[str, ...] = ()
    """Commits of a closed pull request whose success was taken back."""


def decide(request: GateRequest) -> Outcome:
    """Judge a pull request and post the verdict on the commit that was judged.

    Head, base, policy, reviews, state and draft are read again right before posting; when one changed, everything starts
    over, three times in all. Raises `InputError` (the policy can't be used) and `FactsError` (facts can't be gathered),
    both, and whatever nobody expected, after an attempt to post the status `error`.
    """
    try:
        return _decide(request)
    except Exception as error:  # whatever it is: an older success must not stay on the commit
        if request.publish:
            post_error(request, error)
        raise


def _decide(request: GateRequest) -> Outcome:
    for _ in range(_ATTEMPTS):
        reading = read_pull(request.client, request.number)
        if reading.pull.state is PullState.MERGED:
            return Outcome()
        if reading.pull.state is PullState.CLOSED:
            withdrawn = _withdraw(request, reading)
            if read_mark(request.client, request.number) == reading.mark:
                return Outcome(closed=request.number, withdrawn=withdrawn)
            continue  # it may be open again: then it is judged
        readings = [reading, *_read_siblings(request, reading)]
        try:
            judged = tuple(_judge(request, each) for each in readings)
        except MovedError:
            continue
        marks = {each.pull.number: each.mark for each in readings}
        if _marks_now(request, marks) == marks:
            return _publish(request, judged)
    raise FactsError(
        f"Pull request {request.number} changed while it was judged, {_ATTEMPTS} times in a row. Run the gate again."
    )


def _withdraw(request: GateRequest, reading: PullReading) -> tuple[str, ...]:
    """Take the successes of a closed pull request back: whoever reopens it has it judged before it can be merged."""
    if not request.publish:
        return ()
    heads = earlier_heads(reading.pull)
    return withdraw_successes(
        request.client, request.number, heads, closed=True, target_url=request.target_url
    )


def _read_siblings(request: GateRequest, reading: PullReading) -> list[PullReading]:
    """The other open pull requests with the same head; they share its status."""
    siblings = [read_pull(request.client, number) for number in reading.siblings]
    return [
        each for each in siblings if each.pull.state is PullState.OPEN and each.pull.head == reading.pull.head
    ]


def _judge(request: GateRequest, reading: PullReading) -> Judged:
    policy, facts = gather_pull(request.client, request.git_url, request.token, reading)
    decision = evaluate_gate(policy, facts)
    if decision.head != reading.pull.head:
        raise FactsError("The verdict isn't about the commit that was read. Please report this.")
    return Judged(reading.pull.number, decision, list_changes(facts.content), earlier_heads(facts.pull))


def _marks_now(request: GateRequest, marks: Mapping[int, Mark]) -> dict[int, Mark]:
    return {number: read_mark(request.client, number) for number in marks}


def _publish(request: GateRequest, judged: tuple[Judged, ...]) -> Outcome:
    """Post the worst state on the shared head, its own pull request last, so that its sentence is the one that stays."""
    last = worst_of(each.decision for each in judged)
    if not request.publish:
        return Outcome(judged, last.state)
    for each in judged:
        withdraw_successes(request.client, each.number, each.earlier, target_url=request.target_url)
    warnings: list[str] = []
    for each in sorted(judged, key=lambda one: one.decision == last):
        warnings += publish_gate(
            request.client,
            each.number,
            each.decision,
            each.changes,
            target_url=request.target_url,
            status=last.state,
            page=request.git_url.removesuffix(".git"),
        )
    return Outcome(judged, last.state, tuple(warnings))


def post_error(request: GateRequest, error: Exception) -> None:
    """Say on the present head that there is no verdict; a GitHub that can't be reached can't be told."""
    with suppress(GitHubError):
        mark = read_mark(request.client, request.number)
        if mark.state == "OPEN":
            publish_error(request.client, mark.head, error_sentence(error), target_url=request.target_url)


def error_sentence(error: Exception) -> str:
    """Return what a status says when there is no verdict because of `error`."""
    kind = "The policy can't be used" if isinstance(error, InputError) else "No verdict"
    known = isinstance(error, AidlcError)
    reason = str(error) if known else f"internal error ({type(error).__name__}). Report it."
    return f"{kind}: {next(iter(reason.splitlines()), '')}"
