"""Random pull requests over a few fixed contents: everybody in every state, at few times so that they collide."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import timedelta
from functools import cache
from typing import Any

from hypothesis import strategies as st

from aidlc.domain.facts import (
    Account,
    Activity,
    EventKind,
    GateFacts,
    PullFacts,
    Review,
    ReviewState,
    TimelineEvent,
)
from schemas.policy import Policy
from tests.gate import samples
from tests.gate.builder import BEGIN, Build
from tests.gate.gitworld import oid

NEWER = {f"{samples.IN}/intent.md": "$intent:2"}
PEOPLE = ["alice", "bob", "carol", "dave", "erin", "olga", "mallory", "renamed-alice", "false-alice"]
NOBODIES = ["claude", "action", "copilot", "doll", "org", "robo", "bot-named-alice", None]
SCENES: dict[str, dict[str, Any]] = {
    "inception": {"pushes": [{"name": "c2", "files": NEWER}]},
    "digest": {
        "pushes": [{"name": "c2", "files": NEWER}],
        "policy": {"phases": {"inception": {"evidence": "digest"}}},
    },
    "solo": {
        "start": "construction",
        "author": "action",
        "c1": {"by": "bob"},
        "pushes": [{"name": "c2", "files": {"src/door.py": "door two"}, "by": "olga"}],
        "policy": {"phases": {"construction": {"independence": "solo"}}},
    },
    "guarded": {
        "start": "construction",
        "pushes": [{"name": "c2", "files": {"deploy/run.sh": "faster"}}],
        "policy": {"roles": {"maintainer": {"users": ["dave#14", "carol#13"]}}},
    },
    "same-person": {
        "pushes": [{"name": "c2", "files": NEWER}],
        "policy": {"roles": {"developer": {"users": ["alice#11", "bob#12"]}}, "same-person": "allowed"},
    },
    "team": {
        "pushes": [{"name": "c2", "files": NEWER}],
        "policy": {
            "roles": {role: {"users": [], "teams": ["acme/all#5"]} for role in ("product-owner", "developer")}
        },
        "standings": {
            name: {"permission": "write", "teams": [5]} for name in (*PEOPLE, *filter(None, NOBODIES))
        },
    },
}
"""In each, `c1` holds older content and `c2` is the head; in the last, bots and agents are in the team that approves."""


@cache
def scene(name: str) -> Build:
    return Build(SCENES[name])


MOMENTS = st.sampled_from([0, 5, 10, 10.001, 11, 20, 30]).map(
    lambda minutes: BEGIN + timedelta(minutes=minutes)
)
OPINIONS = [ReviewState.APPROVED, ReviewState.CHANGES_REQUESTED, ReviewState.DISMISSED]


def account(name: str | None) -> Account | None:
    return samples.PEOPLE[name] if name else None


def bodies(build: Build) -> st.SearchStrategy[str]:
    lines = build.lines()
    other = ["", "Good.", *lines, *(line[:-48] for line in lines), lines[0][:-64] + "0" * 64]
    return st.one_of(st.just("\n".join(lines)), st.sampled_from(other))


def reviews(
    build: Build,
    who: Sequence[str | None],
    states: list[ReviewState],
    commits: tuple[str | None, ...] = ("c1", "c2", "c2", "c2"),
) -> st.SearchStrategy[Review]:
    """Reviews in any of `states`, approvals above all, that often are right in everything else."""
    often = [ReviewState.APPROVED] * 5 if ReviewState.APPROVED in states else []
    return st.builds(
        Review,
        id=st.integers(1000, 10**6),
        author=st.sampled_from(who).map(account),
        state=st.sampled_from([*often, *states]),
        submitted_at=st.one_of(MOMENTS, MOMENTS, MOMENTS, st.none()),
        commit=st.sampled_from(commits).map(lambda name: oid(name) if name else None),
        body=bodies(build),
        edited=st.sampled_from([False, False, True]),
    )


def likely_reviews(build: Build) -> st.SearchStrategy[list[Review]]:
    """Reviews that often open the gate: mostly approvals of the head by those who may, and some of everything."""
    lines = "\n".join(build.lines())
    good = st.builds(
        Review,
        id=st.integers(1, 999),
        author=st.sampled_from(["alice", "bob", "carol", "dave"]).map(account),
        state=st.just(ReviewState.APPROVED),
        submitted_at=MOMENTS,
        commit=st.just(oid("c2")),
        body=st.just(lines),
    )
    everything = reviews(build, [*PEOPLE, *NOBODIES], list(ReviewState), ("c1", "c2", "gone", None))
    older = good.map(
        lambda each: each.model_copy(update={"id": each.id + 1000, "commit": oid("c1"), "body": ""})
    )
    lists = (
        st.lists(good, min_size=1, max_size=5),
        st.lists(older, max_size=1),
        st.lists(everything, max_size=3),
    )
    return st.tuples(*lists).map(
        lambda found: list({each.id: each for said in found for each in said}.values())
    )


def events(ids: list[int]) -> st.SearchStrategy[tuple[TimelineEvent, ...]]:
    one = st.builds(
        TimelineEvent,
        kind=st.sampled_from([EventKind.REVIEW_DISMISSED, EventKind.REVIEW_DISMISSED, *EventKind]),
        at=MOMENTS,
        actor=st.sampled_from([*PEOPLE, *NOBODIES]).map(account),
        review=st.sampled_from([None, *ids]) if ids else st.none(),
        previous_state=st.sampled_from([None, *ReviewState]),
    )
    return st.lists(one, max_size=2).map(tuple)


ACTIVITIES = st.sampled_from(
    [
        None,
        (),
        (
            Activity(at=BEGIN - timedelta(minutes=9), before="0" * 40, after=oid("c1")),
            Activity(at=BEGIN + timedelta(minutes=10), before=oid("c1"), after=oid("c2")),
        ),
        (
            Activity(at=BEGIN - timedelta(minutes=9), before="0" * 40, after=oid("c1")),
            Activity(at=BEGIN - timedelta(minutes=8), before=oid("c1"), after=oid("c2")),
        ),
    ]
)


@st.composite
def situations(draw: st.DrawFn, names: tuple[str, ...] = tuple(SCENES)) -> tuple[Build, Policy, GateFacts]:
    build = scene(draw(st.sampled_from(names)))
    said = draw(likely_reviews(build))
    absent = account(draw(st.sampled_from([None, None, "alice", "bob", "carol", "dave"])))
    said = [each for each in said if absent is None or each.author != absent]  # so that one is often missing
    pull = build.pull.model_copy(
        update={
            "reviews": tuple(said),
            "timeline": draw(st.one_of(st.just(()), events([each.id for each in said]))),
            "activity": draw(ACTIVITIES),
            "last_pusher": account(draw(st.sampled_from([None, None, "olga", "carol"]))),
        }
    )
    return build, build.policy, build.facts.model_copy(update={"pull": pull})


def with_reviews(facts: GateFacts, said: tuple[Review, ...]) -> GateFacts:
    return facts.model_copy(update={"pull": facts.pull.model_copy(update={"reviews": said})})


def with_pull(facts: GateFacts, **changes: object) -> GateFacts:
    pull: PullFacts = facts.pull.model_copy(update=changes)
    return facts.model_copy(update={"pull": pull})
