"""Reviews that say something else than they seem to, and objections that somebody wants to be rid of."""

import re
from typing import Any

from aidlc.domain.evidence import Freshness
from tests.attacks.arena import state_of
from tests.attacks.book import attack, out
from tests.gate import samples

APPROVALS, EVIDENCE = "aidlc.domain.approvals", "aidlc.domain.evidence"
LINES: dict[str, Any] = {"policy": {"phases": {"inception": {"evidence": "digest"}}}}
NEWER: dict[str, Any] = {"pushes": [{"name": "c2", "files": {f"{samples.IN}/intent.md": "$intent:2"}}]}
OBJECTION: dict[str, Any] = {"by": "carol", "state": "CHANGES_REQUESTED", "at": 5}
FRESH = Freshness(None)


def lined(body: str, **more: Any) -> list[dict[str, Any]]:
    return [{"by": "alice", "body": body, **more}, {"by": "bob", "body": "{line}"}]


def dismissed(by: str) -> dict[str, Any]:
    event = {"kind": "review-dismissed", "review": 3, "was": "CHANGES_REQUESTED", "by": by, "at": 30}
    return {"also": [{"by": "carol", "state": "DISMISSED", "at": 20}], "events": [event]}


@attack("approvals are enough although somebody objects", out(f"{APPROVALS}._objections", ((), (), [])))
def objection_is_overlooked() -> str:
    return state_of(also=[OBJECTION])


@attack(
    "an objection dies with its author's account",
    out(f"{APPROVALS}._may_block", lambda _, who: who is not None),
)
def objection_of_a_deleted_account() -> str:
    return state_of(also=[{"by": "ghost", "state": "CHANGES_REQUESTED", "at": 20}])


@attack(
    "the assistant's bot dismisses an objection", out("aidlc.domain.opinions._Dismissals._may_lift", True)
)
def bot_dismisses() -> str:
    return state_of(**dismissed("action"))


@attack("the author dismisses an objection", out("aidlc.domain.opinions._Dismissals._may_lift", True))
def author_dismisses() -> str:
    return state_of(**dismissed("olga"))


@attack("a machine user with write access dismisses an objection", out("aidlc.domain.opinions.has_say", True))
def stranger_dismisses() -> str:
    return state_of(**dismissed("erin"))


@attack(
    "an objector's approval of older content is taken for their consent",
    out(f"{APPROVALS}.lifts_own_objection", True),
)
def old_consent() -> str:
    reviews = [
        {"by": "alice", "commit": "c2", "at": 30},
        {"by": "bob", "commit": "c2", "at": 30},
        OBJECTION,
        {"by": "carol", "at": 10},
    ]
    return state_of(**NEWER, reviews=reviews)


@attack("other content is pushed after the approvals", out("aidlc.domain.eligibility.freshness_of", FRESH))
def push_after_the_approvals() -> str:
    return state_of(**NEWER)


@attack(
    "a forced push makes GitHub move the approvals onto other content",
    out(f"{EVIDENCE}._MOVES_COMMITS", frozenset()),
)
def forced_push_moves_the_approvals() -> str:
    forced = {"kind": "head-force-pushed", "at": 20, "by": "olga"}
    return state_of(events=[forced])


@attack(
    "approvals are given into a weak base, then the base is changed back",
    out(f"{EVIDENCE}._OTHER_DIFF", frozenset()),
    out(f"{EVIDENCE}._MOVES_COMMITS", frozenset()),
)
def base_there_and_back() -> str:
    return state_of(events=[{"kind": "base-changed", "at": 20, "by": "olga"}])


@attack(
    "the pull request is closed, and reopened when the branch holds something else",
    out(f"{EVIDENCE}._MOVES_COMMITS", frozenset()),
)
def closed_and_reopened() -> str:
    return state_of(events=[{"kind": "reopened", "at": 20, "by": "olga"}])


@attack("main is merged, and GitHub moves the approvals onto the merge", out(f"{EVIDENCE}._why_moved", ""))
def merge_moves_the_approvals() -> str:
    reviews = [{"by": "alice", "commit": "c2"}, {"by": "bob", "commit": "c2"}]
    pushes = [{"name": "c2", "merge": "main", "files": {f"{samples.IN}/intent.md": "$intent:2"}}]
    return state_of(main={"lib/any.py": "newer"}, pushes=pushes, reviews=reviews)


@attack(
    "a review that comes from the future outlives every change", out(f"{EVIDENCE}._claims_the_future", False)
)
def review_from_the_future() -> str:
    return state_of(reviews=[{"by": "alice", "at": 9000}, {"by": "bob"}], updated=60)


_QUOTED = re.compile(r".*aidlc-approve: (?P<phase>\S+) (?P<scope>\S+) (?P<hex>[0-9a-f]{16,64})\W*")
_SHORT = re.compile(r"aidlc-approve: (?P<phase>\S+) (?P<scope>\S+) (?P<hex>[0-9a-f]{1,64})")


@attack(
    "a person quotes the line that somebody else wrote",
    out(f"{EVIDENCE}._LINE", _QUOTED),
    out(f"{EVIDENCE}._ATTEMPT", _QUOTED),
)
def line_is_quoted() -> str:
    return state_of(**LINES, reviews=lined("Did you mean this?\n> {line}"))


@attack(
    "the line's digits are so few that other content begins with them too", out(f"{EVIDENCE}._LINE", _SHORT)
)
def line_is_short() -> str:
    return state_of(**LINES, reviews=lined("{tiny}"))


@attack("the line shows the digest of other content", out(f"{EVIDENCE}._is_prefix", True))
def line_of_other_content() -> str:
    return state_of(**LINES, reviews=lined("{other}"))


@attack("the line is written into somebody's review afterwards", out(f"{EVIDENCE}._line_of", "right"))
def line_is_added_by_an_edit() -> str:
    return state_of(**LINES, reviews=lined("{line}", edited=True))
