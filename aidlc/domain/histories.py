"""Was it approved on the default branch? Recomputed each time from git's first parents and GitHub's reviews.

A merged pull request is judged by the policy at the merge's first parent. Today's policy can only take away (`revoked`),
and what people say after the merge can only block. A direct push, an administrator's merge without approvals and imported
content aren't approved.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping

from pydantic import Field

from aidlc.domain.classification import PathKind, classify
from aidlc.domain.decision import Counted
from aidlc.domain.demands import Demand, Digests
from aidlc.domain.facts import Entry, Frozen, History, PathChange, RepositoryFacts, Standing, Transition
from aidlc.domain.layout import address_of
from aidlc.domain.phases import Phase
from aidlc.domain.prerequisites import Prerequisite
from aidlc.domain.sentences import name_scope
from aidlc.domain.trials import Trial, demand_for, name_pull, try_merged
from schemas.policy import Policy

RENEW_INCEPTION = (
    "Renew it: raise `revision:` in intent.md in a pull request and have that approved with the digest line."
)
RENEW_CODE = "Revert that commit by an approved pull request, then bring the change in another."
RENEW_RELEASE = "Change the release in a pull request and have that approved with the digest line."


class HistoryVerdict(Frozen):
    """Whether what lies on the default branch was approved."""

    approved: bool
    sentence: str
    """Who approved it, or which commit wasn't approved and how to renew the approval."""
    digest: str = ""
    """Inception and operation: the digest of the approved content; "" unless approved."""
    counted: tuple[Counted, ...] = ()
    """The approvals of the newest pull request."""
    entries: dict[str, Entry] = Field(default_factory=dict)
    """Inception: every approved entry of the folder (path to entry); empty unless approved."""
    pull_request: int | None = None
    """Number of the newest pull request."""
    remedy: str = ""
    """How to renew the approval: the end of `sentence`."""


def evaluate_history(
    policy_now: Policy,
    repository: RepositoryFacts,
    history: History,
    *,
    standings: Mapping[int, Standing] | None = None,
) -> HistoryVerdict:
    """Return whether what `history` led to is approved; never raises.

    `standings`, by account id, tell who of those that requested changes can push, and who is in a team that a role names
    (team membership of the past can't be known, so today's counts).
    """
    people = standings or {}
    if not history.transitions:
        remedy = "Have its pull request approved and merged first."
        sentence = f"{_name(history)} isn't approved: it isn't on the default branch yet. {remedy}"
        return HistoryVerdict(approved=False, sentence=sentence, remedy=remedy)
    if history.phase == Phase.CONSTRUCTION:
        return _construction(policy_now, repository, history, people)
    if history.phase == Phase.INCEPTION:
        return _inception(policy_now, repository, history, people)
    return _newest(policy_now, repository, history, history.transitions[0], people, RENEW_RELEASE)


def evaluate_prerequisite(
    policy_now: Policy,
    repository: RepositoryFacts,
    needed: Prerequisite,
    histories: Iterable[History],
    *,
    standings: Mapping[int, Standing],
) -> HistoryVerdict:
    """Return whether `needed` is approved, by its history among `histories`; without one, or from elsewhere, it isn't."""
    key = (needed.phase, needed.scope)
    found = [each for each in histories if (each.phase, each.scope) == key]
    history = next((each for each in found if each.tip == needed.at), None)
    if not found:
        sentence = f"Nobody read the history of the {needed.phase} of {needed.scope}. Run again."
        return HistoryVerdict(approved=False, sentence=sentence)
    if history is None:
        sentence = f"Commit {needed.at[:12]} isn't on the default branch's own line: release one that is."
        return HistoryVerdict(approved=False, sentence=sentence)
    return evaluate_history(policy_now, repository, history, standings=standings)


def _inception(
    policy_now: Policy, repository: RepositoryFacts, history: History, standings: Mapping[int, Standing]
) -> HistoryVerdict:
    """Judge from the oldest on: what a pull request left unchanged counts if it was approved before."""
    oldest, *later = reversed(history.transitions)
    verdict = _newest(policy_now, repository, history, oldest, standings, RENEW_INCEPTION)
    for transition in later:
        known = verdict.entries
        verdict = _newest(policy_now, repository, history, transition, standings, RENEW_INCEPTION, known)
    return verdict


def _newest(
    policy_now: Policy,
    repository: RepositoryFacts,
    history: History,
    transition: Transition,
    standings: Mapping[int, Standing],
    renew: str,
    approved: Mapping[str, Entry] | None = None,
) -> HistoryVerdict:
    """Judge one transition into the content in question."""
    trial = try_merged(policy_now, repository, transition, standings, approved)
    demand = demand_for(trial, history.phase, history.scope)
    number = transition.pull.number if transition.pull else None
    refusal = trial.refusal or _other_than_approved(transition, trial.digests, demand)
    if refusal:
        sentence = f"{_name(history)} isn't approved: {refusal}. {renew}"
        return HistoryVerdict(approved=False, sentence=sentence, pull_request=number, remedy=renew)
    assert trial.digests is not None  # or it had been refused
    assert demand is not None
    folder, records = demand.folder, transition.records
    return HistoryVerdict(
        approved=True,
        sentence=_approved(history, number, trial),
        digest=trial.digests.of_records(demand, records),
        counted=trial.judgement.counted,
        entries={path: entry for path, entry in records.items() if folder and path.startswith(folder)},
        pull_request=number,
    )


def _other_than_approved(transition: Transition, digests: Digests | None, demand: Demand | None) -> str:
    """Return why an approved pull request isn't an approval of what its merge left; "" if it is."""
    name = name_pull(transition)
    if digests is None or demand is None:
        return f"{name} wasn't about it"
    if digests.at_head(demand) != digests.of_records(demand, transition.records):
        return f"commit {transition.commit[:12]} left other content than {name} approved"
    return ""


def _construction(
    policy_now: Policy, repository: RepositoryFacts, history: History, standings: Mapping[int, Standing]
) -> HistoryVerdict:
    """Follow every path from the oldest change on; what came unapproved stands until it is gone or as it was before."""
    before: dict[str, tuple[Entry | None, str]] = {}  # path to its last approved entry, and why it isn't now
    name = _name(history)
    verdict = HistoryVerdict(approved=False, sentence=f"{name} has no approved pull request yet.")
    for transition in reversed(history.transitions):
        governed = _governed(policy_now, history, transition)
        if not governed:
            continue
        trial = try_merged(policy_now, repository, transition, standings)
        refusal = trial.refusal or _other_than_merged(transition)
        if transition.pull and not refusal:
            verdict = HistoryVerdict(
                approved=True,
                sentence=f"{name} is approved.",
                counted=trial.judgement.counted,
                pull_request=transition.pull.number,
            )
        restored: set[str] = set()
        gone: list[str] = []  # why content that goes here wasn't approved
        for change in governed:
            if refusal:
                before.setdefault(change.path, (change.old, refusal))
            if change.path in before and (
                change.new == before[change.path][0] or (change.new is None and not refusal)
            ):
                restored.add(change.path)
                refused = before.pop(change.path)[1]
                if change.new is None:
                    gone.append(refused)
        for change in governed if gone else ():
            # GitHub shows a move without its content: what is added while such content goes may be it.
            brought = change.old is None and change.new is not None and address_of(change.path) is None
            if brought and change.path not in restored:
                before.setdefault(change.path, (None, gone[0]))
    if before:
        path, (_, refusal) = min(before.items())
        sentence = f"{name} isn't approved: {refusal} ({path}). {RENEW_CODE}"
        return HistoryVerdict(approved=False, sentence=sentence, remedy=RENEW_CODE)
    return verdict


def _governed(policy_now: Policy, history: History, transition: Transition) -> list[PathChange]:
    """Return the changes of a transition that must have been approved: code, guarded paths, and the Unit's own records."""
    intent, _, unit = history.scope.partition("/")
    folder = f"aidlc-records/{intent}/construction/{unit}/"
    kinds = classify(transition.policy or policy_now, transition.paths).kinds
    return [
        change
        for change in sorted(transition.paths, key=lambda each: each.path)
        if kinds[change.path] in {PathKind.CODE, PathKind.GUARDED} or change.path.startswith(folder)
    ]


def _other_than_merged(transition: Transition) -> str:
    content = transition.content
    if content and content.merged is not None:
        landed = {change.path: change.new for change in transition.paths}
        if landed == {change.path: change.new for change in content.merged}:
            return ""
    return f"commit {transition.commit[:12]} isn't a clean merge of {name_pull(transition)}"


def _approved(history: History, number: int | None, trial: Trial) -> str:
    names = ", ".join(sorted({each.account.login for each in trial.judgement.counted}))
    return f"{_name(history)} was approved in pull request #{number} by {names}."


def _name(history: History) -> str:
    return f"The {history.phase} of {name_scope(history.phase, history.scope)}"
