"""Evidence files that lie, and a past that is to look approved."""

from aidlc.domain.facts import PathChange
from tests.attacks.arena import state_of
from tests.attacks.book import Play, attack, out
from tests.gate.gitworld import entry_of
from tests.gate.test_histories import built, coded

CLAIMS = out("aidlc.domain.gate.claim_problems")
LIES = {
    "review": "a review of another pull request",
    "person": "a person who didn't write the review",
    "role": "a role that the reviewer doesn't hold",
    "repository": "another repository",
    "pull": "a pull request that isn't merged",
    "policy": "a policy that wasn't in force",
    "head": "other content",
    "line": "a digest line that wasn't there",
    "time": "another time than GitHub does",
}


def _lying(lie: str) -> Play:
    def play() -> str:
        return state_of(start="construction", files={"$claim": f"$claim:other-{lie}"})

    play.__name__ = f"evidence_of_another_{lie}"
    return play


for _lie, _what in LIES.items():
    attack(f"an evidence file names {_what}", CLAIMS)(_lying(_lie))


def said(approved: bool) -> str:
    """A verdict on the past in the words of a status."""
    return "success" if approved else "failure"


@attack(
    "an administrator's merge leaves more than the approved head",
    out("aidlc.domain.histories._other_than_merged", ""),
)
def merge_left_more() -> str:
    honest = coded("honest")
    smuggled = PathChange(path="src/evil.py", old=None, new=entry_of("evil"))
    return said(built(honest.model_copy(update={"paths": (*honest.paths, smuggled)})).approved)


@attack("a commit claims another pull request's approvals", out("aidlc.domain.trials._not_judged", ""))
def merge_of_another_pull_request() -> str:
    good = coded("good")
    assert good.pull is not None
    borrowed = good.pull.model_copy(update={"merge_commit": "a" * 40})
    return said(built(good.model_copy(update={"pull": borrowed})).approved)


@attack(
    "a pull request that was merged without its approvals counts later",
    out("aidlc.domain.trials._refusal", ""),
)
def merged_without_approvals() -> str:
    return said(built(coded("bad", reviews=[])).approved)


@attack(
    "somebody approves after the merge what they weren't asked before",
    out("aidlc.domain.trials._may_matter", lambda *_: True),
)
def approved_after_the_merge() -> str:
    return said(built(coded("late", reviews=[{"by": "bob", "at": 90}])).approved)
